"""The hall now: who waits how long, what each counter does, who will not be served today, and what needs a person. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from contracts.vocabulary import ClerkId, CounterId, Millis, ServiceCode, TicketState
from controller.domain.closing import with_todays_hours
from controller.domain.day import Day
from controller.domain.office import MINUTE_MS, Office
from controller.domain.seats import twins
from controller.domain.selection import call_order, callable_at
from controller.domain.staffing import staffed
from controller.domain.waits import mean_minutes

IDLE_MS = 5 * MINUTE_MS
"""A counter with a clerk and without a citizen for so long, while somebody waits for it, is told."""
LONG = 3
"""A visit that lasts so many times as long as its service usually does is told."""


class State(StrEnum):
    """What a counter does."""

    SERVES = "serves"
    FREE = "free"
    EMPTY = "empty"
    """Nobody is signed in."""


@dataclass(frozen=True)
class Queue:
    """Who waits for one service."""

    service: ServiceCode
    waiting: int
    longest_s: int
    too_long: int
    """How many wait longer than the office wants."""
    unserved: int
    """How many will probably not be called before the counters close."""
    counters: int
    """Counters for it with a clerk."""


@dataclass(frozen=True)
class Place:
    """One counter."""

    counter: CounterId
    clerk: ClerkId | None
    state: State
    number: str
    seconds: int
    """Since it serves this citizen, or last did, or could have called somebody; 0 where nothing happened yet."""
    waiting: int
    """How many it could call."""


class Alarm(StrEnum):
    """What needs a person."""

    WAIT = "wait"
    UNSERVED = "unserved"
    IDLE = "idle"
    LONG_VISIT = "long-visit"
    NO_COUNTER = "no-counter"
    QUEUE = "queue"
    PRINTER = "printer"


@dataclass(frozen=True)
class Alert:
    """One of them, and where: a service, a counter or a printer."""

    alarm: Alarm
    where: str
    count: int


@dataclass(frozen=True)
class Hall:
    """Everything that a head of office sees at a glance."""

    queues: tuple[Queue, ...]
    places: tuple[Place, ...]
    alerts: tuple[Alert, ...]
    waiting: int
    served: int
    closes_at: int | None
    """Local minute at which the counters of this session close; None: they are closed."""


def hall(
    office: Office, day: Day, now: Millis, limit_s: int, queue_limit: int = 0, broken: Sequence[str] = ()
) -> Hall:
    """The hall at a moment.

    ``limit_s``: a longer wait is too long; ``queue_limit``: more people for one service are too many, 0: never;
    ``broken``: printers that do not print.
    """
    office = staffed(office, day.staffing, day.clerks, now)
    closes_at = closing_minute(office, day, now)
    unserved = _unserved(office, day, now, closes_at)
    queues = tuple(_queue(office, day, service, now, limit_s, unserved) for service in office.services)
    places = tuple(_place(office, day, counter, now) for counter in office.counters)
    served = sum(1 for ticket in day.tickets.values() if ticket.state is TicketState.FINISHED)
    alerts = (
        *(Alert(Alarm.PRINTER, printer, 1) for printer in broken),
        *_alerts_of_queues(queues),
        *(Alert(Alarm.QUEUE, q.service, q.waiting) for q in queues if 0 < queue_limit < q.waiting),
        *_alerts_of_places(office, day, places),
    )
    return Hall(queues, places, alerts, len(day.waiting), served, closes_at)


def closing_minute(office: Office, day: Day, now: Millis) -> int | None:
    """When the session closes in which the moment lies, or the next one of the day."""
    office = with_todays_hours(office, day)
    sessions = office.sessions_on(office.local(now).date())
    return min((s.serve_until for s in sessions if s.serve_until > office.minute(now)), default=None)


def _unserved(office: Office, day: Day, now: Millis, closes_at: int | None) -> Mapping[ServiceCode, int]:
    """Who waits and will not be called before the session closes, if no counter opens and every visit is average.

    Whoever is left is called in the next session, where the office carries numbers over; the page says so.
    """
    if closes_at is None:
        return {}
    left = closes_at - office.minute(now)
    means = {code: mean_minutes(office, day, code) for code in office.services}
    free = {counter: 0.0 for counter in office.counters if counter in day.clerks or counter in day.at_counter}
    for counter, ticket in day.at_counter.items():
        done = (now - day.serves_since.get(counter, now)) / MINUTE_MS
        if counter in free:  # the settings may have dropped it since
            free[counter] = max(0.0, means.get(day.tickets[ticket].service, 0.0) - done)
    found: dict[ServiceCode, int] = {}
    other = twins(day.clerks, free)
    for counter, twin in other.items():
        free[counter] = max(free[counter], free[twin])
    for waits in call_order(day.waiting_tickets(), day.credit, office.policy):
        able = [counter for counter in free if callable_at(office.counters[counter], waits)]
        soonest = min(able, key=free.__getitem__, default=None)
        if soonest is None or free[soonest] >= left:
            found[waits.service] = found.get(waits.service, 0) + 1
        else:
            free[soonest] += means.get(waits.service, 0.0)
            free[other.get(soonest, soonest)] = free[soonest]
    return found


def _queue(
    office: Office,
    day: Day,
    service: ServiceCode,
    now: Millis,
    limit_s: int,
    unserved: Mapping[ServiceCode, int],
) -> Queue:
    waits = [
        max(0, now - ticket.arrived_at) // 1000
        for ticket in day.waiting_tickets()
        if ticket.service == service
    ]
    manned = sum(1 for counter in office.counters_for(service) if counter.id in day.clerks)
    return Queue(
        service,
        len(waits),
        max(waits, default=0),
        sum(1 for wait in waits if wait > limit_s),
        unserved.get(service, 0),
        manned,
    )


def _place(office: Office, day: Day, counter: CounterId, now: Millis) -> Place:
    ticket, clerk = day.ticket_at(counter), day.clerks.get(counter)
    state = State.SERVES if ticket else State.FREE if clerk else State.EMPTY
    since = day.serves_since.get(counter)
    if ticket is None:
        ends = [t.ended_at for t in day.tickets.values() if t.counter == counter and t.ended_at]
        since = max(ends, default=since)
    callable_now = [t for t in day.waiting_tickets() if callable_at(office.counters[counter], t)]
    if state is State.FREE and twins(day.clerks, office.counters).get(counter) in day.at_counter:
        since = now  # whoever sits there serves at the other counter
    elif state is State.FREE and callable_now:  # nobody idles while there is nobody to call
        since = max(since or 0, callable_now[0].arrived_at)
    waiting, seconds = len(callable_now), 0 if since is None else max(0, now - since) // 1000
    return Place(counter, clerk, state, ticket.number if ticket else "", seconds, waiting)


def _alerts_of_queues(queues: tuple[Queue, ...]) -> list[Alert]:
    found = [Alert(Alarm.NO_COUNTER, q.service, q.waiting) for q in queues if q.waiting and not q.counters]
    found += [Alert(Alarm.UNSERVED, q.service, q.unserved) for q in queues if q.unserved and q.counters]
    return found + [Alert(Alarm.WAIT, q.service, q.too_long) for q in queues if q.too_long]


def _alerts_of_places(office: Office, day: Day, places: tuple[Place, ...]) -> list[Alert]:
    found = [
        Alert(Alarm.IDLE, place.counter, place.seconds // 60)
        for place in places
        if place.state is State.FREE and place.waiting and place.seconds * 1000 >= IDLE_MS
    ]
    for place in places:
        ticket = day.ticket_at(place.counter)
        if ticket and place.seconds > LONG * 60 * mean_minutes(office, day, ticket.service):
            found.append(Alert(Alarm.LONG_VISIT, place.counter, place.seconds // 60))
    return found
