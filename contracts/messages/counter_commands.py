"""Commands of a counter beyond calling: a number goes elsewhere or is corrected, the clerk has a break, closes, helps."""

from typing import Annotated, Literal

from pydantic import Field

from contracts import vocabulary as words
from contracts.dossiers import MOST_CODES
from contracts.messages.base import (
    Clerk,
    Counter,
    Dossier,
    Lang,
    Note,
    Reason,
    ReasonCode,
    Service,
    Stops,
    Ticket,
)
from contracts.messages.command import Command

LONGEST_HELP = 480
LONGEST_BREAK = 480
"""Minutes: a working day."""


class Transfer(Command):
    """The ticket at the counter goes to another service, counter or clerk; number and arrival time stay.

    ``then`` None: as was planned for it. ``note``: for the clerk who calls it there; like a dossier it never stands in the journal, and is erased at the close of the day.
    """

    kind: Literal["transfer"] = "transfer"
    counter: Counter
    to_service: Service | None = None
    to_counter: Counter | None = None
    to_clerk: Clerk | None = None
    then: Stops | None = None
    ticket: Ticket | None = None
    note: Note = ""


class Arrive(Command):
    """The citizen who was called stands at the counter: the time of the service counts from now, not from the call."""

    kind: Literal["arrive"] = "arrive"
    counter: Counter
    ticket: Ticket | None = None


class Park(Command):
    """The ticket at the counter is set aside (papers to complete)."""

    kind: Literal["park"] = "park"
    counter: Counter
    reason: Reason = ""
    ticket: Ticket | None = None


class Undo(Command):
    """What the counter did last is taken back: a call, a finish, a no-show, a transfer, a ticket set aside."""

    kind: Literal["undo"] = "undo"
    counter: Counter
    act: words.Act | None = None
    """Which act is meant; None: whatever was last."""
    ticket: Ticket | None = None
    """Whom it called, or who left by it; None: whoever."""


class CorrectTicket(Command):
    """What was wrong about a number is put right; None: it stays as it is. ``counter``: where it can be undone.

    ``dossiers``: all for which the citizen comes, kept as that of ``IssueTicket``.
    """

    kind: Literal["correct-ticket"] = "correct-ticket"
    ticket: Ticket
    service: Service | None = None
    priority: words.PriorityGroup | None = None
    lang: Lang | None = None
    then: Stops | None = None
    dossiers: Annotated[tuple[Dossier, ...], Field(max_length=MOST_CODES)] | None = None
    counter: Counter | None = None


class TakeBreak(Command):
    """A counter calls nobody for a while, and says so. ``minutes``: until it goes on; None: nobody knows.

    ``why``: the reason by the office's own list; empty: nobody was asked; None: ``reason`` says it.
    """

    kind: Literal["take-break"] = "take-break"
    counter: Counter
    reason: words.BreakReason = words.BreakReason.SHORT
    minutes: int | None = Field(None, ge=1, le=LONGEST_BREAK)
    why: ReasonCode | None = None


class EndBreak(Command):
    """A counter goes on."""

    kind: Literal["end-break"] = "end-break"
    counter: Counter


class CloseCounter(Command):
    """A counter closes when whoever is there has left; ``closes`` False: it stays open after all."""

    kind: Literal["close-counter"] = "close-counter"
    counter: Counter
    closes: bool = True


class HelpOut(Command):
    """A counter also calls for a service of others, for so many minutes; 0: no longer."""

    kind: Literal["help-out"] = "help-out"
    counter: Counter
    service: Service
    minutes: int = Field(60, ge=0, le=LONGEST_HELP)
