"""A stretch of days, and which of its months are whole: those were added up before. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta

ONE = timedelta(days=1)


@dataclass(frozen=True)
class Period:
    """From one day to another, both included."""

    first: date
    last: date

    def parts(self) -> tuple["Period | None", tuple["Period", ...]]:
        """The whole months together (None: there is none), and what is left before and behind them."""
        begins = self.first if self.first.day == 1 else month_after(self.first)
        ends = self.last if (self.last + ONE).day == 1 else self.last.replace(day=1) - ONE
        if begins > ends:
            return None, (self,)
        left = (Period(self.first, begins - ONE), Period(ends + ONE, self.last))
        return Period(begins, ends), tuple(part for part in left if part.first <= part.last)


def month_after(day: date) -> date:
    """The first day of the next month."""
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1)
