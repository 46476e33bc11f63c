"""A line that is too long to be walked for each newcomer: who is called before somebody is exact, how long it takes nearly."""

import random
from collections import Counter as Counted
from itertools import chain

import pytest

from contracts.vocabulary import CounterId, ServiceCode, TicketId
from controller.domain import commands as c
from controller.domain import overtaken, waits
from controller.domain.line import Lane, Lanes, Place, Standing, Trails
from controller.domain.long_line import poured
from controller.domain.office import Policy
from controller.domain.overtaken import before
from controller.domain.selection import lanes_in_order
from tests import builders as b
from tests.unit.controller import plain_line

Lines = dict[Lane, list[Standing]]


def a_line(rng: random.Random, people: int) -> Lines:
    """People of some services, of whom one in six has priority; some are bound."""
    services = [ServiceCode(f"s{n}") for n in range(rng.randint(1, 4))]
    line = Lines()
    for n in range(people):
        come(line, rng, services, n)
    return line


def come(line: Lines, rng: random.Random, services: list[ServiceCode], n: float) -> None:
    """Somebody stands at the place ``n``."""
    bound = CounterId("1") if rng.random() < 0.1 else None
    lane = Lane(rng.choice(services), bound, None, rng.random() < 1 / 6)
    line.setdefault(lane, []).append(Standing((n, -1, ""), TicketId(f"t{n}"), lane))
    line[lane].sort()


def leave(line: Lines, rng: random.Random) -> None:
    """The first of a lane is called; sometimes anybody goes."""
    lane = rng.choice(list(line))
    line[lane].pop(0 if rng.random() < 0.9 else rng.randrange(len(line[lane])))
    if not line[lane]:
        del line[lane]


def walked(lanes: Lanes, credit: dict[ServiceCode, int], ratio: int, mine: Standing) -> Counted[Lane]:
    """By laying everybody in order."""
    order = lanes_in_order(lanes, credit, Policy(ratio=ratio))
    return Counted(one.lane for one in order[: order.index(mine)])


@pytest.mark.parametrize("ratio", [0, 1, 2, 3])
@pytest.mark.parametrize("seed", range(8))
def test_who_is_called_before_somebody_is_exact_through_any_change(seed: int, ratio: int):
    rng = random.Random(seed)  # noqa: S311 - a play, no secret
    trails, now = Trails(), 120.0
    line = a_line(rng, 120)
    services = sorted({lane.service for lane in line})
    credit = {code: rng.randint(0, 3) for code in services if rng.random() < 0.7}
    for _ in range(60):
        for _ in range(rng.randint(0, 2)):
            now += 1
            come(line, rng, services, now if rng.random() < 0.9 else rng.random() * now)
        if line and rng.random() < 0.6:
            leave(line, rng)
            credit[rng.choice(services)] = rng.randint(0, ratio + 1)
        lanes = {lane: tuple(people) for lane, people in line.items()}
        everybody = sorted(chain.from_iterable(line.values()))
        for mine in (*rng.sample(everybody, 4), everybody[-1]):
            assert before(trails, lanes, credit, ratio, mine) == walked(lanes, credit, ratio, mine)


def test_a_walk_that_meets_the_walk_of_before_is_over(monkeypatch: pytest.MonkeyPatch):
    """Else it would be exact, and cost as much as ever."""
    rng = random.Random(5)  # noqa: S311 - a play, no secret
    trails, steps = Trails(), list[int]()
    line, called = a_line(rng, 3000), overtaken._Walk.called
    services = sorted({lane.service for lane in line})

    def counted(walk: overtaken._Walk, place: Place) -> overtaken.Mark:
        steps.append(1)
        return called(walk, place)

    monkeypatch.setattr(overtaken._Walk, "called", counted)
    long_walks = 0
    for n in range(3000, 3100):
        come(line, rng, services, n)
        line[min(line, key=lambda lane: line[lane][0])].pop(0)
        lanes, steps[:] = {lane: tuple(people) for lane, people in line.items()}, []
        mine = max((people[-1] for lane, people in line.items() if lane.is_priority))
        assert before(trails, lanes, {}, 2, mine) == walked(lanes, {}, 2, mine)
        long_walks += len(steps) > 50
    assert long_walks < 30


@pytest.mark.parametrize("seed", range(30))
def test_what_is_poured_is_nearly_what_is_laid_visit_by_visit(seed: int):
    rng = random.Random(seed)  # noqa: S311 - a play, no secret
    lengths = {
        ServiceCode(f"s{n}"): rng.choice([3.0, 5.0, 8.0, 12.0, 20.0]) for n in range(rng.randint(1, 6))
    }
    counters = [CounterId(str(n)) for n in range(rng.randint(1, 10))]
    serves = {counter: rng.sample(list(lengths), rng.randint(1, len(lengths))) for counter in counters}
    mine = set(counters[:1]) | {one for one in counters if set(serves[one]) & set(serves[counters[0]])}
    lanes = [Lane(code, None, None, False) for code in lengths]
    taking = {lane: tuple(one for one in counters if lane.service in serves[one]) for lane in lanes}
    twins = dict(zip(counters[:2], counters[1::-1], strict=True)) if len(counters) > 1 and seed % 2 else {}
    free = {counter: rng.choice([0.0, rng.random() * 10]) for counter in counters}
    free |= {counter: max(free[counter], free[other]) for counter, other in twins.items()}
    order = rng.choices(lanes, [rng.random() + 0.05 for _ in lanes], k=rng.randint(waits.NEAR, 600))
    laying = waits._Laying(mine, dict(free), twins, taking, lengths, b.open_office(), 0)
    laying.lay(order)
    laid = min(laying.free[counter] for counter in mine)
    found, visits = poured(Counted(order), taking, lengths, free, mine, twins)
    assert abs(found - laid) <= max(lengths.values()) + 0.08 * laid
    assert visits >= 1


def test_nobody_before_who_could_be_served_takes_no_time():
    lane = Lane(ServiceCode("s"), None, None, False)
    mine = {CounterId("1")}
    assert poured(Counted({lane: 300}), {lane: ()}, {lane.service: 5.0}, {CounterId("1"): 4.0}, mine, {}) == (
        4.0,
        1,
    )


def test_a_long_line_of_a_day_tells_the_same_count_and_about_the_same_wait(monkeypatch: pytest.MonkeyPatch):
    office, day = b.open_office(), b.a_day()
    for n in range(60):
        day = b.after(office, day, b.take(b.LAND if n % 3 else b.CIVIL, b.ELDERLY if n % 5 == 0 else b.PLAIN))
        if n % 4 == 0:
            day = b.after(office, day, c.CallNext((b.ONE, b.TWO, b.THREE)[n % 3]))
    now = b.next_moment(day)
    monkeypatch.setattr(waits, "NEAR", 10)
    for ticket in day.waiting:
        (ahead, wait), plain = (
            waits.outlook(office, day, ticket, now),
            plain_line.outlook(office, day, ticket, now),
        )
        assert ahead == plain[0]
        assert (wait is None) == (plain[1] is None)
        if wait and plain[1]:
            assert abs(wait.low - plain[1].low) <= 10
            assert abs(wait.high - plain[1].high) <= 15
    assert waits.wait_for(office, day, b.CIVIL, now) is not None
