"""How many are ahead, and how long it will take: an honest range, not a single hopeful number.

The range is meant to hold for four citizens of five (tested by simulation). It counts the work of
everybody who comes before, shared among the counters that are open, and knows nothing of the future:
priority tickets that arrive later may still overtake.
"""

import math
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from contracts.vocabulary import CounterId, Millis, ServiceCode, TicketId
from controller.domain.day import Day
from controller.domain.office import Counter, Office, Policy
from controller.domain.tickets import Ticket

MINUTE_MS = 60_000
OPEN_MS = 20 * MINUTE_MS
"""A counter is open when a clerk is signed in, someone is there, or it called within this time."""
VARIATION = 0.8
"""Standard deviation of one visit as a share of its mean: visits are nearly exponential."""
PRIOR_WEIGHT = 3
"""The settings' typical duration weighs as much as three visits."""
FOUR_OF_FIVE = 1.28


@dataclass(frozen=True)
class Wait:
    """Minutes from now until called, four times of five."""

    low: int
    high: int


def call_order(queue: list[Ticket], calls_since: int, policy: Policy) -> Iterator[Ticket]:
    """One service's queue (by arrival) in the order in which it will be called, if nobody else comes."""
    ordinary = deque(ticket for ticket in queue if not ticket.is_priority)
    priority = deque(ticket for ticket in queue if ticket.is_priority)
    while ordinary or priority:
        if not ordinary or (priority and priority[0].order < ordinary[0].order):
            yield priority.popleft()
        elif priority and calls_since >= policy.ratio:
            calls_since = 0
            yield priority.popleft()
        else:
            calls_since += 1
            yield ordinary.popleft()


def people_ahead(office: Office, day: Day, ticket: TicketId) -> int:
    """How many of its service will be called before a waiting ticket."""
    return len(_before(office, day, day.tickets[ticket]))


def wait_of(office: Office, day: Day, ticket: TicketId, now: Millis) -> Wait | None:
    """The wait of a waiting ticket; None when no counter for it is open."""
    mine = day.tickets[ticket]
    ahead = _before(office, day, mine)
    others = [t for t in day.waiting_tickets() if t.service != mine.service and t.order < mine.order]
    return _estimate(office, day, mine.service, ahead + others, now)


def wait_for(office: Office, day: Day, service: ServiceCode, now: Millis) -> Wait | None:
    """The wait of someone who would take a number now; None when no counter for it is open."""
    return _estimate(office, day, service, list(day.waiting_tickets()), now)


def open_counters(office: Office, day: Day, service: ServiceCode, now: Millis) -> tuple[Counter, ...]:
    """The counters that serve a service and are manned now."""
    return tuple(c for c in office.counters_for(service) if _is_open(day, c.id, now))


def _before(office: Office, day: Day, mine: Ticket) -> list[Ticket]:
    queue = [t for t in day.waiting_tickets() if t.service == mine.service]
    before: list[Ticket] = []
    for ticket in call_order(queue, day.credit.get(mine.service, office.policy.ratio), office.policy):
        if ticket.id == mine.id:
            break
        before.append(ticket)
    return before


def _estimate(
    office: Office, day: Day, service: ServiceCode, ahead: list[Ticket], now: Millis
) -> Wait | None:
    mine = {counter.id for counter in open_counters(office, day, service, now)}
    if not mine:
        return None
    work = variance = 0.0
    shares: dict[ServiceCode, float] = {}
    for ticket in ahead:
        share = shares.get(ticket.service)
        if share is None:
            theirs = {counter.id for counter in open_counters(office, day, ticket.service, now)}
            share = shares[ticket.service] = len(mine & theirs) / len(theirs) if theirs else 0.0
        took = mean_minutes(office, day, ticket.service) * share
        work += took
        variance += (VARIATION * took) ** 2
    busy = [day.tickets[at] for counter, at in day.at_counter.items() if counter in mine]
    for ticket in busy if len(busy) == len(mine) else ():
        rest = mean_minutes(office, day, ticket.service) * VARIATION  # of a visit that already lasts
        work += rest
        variance += (VARIATION * rest) ** 2
    middle, spread = work / len(mine), FOUR_OF_FIVE * math.sqrt(variance) / len(mine)
    return _rounded(max(0.0, middle - spread), middle + spread)


def mean_minutes(office: Office, day: Day, service: ServiceCode) -> float:
    """How long one visit takes: the settings' figure, corrected by what today has shown."""
    seen = [took / MINUTE_MS for took in day.served.get(service, ())]
    return (office.services[service].typical_minutes * PRIOR_WEIGHT + sum(seen)) / (PRIOR_WEIGHT + len(seen))


def _is_open(day: Day, counter: CounterId, now: Millis) -> bool:
    if counter in day.clerks or counter in day.at_counter:
        return True
    last = day.last_call.get(counter)
    return last is not None and now - last < OPEN_MS


def _rounded(low: float, high: float) -> Wait:
    """Outwards to whole minutes, and to steps of five from ten minutes on."""
    down = int(low) if low < 10 else int(low // 5) * 5
    up = math.ceil(high) if high < 10 else math.ceil(high / 5) * 5
    return Wait(down, up)
