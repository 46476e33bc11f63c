"""What a clerk said of a counter or a number: events, like those of ``events``."""

from dataclasses import dataclass

from contracts.vocabulary import BreakReason, CounterId, Millis, PriorityGroup, ServiceCode, TicketId
from controller.domain.event import Event


@dataclass(frozen=True)
class BreakTaken(Event):
    """A counter calls nobody for a while; ``back_at`` None: nobody knows until when."""

    counter: CounterId
    reason: BreakReason
    back_at: Millis | None
    why: str | None = None
    """By the code of a list of the office; empty: nobody was asked; None: ``reason`` says it."""


@dataclass(frozen=True)
class BreakEnded(Event):
    """A counter goes on."""

    counter: CounterId


@dataclass(frozen=True)
class CounterClosing(Event):
    """A counter closes when whoever is there has left, or stays open after all."""

    counter: CounterId
    closes: bool


@dataclass(frozen=True)
class HelpChanged(Event):
    """A counter also calls for a service of others until a moment; None: no longer."""

    counter: CounterId
    service: ServiceCode
    until: Millis | None


@dataclass(frozen=True)
class TicketCorrected(Event):
    """What was wrong about a number was put right; all are as they are now. ``counter``: where that was asked.

    ``then``: its next stops; ``dossier_refs``: references to all its dossiers. None in journals of older programs: unchanged.
    """

    ticket: TicketId
    service: ServiceCode
    priority: PriorityGroup
    lang: str
    counter: CounterId | None = None
    then: tuple[ServiceCode, ...] | None = None
    dossier_refs: tuple[str, ...] | None = None


StaffingEvent = BreakTaken | BreakEnded | CounterClosing | HelpChanged
CounterEvent = TicketCorrected | StaffingEvent
