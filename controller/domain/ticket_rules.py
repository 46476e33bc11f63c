"""The life of a ticket outside the counters: issue, resume, cancel, lapse."""

from dataclasses import replace

from contracts.vocabulary import Millis, PriorityGroup, RefusalCode, TicketState
from controller.domain import commands as c
from controller.domain import events as e
from controller.domain import slip_rules, staffing_events
from controller.domain.alone_rules import leased_to
from controller.domain.closing import with_todays_hours
from controller.domain.day import Day, apply
from controller.domain.hours import closed, next_opening
from controller.domain.now import Now
from controller.domain.office import Office, Service
from controller.domain.refusals import RefusedError
from controller.domain.rest import full
from controller.domain.tickets import Ticket, corrected, ticket_id
from controller.domain.waits import Outlook, outlook

LIVE = (TicketState.WAITING, TicketState.CALLED, TicketState.PARKED)
_ALLOWED = {
    c.Resume: (TicketState.PARKED, TicketState.NO_SHOW),
    c.Cancel: LIVE,
    c.CorrectTicket: (*LIVE, TicketState.NO_SHOW),
}


def issue(
    office: Office, day: Day, command: c.IssueTicket, now: Now
) -> tuple[tuple[e.TicketIssued] | tuple[e.TicketIssued, e.SlipQueued], Outlook]:
    """The next number of the service, and its slip if the kiosk has a printer; and what its owner is told."""
    service = office.services.get(command.service)
    if service is None:
        raise RefusedError(RefusalCode.UNKNOWN_SERVICE, service=command.service)
    if command.priority is not PriorityGroup.ORDINARY and command.priority not in office.priority_groups:
        raise RefusedError(RefusalCode.NOT_ALLOWED, priority=command.priority)
    why = not_taking(office, day, service, now)
    if why is not None:
        raise why
    at = now.stamp(day.last_at)
    _pause(office, day, command, at)
    n = next_n(day, service)
    number = service.number(n)
    issued = e.TicketIssued(
        at,
        ticket_id(day.date, number),
        number,
        service.code,
        n,
        day.come + 1,
        command.priority,
        command.lang,
        command.device,
        command.dossier_ref,
        degraded=now.degraded,
        procedure=command.procedure or "",
        then=office.stops(service.code, command.then, service.then),
    )
    told = outlook(office, apply(day, issued), issued.ticket, issued.at)
    if wait := told[1]:  # stays with the number: how good it was is judged later
        issued = replace(issued, wait_low=wait.low, wait_high=wait.high)
    queued = slip_rules.first_slip(office, issued, command.printer)
    return ((issued, queued) if queued else (issued,)), told


def _pause(office: Office, day: Day, command: c.IssueTicket, at: Millis) -> None:
    """Refuse a second number of one service right after the first: one hand that takes for others."""
    last = day.last_issue.get((command.device, command.service))
    wait_ms = office.policy.same_service_pause_s * 1000
    if last is not None and 0 <= at - last < wait_ms:
        raise RefusedError(RefusalCode.TOO_SOON, seconds=str(-(-(wait_ms - (at - last)) // 1000)))


def next_n(day: Day, service: Service) -> int:
    """The next place in the series; may lie behind its end.

    A number that is leased to a kiosk, or taken, is passed over: settings that were changed during the day may give a series the
    prefix that another one had.
    """
    n = max(service.first, day.highest.get(service.code, service.first - 1) + 1)
    while n <= service.last:
        lease = leased_to(day, service.prefix, n)
        if lease is None and ticket_id(day.date, service.number(n)) not in day.tickets:
            break
        n = lease.to_n + 1 if lease else n + 1
    return n


def not_taking(office: Office, day: Day, service: Service, now: Now) -> RefusedError | None:
    """Why a service gives no numbers now; None when it does."""
    if not now.trusted_after(day.last_at) or office.service_day(now.stamp(day.last_at)) != day.date:
        return RefusedError(RefusalCode.CLOCK_UNTRUSTED)
    shut = closed(with_todays_hours(office, day), now.clock)
    if shut is not None:
        return RefusedError(shut.code, opens_at=shut.opens_at)
    if service.quota is not None and day.issued.get(service.code, 0) >= service.quota:
        return RefusedError(RefusalCode.QUOTA_REACHED, service=service.code, quota=str(service.quota))
    if next_n(day, service) > service.last:
        return RefusedError(
            RefusalCode.RANGE_EXHAUSTED, service=service.code, last=service.number(service.last)
        )
    if office.policy.stops_when_full and full(office, day, service.code, now.stamp(day.last_at)):
        return RefusedError(RefusalCode.NUMBERS_ENDED, opens_at=next_opening(office, now.clock))
    return None


def change(
    office: Office, day: Day, command: c.Resume | c.Cancel | c.CorrectTicket, at: Millis
) -> tuple[e.TicketResumed | e.TicketCancelled | staffing_events.TicketCorrected, ...]:
    """Take a ticket back into the queue, give it up, or put right what is wrong about it."""
    ticket = day.tickets.get(command.ticket)
    if ticket is None:
        raise RefusedError(RefusalCode.UNKNOWN_TICKET, ticket=command.ticket)
    if ticket.state not in _ALLOWED[type(command)] or _is_served_elsewhere(ticket, command):
        raise RefusedError(RefusalCode.WRONG_STATE, number=ticket.number, state=ticket.state)
    match command:
        case c.Resume():
            return (e.TicketResumed(at, ticket.id, back_place(office, day, ticket)),)
        case c.Cancel():
            return (e.TicketCancelled(at, ticket.id, command.reason, command.counter),)
        case c.CorrectTicket():
            return _corrected(office, day, ticket, command, at)


def _corrected(
    office: Office, day: Day, ticket: Ticket, command: c.CorrectTicket, at: Millis
) -> tuple[staffing_events.TicketCorrected, ...]:
    service = command.service or ticket.service
    priority, lang = command.priority or ticket.priority, command.lang or ticket.lang
    if service not in office.services:
        raise RefusedError(RefusalCode.UNKNOWN_SERVICE, service=service)
    if priority is not PriorityGroup.ORDINARY and priority not in (*office.priority_groups, ticket.priority):
        raise RefusedError(RefusalCode.NOT_ALLOWED, priority=priority)
    then = office.stops(service, command.then, ticket.stops)
    dossiers = ticket.dossier_refs if command.dossier_refs is None else command.dossier_refs
    put_right = staffing_events.TicketCorrected(
        at, ticket.id, service, priority, lang, command.counter, then, dossiers
    )
    return () if corrected(ticket, put_right, day.called) == ticket else (put_right,)


def back_place(office: Office, day: Day, ticket: Ticket) -> float | None:
    """Where a number waits again, by the office's rule; None: in its old place.

    Only who was absent loses the place, and nobody gains one.
    """
    behind = office.policy.no_show_back
    if behind is None or ticket.state is not TicketState.NO_SHOW:
        return None
    line = [other.place[0] for other in day.waiting_tickets() if other.service == ticket.service]
    if behind < len(line):
        before = line[behind - 1] if behind else line[0] - 1
        place = (before + line[behind]) / 2
    else:
        last = max((other.place[0] for other in day.waiting_tickets()), default=float(day.come))
        place = (max(last, day.come) + day.come + 1) / 2
    return place if place > ticket.place[0] else None


def _is_served_elsewhere(ticket: Ticket, command: c.Resume | c.Cancel | c.CorrectTicket) -> bool:
    """Whether a counter means a number that waits, and another counter has called it meanwhile."""
    by = None if isinstance(command, c.Resume) else command.counter
    return ticket.state is TicketState.CALLED and by not in (None, ticket.counter)


def session_ends(office: Office, day: Day, at: Millis) -> tuple[e.TicketLapsed, ...]:
    """Where numbers are void after their session: those that a session left behind.

    Who was called once is being served, though he waits again for another counter or for a paper. An early
    closing voids nobody's number: a session ends for them at its usual end.
    """
    if office.policy.carry_over:
        return ()
    local = office.local(at)
    minute = local.hour * 60 + local.minute
    ended = [s for s in office.sessions_on(local.date()) if s.serve_until <= minute]
    if not ended:
        return ()
    until = office.moment(local.date(), max(session.serve_until for session in ended))
    return tuple(
        event
        for event in lapse(day, at, "session-end")
        if day.tickets[event.ticket].first_called_at is None
        and day.tickets[event.ticket].arrived_at < until
        and not _taken_for_next(office, day.tickets[event.ticket].arrived_at, minute)
    )


def unclaimed(office: Office, day: Day, at: Millis) -> tuple[e.TicketLapsed, ...]:
    """No-shows that others of their service have long passed."""
    limit = office.policy.no_show_calls
    if not limit:
        return ()
    return tuple(
        e.TicketLapsed(at, t.id, "unclaimed")
        for t in day.tickets.values()
        if t.state is TicketState.NO_SHOW and day.called.get(t.service, 0) - t.missed_at_call >= limit
    )


def _taken_for_next(office: Office, arrived_at: Millis, minute: int) -> bool:
    """Whether a number was taken in the number-taking time of a session that has not ended."""
    local = office.local(arrived_at)
    taken = local.hour * 60 + local.minute
    return any(
        s.take_from <= taken < s.take_until and minute < s.serve_until
        for s in office.sessions_on(local.date())
    )


def lapse(day: Day, at: Millis, reason: str) -> tuple[e.TicketLapsed, ...]:
    """Everyone who waits or is parked ends."""
    alive = (TicketState.WAITING, TicketState.PARKED)
    return tuple(e.TicketLapsed(at, t.id, reason) for t in day.tickets.values() if t.state in alive)


def closing(day: Day, at: Millis) -> e.DayClosed:
    """The day is over."""
    return e.DayClosed(at, day.date)
