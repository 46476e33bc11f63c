"""The line reckoned from nothing, by walking everybody who waits: what the kept line must come to."""

from collections.abc import Iterable
from dataclasses import replace
from math import ceil, floor

from contracts.vocabulary import Millis, ServiceCode, TicketId
from controller.domain.closing import with_todays_hours
from controller.domain.day import Day
from controller.domain.hours import closed_minutes
from controller.domain.office import Counter, Office, Policy
from controller.domain.seats import twins
from controller.domain.selection import Choice, call_order, callable_at, choose_from
from controller.domain.staffing import staffed
from controller.domain.tickets import Ticket
from controller.domain.waits import SHORTEST, Wait, _bounds, _free_in, _is_open, _step, mean_minutes


def waiting(day: Day) -> tuple[Ticket, ...]:
    """Who waits, by arrival."""
    return tuple(sorted((t for t in day.tickets.values() if t.state == "waiting"), key=lambda t: t.place))


def choose(day: Day, counter: Counter, policy: Policy) -> Choice | None:
    """Who is next at a counter."""
    eligible = [ticket for ticket in waiting(day) if callable_at(counter, ticket)]
    found = choose_from(eligible, day.credit, policy)
    if found is None:
        return None
    ahead = sum(1 for ticket in eligible if ticket.place < found.ticket.place)
    return replace(found, waiting=len(eligible), ahead=ahead)


def outlook(office: Office, day: Day, ticket: TicketId, now: Millis) -> tuple[int, Wait | None]:
    """How many of its service come before a ticket, and its wait."""
    office, mine = staffed(office, day.staffing, day.clerks, now), day.tickets[ticket]
    counters = tuple(counter for counter in office.counters.values() if callable_at(counter, mine))
    before: list[Ticket] = []
    for other in call_order(_rivals(day, counters), day.credit, office.policy):
        if other.id == ticket:
            break
        before.append(other)
    ahead = sum(1 for other in before if other.service == mine.service)
    return ahead, _estimate(office, day, counters, before, now)


def wait_for(office: Office, day: Day, service: ServiceCode, now: Millis) -> Wait | None:
    """The wait of who takes a number now."""
    office = staffed(office, day.staffing, day.clerks, now)
    counters = office.counters_for(service)
    return _estimate(office, day, counters, _rivals(day, counters), now)


def _rivals(day: Day, counters: Iterable[Counter]) -> list[Ticket]:
    return [t for t in waiting(day) if any(callable_at(counter, t) for counter in counters)]


def _estimate(
    office: Office, day: Day, counters: Iterable[Counter], ahead: list[Ticket], now: Millis
) -> Wait | None:
    mine = {counter.id for counter in counters if _is_open(day, counter.id, now)}
    if not mine:
        return None
    means = {code: mean_minutes(office, day, code) for code in {t.service for t in day.tickets.values()}}
    manned = [counter for counter in office.counters.values() if _is_open(day, counter.id, now)]
    free, visits = _free_in(day, manned, mine, means), 1
    other = twins(day.clerks, free)
    for counter, twin in other.items():
        free[counter] = max(free[counter], free[twin])
    for ticket in ahead:
        taking = [counter.id for counter in manned if callable_at(counter, ticket)]
        if taking:
            soonest = min(taking, key=free.__getitem__)
            free[soonest] += means[ticket.service]
            free[other.get(soonest, soonest)] = free[soonest]
            visits += soonest in mine
    low, high = _bounds(min(free[counter] for counter in mine), visits)
    high += closed_minutes(with_todays_hours(office, day), now, high)
    return Wait(_step(low, floor), max(SHORTEST, _step(high, ceil)))
