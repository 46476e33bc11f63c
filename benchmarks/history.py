"""Whether call-next stays as quick after years of tickets: two desks side by side, one of them old."""

import contextlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from benchmarks.cpu import office_settings
from benchmarks.figures import Figure, Report, percentile, ratio
from benchmarks.lines import OurLine
from benchmarks.office import a_place, a_plan
from benchmarks.old_journal import write_history
from benchmarks.presses import pressed
from benchmarks.processes import RunningDesk, running_desk
from controller.office_of import office_of
from hardware.host.clock import SystemClock
from hardware.sim.office.broker import Broker, running_broker

NAME = "history"
TICKETS, TICKETS_QUICK = 1_000_000, 100_000


def measure(folder: Path, *, quick: bool) -> Report:
    """Press to board with an empty journal and with a full one, in turns."""
    with running_broker(folder) as broker, _two_desks(folder, broker, TICKETS_QUICK if quick else TICKETS) as two:
        young, old, tickets, size = two
        ways = {"young": lambda: OurLine(young), "old": lambda: OurLine(old)}
        found = pressed(ways, two[:2], blocks=4 if quick else 12)
    ...
