"""CPU of rules and journal for one number given and one number called, in this process."""

from pathlib import Path

from benchmarks.figures import Figure, Report
from benchmarks.office import office_settings
from benchmarks.workday import MONDAY_MS, Spent, Workday
from controller.journal.journal import Journal
from controller.settings import OfficeSettings

NAME = "cpu"
DAY_MS = 86_400_000
PER_DAY = 250
"""Citizens of a busy commune's day."""
WAIT = 30


def measure(folder: Path, *, quick: bool) -> Report:
    """Several busy days, a command at a time."""
    settings = office_settings(folder)
    journal = Journal(folder / "data")
    try:
        spent = [_day(settings, journal, day) for day in range(1 if quick else 4)]
    finally:
        journal.close()
    figures = (
        *_figures("issue", "issue", "issue-ticket", spent),
        *_figures("call", "call-next", "call-next", spent),
    )
    return Report(NAME, "CPU of rules and journal (FULL), in process", figures, _NOTES)


def _day(settings: OfficeSettings, journal: Journal, day: int) -> dict[str, Spent]:
    work = Workday(settings, journal, MONDAY_MS + day * DAY_MS)
    for index in range(WAIT):
        work.issue(index)
    for index in range(PER_DAY):
        work.issue(WAIT + index)
        work.call(work.counter_for(index))
    return work.spent


def _figures(key: str, what: str, kind: str, days: list[dict[str, Spent]]) -> tuple[Figure, ...]:
    times = sum(day[kind].times for day in days)
    rules = sum(day[kind].rules_s for day in days) * 1000 / times
    journal = sum(day[kind].journal_s for day in days) * 1000 / times
    return (
        Figure(f"{key}_times", f"{what}: times", times, ""),
        Figure(f"{key}_rules", f"{what}: admission, rules, reply and slip", rules, "ms"),
        Figure(f"{key}_journal", f"{what}: journal", journal, "ms"),
        Figure(key, f"{what}: together", rules + journal, "ms", at_most=1),
    )


_NOTES = (
    f"Days of {WAIT + PER_DAY} citizens of whom {WAIT} wait; CPU time, so waiting for the disk is not in it.",
)
