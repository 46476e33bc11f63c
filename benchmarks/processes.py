"""What the kernel says of a process (proc(5)), and programs that the benchmarks start by themselves."""

import contextlib
import os
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from simulation.office.broker import LOOPBACK
from simulation.office.child import end_child, start_child
from simulation.office.files import Place, write_programs
from simulation.office.plan import Plan

TICKS_PER_S = os.sysconf("SC_CLK_TCK")
START_S = 120.0
PATIENCE_S = 5.0


def cpu_s(pid: int) -> float:
    """User and system time of all threads so far, in seconds; it counts in steps of 10 ms."""
    after_name = Path(f"/proc/{pid}/stat").read_text("ascii", "replace").rpartition(")")[2].split()
    return (int(after_name[11]) + int(after_name[12])) / TICKS_PER_S


def memory_mb(pid: int) -> tuple[float, float]:
    """RSS, and PSS: its own pages and its share of those that several processes use."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii", "replace").splitlines()[1:]
    kb = {line.split(":")[0]: int(line.split()[1]) for line in lines}
    return kb["Rss"] / 1024, kb["Pss"] / 1024


class NotStartedError(Exception):
    """A program did not come up; the text quotes the end of its log."""


@dataclass(frozen=True)
class RunningDesk:
    """A real controller in a process of its own."""

    pid: int
    place: Place
    plan: Plan
    start_s: float
    """From exec until it said that it is ready."""


@contextlib.contextmanager
def running_desk(plan: Plan, place: Place, more: str = "") -> Iterator[RunningDesk]:
    """The controller of ``plan`` for as long as the block runs; ``more`` is what its settings say beside. Raises NotStartedError."""
    command = next(program for program in write_programs(plan, place) if program.name == "controller").command
    with (place.folder / "settings" / "controller.toml").open("a", encoding="utf-8") as settings:
        settings.write(more)
    address, log = place.folder / "notify", place.folder / "controller.log"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notify:
        notify.bind(str(address))
        notify.settimeout(0.05)
        begin = time.monotonic()
        process = start_child(command, log, {"NOTIFY_SOCKET": str(address)})
        try:
            while not _says_ready(notify):
                if process.poll() is not None or time.monotonic() - begin > START_S:
                    raise NotStartedError(f"the controller did not start: {log.read_text('utf-8')[-600:]}")
            start_s = time.monotonic() - begin
            _wait_for_pages(place)
            notify.close()  # nobody listens to the signs of life: without this they would fill the socket
            yield RunningDesk(process.pid, place, plan, start_s)
        finally:
            end_child(process, PATIENCE_S)
            address.unlink()


def _wait_for_pages(place: Place) -> None:
    """The pages may come up a moment after the program has said that it is ready."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        with contextlib.suppress(OSError), socket.create_connection((LOOPBACK, place.desk_port), 0.5):
            return
        time.sleep(0.01)


def _says_ready(notify: socket.socket) -> bool:
    try:
        return b"READY=1" in notify.recv(4096)
    except TimeoutError:
        return False
