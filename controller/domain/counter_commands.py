"""What a clerk asks for the ticket at a counter: commands, like those of ``commands``, which names them all."""

from dataclasses import dataclass

from contracts.vocabulary import Act, ClerkId, CounterId, ServiceCode, TicketId

Seen = TicketId | None
"""The ticket that a clerk saw at the counter when pressing; empty: nobody was there; None: whichever is there."""
# What may name a person never comes here: the rules see a keyed reference to it, whose key is erased with the day.


@dataclass(frozen=True)
class CallNext:
    """Whoever is next comes to the counter; the ticket that is there is finished."""

    counter: CounterId
    leaves: Seen = None


@dataclass(frozen=True)
class CallNumber:
    """A given ticket comes to the counter, out of order; also one that the counter has just finished."""

    counter: CounterId
    ticket: TicketId
    leaves: Seen = None
    reason: str = ""


@dataclass(frozen=True)
class CallDigits:
    """The one ticket with these digits that the counter may call comes to it, out of order."""

    counter: CounterId
    digits: str
    leaves: Seen = None


@dataclass(frozen=True)
class Recall:
    """The ticket at the counter is announced again."""

    counter: CounterId
    ticket: Seen = None


@dataclass(frozen=True)
class MarkNoShow:
    """The ticket at the counter did not come."""

    counter: CounterId
    ticket: Seen = None


@dataclass(frozen=True)
class Finish:
    """The ticket at the counter is served."""

    counter: CounterId
    ticket: Seen = None


@dataclass(frozen=True)
class Transfer:
    """The ticket at the counter waits elsewhere, with its number and arrival; ``then``: its next stops from there.

    None: those that it had.
    """

    counter: CounterId
    to_service: ServiceCode | None = None
    to_counter: CounterId | None = None
    ticket: Seen = None
    to_clerk: ClerkId | None = None
    then: tuple[ServiceCode, ...] | None = None
    note_ref: str = ""


@dataclass(frozen=True)
class Arrive:
    """The ticket at the counter has come there: its service begins now."""

    counter: CounterId
    ticket: Seen = None


@dataclass(frozen=True)
class Park:
    """The ticket at the counter is set aside."""

    counter: CounterId
    reason: str = ""
    ticket: Seen = None


@dataclass(frozen=True)
class Undo:
    """What the counter did last is taken back. ``act`` and ``ticket`` say which act is meant; None: whichever."""

    counter: CounterId
    act: Act | None = None
    ticket: TicketId | None = None
