"""The hall's part of the update that the controller hands out: it does not work here once, and then it does."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from systemd.trial.guest_steps import TRIAL, hear, sh, tell, until
from systemd.trial.guest_update import version

OWN = Path("/etc/systemd/system")
QUICK = """\
[Timer]
OnActiveSec=
OnActiveSec=5s
OnUnitInactiveSec=10s
RandomizedDelaySec=0
"""
"""Every two minutes is often enough for an office, and long for a trial."""
PICKY = """\
#!/bin/sh
case "$(dpkg-query -W -f '${Version}' motcua-common)" in *+1) exit 1 ;; esac
"""
"""The board's program does not start here while the new version is installed."""


def followed(works: Callable[[], object]) -> Iterator[str]:
    """Two turns. ``works``: whether the board shows something."""
    shutil.copy(TRIAL / "maker.pub", "/etc/motcua/update-keys/maker.pub")
    quick, picky = OWN / "office-follow.timer.d/quick.conf", OWN / "motcua-board.service.d/90-picky.conf"
    for file in (quick, picky):
        file.parent.mkdir(exist_ok=True)
    script = TRIAL / "picky"
    script.write_text(PICKY, "utf-8")
    script.chmod(0o755)
    picky.write_text(f"[Service]\nExecStartPre={script}\n", "utf-8")
    quick.write_text(QUICK, "utf-8")
    old, new = version(), hear("served")
    sh("systemctl", "daemon-reload")
    sh("systemctl", "restart", "office-follow.timer")
    until("the update that is not liked here", lambda: version() == new)
    until("going back", lambda: version() == old and "went-back" in state())
    until("the board of before", works)
    tell("went-back", value=True)
    yield "does not like the update, goes back"
    hear("may-be-well")
    picky.unlink()
    sh("systemctl", "daemon-reload")
    tell("will-be-well", value=True)
    until("the update", lambda: version() == new and '"phase":"done"' in state())
    until("the board of the new version", works)
    until(
        "the end of its wish", lambda: not Path("/var/lib/motcua-follow/go").exists()
    )  # by what stops its job
    tell("followed", value=True)
    yield "updated by the controller"


def state() -> str:
    """How the last update went, as the machine keeps it."""
    return Path("/var/lib/motcua-update/state.json").read_text("utf-8")
