"""The figures of a period: the sum of the sheets of its days. Pure."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from controller.figures.period import Kind, Period, around
from controller.figures.sheet import Sheet, Side, everything
from controller.figures.tally import Tally, rest_of, told_of_a_day, total


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

    ``today``: the day that goes on. Ratings are told by whole groups of each day; what is left over of the days of a month
    when that is over, in periods that have it whole, and if it is a group itself. So the difference between any two
    periods, and between what was told of one today and tomorrow, is never one citizen's answer.
    """
    sheets: dict[Side, dict[str, list[Tally]]] = {side: defaultdict(list) for side in Side}
    months: dict[tuple[Side, str, str], list[Tally]] = defaultdict(list)
    by_day: dict[str, Tally] = {}
    for day, sheet in days:
        is_over = _is_whole(period, day) and not today.startswith(day[:7])
        if everything(sheet).issued:  # a day on which somebody only signed in is no day of service
            by_day[day] = everything(sheet)
        for side, tallies in sheet.items():
            for key, tally in tallies.items():
                sheets[side][key].append(told_of_a_day(tally))
                if is_over:
                    months[side, key, day[:7]].append(tally)
    for (side, key, _), tallies_of_month in months.items():
        sheets[side][key].append(rest_of(tallies_of_month))
    added = {side: {key: total(found) for key, found in by.items()} for side, by in sheets.items()}
    return Figures(period, added, by_day, newest)


def _is_whole(period: Period, day: str) -> bool:
    """Whether a period has all days of the month in which a day lies."""
    month = around(Kind.MONTH, date.fromisoformat(day))
    return period.first <= month.first and month.last <= period.last
