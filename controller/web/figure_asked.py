"""Which period somebody wants to see, as an address says it."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated

from fastapi import Query

from controller.figures.period import Kind, Period, PeriodError, around, free


@dataclass(frozen=True)
class Asked:
    """What somebody wants to see."""

    kind: Annotated[Kind, Query()] = Kind.DAY
    day: Annotated[str, Query(max_length=10)] = ""
    first: Annotated[str, Query(max_length=10)] = ""
    last: Annotated[str, Query(max_length=10)] = ""

    def period(self, today: date) -> Period:
        """The period; today where nothing is said. Raises PeriodError, also at the ends of the calendar: pages lead on and back."""
        try:
            period = self._period(today)
            period.before(), period.last_year(), after(period)
        except (ValueError, OverflowError) as error:
            if isinstance(error, PeriodError):
                raise
            raise PeriodError("figures.period-malformed") from error
        return period

    def _period(self, today: date) -> Period:
        if self.kind is Kind.FREE:
            return free(date.fromisoformat(self.first), date.fromisoformat(self.last))
        return around(self.kind, date.fromisoformat(self.day) if self.day else today)


def query(period: Period) -> str:
    """How a period is asked for again."""
    if period.kind is Kind.FREE:
        return f"kind=free&first={period.first}&last={period.last}"
    return f"kind={period.kind}&day={period.first}"


def after(period: Period) -> Period:
    """The period right after, of the same kind."""
    if period.kind is Kind.FREE:
        return free(period.last + timedelta(days=1), period.last + timedelta(days=period.days()))
    return around(period.kind, period.last + timedelta(days=1))
