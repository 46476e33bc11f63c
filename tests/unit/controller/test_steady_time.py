"""Which time the desk believes when the machine's clock steps and the monotonic clock does not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.domain.now import STEP_BACK_MS, TRUST_FLOOR, Trust
from controller.domain.steady_time import (
    AWAY_MS,
    FOLLOW_MS,
    HOLD_S,
    SteadyTime,
    accept,
    begin,
    go_on,
    may_accept,
    read,
)

NINE = 1_795_399_200_000
"""Monday 2026-11-23 09:00 in Viet Nam."""
HOUR = 3_600_000


def started(wall: int = NINE, last_at: int = NINE - HOUR, *, vouched: bool = False) -> SteadyTime:
    return begin(wall, 100.0, last_at=last_at, vouched=vouched)


def after(time: SteadyTime, seconds: float, jump: int = 0, turn: float = 0.2) -> SteadyTime:
    """Both clocks go on for some seconds, read again and again; the wall clock jumps at the beginning."""
    wall = time.seen + time.read_at * 1000 + jump
    mono = time.read_at
    for _ in range(max(1, round(seconds / turn))):
        wall, mono = wall + turn * 1000, mono + turn
        time = read(time, int(wall), mono)
    return time


def believed(time: SteadyTime) -> int:
    return time.at(int(time.seen + time.read_at * 1000), time.read_at)


def near(time: int, wanted: int) -> bool:
    return abs(time - wanted) <= FOLLOW_MS


@pytest.mark.parametrize(
    "jump", [26 * HOUR, -26 * HOUR, 3 * HOUR, -3 * HOUR, 180_000, -180_000, 5_000, -5_000]
)
def test_a_step_that_the_monotonic_clock_did_not_make_is_not_obeyed(jump: int):
    time = after(started(), 1, jump)
    assert time.trust is Trust.STEPPED
    assert near(believed(time), NINE + 1_000)
    assert near(believed(after(time, 3600)), NINE + 3_601_000)


@pytest.mark.parametrize("jump", [26 * HOUR, -26 * HOUR])
def test_a_clock_that_was_wrong_for_a_second_is_believed_again_as_soon_as_it_is_right(jump: int):
    time = after(after(started(), 1, jump), 1, -jump)
    assert time.trust is Trust.FIRM
    assert near(believed(time), NINE + 2_000)


@pytest.mark.parametrize("jump", [1_000, -1_000, 400, -400])
def test_a_leap_second_or_a_nudge_is_no_step(jump: int):
    time = after(started(), 1, jump)
    assert time.trust is Trust.FIRM
    assert believed(time) == NINE + 1_000 + jump


def test_many_small_steps_are_a_large_one():
    time = started()
    for _ in range(10):
        time = after(time, 1, 1_000)
    assert time.trust is Trust.STEPPED
    assert near(believed(time), NINE + 10_000)


@given(st.lists(st.floats(-0.0005, 0.0005), min_size=1, max_size=50))
def test_ntp_may_slew_as_fast_as_the_kernel_lets_it(rates: list[float]):
    time, wall, mono = started(), float(NINE), 100.0
    for rate in rates:
        for _ in range(60):
            wall, mono = wall + 60_000 * (1 + rate), mono + 60
            time = read(time, int(wall), mono)
            assert time.trust is Trust.FIRM


def test_a_new_time_is_asked_about_only_when_it_has_held():
    time = after(started(), HOLD_S - 1, HOUR)
    assert not may_accept(time)
    time = after(time, 2)
    assert may_accept(time)
    assert near(believed(accept(time)), NINE + HOUR + int(HOLD_S + 1) * 1000)
    assert accept(time).trust is Trust.FIRM


def test_a_clock_that_keeps_jumping_is_never_asked_about():
    time = started()
    for jump in (HOUR, 2 * HOUR, -HOUR, 26 * HOUR) * 5:
        time = after(time, HOLD_S / 2, jump)
        assert not may_accept(time)


def test_a_right_clock_needs_nobody_to_vouch_for_it():
    assert not may_accept(after(started(), 2 * HOLD_S))


@pytest.mark.parametrize("wall", [0, 60_000, TRUST_FLOOR - 1, NINE - STEP_BACK_MS - 1])
def test_a_clock_that_starts_in_the_past_gives_no_numbers_until_it_is_vouched_for(wall: int):
    time = started(wall, NINE)
    assert time.trust is Trust.UNSURE
    time = after(time, HOLD_S + 1, NINE - wall)
    assert time.trust is Trust.UNSURE
    assert may_accept(time)
    assert accept(time).trust is Trust.FIRM


def test_nobody_can_vouch_for_1970():
    assert not may_accept(after(started(0), 10 * HOLD_S))


def test_an_office_that_was_off_over_tet_opens_but_not_one_that_was_off_for_ten_years():
    assert started(NINE + AWAY_MS, NINE).trust is Trust.FIRM
    assert started(NINE + AWAY_MS + 1, NINE).trust is Trust.UNSURE
    assert started(NINE + 3_650 * 24 * HOUR, NINE).trust is Trust.UNSURE
    assert started(NINE + 100 * 24 * HOUR, NINE, vouched=True).trust is Trust.FIRM
    assert started(NINE, 0).trust is Trust.FIRM, "a new office"


def test_a_step_while_the_program_was_away_is_seen_when_the_machine_stayed_on():
    offset = started().offset
    assert go_on(offset, NINE + 60_000, 160.0).trust is Trust.FIRM
    stepped = go_on(offset, NINE + 26 * HOUR, 160.0)
    assert stepped.trust is Trust.STEPPED
    assert believed(stepped) == NINE + 60_000


@given(st.lists(st.tuples(st.floats(0.1, 500), st.integers(-40 * HOUR, 40 * HOUR)), max_size=30))
def test_the_believed_time_goes_as_the_monotonic_clock_goes_whatever_the_wall_does(
    readings: list[tuple[float, int]],
):
    time, mono = started(), 100.0
    for seconds, off in readings:
        mono += seconds
        time = read(time, NINE + int((mono - 100) * 1000) + off, mono)
        assert abs(believed(time) - (NINE + (mono - 100) * 1000)) <= FOLLOW_MS + (mono - 100) + 1


def test_a_clock_that_nobody_vouches_for_ends_nobodys_day():
    """The machine was off for some hours, or its clock is wrong: nobody can tell."""
    tomorrow = NINE + 24 * HOUR
    assert begin(tomorrow, 1.0, last_at=NINE, vouched=False, ends=True).trust is Trust.UNSURE
    assert begin(tomorrow, 1.0, last_at=NINE, vouched=True, ends=True).trust is Trust.FIRM
    assert begin(tomorrow, 1.0, last_at=NINE, vouched=False, ends=False).trust is Trust.FIRM
