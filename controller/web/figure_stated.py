"""What the office states to its province beside its facts: sums of its ratings, and forms that are handed up. The allow-list is ``contracts.statements``."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from contracts.open_data import SMALLEST
from contracts.province import Statement
from contracts.statements import RatingMonth, StatementKind
from controller.figures.book import FiguresError
from controller.figures.period import Kind, around
from controller.figures.rating_months import rating_month
from controller.rating.questionnaire import Questionnaire
from controller.web.figures import FigurePages

log = logging.getLogger(__name__)

MONTHS = 13
"""A phone may rate yesterday's visit, and a questionnaire's file may come back: so many months are looked at again."""


@dataclass(frozen=True)
class Stated:
    """``known``: the questionnaires by id and version; ``fewest``: sums of fewer ratings are not told."""

    drawn: FigurePages
    known: Mapping[tuple[str, int], Questionnaire]
    fewest: int
    handed_up: Callable[[], Iterable[Statement]] = tuple
    """The forms that the head handed up."""

    async def all(self) -> Sequence[Statement]:
        """Everything there is to state, also that of a month there is nothing. No ratings while the journal cannot be read."""
        found = await asyncio.to_thread(lambda: list(self.handed_up()))
        try:
            if self.known:
                found += [await self._ratings(month) for month in _months(self.drawn.today())]
        except FiguresError as error:
            log.warning("%s", error)
        return found

    async def _ratings(self, month: date) -> Statement:
        found = await self.drawn.quietly(lambda: self._month(month))
        body = found.model_dump(mode="json") if found else None
        return Statement(kind=StatementKind.RATINGS, name=f"{month:%Y-%m}", body=body)

    def _month(self, month: date) -> RatingMonth | None:
        told = self.drawn.figures_book.ratings(around(Kind.MONTH, month))
        return rating_month(month, told, self.known, max(SMALLEST, self.fewest))


def _months(today: date) -> Iterator[date]:
    month = today.replace(day=1)
    for _ in range(MONTHS):
        yield month
        month = (month - timedelta(days=1)).replace(day=1)
