"""What the caretaker relies on: the doctor, the clock, programs begun anew from afar, backups. Runs in the office's machine."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from systemd.trial.guest_steps import SHARED, hold, sh, tell, until
from systemd.trial.guest_wire import Kiosk

ASKS_THE_CLOCK = "import ctypes; print(ctypes.CDLL(None).adjtimex(ctypes.create_string_buffer(256)))"
SANDBOX = ("SystemCallFilter=@system-service", "SystemCallFilter=~@privileged", "SystemCallErrorNumber=EPERM")


def pid_of(unit: str) -> int:
    """The main process of a unit; 0 while it has none."""
    return int(sh("systemctl", "show", "-p", "MainPID", "--value", unit).strip() or 0)


class Another:
    """Whether a unit has another main process by now."""

    def __init__(self, unit: str, before: int) -> None:
        self._unit, self._before = unit, before

    def __call__(self) -> bool:
        """Whether it has."""
        return pid_of(self._unit) not in (0, self._before)


def care(result: dict[str, Any], kiosk: Kiosk, heal: Callable[[], None]) -> Iterator[str]:
    """Everything but repairs."""
    told = subprocess.run(("motcua", "doctor"), capture_output=True, text=True, check=False)
    hold(
        that="motcua-controller" not in told.stdout and "Traceback" not in told.stderr, otherwise=told.stdout
    )
    result["doctor"] = [line for line in told.stdout.splitlines() if line.startswith(("[bad]", "[warning]"))]
    yield "doctor"
    sh("systemctl", "start", "office-outside.service")
    yield "whom the settings name is let through"
    words = [word for rule in (*SANDBOX, "SystemCallFilter=adjtimex") for word in ("-p", rule)]
    if int(sh("python3", "-c", ASKS_THE_CLOCK)) >= 0:  # most containers forbid it to everybody
        heard = sh("systemd-run", "--wait", "--pipe", "-q", *words, "python3", "-c", ASKS_THE_CLOCK)
        hold(that=int(heard) >= 0, otherwise="the controller cannot ask the kernel about its clock")
        yield "clock"
    board = pid_of("motcua-board")
    kiosk.want("board-1", "restart")
    until("the board's program again", Another("motcua-board", board))
    heal()
    yield "restart of a program from afar"
    yield from backups(kiosk, heal)


def backups(kiosk: Kiosk, heal: Callable[[], None]) -> Iterator[str]:
    """A backup by its job, as soon as somebody asks for one, and back again; another machine gets it, too."""
    stick, settings = Path("/media/stick"), Path("/etc/motcua/controller.toml")
    stick.mkdir()
    sh("mount", "-t", "tmpfs", "-o", "mode=0777", "tmpfs", str(stick))
    settings.write_text(settings.read_text("utf-8").replace("/media/motcua", str(stick)), "utf-8")
    shown = sh("motcua", "backup", "phrase")
    digits = next(line.strip() for line in shown.splitlines() if line.startswith("    "))
    Path("/var/lib/motcua/backup/wanted").touch()
    until("the backup that somebody asked for", lambda: list(stick.glob("*.age")))
    until("its note", lambda: "good_at" in Path("/var/lib/motcua/backup/state.json").read_text("utf-8"))
    yield "backup"
    last = kiosk.take()  # not in the backup: nobody gets it a second time
    tell("not-in-backup", last)
    kiosk.numbers.remove(last)
    sh("systemctl", "stop", "motcua-controller")
    file = next(stick.glob("*.age"))
    shutil.copy(file, SHARED)
    tell("digits", digits)
    words = ("motcua", "controller", "restore", str(file))
    back = subprocess.run(words, input=f"{digits}\n", capture_output=True, text=True, check=False)
    hold(that=back.returncode == 0, otherwise=back.stderr)
    sh("systemctl", "start", "motcua-controller")
    heal()
    hold(that=kiosk.take() != last, otherwise=f"{last} was given twice")
    yield "restore"
