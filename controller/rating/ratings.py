"""The ratings of an office: what is asked, whom, and what is kept. One for each start of the controller."""

import asyncio
import logging
from collections.abc import Callable
from datetime import UTC, datetime

from contracts import messages as m
from contracts.vocabulary import CounterId, FaultCode, Millis, RatingWay, TicketId
from controller.domain.day import Day
from controller.domain.rating_rules import LASTS_MS, to_carry
from controller.rating.box import Box, BoxError
from controller.rating.invitations import Invitations
from controller.rating.questionnaire import Questionnaire
from controller.rating.shelf import Shelf

log = logging.getLogger(__name__)

FACT_LENGTH = 200


def kept_since(now: Millis, months: int) -> tuple[str, Millis]:
    """The month, and its first moment, before which nothing is kept."""
    day = datetime.fromtimestamp(now / 1000, UTC)
    month = day.year * 12 + day.month - 1 - months
    first = datetime(month // 12, month % 12 + 1, 1, tzinfo=UTC)
    return f"{first:%Y-%m}", int(first.timestamp() * 1000)


class Ratings:
    """Used in the loop."""

    def __init__(self, shelf: Shelf, box: Box, place: Callable[[TicketId], str], keep_months: int) -> None:
        """``place``: the end of the address on a ticket's slip, today's."""
        self.shelf, self.box, self._place, self._keep_months = shelf, box, place, keep_months
        self.invitations = Invitations(b"")
        self.screens: dict[str, CounterId] = {}
        """The end of the address of each rating screen -> its counter."""
        self._why_not = ""

    @property
    def asked(self) -> Questionnaire | None:
        """What citizens are asked; None: they are not."""
        return self.shelf.asked if not self._why_not else None

    def begin(self, counters: tuple[CounterId, ...], now: Millis) -> None:
        """Open what is kept. Without it nobody is asked, and numbers are given all the same."""
        try:
            self.invitations = Invitations(self.box.begin())
            self.screens = self.box.screens(counters)
            self.invitations.carried = self.box.carry((), now - LASTS_MS[RatingWay.PHONE])
        except BoxError as error:
            log.error("no ratings: %s", error)  # noqa: TRY400 - the sentence says it all
            self._why_not = str(error)

    async def carry(self, day: Day, now: Millis) -> None:
        """A day ends: keep for whoever has its slips what they may still rate. Raises nothing."""
        visits = [(visit, self._place(visit.ticket)) for visit in to_carry(day, now)]
        try:
            since = now - LASTS_MS[RatingWay.PHONE]
            self.invitations.carried = await asyncio.to_thread(self.box.carry, visits, since)
            await asyncio.to_thread(self.box.forget, *kept_since(now, self._keep_months))
        except BoxError as error:
            log.error("ratings by phone end with the day: %s", error)  # noqa: TRY400 - the same

    async def change_screen(self, counter: CounterId) -> None:
        """Give a counter's rating screen another address. Raises BoxError."""
        await asyncio.to_thread(self.box.change_screen, counter)
        self.screens = await asyncio.to_thread(self.box.screens, ())

    def faults(self) -> tuple[m.Fault, ...]:
        """Which questionnaire cannot be used, and why."""
        wrong = self._why_not or next(iter(self.shelf.wrong), "")
        if not wrong:
            return ()
        return (m.Fault(code=FaultCode.QUESTIONNAIRE_BROKEN, facts={"what": wrong[:FACT_LENGTH]}),)
