"""What a start of the desk costs until it knows everything again: fresh processes, in random order, CPU time only."""

import random
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from benchmarks.figures import Figure, Report, ratio
from benchmarks.office import office_settings
from benchmarks.old_journal import write_history
from benchmarks.workday import MONDAY_MS
from contracts.vocabulary import CallRule, CounterId, DeviceId, JobId, PriorityGroup, ServiceCode, SlipState
from controller.domain import events as e
from controller.domain import tickets as life
from controller.domain.day import Day, fold
from controller.domain.tickets import job_id, ticket_id
from controller.journal.entries import Entry
from controller.journal.journal import Journal
from controller.journal.recovery.repair import open_journal
from hardware.host.memory import nothing_is_rubbish
from simulation.office.child import python

NAME = "start"
DAY = "2026-01-05"
SERVICE, COUNTERS = ServiceCode("civil"), 5
FEW, MANY, MANY_QUICK = 5_000, 20_000, 10_000
"""Tickets of one day: a province centre has 1,200."""
HISTORY, HISTORY_QUICK = 400_000, 40_000
"""Tickets of the days before one of 250, where the journal is old."""
AT_ONCE = 1_000


def measure(folder: Path, *, quick: bool) -> Report:
    """Two days of different lengths, and a short day behind years."""
    many, history = (MANY_QUICK, HISTORY_QUICK) if quick else (MANY, HISTORY)
    for name, tickets in (("few", FEW), ("many", many)):
        write_day(folder / name, tickets)
    (folder / "old").mkdir()
    kept = write_history(
        folder / "old", folder / "model", office_settings(folder), history, datetime.now(UTC).date()
    )
    found = _in_turns({name: folder / name for name in ("few", "many", "old", "model")}, 2 if quick else 6)
    few, grown, old, young = (median(found[name]) for name in ("few", "many", "old", "model"))
    figures = (
        Figure("few", f"a day of {FEW:,} tickets", few, "s", at_most=2),
        Figure("many", f"a day of {many:,} tickets", grown, "s", at_most=2),
        Figure("growth", f"{many:,} / {FEW:,} tickets ({many / FEW:g} is linear)", ratio(grown, few), "x"),
        Figure("young", "a day of 250 tickets, no day before", young, "s"),
        Figure("old", f"a day of 250 tickets behind {kept:,}", old, "s", at_most=2),
        Figure("old_to_young", "behind years / no day before", ratio(old, young), "x"),
    )
    return Report(NAME, "CPU of a start: open, prove, remember", figures, _NOTES)


def write_day(folder: Path, tickets: int) -> None:
    """A journal of one day on which so many people came, were called and went."""
    folder.mkdir()
    journal = Journal(folder)
    for first in range(0, tickets, AT_ONCE):
        numbers = range(first, min(tickets, first + AT_ONCE))
        events = tuple(event for n in numbers for event in _visit(n))
        rows = tuple(life.issued(event) for event in events if isinstance(event, e.TicketIssued))
        journal.commit([Entry(DAY, events, rows)])
    journal.close()


def _visit(n: int) -> tuple[e.AnyEvent, ...]:
    number, at = f"A{n:05}", MONDAY_MS + n * 1000
    ticket, counter = ticket_id(DAY, number), CounterId(str(n % COUNTERS + 1))
    job: JobId = job_id(ticket, 1)
    return (
        e.TicketIssued(at, ticket, number, SERVICE, n, n, PriorityGroup.ORDINARY, "vi", DeviceId("kiosk-1")),
        e.SlipQueued(at, job, ticket, DeviceId("printer-1"), 1),
        e.SlipChanged(at + 1, job, ticket, SlipState.SENDING, ""),
        e.SlipChanged(at + 2, job, ticket, SlipState.PRINTED, ""),
        e.TicketCalled(at + 3, ticket, counter, CallRule.FIRST_COME, (ticket,), (), None, 1),
        e.TicketFinished(at + 4, ticket, counter),
    )


def _in_turns(folders: dict[str, Path], times: int) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {name: [] for name in folders}
    for turn in range(times + 1):
        for name in random.sample(list(folders), len(folders)):
            command = python("benchmarks.start", str(folders[name]))
            took = subprocess.run(command, check=True, capture_output=True, text=True).stdout
            found[name] += [float(took)] if turn else []  # the first one found nothing in the page cache
    return found


def _one(folder: Path) -> float:
    begin = time.process_time()
    journal = open_journal(folder, "now")
    with nothing_is_rubbish():
        recovered = journal.start(MONDAY_MS)
        fold(Day(recovered.newest_day or DAY), recovered.events)
    took = time.process_time() - begin
    journal.close()
    return took


_NOTES = ("Each in a process of its own, without the time of its imports; the median.",)

if __name__ == "__main__":
    print(_one(Path(sys.argv[1])))
