"""The figures of a period: the sum of the sheets of its days. Pure."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from controller.figures.period import Period
from controller.figures.sheet import Sheet, Side, everything
from controller.figures.tally import Tally, as_of_today, total


@dataclass(frozen=True)
class Hole:
    """Events that were set aside when the journal was mended: how many, and between which days."""

    events: int
    first: date
    last: date


@dataclass(frozen=True)
class Figures:
    """What is known of a period."""

    period: Period
    sheet: Sheet
    by_day: dict[str, Tally]
    """Everything of each service day of which there is anything, by date."""
    newest: str
    """The hash of the newest event that they rest on."""
    holes: tuple[Hole, ...] = ()


def added_up(period: Period, days: Iterable[tuple[str, Sheet]], newest: str, today: str = "") -> Figures:
    """The figures of a period from the sheets of its days, in their order.

    ``today``: the day that goes on, of which the newest ratings are not told.
    """
    sheets: dict[Side, dict[str, list[Tally]]] = {side: defaultdict(list) for side in Side}
    by_day: dict[str, Tally] = {}
    for day, sheet in days:
        if everything(sheet).issued:  # a day on which somebody only signed in is no day of service
            by_day[day] = everything(sheet)
        for side, tallies in sheet.items():
            for key, tally in tallies.items():
                sheets[side][key].append(as_of_today(tally) if day == today else tally)
    added = {side: {key: total(found) for key, found in by.items()} for side, by in sheets.items()}
    return Figures(period, added, by_day, newest)
