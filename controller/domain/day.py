"""One service day, and how each event changes it. The state of a day is ``fold(events)``, nothing else."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import reduce

from contracts.vocabulary import (
    CallRule,
    ClerkId,
    CounterId,
    DeviceId,
    FaultCode,
    JobId,
    Millis,
    ServiceCode,
    TicketId,
    TicketState,
)
from controller.domain import events as e
from controller.domain import tickets as life
from controller.domain.acts import Done, noted, undone
from controller.domain.frozen import put, replace
from controller.domain.line import Line
from controller.domain.staffing import Staffing, left, told
from controller.domain.staffing_events import CounterEvent, TicketCorrected
from controller.domain.tickets import PACE_MS, Served, SlipRecord, Ticket

RECENT = 20
"""How many finished visits of a service the wait estimate looks at."""


@dataclass(frozen=True)
class Day:
    """A service day. Frozen: ``apply`` returns a new one, so a failed commit leaves nothing behind."""

    date: str
    last_at: Millis = 0
    """The latest time seen; no event is stamped before it."""
    tickets: Mapping[TicketId, Ticket] = field(default_factory=dict)
    line: Line = field(default_factory=Line)
    """Who of them waits."""
    come: int = 0
    """How far the orders of arrival have come, whether or not all of the numbers before are known."""
    issued: Mapping[ServiceCode, int] = field(default_factory=dict)
    """Numbers given, by series."""
    highest: Mapping[ServiceCode, int] = field(default_factory=dict)
    """The highest number that was given, or may have been, by series."""
    skipped: tuple[e.NumbersSkipped, ...] = ()
    """Numbers that may have been given, though nothing is known of them."""
    leases: tuple[e.NumbersLeased, ...] = ()
    """Numbers that kiosks alone give, while this desk is away."""
    past: frozenset[TicketId] = frozenset()
    """Numbers of earlier days that kiosks handed in today."""
    mended: Mapping[FaultCode, Mapping[str, str]] = field(default_factory=dict)
    """How the journal was mended today, with the facts that the caretaker should know."""
    at_counter: Mapping[CounterId, TicketId] = field(default_factory=dict)
    clerks: Mapping[CounterId, ClerkId] = field(default_factory=dict)
    slips: Mapping[JobId, SlipRecord] = field(default_factory=dict)
    credit: Mapping[ServiceCode, int] = field(default_factory=dict)
    """Ordinary calls of a service since one of its tickets was overtaken; absent: never overtaken."""
    overtaken: Mapping[ServiceCode, TicketId] = field(default_factory=dict)
    """Who overtook last, by service."""
    served: Mapping[ServiceCode, tuple[Millis, ...]] = field(default_factory=dict)
    """Durations of the latest finished visits, by service."""
    serves_since: Mapping[CounterId, Millis] = field(default_factory=dict)
    """Since when whoever is there is served: the arrival where somebody says it, or else the call."""
    called: Mapping[ServiceCode, int] = field(default_factory=dict)
    """Calls so far, by service."""
    last_issue: Mapping[tuple[DeviceId, ServiceCode], Millis] = field(default_factory=dict)
    """The last number of each service at each kiosk."""
    ahead: Mapping[DeviceId, Millis] = field(default_factory=dict)
    """When the numbers of each kiosk would all be given at one every ``PACE_MS``."""
    why: Mapping[CounterId, e.TicketCalled] = field(default_factory=dict)
    """The last call of each counter, with the rule that chose and whom it could have been."""
    acts: Mapping[CounterId, Done] = field(default_factory=dict)
    """What each counter did last."""
    closed: bool = False
    """Whether it was closed, and nothing happened since."""
    closes_at: Millis | None = None
    """When a person closes it before its usual end; None: at its usual end."""
    kept: "Kept | None" = None
    """What its closing ended, should it be a mistake."""
    visited: Mapping[TicketId, Served] = field(default_factory=dict)
    """Who left by "finished", where, and who sat there."""
    rated: Mapping[TicketId, Millis] = field(default_factory=dict)
    """Visits of today or of the day before of which somebody said how they were, and when."""
    staffing: Staffing = field(default_factory=Staffing)
    """Breaks, counters about to close, help for others."""
    calls: tuple[TicketId, ...] = ()
    """The latest called tickets, newest first, for the boards."""

    def ticket_at(self, counter: CounterId) -> Ticket | None:
        """The ticket that is at a counter."""
        return self.tickets[found] if (found := self.at_counter.get(counter)) else None

    @property
    def waiting(self) -> tuple[TicketId, ...]:
        """Who waits, by arrival; whoever only asks how many, asks the line."""
        return tuple(self.line.tickets())

    def waiting_tickets(self) -> tuple[Ticket, ...]:
        """Who waits, by arrival."""
        return tuple(self.tickets[ticket] for ticket in self.line.tickets())


@dataclass(frozen=True)
class Kept:
    """A day that was closed, as it stood before, and its tickets as the closing left them."""

    before: Day
    closed_at: Millis
    ended: Mapping[TicketId, Ticket] = field(default_factory=dict)


def fold(day: Day, events: Iterable[e.AnyEvent]) -> Day:
    """The day after the events."""
    return reduce(apply, events, day)


def apply(day: Day, event: e.AnyEvent) -> Day:
    """The day after one event."""
    return noted(day, _apply(day, event), event)


def _apply(day: Day, event: e.AnyEvent) -> Day:  # noqa: C901, PLR0911, PLR0912 - a table of events
    closed = day.closed and isinstance(event, e.TicketRated)  # which opens no day that is closed
    day = replace(day, last_at=max(day.last_at, event.at), closed=closed)
    match event:
        case e.TicketIssued():
            return _issue(day, event)
        case e.TicketCalled():
            return _call(day, event)
        case e.TicketRecalled():
            day = _put(day, life.recalled(day.tickets[event.ticket], event.at))
            return replace(day, calls=_newest(day, event.ticket))
        case e.TicketFinished():
            return _finish(day, event)
        case e.TicketNoShow():
            day = _leave(day, event.ticket, TicketState.NO_SHOW, event.at)
            return _put(day, life.missed(day.tickets[event.ticket], day.called))
        case e.TicketTransferred():
            day = _leave(day, event.ticket, TicketState.WAITING)
            return _wait(_put(day, life.moved(day.tickets[event.ticket], event)), event.ticket)
        case e.TicketParked():
            day = _leave(day, event.ticket, TicketState.PARKED)
            return _put(day, replace(day.tickets[event.ticket], aside_for=event.reason))
        case e.ActUndone():
            return undone(day, event)
        case e.TicketResumed():
            return _wait(_put(day, life.back(day.tickets[event.ticket], event.order)), event.ticket)
        case e.TicketCancelled() | e.TicketLapsed():
            gone = isinstance(event, e.TicketCancelled)
            return _leave(day, event.ticket, TicketState.CANCELLED if gone else TicketState.LAPSED, event.at)
        case e.TicketRated():
            return replace(day, rated=put(day.rated, event.ticket, event.at))
        case e.SlipQueued() | e.SlipChanged():
            return replace(day, slips=life.with_slip(day.slips, event))
        case e.ClockConfirmed():
            return _reset_clock(day, event.clock)
        case e.NumbersSkipped() | e.NumbersLeased() | e.PastTicketTold():
            return _not_ours(day, event)
        case e.JournalMended():
            return replace(day, mended={**day.mended, event.how: event.facts})
        case e.DayClosing() | e.DayClosed() | e.DayReopened() | e.ClosingChanged():
            return _end(day, event)
        case _:
            return _staff(day, event)


def _staff(day: Day, event: e.ClerkSignedIn | e.ClerkSignedOut | e.TicketArrived | CounterEvent) -> Day:
    match event:
        case e.ClerkSignedIn():
            return replace(day, clerks={**day.clerks, event.counter: event.clerk})
        case e.ClerkSignedOut():
            clerks = {at: who for at, who in day.clerks.items() if at != event.counter}
            return replace(day, clerks=clerks, staffing=left(day.staffing, event.counter))
        case e.TicketArrived():
            day = _put(day, replace(day.tickets[event.ticket], came_at=event.at))
            return replace(day, serves_since={**day.serves_since, event.counter: event.at})
        case TicketCorrected():
            return _put(day, life.corrected(day.tickets[event.ticket], event, day.called))
        case _:
            return replace(day, staffing=told(day.staffing, event))


def _issue(day: Day, event: e.TicketIssued) -> Day:
    given = {**day.issued, event.service: day.issued.get(event.service, 0) + 1}
    day = replace(_put(day, life.issued(event)), issued=given, come=max(day.come + 1, event.order))
    if event.alone_at is not None:  # it came in between, and the desk's own numbers go on where they were
        return day
    return replace(
        day,
        last_issue={**day.last_issue, (event.device, event.service): event.at},
        ahead={**day.ahead, event.device: max(day.ahead.get(event.device, 0), event.at) + PACE_MS},
        highest=life.higher(day.highest, event.service, event.n),
    )


def _not_ours(day: Day, event: e.NumbersSkipped | e.NumbersLeased | e.PastTicketTold) -> Day:
    """Numbers that this desk does not give."""
    if isinstance(event, e.NumbersLeased):
        return replace(day, leases=(*day.leases, event))
    if isinstance(event, e.PastTicketTold):
        return replace(day, past=day.past | {event.ticket})
    return replace(
        day, highest=life.higher(day.highest, event.service, event.to_n), skipped=(*day.skipped, event)
    )


def _call(day: Day, event: e.TicketCalled) -> Day:
    ticket = day.tickets[event.ticket]
    credit = {**day.credit, **dict.fromkeys(event.charged, 0)}
    if event.rule is CallRule.FIRST_COME and not ticket.is_priority and ticket.service in credit:
        credit[ticket.service] += 1
    ticket = life.called(ticket, event)
    return replace(
        _put(day, ticket),
        at_counter={**day.at_counter, event.counter: ticket.id},
        serves_since={**day.serves_since, event.counter: event.at},
        called={**day.called, ticket.service: day.called.get(ticket.service, 0) + 1},
        why={**day.why, event.counter: event},
        credit=credit,
        overtaken={**day.overtaken, **dict.fromkeys(event.charged, ticket.id)},
        calls=_newest(day, ticket.id),
    )


def _finish(day: Day, event: e.TicketFinished) -> Day:
    ticket = day.tickets[event.ticket]
    took = event.at - day.serves_since.get(event.counter, event.at)  # here, not earlier elsewhere
    day = replace(
        day, served={**day.served, ticket.service: (*day.served.get(ticket.service, ()), took)[-RECENT:]}
    )
    left = Served(ticket.id, event.counter, day.clerks.get(event.counter), ticket.service, event.at)
    if day.kept is None or day.kept.ended:  # a person said so, not the end of the day
        day = replace(day, visited=put(day.visited, ticket.id, left))
    return _leave(day, event.ticket, TicketState.FINISHED, event.at)


def _leave(day: Day, ticket_id: TicketId, state: TicketState, ended_at: Millis | None = None) -> Day:
    """The ticket is neither waiting nor at a counter any more."""
    return replace(
        _put(day, replace(day.tickets[ticket_id], state=state, ended_at=ended_at)),
        at_counter={counter: at for counter, at in day.at_counter.items() if at != ticket_id},
    )


def _reset_clock(day: Day, clock: Millis) -> Day:
    """Nothing that durations are counted from lies in the future of a clock that a person confirmed."""
    slips = {job: replace(slip, since=min(slip.since, clock)) for job, slip in day.slips.items()}
    serves_since = {counter: min(at, clock) for counter, at in day.serves_since.items()}
    return replace(day, last_at=clock, slips=slips, serves_since=serves_since, ahead={})


def _end(day: Day, event: e.DayClosing | e.DayClosed | e.DayReopened | e.ClosingChanged) -> Day:
    match event:
        case e.ClosingChanged():
            return replace(day, closes_at=event.closes_at)
        case e.DayClosing():
            return replace(day, kept=Kept(replace(day, kept=None), event.at))
        case e.DayClosed():  # the tickets have lapsed one by one before it
            kept = day.kept and replace(day.kept, ended=day.tickets)
            return replace(day, clerks={}, calls=(), closed=True, kept=kept, staffing=Staffing())
        case e.DayReopened():
            return _reopen(day, day.kept) if day.kept else day


def _reopen(day: Day, kept: Kept) -> Day:
    """What the closing ended is where it was, or waits where its counter is taken; slips stay as they ended."""
    before, here = kept.before, day.clerks
    day = replace(day, kept=None, served={**day.served, **before.served})
    moved = {who for at, who in here.items() if before.clerks.get(at) != who}
    day = replace(day, clerks={at: who for at, who in before.clerks.items() if who not in moved} | dict(here))
    for was in before.tickets.values():
        closed_as = kept.ended[was.id]
        if closed_as != was and day.tickets[was.id] == closed_as:
            day = _put_back(day, was)
    shown = tuple(called for called in before.calls if day.tickets[called].state is TicketState.CALLED)
    return replace(day, calls=(*day.calls, *(called for called in shown if called not in day.calls))[:RECENT])


def _put_back(day: Day, ticket: Ticket) -> Day:
    """A ticket as it was."""
    at = ticket.counter
    if ticket.state is TicketState.CALLED and at is not None and at not in day.at_counter:
        return replace(_put(day, ticket), at_counter={**day.at_counter, at: ticket.id})
    return _put(day, ticket) if ticket.state is TicketState.PARKED else _wait(_put(day, ticket), ticket.id)


def _wait(day: Day, ticket_id: TicketId) -> Day:
    return _put(day, life.waits_again(day.tickets[ticket_id]))


def _put(day: Day, ticket: Ticket) -> Day:
    line = day.line.changed(day.tickets.get(ticket.id), ticket)
    return replace(day, tickets=put(day.tickets, ticket.id, ticket), line=line)


def _newest(day: Day, ticket: TicketId) -> tuple[TicketId, ...]:
    return (ticket, *(other for other in day.calls if other != ticket))[:RECENT]
