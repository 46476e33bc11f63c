"""An endpoint whose root must not be written to, and what a machine does that hangs."""

import contextlib
import random
import time
from pathlib import Path

from systemd.vm.cut_disk import entries
from systemd.vm.machine import Machine, TrialFailed, Wiring

READ_ONLY = "overlayroot=tmpfs:recurse=0"
"""What README tells to write on an endpoint's command line (cmdline.txt on a Pi)."""
BOARD_ONLY = " ".join(
    f"systemd.mask={unit}"
    for unit in ("motcua-controller.service", "motcua-broker.service", "motcua-printer.service")
)
ENDPOINT = f"{READ_ONLY} {BOARD_ONLY}"
LEFT, KEPT = "/etc/left-by-the-trial", "/var/lib/motcua/kept-by-the-trial"
LEAVE = f"echo here > {LEFT}; echo here > {KEPT}; sync"
FREEZE = "echo 1 > /sys/fs/cgroup/init.scope/cgroup.freeze"
"""PID 1 stands still, and with it what feeds the machine's watchdog. Everything else goes on."""
PANIC = "echo c > /proc/sysrq-trigger"
"""The kernel gives up, and stays so (``panic=0``)."""
DOCTOR_SAYS = "[bad] Write protection"
HANGS = {"PID 1 stands still": FREEZE, "the kernel gave up": PANIC}
WITHOUT_S = 60.0
"""So long by its own clock a hung machine without a watchdog is looked at: the watchdog has 14 s."""


def root_of(machine: Machine) -> str:
    """What ``/`` is: ``overlay`` where it forgets. Raises OSError, TrialFailed."""
    return machine.sh("findmnt -n -o FSTYPE / | tail -1").strip()


def is_there(machine: Machine, path: str) -> bool:
    """Whether a file is there. Raises OSError, TrialFailed."""
    return machine.sh(f"test -e {path} && echo yes || echo no").strip() == "yes"


def writes(wiring: Wiring, disk: str) -> int:
    """How many writes reached a disk in the life that is just over. Raises LogBroken, OSError."""
    with (wiring.folder / f"{disk}.log").open("rb") as log:
        return sum(write.length > 0 for write in entries(log))


def hang(machine: Machine, how: str, patience_s: float = 600.0) -> float:
    """Make it hang; the seconds until it has begun anew, because its watchdog had enough. Raises TrialFailed."""
    machine.until("its hand", machine.obeys)
    machine.until("PID 1 feeds the watchdog", lambda: "watchdog" in machine.sh("ls -l /proc/1/fd"))
    before, start = machine.boot_id(), time.monotonic()
    seen = machine.events.count("WATCHDOG")
    with contextlib.suppress(OSError, TrialFailed):
        machine.sh(how, 10)
    machine.until("another start", lambda: machine.boot_id() != before, patience_s)
    if machine.events.count("WATCHDOG") == seen:
        raise TrialFailed("it began anew, and not by its watchdog")
    return round(time.monotonic() - start, 1)


def stays_hung(machine: Machine) -> bool:
    """Whether a machine without a watchdog whose PID 1 stands still goes on so. Raises TrialFailed, OSError."""
    before, end = machine.boot_id(), machine.uptime() + WITHOUT_S
    machine.sh(FREEZE)
    machine.until("a minute", lambda: machine.uptime() > end or machine.boot_id() != before)
    return machine.boot_id() == before


def protected(wiring: Wiring, luck: random.Random) -> dict[str, object]:
    """Three lives of an endpoint: its root forgets across cuts, its data stay. Raises TrialFailed, OSError, LogBroken."""
    told: dict[str, object] = {}
    wiring.words, wiring.watchdog = ENDPOINT, False
    with on(wiring) as machine:
        first = root_of(machine)
        machine.sh(LEAVE)
        told["stays_hung_without_watchdog"] = stays_hung(machine)
        machine.pull_the_plug(luck)
    told["root_writes"] = writes(wiring, "root")
    wiring.watchdog = True
    with on(wiring) as machine:
        gone, kept = not is_there(machine, LEFT), is_there(machine, KEPT)
        told["root_read_only"] = first == root_of(machine) == "overlay" and gone
        told["data_stay"] = kept
        machine.pull_the_plug(luck)
    told["root_writes"] = writes(wiring, "root") + int(str(told["root_writes"]))
    return told


def fails_open(wiring: Wiring, initrd: Path, luck: random.Random) -> dict[str, object]:
    """Without busybox overlayroot fails and says nothing; whether the doctor sees it.

    Raises TrialFailed, OSError, LogBroken.
    """
    wiring.words, wiring.initrd = ENDPOINT, initrd
    with on(wiring) as machine:
        machine.sh(LEAVE)
        opened = root_of(machine) != "overlay"
        doctor = machine.sh("motcua doctor || true")
        machine.pull_the_plug(luck)
    seen = any(line.startswith(DOCTOR_SAYS) for line in doctor.splitlines())
    return {"open_root_writes": writes(wiring, "root"), "open_root": opened, "open_root_seen_by_doctor": seen}


class on:  # noqa: N801 - reads as a sentence
    """A machine whose board serves, and which is off afterwards whatever happens."""

    def __init__(self, wiring: Wiring) -> None:
        self._wiring = wiring

    def __enter__(self) -> Machine:
        self._machine = Machine(self._wiring)
        try:
            self._machine.until("the board", lambda: self._machine.serves("board", "/"))
            self._machine.until("its hand", self._machine.obeys)
        except BaseException:
            self._machine.kill()
            raise
        return self._machine

    def __exit__(self, *_: object) -> None:
        self._machine.kill()
