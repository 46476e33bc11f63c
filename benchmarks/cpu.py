"""CPU of rules and journal for one number given and one number called, in this process."""

from collections.abc import Callable
from pathlib import Path

from benchmarks.figures import Figure, Report
from benchmarks.office import office_settings
from benchmarks.workday import MONDAY_MS, Workday
from controller.journal import Journal

NAME = "cpu"
DAY_MS = 86_400_000
PER_DAY = 250
"""Citizens of a busy commune's day."""
WAIT = 30


def measure(folder: Path, *, quick: bool) -> Report:
    """Several busy days, a command at a time."""
    settings = office_settings(folder)
    journal = Journal(folder / "data")
    issue, call = [0.0, 0.0], [0.0, 0.0]
    days = 1 if quick else 4
    try:
        for day in range(days):
            work = Workday(settings, journal, MONDAY_MS + day * DAY_MS)
            for index in range(WAIT):
                work.issue(index)
            for index in range(PER_DAY):
                _timed(work, issue, lambda i=index: work.issue(WAIT + i))
                _timed(work, call, lambda i=index: work.call(work.counter_for(i)))
    finally:
        journal.close()
    return Report(NAME, "CPU of rules and journal (FULL), in process", _figures(issue, call, days * PER_DAY))


def _timed(work: Workday, spent: list[float], command: Callable[[], object]) -> None:
    rules, journal = work.rules_s, work.journal_s
    command()
    spent[0] += work.rules_s - rules
    spent[1] += work.journal_s - journal


def _figures(issue: list[float], call: list[float], times: int) -> tuple[Figure, ...]:
    found = [Figure("times", "numbers given, and numbers called", times, "")]
    for key, what, spent in (("issue", "issue", issue), ("call", "call-next", call)):
        rules, journal = (seconds * 1000 / times for seconds in spent)
        found += [
            Figure(f"{key}_rules", f"{what}: admission, rules, reply and slip", rules, "ms"),
            Figure(f"{key}_journal", f"{what}: journal", journal, "ms"),
            Figure(key, f"{what}: together", rules + journal, "ms", at_most=1),
        ]
    return tuple(found)
