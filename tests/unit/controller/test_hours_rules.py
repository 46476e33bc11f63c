"""When numbers are given, and what a citizen is told when they are not."""

import pytest

from contracts.vocabulary import RefusalCode
from controller.domain.day import Day
from controller.domain.hours import closed, closed_minutes, next_opening
from controller.domain.office import Session
from tests import builders as b

TUESDAY, FRIDAY, SATURDAY, NEXT_MONDAY = "2026-11-24", "2026-11-27", "2026-11-28", "2026-11-30"


@pytest.mark.parametrize("time", ["07:00", "07:29", "10:59:59", "13:00", "15:59:59"])
def test_numbers_are_given_from_the_first_to_the_last_minute_of_each_session(time: str):
    assert b.decided(b.open_office(), b.a_day(), b.take(), b.clock(time)).ticket == b.ticket("A001")


@pytest.mark.parametrize(
    ("time", "code", "opens"),
    [
        ("00:00", RefusalCode.NOT_OPEN_YET, b.clock("07:00")),
        ("06:59:59", RefusalCode.NOT_OPEN_YET, b.clock("07:00")),
        ("11:00", RefusalCode.NOT_OPEN_YET, b.clock("13:00")),
        ("12:59:59", RefusalCode.NOT_OPEN_YET, b.clock("13:00")),
        ("16:00", RefusalCode.NUMBERS_ENDED, b.clock("07:00", TUESDAY)),
        ("16:59:59", RefusalCode.NUMBERS_ENDED, b.clock("07:00", TUESDAY)),
        ("17:00", RefusalCode.OFFICE_CLOSED, b.clock("07:00", TUESDAY)),
        ("23:59:59", RefusalCode.OFFICE_CLOSED, b.clock("07:00", TUESDAY)),
    ],
)
def test_outside_the_hours_a_number_is_refused_with_the_next_opening(
    time: str, code: RefusalCode, opens: int
):
    refusal = b.refused(b.open_office(), b.a_day(), b.take(), b.clock(time))
    assert refusal.code is code
    assert refusal.opens_at == opens


def test_numbers_may_be_taken_before_the_counters_open_and_end_before_they_close():
    office, day = b.open_office(), b.a_day()
    early, late = b.clock("07:00"), b.clock("11:15")
    assert b.decided(office, day, b.take(), early).ticket
    assert b.refusal_code(office, day, b.take(), late) is RefusalCode.NOT_OPEN_YET


def test_after_friday_comes_monday():
    shut = closed(b.open_office(), b.clock("18:00", FRIDAY))
    assert shut is not None
    assert (shut.code, shut.opens_at) == (RefusalCode.OFFICE_CLOSED, b.clock("07:00", NEXT_MONDAY))


def test_the_whole_saturday_is_closed():
    refusal = b.refused(b.open_office(), Day(SATURDAY), b.take(), b.clock("08:00", SATURDAY))
    assert refusal.code is RefusalCode.OFFICE_CLOSED


def test_a_saturday_morning_session_opens_on_saturdays_only():
    office = b.open_office(sessions=(Session("saturday", frozenset({6}), 450, 660, 450, 690),))
    assert b.decided(office, Day(SATURDAY), b.take(), b.clock("08:00", SATURDAY)).ticket
    assert next_opening(office, b.clock("08:00")) == b.clock("07:30", SATURDAY)


def test_a_holiday_is_closed_and_skipped_when_the_next_opening_is_told():
    office = b.open_office(special_days={b.DATE: (), TUESDAY: ()})
    refusal = b.refused(office, b.a_day(), b.take(), b.clock("08:00"))
    assert refusal.code is RefusalCode.OFFICE_CLOSED
    assert refusal.opens_at == b.clock("07:00", "2026-11-25")


def test_an_office_that_does_not_open_within_three_weeks_tells_no_opening():
    refusal = b.refused(b.open_office(sessions=()), b.a_day(), b.take(), b.clock("08:00"))
    assert refusal.code is RefusalCode.OFFICE_CLOSED
    assert refusal.opens_at is None


def test_sessions_may_be_written_down_in_any_order():
    office = b.open_office(sessions=(b.AFTERNOON, b.MORNING))
    assert next_opening(office, b.clock("06:00")) == b.clock("07:00")
    assert next_opening(office, b.clock("11:00")) == b.clock("13:00")


def test_the_next_opening_is_never_now():
    office = b.open_office()
    assert next_opening(office, b.clock("07:00") - 1) == b.clock("07:00")
    assert next_opening(office, b.clock("07:00")) == b.clock("13:00")


@pytest.mark.parametrize(
    ("time", "ahead", "minutes"),
    [
        ("08:00", 210, 0),
        ("08:00", 211, 120),
        ("08:00", 999, 120),
        ("07:15", 5, 15),
        ("07:15", 300, 135),
        ("12:00", 1, 90),
        ("14:00", 999, 0),
        ("18:00", 10, 0),
    ],
)
def test_breaks_count_as_far_as_the_service_reaches(time: str, ahead: float, minutes: int):
    assert closed_minutes(b.open_office(), b.clock(time), ahead) == minutes


def test_an_office_around_the_clock_never_closes():
    always = Session("always", frozenset(range(1, 8)), 0, 1440, 0, 1440)
    office = b.open_office(sessions=(always,))
    assert all(closed(office, b.clock(time)) is None for time in ("00:00", "12:00", "23:59:59"))


def test_the_service_day_begins_at_local_midnight():
    office = b.open_office()
    assert office.service_day(b.clock("00:00")) == b.DATE
    assert office.service_day(b.clock("00:00") - 1) == "2026-11-22"
