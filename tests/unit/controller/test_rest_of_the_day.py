"""Whether who takes a number now can still be served before the counters close."""

import pytest

from contracts.vocabulary import RefusalCode
from controller.domain import commands as c
from controller.domain.day import Day
from controller.domain.office import Office, Policy
from controller.domain.rest import doubtful, full, minutes_left
from controller.domain.waits import wait_for
from tests import builders as b

CARRIES = b.open_office()
VOIDS = b.open_office(policy=Policy(carry_over=False))
STOPS = b.open_office(policy=Policy(stops_when_full=True))


def manned(office: Office, at: str, count: int) -> Day:
    """Counters one and two, each with a citizen since now; so many wait for civil status."""
    day = b.after(office, b.a_day(), at, c.SignIn(b.ONE, b.HOA), c.SignIn(b.TWO, b.BINH))
    return b.after(office, day, *(b.take() for _ in range(count)))


@pytest.mark.parametrize(
    ("office", "at", "left"),
    [
        (CARRIES, "09:00", 480),
        (VOIDS, "09:00", 150),
        (CARRIES, "15:30", 90),
        (VOIDS, "15:30", 90),
        (CARRIES, "17:30", 0),
        (VOIDS, "12:00", 300),
    ],
)
def test_what_is_left_ends_with_the_day_or_where_numbers_are_void_with_the_session(
    office: Office, at: str, left: int
):
    assert minutes_left(office, b.a_day(), b.clock(at)) == left


def test_an_early_closing_shortens_what_is_left():
    day = b.after(CARRIES, b.a_day(), "09:00", c.CloseEarly("10:00"))
    assert minutes_left(CARRIES, day, b.clock("09:30")) == 30


def test_a_sunday_leaves_nothing_to_say():
    assert minutes_left(CARRIES, Day("2026-11-22"), b.clock("09:00", "2026-11-22")) is None


@pytest.mark.parametrize(
    ("at", "count", "late", "beyond"),
    [
        ("15:00", 2, False, False),
        ("15:50", 12, True, False),
        ("15:50", 40, True, True),
        ("07:40", 12, False, False),
    ],
)
def test_the_same_queue_is_in_time_in_the_morning_doubtful_and_then_full_in_the_afternoon(
    at: str, count: int, *, late: bool, beyond: bool
):
    day = manned(CARRIES, at, count)
    wait = wait_for(CARRIES, day, b.CIVIL, day.last_at)
    assert wait is not None
    assert doubtful(CARRIES, day, wait, day.last_at) is late
    assert full(CARRIES, day, b.CIVIL, day.last_at) is beyond


def test_without_a_clerk_nobody_can_say_and_nobody_is_frightened_or_turned_away():
    day = b.after(STOPS, b.a_day(), "15:50", *(b.take() for _ in range(40)))
    assert not doubtful(STOPS, day, None, day.last_at)
    assert not full(STOPS, day, b.CIVIL, day.last_at)
    b.after(STOPS, day, b.take())


def test_an_office_that_warns_gives_the_number_and_one_that_stops_does_not():
    for office in (CARRIES, STOPS):
        day = manned(office, "15:50", 12)
        b.after(office, day, b.take())
    day = manned(CARRIES, "15:50", 40)
    b.after(CARRIES, day, b.take())
    assert b.refusal_code(STOPS, day, b.take()) is RefusalCode.NUMBERS_ENDED
    refused = b.refused(STOPS, day, b.take())
    assert refused.opens_at == b.clock("07:00", "2026-11-24")


def test_other_services_go_on():
    day = manned(CARRIES, "15:50", 40)
    day = b.after(CARRIES, day, c.SignIn(b.THREE, b.HOA))
    b.after(STOPS, day, b.take(b.RESULTS))
