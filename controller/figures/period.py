"""Periods that are asked for: a day, week, month, quarter, half, year, or any days; and what they are compared with."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

MOST_DAYS = 3 * 366


class Kind(StrEnum):
    """How long."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"
    FREE = "free"


MONTHS = {Kind.MONTH: 1, Kind.QUARTER: 3, Kind.HALF: 6, Kind.YEAR: 12}


class PeriodError(ValueError):
    """``args[0]`` is the key of the sentence that says what is wrong."""


@dataclass(frozen=True)
class Period:
    """From one date to another, both included."""

    kind: Kind
    first: date
    last: date

    def days(self) -> int:
        """How many dates."""
        return (self.last - self.first).days + 1

    def before(self) -> "Period":
        """The period right before, of the same kind and, where it is free, of the same length."""
        if self.kind in MONTHS or self.kind is Kind.WEEK or self.kind is Kind.DAY:
            return around(self.kind, self.first - timedelta(days=1))
        return Period(self.kind, self.first - timedelta(days=self.days()), self.first - timedelta(days=1))

    def last_year(self) -> "Period":
        """The same period a year before; weeks by their number, 29 February by the 28th."""
        if self.kind is Kind.WEEK:
            return around(Kind.WEEK, self.first - timedelta(weeks=52))
        if self.kind in MONTHS:
            return around(self.kind, _year_before(self.first))
        return Period(self.kind, _year_before(self.first), _year_before(self.last))


def around(kind: Kind, day: date) -> Period:
    """The period of that kind in which a day lies. Weeks begin on Monday."""
    if kind is Kind.WEEK:
        monday = day - timedelta(days=day.weekday())
        return Period(kind, monday, monday + timedelta(days=6))
    months = MONTHS.get(kind)
    if months is None:
        return Period(kind, day, day)
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    return Period(kind, first, _months_later(first, months) - timedelta(days=1))


def free(first: date, last: date) -> Period:
    """Any days. Raises PeriodError when they are in the wrong order or too many."""
    if last < first:
        raise PeriodError("figures.period-backwards")
    if (last - first).days >= MOST_DAYS:
        raise PeriodError("figures.period-too-long")
    return Period(Kind.FREE, first, last)


def _months_later(first: date, months: int) -> date:
    month = first.month - 1 + months
    return date(first.year + month // 12, month % 12 + 1, 1)


def _year_before(day: date) -> date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:  # 29 February
        return day.replace(year=day.year - 1, day=28)
