"""One clerk at two counters: both seats are in the journal, and every figure is of the seat and the clerk of its moment."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.vocabulary import ClerkId, CounterId, RefusalCode
from controller.domain import commands as c
from controller.domain import events as e
from controller.domain.day import Day, apply, fold
from controller.domain.decide import close_day
from controller.domain.seats import MOST_SEATS, seats_of, twins
from controller.domain.waits import wait_for
from controller.figures.hall import hall
from controller.figures.sheet import Side, everything, sheet_of
from controller.figures.standing import standing
from controller.figures.visits import visits_of
from tests import builders as b

OFFICE = b.with_policy(two_counters=True)
ALSO = c.SignIn(b.TWO, b.HOA, keeps=b.ONE)


def at_both() -> Day:
    return b.after(OFFICE, b.a_day(), c.SignIn(b.ONE, b.HOA), ALSO)


def test_a_clerk_takes_a_second_counter_and_stays_at_the_first():
    assert at_both().clerks == {b.ONE: b.HOA, b.TWO: b.HOA}
    assert twins(at_both().clerks, OFFICE.counters) == {b.ONE: b.TWO, b.TWO: b.ONE}


def test_where_the_office_does_not_allow_it_nobody_does():
    strict = b.open_office()
    day = b.after(strict, b.a_day(), c.SignIn(b.ONE, b.HOA))
    assert b.refusal_code(strict, day, ALSO) is RefusalCode.NOT_ALLOWED
    assert b.after(strict, day, c.SignIn(b.TWO, b.HOA)).clerks == {b.TWO: b.HOA}


def test_a_third_counter_costs_one_of_the_two():
    day = b.after(OFFICE, at_both(), c.SignIn(b.THREE, b.HOA, keeps=b.TWO))
    assert day.clerks == {b.TWO: b.HOA, b.THREE: b.HOA}
    assert b.after(OFFICE, at_both(), c.SignIn(b.THREE, b.HOA)).clerks == {b.THREE: b.HOA}


def test_only_a_seat_of_one_s_own_is_kept():
    day = b.after(OFFICE, b.a_day(), c.SignIn(b.ONE, b.BINH), ALSO)
    assert day.clerks == {b.ONE: b.BINH, b.TWO: b.HOA}


def test_each_seat_is_left_by_itself():
    assert b.after(OFFICE, at_both(), c.SignOut(b.ONE)).clerks == {b.TWO: b.HOA}
    assert b.after(OFFICE, at_both(), c.SignIn(b.ONE, b.BINH)).clerks == {b.ONE: b.BINH, b.TWO: b.HOA}


def test_who_signs_in_again_at_one_of_them_has_both_as_before():
    assert b.after(OFFICE, at_both(), c.SignIn(b.ONE, b.HOA)).clerks == at_both().clerks


def test_a_counter_that_closed_behind_its_citizen_comes_back_with_its_clerk_although_she_sits_elsewhere_too():
    day = b.after(OFFICE, at_both(), b.take(), c.CallNext(b.ONE), c.CloseCounter(b.ONE), c.Finish(b.ONE))
    assert day.clerks == {b.TWO: b.HOA}
    assert b.after(OFFICE, day, c.Undo(b.ONE)).clerks == {b.TWO: b.HOA, b.ONE: b.HOA}


CLERKS, COUNTERS = [b.HOA, b.BINH], [b.ONE, b.TWO, b.THREE]


@given(
    st.lists(
        st.tuples(st.sampled_from(COUNTERS), st.sampled_from(CLERKS), st.sampled_from([None, *COUNTERS])),
        max_size=12,
    )
)
def test_nobody_ever_sits_at_three(told: list[tuple[CounterId, ClerkId, CounterId | None]]):
    day = b.a_day()
    for counter, clerk, keeps in told:
        day = b.after(OFFICE, day, c.SignIn(counter, clerk, keeps))
        assert day.clerks[counter] == clerk
        assert all(len(seats_of(day.clerks, one)) <= MOST_SEATS for one in CLERKS)


def test_one_pair_of_hands_is_no_two_counters_for_whoever_waits():
    people = [b.take() for _ in range(8)]
    one = b.after(OFFICE, b.a_day(), c.SignIn(b.ONE, b.HOA), *people)
    two = b.after(OFFICE, one, ALSO)
    real = b.after(OFFICE, one, c.SignIn(b.TWO, b.BINH))
    waits = [wait_for(OFFICE, day, b.CIVIL, day.last_at) for day in (one, two, real)]
    assert waits[0] == waits[1]
    assert waits[2] != waits[1]


HISTORY: list[tuple[str, c.Command]] = [
    ("08:00", c.SignIn(b.ONE, b.HOA)),
    *[("08:00", b.take())] * 2,
    ("08:10", c.CallNext(b.ONE)),
    ("08:20", ALSO),
    ("08:30", c.CallNext(b.TWO)),
    ("08:35", c.Finish(b.ONE)),
    ("08:50", c.Finish(b.TWO)),
    ("09:00", c.SignOut(b.ONE)),
    ("09:20", c.SignIn(b.ONE, b.HOA, keeps=b.TWO)),
    ("09:30", c.SignOut(b.ONE)),
    ("10:00", c.SignOut(b.TWO)),
    ("10:30", c.SignIn(b.TWO, b.HOA)),
    ("10:40", c.SignOut(b.TWO)),
]


def events() -> list[e.AnyEvent]:
    day, found = b.a_day(), list[e.AnyEvent]()
    for at, command in HISTORY:
        for event in b.decided(OFFICE, day, command, b.clock(at)).events:
            day = apply(day, event)
            found.append(event)
    return found


def test_time_is_the_counters_and_the_clerk_s_is_counted_once():
    sheet = sheet_of(events(), OFFICE.local)
    minutes = {
        (side, key): tally.staffed_s / 60
        for side in (Side.COUNTER, Side.CLERK)
        for key, tally in sheet[side].items()
    }
    assert minutes == {
        (Side.COUNTER, b.ONE): 70,
        (Side.COUNTER, b.TWO): 110,
        (Side.CLERK, b.HOA): 130,
    }
    assert everything(sheet).staffed_s == 180 * 60


def test_a_seat_that_is_left_for_the_other_is_no_pause_of_the_clerk():
    sheet = sheet_of(events(), OFFICE.local)
    assert [sheet[Side.COUNTER][one].pauses for one in (b.ONE, b.TWO)] == [1, 1]
    assert (sheet[Side.CLERK][b.HOA].pauses, sheet[Side.CLERK][b.HOA].paused_s) == (1, 30 * 60)


@pytest.mark.parametrize(("number", "counter"), [("A001", b.ONE), ("A002", b.TWO)])
def test_a_visit_belongs_to_the_counter_where_it_was(number: str, counter: CounterId):
    (stay,) = visits_of(standing(events()))[b.ticket(number)].stays
    assert (stay.counter, stay.clerk) == (counter, b.HOA)


@pytest.mark.parametrize("gone", [b.ONE, b.TWO])
def test_a_counter_that_the_settings_dropped_stops_neither_the_waits_nor_the_hall(gone: CounterId):
    """The file was changed by hand, and the desk began anew, while one clerk sat at both."""
    day = b.after(OFFICE, at_both(), b.take(), b.take(), c.CallNext(gone))
    office = replace(OFFICE, counters={key: one for key, one in OFFICE.counters.items() if key != gone})
    (left,) = {b.ONE, b.TWO} - {gone}
    alone = b.after(office, b.a_day(), b.take(), c.SignIn(left, b.HOA))
    now = b.next_moment(day)
    assert wait_for(office, day, b.CIVIL, now) == wait_for(office, alone, b.CIVIL, now)
    seen = hall(office, day, now, 3600)
    assert [place.counter for place in seen.places] == [one for one in OFFICE.counters if one != gone]
    assert {place.clerk for place in seen.places if place.counter == left} == {b.HOA}


@pytest.mark.parametrize(
    ("since", "back"),
    [
        ((), {b.ONE: b.HOA, b.TWO: b.HOA}),
        ((c.SignIn(b.ONE, b.HOA),), {b.ONE: b.HOA, b.TWO: b.HOA}),
        ((c.SignIn(b.TWO, b.HOA),), {b.ONE: b.HOA, b.TWO: b.HOA}),
        ((c.SignIn(b.TWO, ClerkId("lan")),), {b.ONE: b.HOA, b.TWO: ClerkId("lan")}),
    ],
)
def test_a_reopened_day_gives_a_clerk_of_two_counters_both_back(
    since: tuple[c.SignIn, ...], back: dict[CounterId, ClerkId]
):
    day = b.after(OFFICE, at_both(), b.take(), c.CallNext(b.ONE))
    closed = fold(day, close_day(day, b.clock("09:30")))
    again = b.after(OFFICE, b.after(OFFICE, closed, "09:31", *since), "09:32", c.ReopenDay())
    assert again.clerks == back


def test_who_went_to_another_counter_before_the_day_was_reopened_stays_there_alone():
    alone = b.after(OFFICE, b.a_day(), c.SignIn(b.ONE, b.HOA), b.take(), c.CallNext(b.ONE))
    closed = fold(alone, close_day(alone, b.clock("09:30")))
    moved = b.after(OFFICE, closed, "09:31", c.SignIn(b.TWO, b.HOA))
    assert b.after(OFFICE, moved, "09:32", c.ReopenDay()).clerks == {b.TWO: b.HOA}
