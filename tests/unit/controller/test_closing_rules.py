"""Closing early today: no more numbers, everybody who has one is served, and it can be taken back."""

import pytest

from contracts.vocabulary import RefusalCode, TicketState
from controller.domain import commands as c
from controller.domain.closing import with_todays_hours
from controller.domain.day import Day
from controller.domain.decide import decide
from controller.domain.hours import closed
from controller.domain.now import Now, Trust
from controller.domain.ticket_rules import session_ends
from controller.domain.waits import wait_for
from tests import builders as b

OFFICE = b.open_office()


def early(day: Day, when: str, until: str | None = None) -> Day:
    return b.after(OFFICE, day, when, c.CloseEarly(until))


def shut(day: Day, when: str, date: str = b.DATE) -> tuple[RefusalCode, int | None] | None:
    found = closed(with_todays_hours(OFFICE, day), b.clock(when, date))
    return (found.code, found.opens_at) if found else None


def test_numbers_end_at_that_time_and_begin_again_on_the_next_day():
    day = early(b.a_day(), "09:00", "10:00")
    assert shut(day, "09:59") is None
    assert shut(day, "10:00") == (RefusalCode.OFFICE_CLOSED, b.clock("07:00", "2026-11-24"))
    assert shut(day, "14:00") == (RefusalCode.OFFICE_CLOSED, b.clock("07:00", "2026-11-24"))
    assert shut(day, "08:00", "2026-11-24") is None, "tomorrow is as ever"
    assert b.refusal_code(OFFICE, day, b.take(), b.clock("10:00")) is RefusalCode.OFFICE_CLOSED


def test_in_the_afternoon_the_morning_stays_as_it_is():
    day = early(b.a_day(), "09:00", "15:00")
    assert shut(day, "12:00") == (RefusalCode.NOT_OPEN_YET, b.clock("13:00"))
    assert shut(day, "14:59") is None
    assert shut(day, "15:00") == (RefusalCode.OFFICE_CLOSED, b.clock("07:00", "2026-11-24"))


def test_who_has_a_number_is_served_to_the_end():
    day = b.after(OFFICE, b.a_day(), b.take(), b.take())
    day = early(day, "08:30")
    assert shut(day, "08:30") == (RefusalCode.OFFICE_CLOSED, b.clock("07:00", "2026-11-24"))
    day = b.after(OFFICE, day, "11:45", c.CallNext(b.ONE), c.CallNext(b.ONE), c.Finish(b.ONE))
    assert {ticket.state for ticket in day.tickets.values()} == {TicketState.FINISHED}


def test_numbers_that_are_void_after_their_session_live_to_its_usual_end():
    office = b.with_policy(carry_over=False)
    day = b.after(office, b.a_day(), b.take(), "08:30", c.CloseEarly(None))
    assert session_ends(office, day, b.clock("11:29")) == ()
    assert [event.ticket for event in session_ends(office, day, b.clock("11:30"))] == [b.ticket("A001")]


def test_it_is_taken_back_and_set_anew():
    day = early(b.a_day(), "08:30")
    day = b.after(OFFICE, day, "08:31", c.CloseAsUsual())
    assert shut(day, "08:31") is None
    day = early(early(day, "09:00", "10:00"), "09:30", "16:30")
    assert shut(day, "10:30") is None
    assert shut(day, "16:30") == (RefusalCode.OFFICE_CLOSED, b.clock("07:00", "2026-11-24"))


def test_nothing_to_take_back_is_said():
    assert (
        b.refusal_code(OFFICE, b.a_day(), c.CloseAsUsual(), b.clock("09:00")) is RefusalCode.NOT_CLOSED_EARLY
    )


@pytest.mark.parametrize(
    ("when", "until"),
    [("15:20", "15:00"), ("15:20", "03:30"), ("15:20", "17:00"), ("15:20", "23:59"), ("17:00", None)],
)
def test_a_time_that_is_past_or_no_earlier_is_refused_with_the_usual_end(when: str, until: str | None):
    refused = b.refused(OFFICE, b.a_day(), c.CloseEarly(until), b.clock(when))
    assert (refused.code, refused.facts) == (
        RefusalCode.NOT_EARLIER,
        {"time": until or when, "ends": "17:00"},
    )


def test_a_day_without_hours_cannot_close_early():
    saturday = Day("2026-11-28")
    refused = b.refused(OFFICE, saturday, c.CloseEarly("10:00"), b.clock("09:00", "2026-11-28"))
    assert (refused.code, refused.facts["ends"]) == (RefusalCode.NOT_EARLIER, "–")


def test_a_session_of_which_no_service_is_left_gives_no_numbers():
    day = early(b.a_day(), "09:00", "13:15")
    assert shut(day, "13:05") == (RefusalCode.OFFICE_CLOSED, b.clock("07:00", "2026-11-24")), (
        "counters open 13:30"
    )


def test_a_clock_that_nobody_trusts_closes_nothing():
    day = b.after(OFFICE, b.a_day(), b.take())
    found = decide(OFFICE, day, c.CloseEarly(None), Now(b.clock("09:00"), trust=Trust.UNSURE))
    assert getattr(found, "code", None) is RefusalCode.CLOCK_UNTRUSTED


def test_the_wait_has_no_lunch_in_it_where_the_office_closes_before():
    day = b.after(OFFICE, b.a_day(), c.SignIn(b.ONE, b.HOA), *[b.take()] * 8)
    before = wait_for(OFFICE, day, b.CIVIL, b.clock("11:00"))
    after = wait_for(OFFICE, early(day, "10:50", "11:20"), b.CIVIL, b.clock("11:00"))
    assert before is not None
    assert after is not None
    assert after.high < before.high
