"""What happened to a ticket at a counter: events, like those of ``events``, which names them all."""

from dataclasses import dataclass

from contracts.vocabulary import Act, CallRule, ClerkId, CounterId, ServiceCode, TicketId
from controller.domain.event import Event


@dataclass(frozen=True)
class TicketCalled(Event):
    """A ticket was called. ``candidates`` could have been, ``rule`` chose; ``charged`` services were overtaken.

    ``waiting``: how many it was chosen from, itself included; ``ahead``: how many had come before it. Both are
    0 in journals of older programs, and ``waiting`` is when a clerk chose.
    """

    ticket: TicketId
    counter: CounterId
    rule: CallRule
    candidates: tuple[TicketId, ...]
    charged: tuple[ServiceCode, ...]
    clerk: ClerkId | None
    waiting: int = 0
    ahead: int = 0
    left: TicketId | None = None
    """Who was at the counter and left by the same press."""
    reason: str = ""
    """Why a clerk chose, by the code of a list of the office; empty: nobody was asked."""


@dataclass(frozen=True)
class TicketRecalled(Event):
    """The call was repeated."""

    ticket: TicketId
    counter: CounterId


@dataclass(frozen=True)
class TicketArrived(Event):
    """The citizen who was called stood at the counter: the service began."""

    ticket: TicketId
    counter: CounterId


@dataclass(frozen=True)
class TicketFinished(Event):
    """The ticket was served."""

    ticket: TicketId
    counter: CounterId


@dataclass(frozen=True)
class TicketNoShow(Event):
    """The ticket was called and did not come."""

    ticket: TicketId
    counter: CounterId


@dataclass(frozen=True)
class TicketTransferred(Event):
    """The ticket waits elsewhere; number and arrival stay. ``then``: where it goes on by itself, in turn.

    ``note_ref``: a keyed reference, as ``TicketIssued.dossier_ref``, to what was written for whoever calls it there.
    """

    ticket: TicketId
    counter: CounterId
    to_service: ServiceCode
    to_counter: CounterId | None
    to_clerk: ClerkId | None = None
    then: tuple[ServiceCode, ...] = ()
    note_ref: str = ""


@dataclass(frozen=True)
class TicketParked(Event):
    """The ticket was set aside."""

    ticket: TicketId
    counter: CounterId
    reason: str


@dataclass(frozen=True)
class ActUndone(Event):
    """What a counter did last was taken back, as if it had not been: ``ticket`` is whom it called, or who left by it.

    ``left``: who had left by the same call, and is back.
    """

    counter: CounterId
    act: Act
    ticket: TicketId
    left: TicketId | None
