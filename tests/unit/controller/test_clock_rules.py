"""What a clock that nobody can trust may and may not do."""

import pytest

from contracts.vocabulary import RefusalCode, TicketState
from controller.domain import commands as c
from controller.domain.day import Day
from controller.domain.now import STEP_BACK_MS, TRUST_FLOOR, Now
from controller.domain.waits import mean_minutes, wait_for
from tests import builders as b

OFFICE = b.open_office()
UNTRUSTED = RefusalCode.CLOCK_UNTRUSTED


@pytest.mark.parametrize("at", [0, 1, 86_400_000, TRUST_FLOOR - 1])
def test_a_clock_that_was_never_set_gives_no_numbers(at: int):
    assert b.refusal_code(OFFICE, b.a_day(), b.take(), at) is UNTRUSTED
    used = b.after(OFFICE, b.a_day(), b.take())
    assert b.refusal_code(OFFICE, used, b.take(), at) is UNTRUSTED


def test_a_clock_that_was_never_set_does_not_even_give_numbers_of_its_own_day():
    assert b.refusal_code(OFFICE, Day("1970-01-01"), b.take(), 8 * 3_600_000) is UNTRUSTED


def test_a_clock_far_behind_what_was_seen_gives_no_numbers():
    day = b.after(OFFICE, b.a_day(), "10:00", b.take())
    behind = b.clock("10:00") - STEP_BACK_MS
    assert b.decided(OFFICE, day, b.take(), behind).ticket == b.ticket("A002")
    assert b.refusal_code(OFFICE, day, b.take(), behind - 1) is UNTRUSTED


def test_a_small_step_back_stops_the_stamps_until_the_clock_has_caught_up():
    day = b.after(OFFICE, b.a_day(), "10:00", b.take(), "09:59", b.take(), "10:01", b.take())
    assert [t.arrived_at for t in day.waiting_tickets()] == [
        b.clock("10:00"),
        b.clock("10:00"),
        b.clock("10:01"),
    ]


def test_a_clock_of_another_day_gives_no_numbers_of_this_one():
    assert b.refusal_code(OFFICE, b.a_day(), b.take(), b.clock("08:00", "2026-11-24")) is UNTRUSTED
    assert b.refusal_code(OFFICE, b.a_day(), b.take(), b.clock("08:00", "2026-11-20")) is UNTRUSTED


@pytest.mark.parametrize("at", [0, b.clock("06:00")])
def test_counters_go_on_with_the_numbers_that_are_there(at: int):
    day = b.after(OFFICE, b.a_day(), "10:00", b.take(), b.take())
    stood = day.last_at
    for command in (c.CallNext(b.ONE), c.Finish(b.ONE), c.CallNext(b.TWO), c.Park(b.TWO)):
        day = b.after_at(OFFICE, day, command, at)
    assert [t.state for t in day.tickets.values()] == [TicketState.FINISHED, TicketState.PARKED]
    assert day.last_at == stood


@pytest.mark.parametrize("at", [0, b.clock("06:00"), b.clock("09:59:30")])
def test_a_clerk_can_recall_while_time_stands_still(at: int):
    day = b.after(OFFICE, b.a_day(), b.take(), "10:00", c.CallNext(b.ONE))
    assert b.decided(OFFICE, day, c.Recall(b.ONE), at).ticket == b.ticket("A001")


def test_a_person_can_confirm_a_clock_that_went_back():
    day = b.after(OFFICE, b.a_day(), "10:00", b.take())
    assert b.refusal_code(OFFICE, day, b.take(), b.clock("08:00")) is UNTRUSTED
    day = b.after_at(OFFICE, day, c.ConfirmClock(), b.clock("08:00"))
    assert day.last_at == b.clock("08:00")
    assert b.decided(OFFICE, day, b.take(), b.clock("08:00")).ticket == b.ticket("A002")


def test_the_confirmation_is_stamped_in_order_and_says_what_the_clock_said():
    day = b.after(OFFICE, b.a_day(), "10:00", b.take())
    (confirmed,) = b.decided(OFFICE, day, c.ConfirmClock(), b.clock("08:00")).events
    assert confirmed.at == b.clock("10:00")
    assert getattr(confirmed, "clock", None) == b.clock("08:00")


def test_nobody_can_confirm_a_clock_that_was_never_set():
    assert b.refusal_code(OFFICE, b.a_day(), c.ConfirmClock(), TRUST_FLOOR - 1) is UNTRUSTED
    assert b.decided(OFFICE, Day("2026-01-01"), c.ConfirmClock(), TRUST_FLOOR).events


def test_a_confirmed_step_back_makes_no_visit_shorter_than_nothing():
    day = b.after(OFFICE, b.a_day(), b.take(), "10:00", c.CallNext(b.ONE))
    day = b.after_at(OFFICE, day, c.ConfirmClock(), b.clock("08:00"))
    day = b.after(OFFICE, day, "08:06", c.Finish(b.ONE))
    assert day.served == {b.CIVIL: (6 * 60_000,)}
    assert mean_minutes(OFFICE, day, b.CIVIL) == pytest.approx((3 * 10 + 6) / 4)


def test_a_confirmed_step_back_leaves_no_counter_open_in_the_future():
    day = b.after(OFFICE, b.a_day(), b.take(), "10:00", c.CallNext(b.ONE), c.Finish(b.ONE))
    day = b.after_at(OFFICE, day, c.ConfirmClock(), b.clock("08:00"))
    assert wait_for(OFFICE, day, b.CIVIL, b.clock("08:10")) is not None
    assert wait_for(OFFICE, day, b.CIVIL, b.clock("08:20")) is None


def test_time_on_an_event_is_never_before_the_last_one():
    assert Now(5).stamp(7) == 7
    assert Now(9).stamp(7) == 9
