"""Commands of a counter beyond calling: a number is corrected, the clerk has a break, closes, helps others."""

from typing import Literal

from pydantic import Field

from contracts import vocabulary as words
from contracts.messages.base import Counter, Lang, Service, Ticket
from contracts.messages.command import Command

LONGEST_HELP = 480
LONGEST_BREAK = 480
"""Minutes: a working day."""


class CorrectTicket(Command):
    """What was wrong about a number is put right; None: it stays as it is. ``counter``: where it can be undone."""

    kind: Literal["correct-ticket"] = "correct-ticket"
    ticket: Ticket
    service: Service | None = None
    priority: words.PriorityGroup | None = None
    lang: Lang | None = None
    counter: Counter | None = None


class TakeBreak(Command):
    """A counter calls nobody for a while, and says so. ``minutes``: until it goes on; None: nobody knows."""

    kind: Literal["take-break"] = "take-break"
    counter: Counter
    reason: words.BreakReason = words.BreakReason.SHORT
    minutes: int | None = Field(None, ge=1, le=LONGEST_BREAK)


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
