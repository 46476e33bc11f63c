"""What is remembered of a rating."""

from collections.abc import Mapping
from dataclasses import dataclass

from contracts.vocabulary import ClerkId, CounterId, RatingWay, ServiceCode, TicketId
from controller.domain.event import Event


@dataclass(frozen=True)
class TicketRated(Event):
    """A citizen said how a visit was, once; nothing says who it was. The visit may be one of the day before.

    ``counter``, ``clerk`` and ``service`` are those of the moment at which the visit ended; ``reason`` goes with a
    low answer.
    """

    ticket: TicketId
    counter: CounterId
    clerk: ClerkId | None
    service: ServiceCode
    way: RatingWay
    questionnaire: str
    version: int
    answers: Mapping[str, str]
    reason: str = ""
