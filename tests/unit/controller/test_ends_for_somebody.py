"""Whether numbers of people who wait lapse by what a clock says."""

import pytest

from controller.domain import commands as c
from controller.domain.day import fold
from controller.domain.decide import close_day, ends_for_somebody
from controller.domain.office import Policy
from tests import builders as b

DAY_MS = 24 * 3_600_000
OFFICE = b.open_office()


def test_tomorrow_ends_the_day_of_whoever_waits_or_is_set_aside():
    waits = b.after(OFFICE, b.a_day(), b.take())
    aside = b.after(OFFICE, waits, c.CallNext(b.ONE), c.Park(b.ONE))
    for day in (waits, aside):
        assert ends_for_somebody(OFFICE, day, day.last_at + DAY_MS)
        assert not ends_for_somebody(OFFICE, day, day.last_at + 60_000)


def test_of_nobody_where_all_were_called_or_their_day_was_closed():
    day = b.after(OFFICE, b.a_day(), b.take(), c.CallNext(b.ONE))
    assert not ends_for_somebody(OFFICE, day, day.last_at + DAY_MS)
    waits = b.after(OFFICE, b.a_day(), b.take())
    closed = fold(waits, close_day(waits, waits.last_at))
    assert not ends_for_somebody(OFFICE, closed, closed.last_at + DAY_MS)
    assert not ends_for_somebody(OFFICE, b.a_day(), DAY_MS)


def test_the_end_of_a_session_counts_where_numbers_end_with_it():
    office = b.open_office(policy=Policy(carry_over=False), sessions=(b.MORNING,))
    day = b.after(office, b.a_day(), b.take())
    assert ends_for_somebody(office, day, b.clock("13:00"))
    assert not ends_for_somebody(office, day, day.last_at + 60_000)
    stays = b.open_office(policy=Policy(carry_over=True), sessions=(b.MORNING,))
    assert not ends_for_somebody(stays, day, b.clock("13:00"))


@pytest.mark.parametrize("at", [-(10**15), 0, 10**15, 10**17])
def test_what_is_no_date_at_all_is_judged_by_others(at: int):
    assert not ends_for_somebody(OFFICE, b.after(OFFICE, b.a_day(), b.take()), at)
