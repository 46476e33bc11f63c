"""Who serves what just now: breaks, counters about to close, help for others. Pure.

``staffed`` is the office as it is staffed at a moment: the rules and the pages look at that one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from contracts.vocabulary import BreakReason, ClerkId, CounterId, Millis, RefusalCode, ServiceCode
from controller.domain import commands as c
from controller.domain import staffing_events as e
from controller.domain.office import MINUTE_MS, Counter, Office
from controller.domain.refusals import RefusedError


@dataclass(frozen=True)
class Break:
    """A counter calls nobody since a moment; ``back_at``: until when, where that is known."""

    reason: BreakReason
    since: Millis
    back_at: Millis | None
    why: str | None = None
    """See ``BreakTaken``."""

    @property
    def code(self) -> str:
        """Why, by its code; empty where nobody was asked."""
        return str(self.reason) if self.why is None else self.why

    def until(self, at: Millis) -> Millis | None:
        """When it is over; None where nobody knows, or where that moment has passed: no sign promises it any more."""
        return self.back_at if self.back_at is not None and at < self.back_at else None


@dataclass(frozen=True)
class Staffing:
    """What clerks said of their counters today."""

    breaks: Mapping[CounterId, Break] = field(default_factory=dict)
    closing: frozenset[CounterId] = frozenset()
    """Those that close when whoever is there has left."""
    helps: Mapping[CounterId, Mapping[ServiceCode, Millis]] = field(default_factory=dict)
    """Services of others for which a counter calls, too, each until a moment."""


def told(staffing: Staffing, event: e.StaffingEvent) -> Staffing:
    """What is known after an event."""
    counter = event.counter
    match event:
        case e.BreakTaken():
            taken = Break(event.reason, event.at, event.back_at, event.why)
            return replace(staffing, breaks={**staffing.breaks, counter: taken})
        case e.BreakEnded():
            return replace(staffing, breaks={at: b for at, b in staffing.breaks.items() if at != counter})
        case e.CounterClosing():
            rest = staffing.closing - {counter}
            return replace(staffing, closing=rest | {counter} if event.closes else rest)
        case e.HelpChanged():
            helps = {
                code: at for code, at in staffing.helps.get(counter, {}).items() if code != event.service
            }
            if event.until is not None:
                helps[event.service] = event.until
            return replace(staffing, helps={**staffing.helps, counter: helps})


def left(staffing: Staffing, counter: CounterId) -> Staffing:
    """Nobody sits there any more: what the clerk had said of the counter is over."""
    return Staffing(
        breaks={at: b for at, b in staffing.breaks.items() if at != counter},
        closing=staffing.closing - {counter},
        helps={at: services for at, services in staffing.helps.items() if at != counter},
    )


def staffed(office: Office, staffing: Staffing, clerks: Mapping[CounterId, ClerkId], at: Millis) -> Office:
    """The office whose counters serve what they serve at a moment, by who sits there and whom they help."""
    seated = frozenset(clerks.values())
    counters = {
        counter.id: _as_staffed(counter, staffing, clerks.get(counter.id), office.skills, at, seated)
        for counter in office.counters.values()
    }
    return replace(office, counters=counters)


def _as_staffed(
    counter: Counter,
    staffing: Staffing,
    clerk: ClerkId | None,
    skills: Mapping[ClerkId, tuple[ServiceCode, ...]],
    at: Millis,
    seated: frozenset[ClerkId],
) -> Counter:
    able = skills.get(clerk) if clerk else None
    own = tuple(code for code in counter.services if able is None or code in able)
    helps = staffing.helps.get(counter.id, {})
    more = tuple(code for code, until in helps.items() if at < until and code not in own)
    return replace(counter, services=(*own, *more), clerk=clerk, seated=seated)


def change(
    office: Office,
    staffing: Staffing,
    command: c.TakeBreak | c.EndBreak | c.CloseCounter | c.HelpOut,
    at: Millis,
) -> tuple[e.StaffingEvent, ...]:
    """What a clerk says of the counter; nothing where it is so already."""
    here = office.counters.get(command.counter)
    if here is None:
        raise RefusedError(RefusalCode.UNKNOWN_COUNTER, counter=command.counter)
    match command:
        case c.TakeBreak():
            back = None if command.minutes is None else at + command.minutes * MINUTE_MS
            return (e.BreakTaken(at, here.id, command.reason, back, command.why),)
        case c.EndBreak():
            return ended(staffing, here.id, at)
        case c.CloseCounter():
            same = (here.id in staffing.closing) == command.closes
            return () if same else (e.CounterClosing(at, here.id, command.closes),)
        case c.HelpOut():
            return _helps(office, staffing, here, command, at)


def ended(staffing: Staffing, counter: CounterId, at: Millis) -> tuple[e.BreakEnded, ...]:
    """A break of a counter is over; nothing where it has none."""
    return (e.BreakEnded(at, counter),) if counter in staffing.breaks else ()


def _helps(
    office: Office, staffing: Staffing, here: Counter, command: c.HelpOut, at: Millis
) -> tuple[e.HelpChanged, ...]:
    if command.service not in office.services:
        raise RefusedError(RefusalCode.UNKNOWN_SERVICE, service=command.service)
    known = command.service in staffing.helps.get(here.id, {})
    if not command.minutes:
        return (e.HelpChanged(at, here.id, command.service, None),) if known else ()
    return (e.HelpChanged(at, here.id, command.service, at + command.minutes * MINUTE_MS),)
