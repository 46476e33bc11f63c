"""The office in the machine: begun in its browser pages, and asked what it remembers."""

import base64
import hashlib
import random
import re
from dataclasses import replace
from pathlib import Path

from systemd.trial.guest_page import Caretaker
from systemd.vm.citizens import Citizens
from systemd.vm.machine import Machine, TrialFailed, Wiring

SETTINGS = "/etc/motcua/controller.toml"
TOKEN = "the-people-of-the-trial"  # noqa: S105 - of a machine that nobody else reaches
ALL_DAY = """
[[sessions]]
name = {{ vi = "Cả ngày" }}
days = [1, 2, 3, 4, 5, 6, 7]
take_from = "00:00"
take_until = "24:00"
serve_from = "00:00"
serve_until = "24:00"

[[tokens]]
name = "people-1"
token_hash = "{digest}"
issues = true
counters = []
"""
JOURNAL = """python3 -c '
import json, sqlite3
db = sqlite3.connect("file:/var/lib/motcua/journal.db?mode=ro", uri=True)
assert db.execute("pragma integrity_check").fetchone() == ("ok",)
for body, in db.execute("select body from event where kind = ?", ("TicketIssued",)):
    print(json.loads(body)["ticket"])
'"""


class AtTheConsole(Caretaker):
    """The caretaker outside, who reads the code of the first start on the machine's console."""

    def __init__(self, machine: Machine) -> None:
        super().__init__(machine.url("desk"))
        self._machine = machine

    def let_in(self) -> None:
        """By the code. Raises TrialFailed, OSError."""
        self.look("/bat-dau")
        self._machine.until("a code on the console", lambda: "START CODE" in self._machine.said())
        self.press("/bat-dau/ma", code=re.findall(r"START CODE: (\d+ \d+)", self._machine.said())[-1])


def begin(machine: Machine) -> None:
    """The first start, and then as a caretaker by hand: open all day, and a program of another maker may give numbers."""
    machine.until("the desk before it is begun", machine.serves)
    AtTheConsole(machine).begin_by_forms()
    machine.until("the settings of the pages", lambda: "nop-ho-so" in machine.sh(f"cat {SETTINGS}"))
    text = re.sub(
        r"^\[\[sessions\]\]\n(?:(?!\[).*\n)*", "", machine.sh(f"cat {SETTINGS}"), flags=re.MULTILINE
    )
    text += ALL_DAY.format(digest=hashlib.sha256(TOKEN.encode()).hexdigest())
    lines = base64.b64encode(text.encode()).decode()
    machine.sh(f"echo {lines} | base64 -d > {SETTINGS}; sync; systemctl restart motcua-controller")


def remembered(machine: Machine) -> list[str]:
    """Every number that was ever given, out of a journal that SQLite finds whole. Raises TrialFailed, OSError."""
    return machine.sh(JOURNAL).split()


def on_its_own_disk(machine: Machine) -> bool:
    """Whether the office's memory is on the data disk, with the write barriers of its file system on."""
    line = machine.sh("grep ' /var/lib/motcua ' /proc/self/mounts")
    return line.startswith("/dev/vdb ") and "ext4" in line and "nobarrier" not in line


class Lives:
    """An office that is switched on, used, and cut, again and again."""

    def __init__(self, wiring: Wiring, luck: random.Random, kept: Path) -> None:
        self._wiring, self._luck, self._kept = wiring, luck, kept
        self.citizens: Citizens | None = None
        self.boots_s: list[float] = []
        self.fates = dict.fromkeys(("safe", "kept", "torn", "lost"), 0)
        self.found: list[str] = []
        self.lost: set[str] = set()
        self.doubled: set[str] = set()

    def believe(self, clock: str) -> None:
        """What the machine will believe the time to be when it is switched on next."""
        self._wiring = replace(self._wiring, clock=clock)

    def on(self, path: str = "/readyz") -> Machine:
        """Switch on; what it remembers is compared before anybody asks again. Raises TrialFailed."""
        machine = Machine(self._wiring)
        try:
            self.boots_s.append(machine.until("the desk", lambda: machine.serves("desk", path)))
            if self.citizens:
                self.compare(machine)
        except BaseException:
            machine.kill()
            raise
        return machine

    def compare(self, machine: Machine) -> None:
        """Whether what was acknowledged is there. Raises TrialFailed, OSError."""
        told = self.people().told
        machine.until("its hand", machine.obeys)
        if not on_its_own_disk(machine):
            raise TrialFailed("the office's memory is not on its own disk")
        self.found = remembered(machine)
        self.lost |= set(told.lost(self.found))
        self.doubled |= set(told.doubled(self.found))

    def open(self, machine: Machine) -> None:
        """Let people come, from now on."""
        self.citizens = Citizens(machine.url("desk"), TOKEN, self._kept)

    def use_and_cut(self, machine: Machine, *, forgotten: int = 0) -> None:
        """Numbers are given until the plug is pulled, at a moment that luck chooses. Raises TrialFailed, OSError."""
        citizens = self.people()
        citizens.go()
        citizens.until(citizens.told.held() + self._luck.randint(5, 40))
        fates = machine.pull_the_plug(self._luck, forgotten=forgotten)
        citizens.stop()
        for fate in fates.values():
            for name in self.fates:
                self.fates[name] += getattr(fate, name)

    def end(self, machine: Machine) -> list[str]:
        """Everybody gets his answer, the last of them a second time; whose number nobody holds. Raises TrialFailed."""
        citizens = self.people()
        citizens.finish()
        citizens.ask_again(list(citizens.told.numbers)[-20:])
        self.compare(machine)
        return citizens.told.nobodys(self.found)

    def people(self) -> Citizens:
        """Who comes. Raises TrialFailed before they may."""
        if self.citizens is None:
            raise TrialFailed("nobody has come yet")
        return self.citizens
