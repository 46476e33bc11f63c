"""What of an office's events its province may know: the kinds of facts, and of each every field that leaves the office.

A class and its fields are the allow-list: what has no class here is never sent, and what is no field stays behind. No
dossier reference, no free text, no name; a clerk is a pseudonym of the office unless its province wants names.
"""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from contracts.messages.base import Counter, Device, Lang, Number, Procedure, Service, Ticket
from contracts.vocabulary import Act, CallRule, FaultCode

Someone = Annotated[str, StringConstraints(min_length=1, max_length=60)]
"""A clerk: a pseudonym, or the sign-in name."""
At = Annotated[int, Field(ge=0, lt=2**53)]
"""Milliseconds since 1970 UTC, by the office's clock."""


class Body(BaseModel):
    """What is told of one event. A newer office may tell more: that is kept, and not read."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    at: At


class TicketIssued(Body):
    """A number was given. Which group was declared stays at the office; that one was, is told."""

    ticket: Ticket
    number: Number
    service: Service
    priority: bool
    lang: Lang
    device: Device
    degraded: bool = False
    procedure: Procedure | Literal[""] = ""


class TicketCalled(Body):
    """A number was called."""

    ticket: Ticket
    counter: Counter
    rule: CallRule
    clerk: Someone | None = None
    waiting: int = 0
    ahead: int = 0
    left: Ticket | None = None


class AtCounter(Body):
    """What happened to a number at a counter."""

    ticket: Ticket
    counter: Counter


class TicketArrived(AtCounter):
    """The citizen stood at the counter: the service began."""


class TicketFinished(AtCounter):
    """It was served."""


class TicketNoShow(AtCounter):
    """It was called and did not come."""


class TicketParked(AtCounter):
    """It was set aside."""


class TicketTransferred(AtCounter):
    """It waits for another service."""

    to_service: Service


class TicketResumed(Body):
    """It waits again."""

    ticket: Ticket


class TicketCancelled(Body):
    """It was given up."""

    ticket: Ticket
    counter: Counter | None = None


class TicketLapsed(Body):
    """It ended with its session or its day."""

    ticket: Ticket


class ActUndone(Body):
    """What a counter did last was taken back."""

    counter: Counter
    act: Act
    ticket: Ticket
    left: Ticket | None = None


class Staffed(Body):
    """Who is at a counter."""

    counter: Counter
    clerk: Someone


class ClerkSignedIn(Staffed):
    """A clerk sat down."""


class ClerkSignedOut(Staffed):
    """The clerk left."""


class ClockConfirmed(Body):
    """The machine's clock counts again as it is."""

    clock: At
    by_machine: bool = False


class NumbersSkipped(Body):
    """The end of the journal was lost: these may have been given."""

    service: Service
    from_n: int
    to_n: int


class JournalMended(Body):
    """The journal was found damaged, short or older, and was mended."""

    how: FaultCode


class DayClosing(Body):
    """The service day is about to end."""


class DayClosed(Body):
    """The service day ended."""


class DayReopened(Body):
    """It had been closed by mistake."""


KINDS: Mapping[str, type[Body]] = {
    kind.__name__: kind
    for kind in (
        TicketIssued,
        TicketCalled,
        TicketArrived,
        TicketFinished,
        TicketNoShow,
        TicketParked,
        TicketTransferred,
        TicketResumed,
        TicketCancelled,
        TicketLapsed,
        ActUndone,
        ClerkSignedIn,
        ClerkSignedOut,
        ClockConfirmed,
        NumbersSkipped,
        JournalMended,
        DayClosing,
        DayClosed,
        DayReopened,
    )
}
"""Named as the events of the journal that they tell of."""
VERSION = 1
"""Of the bodies above: raised when a field means something else than before."""
