"""Whether call-next stays as quick after years of tickets: two desks side by side, one of them old."""

from datetime import UTC, datetime
from pathlib import Path

from benchmarks.figures import Figure, Report, percentile, ratio
from benchmarks.lines import OurLine
from benchmarks.office import a_place, a_plan, office_settings
from benchmarks.old_journal import write_history
from benchmarks.processes import RunningDesk, running_desk
from benchmarks.turns import Way, press_in_turns
from controller.journal.folder import FILE
from simulation.office.broker import running_broker
from simulation.office.files import Place

NAME = "history"
TICKETS, TICKETS_QUICK = 1_000_000, 100_000


def measure(folder: Path, *, quick: bool) -> Report:
    """Press to board with an empty journal and with a full one, in turns."""
    with running_broker(folder) as broker:
        place = a_place(folder / "old", broker.port)
        tickets = _fill(place, TICKETS_QUICK if quick else TICKETS)
        size_mb = (place.folder / "data" / FILE).stat().st_size / 1e6
        with (
            running_desk(a_plan("young"), a_place(folder / "young", broker.port)) as young,
            running_desk(a_plan("old"), place) as old,
        ):
            ways = {
                "young": Way(lambda: OurLine(young), young),
                "old": Way(lambda: OurLine(old), old),
            }
            found = press_in_turns(ways, blocks=3 if quick else 12)
    figures = (
        Figure("tickets", "tickets in the old journal", tickets, ""),
        Figure("size", "its size", size_mb, "MB"),
        *_latency(found),
        *_starts(young, old),
    )
    return Report(NAME, "Call-next after years of history", figures, _NOTES)


def _fill(place: Place, tickets: int) -> int:
    settings = office_settings(place.folder)
    data = place.folder / "data"
    data.mkdir()
    return write_history(data, place.folder / "model", settings, tickets, datetime.now(UTC).date())


def _latency(found: dict[str, list[float]]) -> tuple[Figure, ...]:
    young, old = percentile(found["young"], 50), percentile(found["old"], 50)
    return (
        Figure("young_p50", "press -> board, empty journal, p50", young, "ms"),
        Figure("old_p50", "press -> board, old journal, p50", old, "ms"),
        Figure("old_to_young", "old / empty, p50", ratio(old, young), "x", at_most=1.1),
    )


def _starts(young: RunningDesk, old: RunningDesk) -> tuple[Figure, ...]:
    return (
        Figure("young_start", "start of the controller, empty journal", young.start_s, "s"),
        Figure("old_start", "start of the controller, old journal", old.start_s, "s"),
    )


_NOTES = (
    "The old journal is one real day (six events a ticket) under many dates; only its newest day's hashes chain,",
    "and a start checks no others. It lies in the page cache, as after a restart and not as after a power cut.",
)
