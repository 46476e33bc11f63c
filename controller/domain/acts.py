"""What a counter did last, and how it is undone: the day becomes what it would be without that act.

An act is one press: a call with the finish that it brought, a finish, a no-show, a transfer, a ticket
set aside, a number that was given up or put right.
What other counters did meanwhile stays.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from contracts.vocabulary import Act, CounterId, Millis, ServiceCode, TicketId
from controller.domain import events as e
from controller.domain import staffing_events
from controller.domain.frozen import put, replace

if TYPE_CHECKING:
    from controller.domain.day import Day

K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True)
class Done:
    """An act of a counter, with the day right before and right after it."""

    what: Act
    ticket: TicketId
    """Whom it called, or who left by it."""
    at: Millis
    before: "Day"
    after: "Day"
    left: TicketId | None = None
    """Who left the counter by the call."""

    @property
    def tickets(self) -> tuple[TicketId, ...]:
        """Whom it touched."""
        return (self.ticket,) if self.left is None else (self.ticket, self.left)


_LEAVING = {
    e.TicketFinished: Act.FINISH,
    e.TicketNoShow: Act.NO_SHOW,
    e.TicketTransferred: Act.TRANSFER,
    e.TicketParked: Act.PARK,
}


def noted(before: "Day", after: "Day", event: e.AnyEvent) -> "Day":
    """The day after an event, which knows what each counter did last."""
    match event:
        case e.TicketFinished() | e.TicketNoShow() | e.TicketTransferred() | e.TicketParked():
            return _with(after, event.counter, _done(_LEAVING[type(event)], event, before, after))
        case e.TicketCancelled(counter=str(counter)):
            return _with(after, counter, _done(Act.CANCEL, event, before, after))
        case staffing_events.TicketCorrected(counter=str(counter)):
            return _with(after, counter, _done(Act.CORRECT, event, before, after))
        case e.TicketCalled():
            begun = (
                before.acts.get(event.counter) if event.left else None
            )  # the same press let somebody leave
            since = begun.before if begun else before
            left = event.left if begun and event.left != event.ticket else None
            return _with(after, event.counter, _done(Act.CALL, event, since, after, left))
        case e.TicketRecalled() | e.TicketArrived():
            return _gone_on(after, event)
        case e.ClockConfirmed() | e.DayClosed() | e.DayReopened():
            return replace(after, acts={})
        case _:
            return after


def undone(day: "Day", event: e.ActUndone) -> "Day":
    """The day without the last act of a counter. Raises KeyError where that is not the act that was taken back: it is unknown."""
    counter, act = event.counter, day.acts[event.counter]
    if (act.what, act.ticket) != (event.act, event.ticket):
        raise KeyError(event.act)
    before, after = act.before, act.after
    tickets, line = _only(act.tickets, day.tickets, before.tickets, after.tickets), day.line
    for ticket in act.tickets:
        line = line.changed(day.tickets[ticket], tickets[ticket])
    overtaken, credit = _turns(day, act)
    return replace(
        day,
        tickets=tickets,
        line=line,
        at_counter=_back(day.at_counter, before.at_counter, after.at_counter),
        serves_since=_back(day.serves_since, before.serves_since, after.serves_since),
        why=_back(day.why, before.why, after.why),
        served=_served(day, act),
        visited=_only(act.tickets, day.visited, before.visited, after.visited),
        called=_called(day, act),
        overtaken=overtaken,
        credit=credit,
        calls=_calls(day, act),
        acts={other: done for other, done in day.acts.items() if other != counter},
    )


def _done(
    what: Act,
    event: e.TicketCalled
    | e.TicketFinished
    | e.TicketNoShow
    | e.TicketTransferred
    | e.TicketParked
    | e.TicketCancelled
    | staffing_events.TicketCorrected,
    before: "Day",
    after: "Day",
    left: TicketId | None = None,
) -> Done:
    bare = replace(before, acts={}, kept=None), replace(after, acts={}, kept=None)
    return Done(what, event.ticket, event.at, *bare, left)


def _with(day: "Day", counter: CounterId, done: Done) -> "Day":
    return replace(day, acts={**day.acts, counter: done})


def _gone_on(day: "Day", event: e.TicketRecalled | e.TicketArrived) -> "Day":
    """Saying a number again is part of having called it, and so is that its owner came."""
    act = day.acts.get(event.counter)
    if act is None or act.ticket != event.ticket:
        return day
    told = put(act.after.tickets, event.ticket, day.tickets[event.ticket])
    return _with(day, event.counter, replace(act, after=replace(act.after, tickets=told)))


def _back(now: Mapping[K, V], before: Mapping[K, V], after: Mapping[K, V]) -> dict[K, V]:
    """``now`` with what the act changed as it was before."""
    found = dict(now)
    for key in before.keys() | after.keys():
        if before.get(key) == after.get(key):
            continue
        if key in before:
            found[key] = before[key]
        else:
            found.pop(key, None)
    return found


def _only(
    tickets: tuple[TicketId, ...],
    now: Mapping[TicketId, V],
    before: Mapping[TicketId, V],
    after: Mapping[TicketId, V],
) -> Mapping[TicketId, V]:
    """As ``_back``, where only these tickets can have changed: there may be thousands of others."""
    for ticket in tickets:
        if before.get(ticket) == after.get(ticket):
            continue
        if ticket in before:
            now = put(now, ticket, before[ticket])
        else:
            now = {other: what for other, what in now.items() if other != ticket}
    return now


def _turns(day: "Day", act: Done) -> tuple[dict[ServiceCode, TicketId], dict[ServiceCode, int]]:
    """Who overtook last and the calls since, by service, as if the act had not been.

    Where somebody else overtook meanwhile, the count began anew, and the act is of no account.
    """
    before, after = act.before, act.after
    overtaken, credit = dict(day.overtaken), dict(day.credit)
    for service, calls in after.credit.items():
        if calls == before.credit.get(service) and after.overtaken[service] == before.overtaken.get(service):
            continue
        if overtaken.get(service) != after.overtaken[service]:
            continue
        since = credit.pop(service) - calls
        del overtaken[service]
        if service in before.credit:
            credit[service], overtaken[service] = before.credit[service] + since, before.overtaken[service]
    return overtaken, credit


def _served(day: "Day", act: Done) -> dict[ServiceCode, tuple[Millis, ...]]:
    """The durations of visits without the one that the act ended."""
    served = dict(day.served)
    for service, took in act.after.served.items():
        was = act.before.served.get(service, ())
        if took == was:
            continue
        if served[service] == took:
            served[service] = was
        elif took[-1] in served[service]:
            at = served[service].index(took[-1])
            served[service] = (*served[service][:at], *served[service][at + 1 :])
        if not served[service]:
            del served[service]
    return served


def _called(day: "Day", act: Done) -> dict[ServiceCode, int]:
    """How often each service was called without the act."""
    before, after = act.before.called, act.after.called
    counts = {
        service: n - after.get(service, 0) + before.get(service, 0) for service, n in day.called.items()
    }
    return {service: n for service, n in counts.items() if n}


def _calls(day: "Day", act: Done) -> tuple[TicketId, ...]:
    """The latest called tickets without the one that the act called."""
    if day.calls == act.after.calls:
        return act.before.calls
    gone = set(act.after.calls) - set(act.before.calls)
    return tuple(ticket for ticket in day.calls if ticket not in gone)
