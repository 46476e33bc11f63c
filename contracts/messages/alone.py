"""Numbers that a kiosk gives alone, while the desk is away.

While it is connected a kiosk leases numbers of the day; the desk gives none of them to anybody else. What it gave of
them alone it hands in, one by one, when the desk is back: each again and again until it is answered.
"""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from contracts import vocabulary as words
from contracts.messages.base import Lang, Message, Procedure, Service, Ticket
from contracts.messages.command import Command
from contracts.messages.memory import Day

MOST_RANGES = 1000
"""As many as an office has services at most."""
Book = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")]
"""One kiosk's own journal: a kiosk that lost it begins another one, and what the old one gave is not known to it."""


class LeaseNumbers(Command):
    """A kiosk wants numbers of today for the time that the desk may be away, or to hear again which it has."""

    kind: Literal["lease-numbers"] = "lease-numbers"
    book: Book


class LeasedRange(Message):
    """Numbers of one service that the kiosk alone gives, both ends included; ``used``: the highest that the desk saw."""

    service: Service
    prefix: Annotated[str, StringConstraints(pattern=r"^[A-Z]{0,3}$")]
    width: int = Field(ge=1, le=6)
    first: int = Field(ge=0, le=999_999)
    last: int = Field(ge=0, le=999_999)
    used: int = Field(-1, ge=-1, le=999_999)


class Leased(Message):
    """What the kiosk has of ``day``, durable at the desk; it may be used when it is durable at the kiosk, too."""

    kind: Literal["leased"] = "leased"
    day: Day
    ranges: Annotated[tuple[LeasedRange, ...], Field(max_length=MOST_RANGES)]


class HandIn(Command):
    """A kiosk gave this number alone. It may be said any number of times, and by a kiosk that was restarted.

    ``taken_at`` is when, by what the kiosk knew of the desk's clock. ``slip`` is how its paper ended; a number that
    stood on the glass only is ``on-screen``.
    """

    kind: Literal["hand-in"] = "hand-in"
    ticket: Ticket
    service: Service
    taken_at: int = Field(ge=0)
    priority: words.PriorityGroup = words.PriorityGroup.ORDINARY
    lang: Lang = "vi"
    procedure: Procedure | None = None
    slip: Literal[
        words.SlipState.PRINTED,
        words.SlipState.UNKNOWN,
        words.SlipState.NOT_PRINTED,
        words.SlipState.ON_SCREEN,
    ] = words.SlipState.ON_SCREEN
