"""What happens at a counter: call, recall, no-show, finish, transfer, park."""

from contracts.vocabulary import (
    Act,
    CallRule,
    CounterId,
    Millis,
    RefusalCode,
    ServiceCode,
    TicketId,
    TicketState,
)
from controller.domain import commands as c
from controller.domain import events as e
from controller.domain import seats, staffing, staffing_events
from controller.domain.acts import Done
from controller.domain.day import Day
from controller.domain.now import Now
from controller.domain.office import Counter, Office
from controller.domain.refusals import RefusedError
from controller.domain.selection import Choice, callable_at, choose
from controller.domain.tickets import Ticket

CALL_BACK_MS = 10 * 60_000
"""So long a finished ticket can be called back to its counter: a wrong press is noticed while its owner is near."""
UNDO_MS = 10_000
"""So long a press can be undone: it is noticed at once that it was wrong, and nobody has walked far."""
CounterEvent = e.TicketRecalled | e.TicketNoShow | e.TicketFinished | e.TicketTransferred | e.TicketParked


def counter(office: Office, counter_id: CounterId) -> Counter:
    """The counter of that id; refused when there is none."""
    found = office.counters.get(counter_id)
    if found is None:
        raise RefusedError(RefusalCode.UNKNOWN_COUNTER, counter=counter_id)
    return found


def call(office: Office, day: Day, command: c.CallNext | c.CallNumber, at: Millis) -> tuple[e.AnyEvent, ...]:
    """Finish whoever is at the counter, then call. An empty queue is refused only if there is nobody to finish.

    Calling back whom the counter has just finished undoes a wrong press: nobody is finished by it, and whoever
    is at the counter waits again in the old place.
    """
    here = counter(office, command.counter)
    current = day.ticket_at(here.id)
    _as_seen(here, current, command.leaves)
    chosen = _chosen(office, day, here, command, at)
    if chosen is None and current is None:
        raise RefusedError(RefusalCode.QUEUE_EMPTY, counter=here.label)
    back = chosen is not None and chosen.ticket.state is TicketState.FINISHED
    left = _leaves(office, current, here.id, at, waits_again=back) if current else ()
    if chosen is None:
        return left
    called = e.TicketCalled(
        at,
        chosen.ticket.id,
        here.id,
        chosen.rule,
        chosen.candidates,
        chosen.charged,
        day.clerks.get(here.id),
        chosen.waiting,
        chosen.ahead,
        current.id if current else None,
        command.reason if isinstance(command, c.CallNumber) else "",
    )
    return (*left, called, *staffing.ended(day.staffing, here.id, at))


def _chosen(
    office: Office, day: Day, here: Counter, command: c.CallNext | c.CallNumber, at: Millis
) -> Choice | None:
    """Whom a call means; a counter that is about to close calls nobody by itself."""
    if isinstance(command, c.CallNumber):
        return _by_hand(day, here, command, at)
    if here.id in day.staffing.closing and here.id in day.at_counter:
        return None
    return choose(day, here, office.policy)


def closes(
    day: Day, counter_id: CounterId, at: Millis
) -> tuple[staffing_events.CounterClosing | e.ClerkSignedOut, ...]:
    """A counter that was to close when its citizen has left does so."""
    if counter_id not in day.staffing.closing or counter_id in day.at_counter:
        return ()
    clerk = day.clerks.get(counter_id)
    out = (e.ClerkSignedOut(at, counter_id, clerk),) if clerk else ()
    return (staffing_events.CounterClosing(at, counter_id, closes=False), *out)


def just_finished(ticket: Ticket, counter_id: CounterId, at: Millis) -> bool:
    """Whether a counter may still call a finished ticket back."""
    return (
        ticket.state is TicketState.FINISHED
        and ticket.counter == counter_id
        and at - (ticket.ended_at or 0) <= CALL_BACK_MS
    )


def _as_seen(here: Counter, current: Ticket | None, seen: c.Seen) -> None:
    """Refuse a press that was meant for another ticket than the one that is at the counter by now."""
    if current is not None and seen is not None and seen != current.id:
        raise RefusedError(RefusalCode.OTHER_TICKET, counter=here.label, number=current.number)


def _leaves(
    office: Office, ticket: Ticket, here: CounterId, at: Millis, *, waits_again: bool
) -> tuple[e.AnyEvent, ...]:
    if waits_again:
        return e.TicketParked(at, ticket.id, here, "called-back"), e.TicketResumed(at, ticket.id)
    return (_done_with(office, ticket, here, at),)


def _done_with(
    office: Office, ticket: Ticket, here: CounterId, at: Millis
) -> e.TicketFinished | e.TicketTransferred:
    """Served here: finished, or on to the next stop."""
    stops = office.onward(ticket.stops)
    if not stops:
        return e.TicketFinished(at, ticket.id, here)
    return e.TicketTransferred(at, ticket.id, here, stops[0], None, then=stops[1:])


def at_counter(
    office: Office, day: Day, command: c.Recall | c.MarkNoShow | c.Finish | c.Transfer | c.Park, now: Now
) -> CounterEvent:
    """What happens to the ticket that is at the counter."""
    here, current = _meant(office, day, command)
    at = now.stamp(day.last_at)
    match command:
        case c.Recall():
            return _recall(office, current, here.id, at, now.clock)
        case c.MarkNoShow():
            return e.TicketNoShow(at, current.id, here.id)
        case c.Finish():
            return _done_with(office, current, here.id, at)
        case c.Transfer():
            return _transfer(office, current, command, at)
        case c.Park():
            return e.TicketParked(at, current.id, here.id, command.reason)


def arrive(office: Office, day: Day, command: c.Arrive, at: Millis) -> tuple[e.TicketArrived, ...]:
    """The citizen stands at the counter; nothing where that was said before."""
    here, current = _meant(office, day, command)
    return () if current.came_at is not None else (e.TicketArrived(at, current.id, here.id),)


def _meant(
    office: Office, day: Day, command: c.Recall | c.MarkNoShow | c.Finish | c.Transfer | c.Park | c.Arrive
) -> tuple[Counter, Ticket]:
    """The counter, and the ticket at it, if the press was meant for that one."""
    here = counter(office, command.counter)
    current = day.ticket_at(here.id)
    if current is None:
        raise RefusedError(RefusalCode.COUNTER_IDLE, counter=here.label)
    _as_seen(here, current, command.ticket)
    return here, current


def undo(office: Office, day: Day, command: c.Undo, now: Now) -> tuple[e.ActUndone, *tuple[e.AnyEvent, ...]]:
    """Take back what the counter did last, while nobody else has gone on from there."""
    here = counter(office, command.counter)
    act = undoable(day, here.id, now.clock)
    if act is None or command.act not in (None, act.what) or command.ticket not in (None, act.ticket):
        raise RefusedError(RefusalCode.NOTHING_TO_UNDO, counter=here.label)
    for ticket in act.tickets:
        there = day.tickets[ticket]
        if there != act.after.tickets[ticket]:
            raise RefusedError(RefusalCode.WRONG_STATE, number=there.number, state=there.state)
    left = next((ticket for ticket in act.tickets if ticket != act.ticket), None)
    at = now.stamp(day.last_at)
    given_back = _given_back(office, day, act, here.id, at)
    return (e.ActUndone(at, here.id, act.what, act.ticket, left), *given_back)


def _given_back(office: Office, day: Day, act: Done, here: CounterId, at: Millis) -> tuple[e.AnyEvent, ...]:
    """The break that a call ended, unless it was somebody else's, or the seat at a counter that closed behind its citizen."""
    pause, clerk = act.before.staffing.breaks.get(here), act.before.clerks.get(here)
    if act.what is Act.CALL and pause and here not in day.staffing.breaks and day.clerks.get(here) == clerk:
        return (staffing_events.BreakTaken(at, here, pause.reason, pause.back_at, pause.why),)
    closed = here in act.before.staffing.closing and here not in day.clerks
    if closed and clerk and seats.may_sit(office, day, clerk):
        again = staffing_events.CounterClosing(at, here, closes=True)
        return (e.ClerkSignedIn(at, here, clerk), again)
    return ()


def undoable(day: Day, counter_id: CounterId, clock: Millis) -> Done | None:
    """What a counter did in the last ten seconds."""
    act = day.acts.get(counter_id)  # by the bare clock: stamps stand still after a step back
    return act if act and clock - act.at <= UNDO_MS else None


def finished(day: Day, counter_id: CounterId, at: Millis) -> e.TicketFinished:
    """The ticket at a counter is done."""
    return e.TicketFinished(at, day.at_counter[counter_id], counter_id)


def _by_hand(day: Day, here: Counter, command: c.CallNumber, at: Millis) -> Choice:
    ticket = day.tickets.get(command.ticket)
    if ticket is None:
        raise RefusedError(RefusalCode.UNKNOWN_TICKET, ticket=command.ticket)
    live = ticket.state in (TicketState.WAITING, TicketState.PARKED, TicketState.NO_SHOW)
    if not live and not just_finished(ticket, here.id, at):
        raise RefusedError(RefusalCode.WRONG_STATE, number=ticket.number, state=ticket.state)
    passed = tuple(other.id for other in passed_by_hand(day, here, ticket))
    return Choice(ticket, CallRule.BY_HAND, (*_first(passed), ticket.id), ahead=len(passed))


def passed_by_hand(day: Day, here: Counter, ticket: Ticket) -> tuple[Ticket, ...]:
    """Who came before a ticket and waits still, could have been called in its place, and is overtaken by such a call."""
    return tuple(
        other
        for other in day.waiting_tickets()
        if other.place < ticket.place
        and (callable_at(here, other) or (other.service == ticket.service and other.bound_to is None))
    )


def _first(passed: tuple[TicketId, ...]) -> tuple[TicketId, ...]:
    """Whoever would have been called before: enough to show that it was a jump."""
    return passed[:3]


def _recall(office: Office, current: Ticket, here: CounterId, at: Millis, clock: Millis) -> e.TicketRecalled:
    pause = office.policy.recall_pause_s * 1000
    # By the bare clock: stamps stand still after a step back, and the clerk would be told to wait for ever.
    if current.called_at is not None and 0 <= clock - current.called_at < pause:
        raise RefusedError(
            RefusalCode.RECALL_TOO_SOON, number=current.number, seconds=str(office.policy.recall_pause_s)
        )
    return e.TicketRecalled(at, current.id, here)


def _transfer(office: Office, current: Ticket, command: c.Transfer, at: Millis) -> e.TicketTransferred:
    to_service: ServiceCode = command.to_service or current.service
    if to_service not in office.services:
        raise RefusedError(RefusalCode.UNKNOWN_SERVICE, service=to_service)
    then = office.stops(to_service, command.then, current.stops)
    if command.to_counter is not None:
        target = counter(office, command.to_counter)
        if command.to_service is not None and to_service not in target.services:
            raise RefusedError(RefusalCode.NOT_SERVED_HERE, counter=target.label, service=to_service)
    elif command.to_clerk is not None:
        if command.to_clerk not in counter(office, command.counter).seated:
            raise RefusedError(RefusalCode.NOBODY_THERE, clerk=command.to_clerk)
    elif command.to_service is None:
        raise RefusedError(RefusalCode.MALFORMED, reason="transfer needs a service, a counter or a clerk")
    to_clerk = command.to_clerk if command.to_counter is None else None
    return e.TicketTransferred(
        at,
        current.id,
        command.counter,
        to_service,
        command.to_counter,
        to_clerk,
        then,
        command.note_ref,
    )
