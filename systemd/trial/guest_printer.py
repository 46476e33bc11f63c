"""The caretaker chooses a printer on a cable of another machine: what ``office-chosen-printer`` there makes of the wish.

The cables themselves are not there. The wish lies as the printer's program leaves it (``ticket_printer/found_here.py``), by
its own user, who may not write the settings.
"""

import json
from collections.abc import Iterator
from pathlib import Path

from systemd.trial.guest_steps import hold, install, sh, until

SETTINGS = Path("/etc/motcua/printer.toml")
WISH = Path("/var/lib/motcua-printer/wanted")
PROGRAM = "motcua-printer"


def printer_chosen() -> Iterator[str]:
    """A printer is put to use; a wish that is none changes nothing, and the one after it is heard."""
    install(PROGRAM)
    text = SETTINGS.read_text("utf-8")
    SETTINGS.write_text(text.replace('device = "printer-1"', 'device = "printer-2"'), "utf-8")
    sh("systemctl", "restart", PROGRAM)
    until(
        "the printer's program",
        lambda: sh("systemctl", "show", "-P", "ActiveState", PROGRAM).strip() == "active",
    )
    hold(that=not _may_write(), otherwise="the program may write its settings")
    _wish("/dev/usb/lp3")
    before = SETTINGS.read_text("utf-8")
    _leave(json.dumps({"way": "tcp", "host": "8.8.8.8"}))
    until("a wish that is none gone", lambda: not WISH.exists())
    hold(that=SETTINGS.read_text("utf-8") == before, otherwise="what is no printer was put to use")
    _wish("/dev/usb/lp1")
    yield "printer of another machine chosen"


def _wish(path: str) -> None:
    began = _began()
    _leave(json.dumps({"way": "lp", "path": path}))
    until(f"{path} in use", lambda: path in SETTINGS.read_text("utf-8") and not WISH.exists())
    until(f"the program with {path}", lambda: _began() not in ("", began))
    hold(that=SETTINGS.stat().st_uid == 0, otherwise="the settings are not root's")


def _leave(wish: str) -> None:
    _as_program(f"printf %s '{wish}' > {WISH}.new && mv {WISH}.new {WISH}")


def _may_write() -> bool:
    return _as_program(f"test -w {SETTINGS} && echo yes || echo no").strip() == "yes"


def _as_program(line: str) -> str:
    return sh("runuser", "-u", PROGRAM, "--", "sh", "-c", line)


def _began() -> str:
    return sh("systemctl", "show", "-P", "InvocationID", PROGRAM).strip()
