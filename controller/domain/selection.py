"""Who is next at a counter, and why.

First come, first served, with one exception: a priority ticket may overtake ordinary tickets that came
before it. By default it may do so once, and again after two ordinary calls of *each* service that it
overtakes (1:2). So:

- a priority ticket is never overtaken by a later ordinary one;
- an ordinary ticket with k ordinary tickets of its service ahead is overtaken at most ``1 + k // 2`` times;
- tickets of one service and class are called in the order in which they came.

With the strict policy a priority ticket always goes first and the second line does not hold.
"""

from bisect import bisect_left
from collections import Counter as Counted
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from contracts.vocabulary import CallRule, ServiceCode, TicketId
from controller.domain.day import Day
from controller.domain.line import Lane, Lanes, Line, Standing, by_arrival
from controller.domain.office import Counter, Policy
from controller.domain.tickets import Ticket


@dataclass(frozen=True)
class Choice:
    """The ticket to call, the rule that chose it, whom it could have been, and which services it overtook."""

    ticket: Ticket
    rule: CallRule
    candidates: tuple[TicketId, ...]
    charged: tuple[ServiceCode, ...] = ()
    waiting: int = 0
    """How many it was chosen from, itself included."""
    ahead: int = 0
    """How many of those had come before it."""


def callable_at(counter: Counter, ticket: Ticket | Lane) -> bool:
    """Whether a counter may call a waiting ticket, or all of a lane."""
    if ticket.bound_to is not None:
        return ticket.bound_to == counter.id
    if ticket.for_clerk in counter.seated:  # one who sits nowhere keeps nobody waiting
        return counter.clerk == ticket.for_clerk
    return ticket.service in counter.services


def lanes_at(line: Line, counters: Iterable[Counter]) -> Lanes:
    """Whom any of the counters may call."""
    counters = tuple(counters)
    return {
        lane: standing
        for lane, standing in line.lanes.items()
        if any(callable_at(counter, lane) for counter in counters)
    }


def waiting_at(line: Line, counter: Counter) -> int:
    """How many a counter may call."""
    return sum(map(len, lanes_at(line, (counter,)).values()))


def choose(day: Day, counter: Counter, policy: Policy) -> Choice | None:
    """Who is next at ``counter``; None when nobody waits for it."""
    lanes = lanes_at(day.line, (counter,)).values()
    heads = [day.tickets[head.ticket] for head in sorted(lane[0] for lane in lanes)]
    found = choose_from(heads, day.credit, policy)
    if found is None:
        return None
    return replace(found, waiting=sum(map(len, lanes)), ahead=standing_before(lanes, found.ticket))


def standing_before(lanes: Iterable[tuple[Standing, ...]], ticket: Ticket) -> int:
    """How many of these lanes had come before a ticket."""
    return sum(bisect_left(lane, (ticket.place,)) for lane in lanes)


def choose_from(eligible: list[Ticket], credit: Mapping[ServiceCode, int], policy: Policy) -> Choice | None:
    """Who is next of ``eligible`` (by arrival), given the calls since each service was overtaken.

    The first of each lane say as much as all.
    """
    ordinary = next((ticket for ticket in eligible if not ticket.is_priority), None)
    priority = next((ticket for ticket in eligible if ticket.is_priority), None)
    first = eligible[0] if eligible else None
    if first is None:
        return None
    candidates = _heads(eligible)
    if priority is None or ordinary is None or first is priority:
        return Choice(first, CallRule.FIRST_COME, candidates)
    if policy.ratio == 0:
        return Choice(priority, CallRule.PRIORITY_STRICT, candidates)
    overtaken = {t.service for t in eligible if not t.is_priority and t.place < priority.place}
    if all(credit.get(service, policy.ratio) >= policy.ratio for service in overtaken):
        return Choice(priority, CallRule.PRIORITY_TURN, candidates, tuple(sorted(overtaken)))
    return Choice(ordinary, CallRule.FIRST_COME, candidates)


def call_order(
    queue: Iterable[Ticket], credit: Mapping[ServiceCode, int], policy: Policy
) -> Iterator[Ticket]:
    """``queue`` (by arrival) in the order in which one counter that may call them all will call them.

    The same rules as ``choose_from``, in one pass.
    """
    turns = dict(credit)
    ordinary: dict[ServiceCode, deque[Ticket]] = {}
    priority: deque[Ticket] = deque()
    for ticket in queue:
        (priority if ticket.is_priority else ordinary.setdefault(ticket.service, deque())).append(ticket)
    while priority or ordinary:
        first = min((line[0] for line in ordinary.values()), key=lambda ticket: ticket.place, default=None)
        overtaken = [s for s, line in ordinary.items() if priority and line[0].place < priority[0].place]
        may = all(turns.get(service, policy.ratio) >= policy.ratio for service in overtaken)
        if first is None or (priority and may):
            turns.update(dict.fromkeys(overtaken if policy.ratio else (), 0))
            yield priority.popleft()
            continue
        if first.service in turns:
            turns[first.service] += 1
        yield ordinary[first.service].popleft()
        if not ordinary[first.service]:
            del ordinary[first.service]


def lanes_in_order(lanes: Lanes, credit: Mapping[ServiceCode, int], policy: Policy) -> list[Standing]:
    """As ``call_order``, of everybody in these lanes, of whom it need not know more."""
    ordinary = by_arrival({lane: all_of for lane, all_of in lanes.items() if not lane.is_priority})
    priority = by_arrival({lane: all_of for lane, all_of in lanes.items() if lane.is_priority})
    order: list[Standing] = []
    turns, passed = dict(credit), Counted[ServiceCode]()
    at = upto = 0
    for first in priority:
        while upto < len(ordinary) and ordinary[upto].place < first.place:
            passed[ordinary[upto].lane.service] += 1
            upto += 1
        while not all(turns.get(code, policy.ratio) >= policy.ratio for code, left in passed.items() if left):
            service = ordinary[at].lane.service
            if service in turns:
                turns[service] += 1
            passed[service] -= 1
            order.append(ordinary[at])
            at += 1
        if policy.ratio:
            turns.update(dict.fromkeys((code for code, left in passed.items() if left), 0))
        order.append(first)
    return order + ordinary[at:]


def _heads(eligible: Iterable[Ticket]) -> tuple[TicketId, ...]:
    """The first of each service and class: nobody else could have been called in order."""
    heads: dict[tuple[ServiceCode, bool], TicketId] = {}
    for ticket in eligible:
        heads.setdefault((ticket.service, ticket.is_priority), ticket.id)
    return tuple(heads.values())
