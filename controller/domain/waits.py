"""How many are ahead, and how long it will take: an honest range, not a single hopeful number.

The range is meant to hold for four citizens of five (tested by simulation). It lays the visits of everybody
who comes before on the counters that are open, one after another (of more than ``NEAR`` people all at once,
``long_line.py``), and knows nothing of the future: priority tickets that arrive later may still overtake, and
clerks may leave. Lunch counts: it may lie between.
"""

from collections import Counter as Counted
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice, takewhile
from math import ceil, floor, sqrt
from statistics import median

from contracts.vocabulary import CounterId, Millis, ServiceCode, TicketId
from controller.domain.closing import with_todays_hours
from controller.domain.day import Day
from controller.domain.hours import closed_minutes
from controller.domain.line import Lane, Lanes, by_arrival, standing_of
from controller.domain.long_line import poured
from controller.domain.office import Counter, Office
from controller.domain.overtaken import before as before_in_long_line
from controller.domain.seats import twins
from controller.domain.selection import callable_at, lanes_at, lanes_in_order
from controller.domain.staffing import staffed
from controller.domain.tickets import Ticket

MINUTE_MS = 60_000
OPEN_MS = 20 * MINUTE_MS
"""A counter is open when a clerk is signed in, someone is there, or it called within this time."""
VARIATION = 0.9
"""Standard deviation of one visit as a share of its mean: visits are nearly exponential."""
DOUBT = 0.3
"""The same of the mean itself: it is known from a few visits, and whoever comes later may overtake."""
PRIOR_WEIGHT = 3
"""The settings' typical duration weighs as much as three visits."""
FORGOTTEN = 6
"""A visit that is so many times the median was none: the clerk went to lunch with the number on the sign."""
UNKNOWN_MINUTES = 10.0
"""One visit for a service that has left the settings since the number was given."""
NEAR = 200
"""So many people before somebody are laid on the counters one by one: more hardly ever wait for the same counters."""
FOUR_OF_FIVE = 1.28
SHORTEST = 2
"""Minutes. Nobody is promised less: a clerk needs a moment to press, and a citizen to walk."""


@dataclass(frozen=True)
class Wait:
    """Minutes from now until called, four times of five."""

    low: int
    high: int


Outlook = tuple[int, Wait | None]
"""People ahead, and the wait."""

Ahead = list[Lane] | Counted[Lane]
"""The lanes of all who come before, in that order; of more than ``NEAR``, how many of each lane."""


def outlook(office: Office, day: Day, ticket: TicketId, now: Millis) -> Outlook:
    """How many of its service will be called before a waiting ticket if nobody else comes, and its wait.

    The count is exact where the counters of its service serve the same services, else the best guess there is.
    The wait is None when no counter for the ticket is open.
    """
    office = staffed(office, day.staffing, day.clerks, now)
    mine = day.tickets[ticket]
    counters = _counters_of(office, mine)
    before = _before(office, day, lanes_at(day.line, counters), mine)
    ahead = sum(count for lane, count in Counted(before).items() if lane.service == mine.service)
    return ahead, _estimate(office, day, counters, before, now)


def outlooks(office: Office, day: Day, now: Millis) -> dict[TicketId, Outlook]:
    """The outlook of everybody who waits, laid on the counters once for all whom the same counters may call.

    Those with more than ``NEAR`` before them, too: nobody is poured here.
    """
    office = staffed(office, day.staffing, day.clerks, now)
    found: dict[TicketId, Outlook] = dict.fromkeys(day.waiting, (0, None))
    for counters in {_able(office, lane) for lane in day.line.lanes}:
        order = lanes_in_order(lanes_at(day.line, counters), day.credit, office.policy)
        laying = _begun(office, day, counters, now)
        ahead = Counted[ServiceCode]()
        for one in order:
            if _able(office, one.lane) == counters:
                found[one.ticket] = ahead[one.lane.service], laying.wait() if laying else None
            ahead[one.lane.service] += 1
            if laying:
                laying.lay((one.lane,))
    return found


def wait_for(office: Office, day: Day, service: ServiceCode, now: Millis) -> Wait | None:
    """The wait of someone who would take a number now; None when no counter for it is open."""
    return waits_for(office, day, (service,), now)[service]


def waits_for(
    office: Office, day: Day, services: Iterable[ServiceCode], now: Millis
) -> dict[ServiceCode, Wait | None]:
    """The same for each of several services; those with the same counters have the same wait."""
    office = staffed(office, day.staffing, day.clerks, now)
    counters = {service: office.counters_for(service) for service in services}
    waits = {
        those: _estimate(office, day, those, _everybody(lanes_at(day.line, those)), now)
        for those in {tuple(counter.id for counter in each): each for each in counters.values()}.values()
    }
    return {service: waits[those] for service, those in counters.items()}


def mean_minutes(office: Office, day: Day, service: ServiceCode) -> float:
    """How long one visit takes: the settings' figure, corrected by what today has shown."""
    known = office.services.get(service)
    typical = known.typical_minutes if known else UNKNOWN_MINUTES
    seen = [took / MINUTE_MS for took in day.served.get(service, ())]
    longest = FORGOTTEN * median(seen) if seen else 0.0
    shown = sum(min(took, longest) for took in seen)
    return (typical * PRIOR_WEIGHT + shown) / (PRIOR_WEIGHT + len(seen))


def _counters_of(office: Office, ticket: Ticket) -> tuple[Counter, ...]:
    return tuple(counter for counter in office.counters.values() if callable_at(counter, ticket))


def _everybody(lanes: Lanes) -> Ahead:
    """All of these lanes, before somebody who is not there yet."""
    counts = Counted({lane: len(standing) for lane, standing in lanes.items()})
    return counts if counts.total() > NEAR else [one.lane for one in by_arrival(lanes)]


def _before(office: Office, day: Day, rivals: Lanes, mine: Ticket) -> Ahead:
    """All of these lanes that will be called before a ticket of them."""
    counts = Counted({lane: len(standing) for lane, standing in rivals.items()})
    if counts.total() > NEAR:
        counts = before_in_long_line(
            day.line.trails, rivals, day.credit, office.policy.ratio, standing_of(mine)
        )
    if counts.total() > NEAR:
        return counts
    order = islice(lanes_in_order(rivals, day.credit, office.policy), counts.total())
    return [one.lane for one in takewhile(lambda one: one.ticket != mine.id, order)]


def _able(office: Office, lane: Lane) -> tuple[Counter, ...]:
    """Which counters may call all of a lane."""
    return tuple(counter for counter in office.counters.values() if callable_at(counter, lane))


def _estimate(
    office: Office, day: Day, counters: Iterable[Counter], ahead: Ahead, now: Millis
) -> Wait | None:
    """The wait behind all of these; None when none of the counters is open."""
    laying = _begun(office, day, counters, now)
    if laying is None:
        return None
    if isinstance(ahead, Counted):
        return laying.wait_at(
            *poured(ahead, laying.taking, laying.means, laying.free, laying.mine, laying.other)
        )
    laying.lay(ahead)
    return laying.wait()


@dataclass
class _Laying:
    """Visits that are laid on the counters that are open, one after another. ``free``: minutes until each is."""

    mine: set[CounterId]
    free: dict[CounterId, float]
    other: dict[CounterId, CounterId]
    taking: dict[Lane, tuple[CounterId, ...]]
    means: dict[ServiceCode, float]
    hours: Office
    now: Millis
    visits: int = 1

    def lay(self, lanes: Iterable[Lane]) -> None:
        """Each on the counter that is free first."""
        free, means, soonest_free = self.free, self.means, self.free.__getitem__
        for lane in lanes:
            if able := self.taking[lane]:
                soonest = min(able, key=soonest_free)
                free[soonest] += means[lane.service]
                free[self.other.get(soonest, soonest)] = free[soonest]
                self.visits += soonest in self.mine

    def wait(self) -> Wait:
        """Of whoever comes behind all that are laid."""
        return self.wait_at(min(self.free[counter] for counter in self.mine), self.visits)

    def wait_at(self, mean: float, visits: int) -> Wait:
        """Of somebody who comes after so many minutes and visits, on the mean."""
        low, high = _bounds(mean, visits)
        high += closed_minutes(
            self.hours, self.now, high
        )  # a clerk may work on into lunch, so the low end stays
        return Wait(_step(low, floor), max(SHORTEST, _step(high, ceil)))


def _begun(office: Office, day: Day, counters: Iterable[Counter], now: Millis) -> _Laying | None:
    mine = {counter.id for counter in counters if _is_open(day, counter.id, now)}
    if not mine:
        return None
    services = {lane.service for lane in day.line.lanes} | {
        day.tickets[ticket].service for ticket in day.at_counter.values()
    }
    means = {code: mean_minutes(office, day, code) for code in services}
    manned = [counter for counter in office.counters.values() if _is_open(day, counter.id, now)]
    free = _free_in(day, manned, mine, means)
    other = twins(day.clerks, free)
    for counter, twin in other.items():
        free[counter] = max(free[counter], free[twin])
    taking = {
        lane: tuple(counter.id for counter in manned if callable_at(counter, lane)) for lane in day.line.lanes
    }
    return _Laying(mine, free, other, taking, means, with_todays_hours(office, day), now)


def _free_in(
    day: Day, manned: list[Counter], mine: set[CounterId], means: dict[ServiceCode, float]
) -> dict[CounterId, float]:
    """Minutes until each counter is free: the visits that last already end evenly spread over one visit."""
    free = dict.fromkeys((counter.id for counter in manned), 0.0)
    for group in ({c for c in free if c in mine}, {c for c in free if c not in mine}):
        busy = sorted(c for c in group if c in day.at_counter)
        busy.sort(key=lambda c: day.serves_since.get(c, 0))
        for place, counter in enumerate(busy, start=1):
            free[counter] = means[day.tickets[day.at_counter[counter]].service] * place / len(busy)
    return free


def _is_open(day: Day, counter: CounterId, now: Millis) -> bool:
    if counter in day.clerks or counter in day.at_counter:
        return True
    last = day.serves_since.get(counter)
    return last is not None and now - last < OPEN_MS


def _bounds(mean: float, visits: int) -> tuple[float, float]:
    """Four of five of a sum of visits: a gamma distribution, by the approximation of Wilson and Hilferty."""
    ninth = (VARIATION**2 / visits + DOUBT**2) / 9
    spread = FOUR_OF_FIVE * sqrt(ninth)
    return mean * max(0.0, 1 - ninth - spread) ** 3, mean * (1 - ninth + spread) ** 3


def _step(minutes: float, outwards: Callable[[float], int]) -> int:
    """Whole minutes, and steps of five from ten minutes on."""
    return outwards(minutes) if minutes < 10 else outwards(minutes / 5) * 5
