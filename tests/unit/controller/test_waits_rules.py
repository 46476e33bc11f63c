"""How many are ahead, and what range of minutes is promised."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.vocabulary import CounterId, PriorityGroup, ServiceCode, TicketId
from controller.domain import commands as c
from controller.domain.day import Day
from controller.domain.office import Counter, Office, Policy
from controller.domain.selection import call_order, choose_from
from controller.domain.waits import Wait, mean_minutes, outlook, wait_for
from tests import builders as b
from tests.properties import examples

OFFICE = b.open_office()
MINUTE = 60_000
MANY = examples(80)

SERVICES = [b.CIVIL, b.LAND]
COUNTERS = [b.ONE, b.TWO, b.THREE]
SAME_FOR_ALL = dict.fromkeys(COUNTERS, (b.CIVIL, b.LAND))
EACH_ITS_OWN = {b.ONE: (b.CIVIL,), b.TWO: (b.CIVIL,), b.THREE: (b.LAND,)}
ARRIVAL = st.tuples(st.sampled_from(SERVICES), st.sampled_from([False, False, True]))
CALL = st.sampled_from(COUNTERS)
Step = tuple[ServiceCode, bool] | str


def _history(office: Office, steps: list[Step]) -> Day:
    day = b.a_day()
    for step in steps:
        if isinstance(step, tuple):
            day = b.after(office, day, b.take(step[0], b.ELDERLY if step[1] else PriorityGroup.ORDINARY))
        elif any(t.service in office.counters[CounterId(step)].services for t in day.waiting_tickets()):
            day = b.after(office, day, c.CallNext(CounterId(step)))
    return day


def _call_everybody(office: Office, day: Day, turns: list[str]) -> list[str]:
    called: list[str] = []
    turn = 0
    while day.waiting:
        counter = CounterId(turns[turn % len(turns)] if turn < len(turns) else COUNTERS[turn % 3])
        turn += 1
        if any(t.service in office.counters[counter].services for t in day.waiting_tickets()):
            found = b.decided(office, day, c.CallNext(counter))
            called.append(str(found.ticket))
            day = b.after(office, day, c.CallNext(counter))
    return called


@MANY
@given(
    serves=st.sampled_from([SAME_FOR_ALL, EACH_ITS_OWN]),
    ratio=st.sampled_from([0, 1, 2, 3]),
    steps=st.lists(ARRIVAL | CALL, max_size=25),
    turns=st.lists(CALL, min_size=1, max_size=10),
)
def test_people_ahead_is_what_happens_when_nobody_else_comes(
    serves: dict[CounterId, tuple[ServiceCode, ...]], ratio: int, steps: list[Step], turns: list[str]
):
    office = Office(
        {b.CIVIL: b.a_service(), b.LAND: b.a_service(b.LAND, "B")},
        {key: Counter(key, key[-1], mine) for key, mine in serves.items()},
        (b.MORNING,),
        Policy(ratio),
        priority_groups=b.GROUPS,
    )
    day = _history(office, steps)
    told = {key: outlook(office, day, key, day.last_at)[0] for key in day.waiting}
    called = _call_everybody(office, day, turns)
    service = {key: day.tickets[key].service for key in day.waiting}
    for key, ahead in told.items():
        before = called[: called.index(key)]
        assert ahead == sum(service[TicketId(other)] == service[key] for other in before)


@MANY
@given(
    ratio=st.sampled_from([0, 1, 2, 3]),
    steps=st.lists(ARRIVAL, max_size=25),
    credit=st.dictionaries(st.sampled_from(SERVICES), st.integers(0, 3)),
)
def test_the_order_told_in_advance_is_the_order_in_which_the_choice_falls(
    ratio: int, steps: list[Step], credit: dict[ServiceCode, int]
):
    queue = list(_history(OFFICE, steps).waiting_tickets())
    told = list(call_order(queue, credit, Policy(ratio)))
    left, turns = queue, dict(credit)
    for ticket in told:
        choice = choose_from(left, turns, Policy(ratio))
        assert choice is not None
        assert choice.ticket == ticket
        turns.update(dict.fromkeys(choice.charged, 0))
        if choice.rule == "first-come" and not ticket.is_priority and ticket.service in turns:
            turns[ticket.service] += 1
        left = [other for other in left if other != ticket]
    assert left == []


def test_a_ticket_tied_to_another_counter_is_not_ahead():
    day = b.after(OFFICE, b.a_day(), b.take(), c.CallNext(b.ONE), c.Transfer(b.ONE, to_counter=b.THREE))
    day = b.after(OFFICE, day, b.take())
    assert outlook(OFFICE, day, b.ticket("A002"), day.last_at)[0] == 0


def test_a_ticket_tied_to_a_counter_counts_the_clerk_there():
    day = b.after(OFFICE, b.a_day(), b.take(), c.CallNext(b.ONE), c.Transfer(b.ONE, to_counter=b.THREE))
    now = day.last_at
    assert outlook(OFFICE, day, b.ticket("A001"), now)[1] is None
    day = b.after(OFFICE, day, c.SignIn(b.THREE, b.HOA))
    assert outlook(OFFICE, day, b.ticket("A001"), now)[1] == Wait(0, 2)


def test_no_wait_is_promised_while_no_counter_is_open():
    day = b.after(OFFICE, b.a_day(), b.take(), c.SignIn(b.THREE, b.HOA))
    assert outlook(OFFICE, day, b.ticket("A001"), day.last_at)[1] is None
    assert wait_for(OFFICE, day, b.CIVIL, day.last_at) is None
    assert wait_for(OFFICE, day, b.LAND, day.last_at) is not None


@pytest.mark.parametrize(
    ("commands", "minutes_later", "is_open"),
    [
        ((), 0, False),
        ((c.SignIn(b.ONE, b.HOA),), 600, True),
        ((c.SignIn(b.ONE, b.HOA), c.SignOut(b.ONE)), 0, False),
        ((c.CallNext(b.ONE),), 600, True),
        ((c.CallNext(b.ONE), c.Finish(b.ONE)), 19, True),
        ((c.CallNext(b.ONE), c.Finish(b.ONE)), 20, False),
    ],
)
def test_a_counter_is_open_while_somebody_seems_to_work_there(
    commands: tuple[c.Command, ...], minutes_later: int, *, is_open: bool
):
    day = b.after(OFFICE, b.a_day(), b.take(), *commands)
    found = wait_for(OFFICE, day, b.CIVIL, day.last_at + minutes_later * MINUTE)
    assert (found is not None) == is_open


def test_an_idle_counter_and_an_empty_queue_promise_a_moment():
    day = b.after(OFFICE, b.a_day(), c.SignIn(b.ONE, b.HOA))
    assert wait_for(OFFICE, day, b.CIVIL, day.last_at) == Wait(0, 2)


def test_the_promise_grows_with_the_queue_and_is_never_upside_down():
    day = b.after(OFFICE, b.a_day(), c.SignIn(b.ONE, b.HOA))
    ranges = []
    for _ in range(20):
        found = wait_for(OFFICE, day, b.CIVIL, day.last_at)
        assert found is not None
        ranges.append(found)
        day = b.after(OFFICE, day, b.take())
    assert all(0 <= one.low < one.high for one in ranges)
    assert all(one.low <= two.low and one.high <= two.high for one, two in pairwise(ranges))
    assert ranges[-1].low > 60
    assert all(minutes % 5 == 0 for one in ranges for minutes in (one.low, one.high) if minutes >= 10)


def test_another_open_counter_shortens_the_promise():
    day = b.after(OFFICE, b.a_day(), c.SignIn(b.ONE, b.HOA), *[b.take()] * 8)
    alone = wait_for(OFFICE, day, b.CIVIL, day.last_at)
    day = b.after(OFFICE, day, c.SignIn(b.TWO, b.BINH))
    together = wait_for(OFFICE, day, b.CIVIL, day.last_at)
    assert alone is not None
    assert together is not None
    assert (together.low, together.high) < (alone.low, alone.high)
    assert together.high < alone.high


def test_of_two_busy_counters_one_is_free_sooner_than_a_single_one():
    one = b.after(OFFICE, b.a_day(), *[b.take()] * 2, c.CallNext(b.ONE))
    two = b.after(OFFICE, one, c.CallNext(b.TWO))
    empty = b.after(OFFICE, one, c.Cancel(b.ticket("A002")))
    alone, both = (wait_for(OFFICE, day, b.CIVIL, day.last_at) for day in (empty, two))
    assert alone is not None
    assert both is not None
    assert both.high < alone.high


def test_a_wait_that_reaches_into_lunch_may_end_after_it():
    day = b.after(OFFICE, b.a_day(), c.SignIn(b.ONE, b.HOA), *[b.take()] * 3)
    early = wait_for(OFFICE, day, b.CIVIL, b.clock("08:30"))
    late = wait_for(OFFICE, day, b.CIVIL, b.clock("11:15"))
    assert early is not None
    assert late == Wait(early.low, early.high + 120)


def test_the_day_itself_corrects_what_the_settings_say_of_a_visit():
    day = b.after(OFFICE, b.a_day(), b.take(), "08:10", c.CallNext(b.ONE), "08:14", c.Finish(b.ONE))
    assert mean_minutes(OFFICE, b.a_day(), b.CIVIL) == 10
    assert mean_minutes(OFFICE, day, b.CIVIL) == pytest.approx((3 * 10 + 4) / 4)


def test_a_visit_is_counted_from_its_own_call_not_from_one_elsewhere():
    day = b.after(OFFICE, b.a_day(), b.take(), "08:10", c.CallNext(b.ONE), c.Transfer(b.ONE, b.LAND))
    day = b.after(OFFICE, day, "09:30", c.CallNext(b.THREE), "09:35", c.Finish(b.THREE))
    assert day.served == {b.LAND: (5 * MINUTE,)}


def test_a_recall_does_not_shorten_the_visit():
    day = b.after(OFFICE, b.a_day(), b.take(), "08:10", c.CallNext(b.ONE), "08:12", c.Recall(b.ONE))
    assert b.after(OFFICE, day, "08:15", c.Finish(b.ONE)).served == {b.CIVIL: (5 * MINUTE,)}


def test_a_number_left_on_the_sign_over_lunch_does_not_spoil_the_promise():
    day = b.after(OFFICE, b.a_day(), *[b.take()] * 6, "08:05", c.CallNext(b.ONE))
    for time in ("08:15", "08:25", "08:35", "08:45", "10:45"):
        day = b.after(OFFICE, day, time, c.CallNext(b.ONE))
    assert 10 <= mean_minutes(OFFICE, day, b.CIVIL) < 20


def test_a_service_that_left_the_settings_during_the_day_still_has_an_order_and_a_wait():
    gone = ServiceCode("gone")
    before = b.open_office(
        b.a_service(gone, "G"), counters={b.TWO: Counter(b.TWO, "2", (b.CIVIL, b.LAND, gone))}
    )
    day = b.after(before, b.a_day(), b.take(gone), c.CallNext(b.TWO), b.take(gone), b.take())
    assert outlook(OFFICE, day, b.ticket("A001"), day.last_at)[0] == 0
    assert outlook(OFFICE, day, b.ticket("G002"), day.last_at)[0] == 0
    assert outlook(OFFICE, day, b.ticket("G002"), day.last_at)[1] is None
    assert outlook(OFFICE, day, b.ticket("A001"), day.last_at)[1] is not None
    assert wait_for(OFFICE, day, b.LAND, day.last_at) is not None
