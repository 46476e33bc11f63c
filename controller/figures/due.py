"""Which sheets are to be made: one for each service day that is over, and for each month and quarter that is. Pure.

A sheet names what it rests on; when that is another now (a day was reopened, the journal was mended), one more is made, and
the old one stays. Of a date that still goes on one is made when its day is closed, and the next one not before midnight:
else each rating from a phone in the evening would make, and mail, one more.
"""

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import count

from controller.figures.period import Kind, Period, around

BACK = {Kind.DAY: 62, Kind.MONTH: 400, Kind.QUARTER: 400}
"""Days back from today: what is older when the program is new is not made of itself."""


@dataclass(frozen=True)
class Made:
    """A sheet in the folder; ``mark``: what it rests on; ``mailed``: to whom it went, empty: to nobody.

    ``at``: when it was made; 0: nobody knows, so that it is not sent any more.
    """

    kind: Kind
    first: date
    mark: str
    at: int
    files: tuple[str, ...]
    version: int = 1
    mailed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Due:
    """One that is to be made."""

    period: Period
    mark: str
    version: int


def due(days: Mapping[date, str], last_over: date, today: date, made: Sequence[Made]) -> Iterator[Due]:
    """What is to be made now, the oldest first. ``days``: what is known of each service day, by its mark."""
    newest = {(one.kind, one.first): one for one in made}
    for kind, back in BACK.items():
        for period, mark in _periods(kind, days, last_over):
            if period.last < last_over - timedelta(days=back):
                continue
            before = newest.get((kind, period.first))
            if before is None or (before.mark != mark and period.last < today):
                yield Due(period, mark, before.version + 1 if before else 1)


def _periods(kind: Kind, days: Mapping[date, str], last_over: date) -> Iterator[tuple[Period, str]]:
    """The periods that are over and of which there is anything, with what they rest on."""
    marks: dict[Period, list[str]] = {}
    for day in sorted(days):
        marks.setdefault(around(kind, day), []).append(days[day])
    for period, found in marks.items():
        if period.last <= last_over:
            yield period, hashlib.sha256("\n".join(found).encode()).hexdigest()[:16]


def still_there(
    days: Mapping[date, str], last_over: date, files: Collection[str], endings: Collection[str]
) -> Iterator[Made]:
    """The sheets whose files are there though their list is lost; they are taken to rest on what is known now."""
    for kind in BACK:
        for period, mark in _periods(kind, days, last_over):
            for version in count(1):
                names = (file_name(Due(period, mark, version), ending) for ending in endings)
                own = tuple(name for name in names if name in files)
                if not own:
                    break
                yield Made(kind, period.first, mark, 0, own, version)


def file_name(one: Due, ending: str) -> str:
    """How a file is called; later versions never replace an earlier one."""
    first = one.period.first
    names = {
        Kind.DAY: f"ngay-{first}",
        Kind.MONTH: f"thang-{first:%Y-%m}",
        Kind.QUARTER: f"quy-{first.year}-{(first.month - 1) // 3 + 1}",
    }
    again = f"-lan-{one.version}" if one.version > 1 else ""
    return f"{names[one.period.kind]}{again}.{ending}"


class State(StrEnum):
    """What is to be said of a date in the calendar."""

    MADE = "made"
    AGAIN = "again"
    """Made more than once, because what it rests on changed."""
    UNFINISHED = "unfinished"
    """Made, but numbers of the day have no end: it was not closed."""
    WAITS = "waits"
    """There are figures, and no sheet yet."""
    MISSING = "missing"
    """The office should have been open, and nothing was recorded."""
    OFF = "off"
    """No service that day, or none yet: nothing is missing before the first day of which there is anything."""
    TO_COME = "to-come"


@dataclass(frozen=True)
class Date:
    """One date of the calendar."""

    day: date
    state: State
    files: tuple[str, ...] = ()


def calendar(
    month: Period,
    known: Mapping[date, bool],
    opens: Mapping[date, bool],
    last_over: date,
    made: Sequence[Made],
) -> tuple[Date, ...]:
    """The dates of a month.

    ``known``: service days, and whether all of their numbers ended; ``opens``: dates on which the office should have served.
    """
    sheets: dict[date, list[Made]] = {}
    for one in made:
        if one.kind is Kind.DAY:
            sheets.setdefault(one.first, []).append(one)
    days = (month.first + timedelta(days=number) for number in range(month.days()))
    return tuple(_date(day, known, opens, last_over, sheets.get(day, [])) for day in days)


def _date(
    day: date, known: Mapping[date, bool], opens: Mapping[date, bool], last_over: date, sheets: Sequence[Made]
) -> Date:
    files = tuple(file for one in sheets for file in one.files)
    if day > last_over:
        return Date(day, State.TO_COME)
    if day not in known:
        return Date(day, State.MISSING if opens.get(day) else State.OFF, files)
    if not sheets:
        return Date(day, State.WAITS)
    if not known[day]:
        return Date(day, State.UNFINISHED, files)
    return Date(day, State.AGAIN if len(sheets) > 1 else State.MADE, files)
