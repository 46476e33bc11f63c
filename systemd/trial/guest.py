"""Runs in the office's machine: installs, begins the office, hangs and kills programs, updates, removes.

Standard library only, and what the packages brought. Its result goes to ``/shared``, where the other machines' are.
"""

import contextlib
import os
import re
import signal
import subprocess
import time
import tomllib
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

from systemd.trial.guest_care import Another, care, pid_of
from systemd.trial.guest_network import cables, knocked, matrix
from systemd.trial.guest_page import Caretaker
from systemd.trial.guest_steps import (
    TRIAL,
    answers,
    hear,
    hold,
    install,
    live,
    no_unit_failed,
    sh,
    tell,
    told,
    until,
)
from systemd.trial.guest_update import update
from systemd.trial.guest_wire import Kiosk

READY = "http://127.0.0.1:8080/readyz"
BOARD = "http://127.0.0.1:8090/"
SETTINGS = Path("/etc/motcua/controller.toml")
OUR_PACKAGES = ("motcua-common", "motcua-controller", "motcua-printer", "motcua-board")
PROGRAMS = ("motcua-controller", "motcua-broker", "motcua-printer", "motcua-board")
WATCHED = ("motcua-controller", "motcua-printer", "motcua-board")
ALL_DAY = """
[[sessions]]
name = { vi = "Cả ngày" }
days = [1, 2, 3, 4, 5, 6, 7]
take_from = "00:00"
take_until = "24:00"
serve_from = "00:00"
serve_until = "24:00"

[[kiosks]]
device = "kiosk-2"
"""
PAPER = TRIAL / "paper"
THEIR_KEY = "/etc/motcua/update-keys/maker.pub"
"""Whom a person trusts is that person's business, also after the packages are gone."""


def open_all_day() -> None:
    """As a caretaker by hand: the office is open whenever this runs, and has a kiosk on another machine."""
    text = re.sub(r"^\[\[sessions\]\]\n(?:(?!\[).*\n)*", "", SETTINGS.read_text("utf-8"), flags=re.MULTILINE)
    hold(that="sessions" not in tomllib.loads(text), otherwise=text)
    SETTINGS.write_text(f"{text}\n{ALL_DAY}", "utf-8")
    sh("systemctl", "restart", "motcua-controller")


def plug_in_a_printer() -> None:
    """The simulated one, as a network printer: every slip is a picture."""
    PAPER.mkdir()
    code = "PYTHONPATH=/usr/lib/motcua/code:/usr/lib/motcua/common"
    words = ("python3", "-m", "hardware.sim.escpos", "--tcp", "9100", "--out", str(PAPER))
    sh("systemd-run", "--unit=paper", f"--setenv={code}", *words)
    path = Path("/etc/motcua/printer.toml")
    text = path.read_text("utf-8").partition("[printer.lp]")[0]
    path.write_text(f'{text}[printer.tcp]\nhost = "127.0.0.1"\n', "utf-8")
    sh("systemctl", "restart", "motcua-printer")


def all_well() -> float:
    """Until every program works; the seconds it took."""
    took = until("the desk", lambda: answers(READY))
    return took + until("the board", lambda: answers(BOARD))


def story(result: dict[str, Any]) -> Iterator[str]:
    """Everything; yields after each step that held."""
    caretaker = Caretaker()
    kiosk = yield from begin(result, caretaker)
    yield from neighbours(result, caretaker, kiosk)
    healed: list[float] = []

    def heal() -> None:
        healed.append(all_well())

    yield from matrix(result, caretaker, heal)
    yield from harm(kiosk, heal)
    yield from update(caretaker, kiosk.take, heal)
    install(*OUR_PACKAGES)
    heal()
    kiosk.take()
    hold(that="24:00" in SETTINGS.read_text("utf-8"), otherwise="settings were lost")
    yield "downgrade"
    yield from care(result, kiosk, heal)
    result["healed_s_max"] = round(max(healed), 1)
    given = [*kiosk.numbers, *told("hall-numbers")]
    result["numbers"] = len(given)
    result["duplicates"] = len(given) - len(set(given))
    result["lost"] = len(set(given) - kept())
    no_unit_failed("office-update.service")  # the last update went back, as it was to
    tell("given", [*given, told("not-in-backup")])
    yield from remove()


def begin(result: dict[str, Any], caretaker: Caretaker) -> Generator[str, None, Kiosk]:
    """From bare Debian to the first number on paper."""
    start = time.monotonic()
    install(*OUR_PACKAGES)
    yield "install"
    all_well()
    result["first_start"] = caretaker.begin()
    yield "first start in the browser"
    open_all_day()
    plug_in_a_printer()
    all_well()
    kiosk = Kiosk()
    kiosk.take()
    result["minutes_to_first_ticket"] = round((time.monotonic() - start) / 60, 2)
    yield "first ticket"
    until("its slip", lambda: list(PAPER.glob("*.png")))
    yield "slip on paper"
    no_unit_failed()
    return kiosk


def neighbours(result: dict[str, Any], caretaker: Caretaker, kiosk: Kiosk) -> Iterator[str]:
    """The hall's board and kiosk come in by their codes, are used, lose the network, and one of them is stolen."""
    tell("open", value=True)
    caretaker.sign_in()
    waiting = {"board-2", "kiosk-2"}

    def let_in() -> bool:
        for device, codes in (told("codes") or {}).items():
            if codes and device in waiting and caretaker.pair(device, codes[0]):
                waiting.discard(device)
        return not waiting

    until("board and kiosk ask", let_in)
    yield "pairing by codes"
    hear("ticket")
    tell("called", caretaker.call())
    hear("shown")
    yield "call on another machine's board"
    yield from knocked(result)
    yield from cables(result, caretaker, kiosk)
    stolen = hear("robbed")
    hold(that=caretaker.revoke(stolen), otherwise=f"{stolen} could not be revoked")
    tell("revoked", stolen)
    hear("out")
    yield "revoked"


def harm(kiosk: Kiosk, heal: Any) -> Iterator[str]:
    """Hang, kill, fill."""
    for unit in WATCHED:  # it hangs: only the watchdog can know
        before = pid_of(unit)
        os.kill(before, signal.SIGSTOP)
        until(f"the watchdog of {unit}", Another(unit, before))
        heal()
        kiosk.take()
        yield f"hang {unit}"
    for unit in PROGRAMS:
        before = pid_of(unit)
        os.kill(before, signal.SIGKILL)
        until(f"{unit} again", Another(unit, before))
        heal()
        kiosk.take()
        yield f"kill {unit}"
    filler = Path("/var/lib/motcua/filler")
    with contextlib.suppress(OSError), filler.open("wb") as file:  # until the disk is full
        while True:
            file.write(b"\0" * 1_000_000)
    with contextlib.suppress(RuntimeError):
        kiosk.take()  # refused, or given from what was kept back: both are true
    filler.unlink()
    until("numbers again", kiosk.take)
    heal()
    yield "full disk"


def remove() -> Iterator[str]:
    """Packages go, the office's memory does not; purging takes the settings."""
    sh("dpkg", "-r", *reversed(OUR_PACKAGES))
    hold(that=Path("/var/lib/motcua/journal.db").exists(), otherwise="removing took the office's memory")
    yield "remove"
    sh("dpkg", "--purge", *reversed(OUR_PACKAGES))
    left = [str(path) for path in Path("/etc/motcua").rglob("*") if path.is_file()]
    hold(that=left == [THEIR_KEY], otherwise=f"purge left {left}")
    yield "purge"


def kept() -> set[str]:
    """The tickets that the journal has."""
    sh("systemctl", "stop", "motcua-controller")
    program = (
        "import sys, sqlite3; db = sqlite3.connect('/var/lib/motcua/journal.db');"
        "print('\\n'.join(body for body, in db.execute(\"select body from event where kind = 'TicketIssued'\")))"
    )
    found = sh("python3", "-c", program)
    return set(re.findall(r'"ticket":"([^"]+)"', found))


def switch_off(result: dict[str, Any]) -> None:
    """As the board's program would at the caretaker's wish; where that does not work, as a person would."""
    failed = {**result, "broken": result["broken"] or "it did not switch itself off"}
    tell("result-office", failed)
    with contextlib.suppress(RuntimeError):
        install("motcua-common")
        tell("result-office", {**result, "steps": [*result["steps"], "power off"]})
        sh("runuser", "-u", "motcua-board", "--", "touch", "/run/motcua/power-off")
        time.sleep(120)  # longer, and it does not happen
    tell("result-office", failed)
    subprocess.run(("systemctl", "poweroff"), check=False)


if __name__ == "__main__":
    switch_off(live("office", story))
