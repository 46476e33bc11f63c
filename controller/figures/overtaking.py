"""Who was called before others that had come earlier, by which rule, and who those were. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, combinations

from contracts.vocabulary import CallRule, ClerkId, CounterId, Millis, PriorityGroup, ServiceCode, TicketState
from controller.domain import events as e
from controller.domain.day import Day
from controller.domain.tickets import Ticket
from controller.figures.replayed import replayed

MOST_SERVICES = 12
"""Sets of more are too many to try."""


@dataclass(frozen=True)
class Overtaking:
    """One call that passed others."""

    at: Millis
    number: str
    service: ServiceCode
    group: PriorityGroup
    counter: CounterId
    clerk: ClerkId | None
    rule: CallRule
    count: int
    """How many had come before and still waited, as the call itself told."""
    passed: tuple[str, ...]
    """Their numbers, the first first; fewer than ``count`` where it cannot be known who the others were."""
    taken_back: bool
    """Whether the clerk took the call back within the ten seconds that there are for it."""
    was: TicketState
    """Where it stood before: whoever was absent or set aside, and is back, is no jump of the line."""
    why: str = ""
    """Why a clerk chose it, by the code of a list of the office; empty: that was not asked."""


@dataclass(frozen=True)
class Passed:
    """Whom a call passed: how many, and who; fewer are named where it cannot be known who the others were."""

    count: int
    named: tuple[Ticket, ...]


def overtakings(date: str, events: Iterable[e.AnyEvent]) -> Iterator[Overtaking]:
    """The overtakings of one service day, in their order."""
    for step in replayed(date, events):
        called = step.event
        if isinstance(called, e.TicketCalled):
            passed = passed_by(step.before, called)
            if passed.count:
                yield _overtaking(step.before, called, passed, taken_back=step.undone)


def passed_by(day: Day, called: e.TicketCalled) -> Passed:
    """Who had come before a ticket when it was called, and could have been called at that counter.

    How many, the call itself tells. Who those were follows from which services the counter served then; the call names only
    the first whom it could have called, so where these do not say it, it is what makes their number that of the call.
    """
    mine, before = day.tickets[called.ticket], _before(day, called)
    heads = [day.tickets[one] for one in called.candidates if one in day.tickets]
    own = {mine.service} if called.rule is CallRule.BY_HAND else set()
    served = own | {one.service for one in heads if one.bound_to is None and one.for_clerk is None}
    bound = tuple(other for other in before if _is_bound(day, called, other))
    free = [other for other in before if other not in bound]
    sure = _by_arrival(bound, (other for other in free if other.service in served))
    count = len(sure) if _is_silent(called) else called.ahead
    if len(sure) >= count:
        return Passed(count, sure[:count])
    more = [other for other in free if other.service not in served]
    added = list(_sets_of(Counter(other.service for other in more), count - len(sure)))
    if len(added) != 1:
        return Passed(count, sure)
    return Passed(count, _by_arrival(sure, (other for other in more if other.service in added[0])))


def _before(day: Day, called: e.TicketCalled) -> list[Ticket]:
    """Those of them who were not to go elsewhere."""
    mine, seated = day.tickets[called.ticket], set(day.clerks.values())
    by_hand = called.rule is CallRule.BY_HAND
    return [
        other
        for other in day.waiting_tickets()
        if other.place < mine.place
        and other.id not in (mine.id, called.left)  # who left by the same press did not wait before it
        and other.bound_to in (None, called.counter)
        and (
            other.bound_to is not None
            or other.for_clerk not in seated
            or other.for_clerk == called.clerk
            or (by_hand and other.service == mine.service)
        )
    ]


def _is_bound(day: Day, called: e.TicketCalled, other: Ticket) -> bool:
    """Whether this counter alone could call it, whatever it served."""
    return other.bound_to is not None or (
        other.for_clerk is not None
        and other.for_clerk == called.clerk
        and other.for_clerk in day.clerks.values()
    )


def _is_silent(called: e.TicketCalled) -> bool:
    """Whether an older program wrote it, which did not tell how many."""
    if called.rule is CallRule.BY_HAND:
        return not called.ahead and len(called.candidates) > 1
    return not called.waiting


def _by_arrival(*several: Iterable[Ticket]) -> tuple[Ticket, ...]:
    return tuple(sorted(chain.from_iterable(several), key=lambda ticket: ticket.place))


def _sets_of(numbers: Mapping[ServiceCode, int], wanted: int) -> Iterator[frozenset[ServiceCode]]:
    """The sets of services of which together so many waited; of very many services none is looked for."""
    if len(numbers) > MOST_SERVICES:
        return
    for size in range(1, len(numbers) + 1):
        for found in combinations(sorted(numbers), size):
            if sum(numbers[service] for service in found) == wanted:
                yield frozenset(found)


def _overtaking(day: Day, called: e.TicketCalled, passed: Passed, *, taken_back: bool) -> Overtaking:
    mine = day.tickets[called.ticket]
    return Overtaking(
        called.at,
        mine.number,
        mine.service,
        mine.priority,
        called.counter,
        called.clerk,
        called.rule,
        passed.count,
        tuple(other.number for other in passed.named),
        taken_back,
        mine.state,
        called.reason,
    )
