"""A rating as a page sends it -> the desk: the token says which visit, the questionnaire what may be said."""

import logging
from collections import deque
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from contracts import messages as m
from contracts.settings import Id
from contracts.vocabulary import RatingWay, RefusalCode, TicketState
from controller.desk.desk import Desk
from controller.domain.rating_rules import LASTS_MS, is_over
from controller.domain.tickets import Served
from controller.principals import rater
from controller.rates import Rate
from controller.rating.invitations import Invitation
from controller.rating.ratings import Ratings

log = logging.getLogger(__name__)

LONGEST_TOKEN = 40
TOLD = Rate(20, 60.0)
"""Ratings of no visit that the log has; the others are answered alike, and cannot fill a card."""
LONGEST_WAIT_MS = LASTS_MS[RatingWay.PHONE] - LASTS_MS[RatingWay.COUNTER]
"""What was touched in time and waited no longer is counted: so long a visit is known after its end."""
Word = Annotated[str, Id]


class Given(BaseModel):
    """What a page sends. ``id`` is new for each rating and the same for each try to send it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: m.Request
    token: Annotated[str, StringConstraints(max_length=LONGEST_TOKEN)]
    questionnaire: Word
    version: int = Field(ge=1, le=9999)
    answers: Annotated[dict[Word, Word], Field(min_length=1, max_length=20)]
    reason: Word | None = None
    waited_ms: int = Field(0, ge=0, le=LONGEST_WAIT_MS, description="How long ago it was touched")


class Outcome(StrEnum):
    """What became of it."""

    TAKEN = "taken"
    RATED = "already-rated"
    OVER = "over"
    NOT_SERVED = "not-served"
    UNKNOWN = "unknown"
    MALFORMED = "malformed"
    LATER = "later"
    """Nothing happened, and it can be sent again."""


STATUS = {
    Outcome.TAKEN: 200,
    Outcome.RATED: 409,
    Outcome.OVER: 409,
    Outcome.NOT_SERVED: 409,
    Outcome.UNKNOWN: 404,
    Outcome.MALFORMED: 422,
    Outcome.LATER: 503,
}
_REFUSED = {
    RefusalCode.ALREADY_RATED: Outcome.RATED,
    RefusalCode.RATING_OVER: Outcome.OVER,
    RefusalCode.WRONG_STATE: Outcome.NOT_SERVED,
    RefusalCode.MALFORMED: Outcome.MALFORMED,
    RefusalCode.REQUEST_REUSED: Outcome.MALFORMED,
}


class RatingTaking:
    """Takes ratings from any page."""

    def __init__(self, desk: Desk, ratings: Ratings) -> None:
        self.desk, self.ratings = desk, ratings
        self._told: deque[float] = deque()

    def stands(self, visit: Served | None) -> Outcome | None:
        """Why whoever has the slip cannot rate a visit now; None: they can."""
        if visit is None:
            return Outcome.UNKNOWN
        ticket = self.desk.day.tickets.get(visit.ticket)
        if ticket and ticket.state is not TicketState.FINISHED:
            return Outcome.NOT_SERVED
        if visit.ticket in self.desk.day.rated:
            return Outcome.RATED
        return Outcome.OVER if is_over(visit, RatingWay.PHONE, self.desk.now().clock) else None

    async def take(self, given: Given) -> tuple[Outcome, str]:
        """Ask the desk; what became of it, and what is wrong in it for whoever wrote the page."""
        found = self.ratings.invitations.find(given.token, self.desk.day.visited)
        if found is None:
            if TOLD.lets(self._told, self.desk.monotonic()):
                log.warning("a rating that waited %d s is of no visit that is known", given.waited_ms // 1000)
            return Outcome.UNKNOWN, ""
        asked = self.ratings.shelf.known.get((given.questionnaire, given.version))
        if asked is None:
            known = ", ".join(f"{name} {version}" for name, version in self.ratings.shelf.known)
            wrong = f"questionnaire: found {given.questionnaire} {given.version}; allowed: {known}"
            return Outcome.MALFORMED, wrong
        wrong = asked.why_not(given.answers, given.reason or "")
        if wrong:
            return Outcome.MALFORMED, wrong
        is_rated = found.visit.ticket in self.desk.day.rated
        if is_rated and given.id not in self.desk.record.answers:  # no crowd of these reaches the desk
            return Outcome.RATED, ""
        reply = await self.desk.ask(self._command(found, given), rater(found.visit.ticket))
        if isinstance(reply, m.Refused):
            return _REFUSED.get(reply.code, Outcome.LATER), ""
        return Outcome.TAKEN, ""

    def _command(self, found: Invitation, given: Given) -> m.RateTicket:
        visit, now = found.visit, self.desk.now().clock
        return m.RateTicket(
            request_id=given.id,
            at=now,
            ticket=visit.ticket,
            counter=visit.counter,
            clerk=visit.clerk,
            service=visit.service,
            finished_at=visit.at,
            given_at=max(now - given.waited_ms, min(visit.at, now)),
            way=found.way,
            questionnaire=given.questionnaire,
            version=given.version,
            answers=given.answers,
            reason=given.reason or "",
        )


def given_in(fields: Mapping[str, object]) -> Given | None:
    """A rating out of a form; None: it is none."""
    try:
        return Given.model_validate(fields)
    except ValidationError:
        return None
