"""The figures of a period: the sum of the sheets of its days. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from controller.figures.period import Kind, Period, around
from controller.figures.rating_groups import groups_told
from controller.figures.ratings import Marks
from controller.figures.ratings import added as added_marks
from controller.figures.sheet import Sheet, Side, everything
from controller.figures.tally import NONE, Tally, total


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

    ``today``: the day that goes on. Of ratings what ``rating_groups`` tells: nobody finds one citizen's answer by what was
    told of another period, today and tomorrow, or of services and clerks. Of the whole office is told what is told of its
    services together.
    """
    sheets: dict[Side, dict[str, list[Tally]]] = {side: defaultdict(list) for side in Side}
    months: dict[tuple[str, str], list[Tally]] = defaultdict(list)
    by_day: dict[str, Tally] = {}
    for day, sheet in days:
        if everything(sheet).issued:  # a day on which somebody only signed in is no day of service
            by_day[day] = everything(sheet)
        for side, tallies in sheet.items():
            for key, tally in tallies.items():
                sheets[side][key].append(tally)
        if _is_whole(period, day) and not today.startswith(day[:7]):
            for key, tally in sheet.get(Side.RATED, {}).items():
                months[key, day[:7]].append(tally)
    cells = sheets.pop(Side.RATED)
    told = groups_told(((key, one) for key, found in cells.items() for one in found), months)
    added = {side: {key: total(found) for key, found in by.items()} for side, by in sheets.items()}
    added[Side.SERVICE] = _with_ratings(added[Side.SERVICE], told.services)
    added[Side.CLERK] = _with_ratings(added[Side.CLERK], told.clerks)
    every = added_marks(told.services.values())
    added[Side.ALL] = {key: replace(one, ratings=every) for key, one in added[Side.ALL].items()}
    return Figures(period, added, by_day, newest)


def _with_ratings(tallies: Mapping[str, Tally], told: Mapping[str, Marks]) -> dict[str, Tally]:
    rated = {key: replace(tallies.get(key, NONE), ratings=marks) for key, marks in told.items() if marks}
    return {**tallies, **rated}


def stretches(period: Period, days: Iterable[tuple[str, Sheet]], today: str) -> dict[Period, Marks]:
    """What is told of ratings of the whole office: of a month that is over in one piece, until then of each day that is over.

    Nothing that the office's own figures do not tell, too; so nothing is found by subtracting the one from the other.
    """
    over = [(day, _ratings_alone(sheet)) for day, sheet in days if day < today]
    if over and not today.startswith(over[0][0][:7]):
        return {period: everything(added_up(period, over, "", today).sheet).ratings}
    alone = [around(Kind.DAY, date.fromisoformat(day)) for day, _ in over]
    found = [added_up(one, [each], "", today).sheet for one, each in zip(alone, over, strict=True)]
    return {one: everything(sheet).ratings for one, sheet in zip(alone, found, strict=True)}


def _ratings_alone(sheet: Sheet) -> Sheet:
    """To add up a year without its waits, which are much more."""
    return {Side.ALL: {"": NONE}, Side.RATED: sheet.get(Side.RATED, {})}


def _is_whole(period: Period, day: str) -> bool:
    """Whether a period has all days of the month in which a day lies."""
    month = around(Kind.MONTH, date.fromisoformat(day))
    return period.first <= month.first and month.last <= period.last
