"""Whether a number costs more when thousands wait: two offices in one process, in turns, CPU time only."""

import random
import time
from pathlib import Path
from statistics import median

from benchmarks.figures import Figure, Report, ratio
from benchmarks.office import office_settings
from benchmarks.workday import MONDAY_MS, Workday
from controller.desk.snapshots import Snapshots
from controller.domain.now import Now
from controller.journal.journal import Journal
from controller.office_from_settings import office_of
from controller.settings import OfficeSettings

NAME = "queue"
FEW, MANY, MANY_QUICK = 100, 5_000, 1_000
BLOCK = 10
COMMANDS = ("issue-ticket", "call-next")


def measure(folder: Path, *, quick: bool) -> Report:
    """Blocks of issue and call, and what everybody is shown after each, at both offices in random order."""
    many = MANY_QUICK if quick else MANY
    settings, found = office_settings(folder), dict[tuple[int, str], list[float]]()
    journals = {wait: Journal(folder / str(wait)) for wait in (FEW, many)}
    days = {wait: _filled(settings, journal, wait) for wait, journal in journals.items()}
    for block in range(4 if quick else 16):
        for wait in random.sample(list(days), len(days)):
            for what, ms in _block(days[wait], settings, wait + block * BLOCK).items():
                found.setdefault((wait, what), []).append(ms)
    for journal in journals.values():
        journal.close()
    figures = tuple(figure for what in (*COMMANDS, "shown") for figure in _figures(what, many, found))
    return Report(NAME, f"A number among {FEW} and among {many:,} who wait", figures, _NOTES)


def _filled(settings: OfficeSettings, journal: Journal, wait: int) -> Workday:
    work = Workday(settings, journal, MONDAY_MS)
    for index in range(wait):
        work.issue(index)
    return work


def _block(work: Workday, settings: OfficeSettings, first: int) -> dict[str, float]:
    """CPU milliseconds of one command, or of all snapshots once, by what it is."""
    work.spent.clear()
    for index in range(first, first + BLOCK):
        work.issue(index)
        work.call(work.counter_for(index))
    spent = {what: (work.spent[what].rules_s + work.spent[what].journal_s) / BLOCK for what in COMMANDS}
    begin = time.process_time()
    snapshots = Snapshots(settings, office_of(settings))
    snapshots.queue(work.day, Now(work.day.last_at), (1, 1))
    snapshots.board(work.day, work.day.last_at, (1, 1))
    for counter in settings.counters:
        snapshots.counter(work.day, counter.id, work.day.last_at, (1, 1))
    spent["shown"] = time.process_time() - begin
    return {what: seconds * 1000 for what, seconds in spent.items()}


def _figures(what: str, many: int, found: dict[tuple[int, str], list[float]]) -> tuple[Figure, ...]:
    few, grown = median(found[FEW, what]), median(found[many, what])
    name, key = f"{what}" if what in COMMANDS else "all snapshots", what.replace("-", "_")
    return (
        Figure(f"{key}_few", f"{name}, {FEW} wait", few, "ms"),
        Figure(f"{key}_many", f"{name}, {many:,} wait", grown, "ms"),
        Figure(f"{key}_growth", f"{name}: many / few", ratio(grown, few), "x", at_most=1.2),
    )


_NOTES = ("Rules, reply, slip and journal in process, FULL; snapshots are made at most ten times a second.",)
