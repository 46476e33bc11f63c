"""The circuit breaker: five failures open it, one alone may try, and nobody knocks in step."""

from hypothesis import given
from hypothesis import strategies as st

from controller.dossier.breaker import (
    JITTER,
    LONGEST_S,
    Breaker,
    BreakerRules,
    enter,
    failed,
    succeeded,
)

RULES = BreakerRules(failures=5, pause_s=30)
MIDDLE = 0.5
"""Luck that leaves the pause as it is."""


def after_failures(count: int, now: float = 0.0, luck: float = MIDDLE) -> Breaker:
    breaker = Breaker()
    for _ in range(count):
        breaker = failed(breaker, RULES, now, luck)
    return breaker


def test_four_failures_leave_it_closed_and_the_fifth_opens_it():
    assert enter(after_failures(4), 0.0) is not None
    assert enter(after_failures(5), 0.0) is None


def test_a_success_forgets_the_failures():
    assert succeeded() == Breaker()
    assert enter(failed(succeeded(), RULES, 0, MIDDLE), 0) is not None


def test_after_the_pause_one_alone_may_try():
    open_ = after_failures(5)
    assert enter(open_, 29.9) is None
    probe = enter(open_, 30.0)
    assert probe is not None
    assert probe.probing
    assert enter(probe, 31.0) is None


def test_a_failed_try_opens_it_for_another_pause_and_a_good_one_closes_it():
    probe = enter(after_failures(5), 30.0)
    assert probe is not None
    again = failed(probe, RULES, 31.0, MIDDLE)
    assert enter(again, 60.9) is None
    assert enter(again, 61.0) is not None
    assert enter(succeeded(), 31.0) == Breaker()


def test_what_was_asked_before_it_opened_does_not_make_the_pause_longer():
    late = failed(after_failures(5), RULES, 10.0, MIDDLE)
    assert late.open_until == 30.0


def test_a_wish_to_be_left_alone_opens_it_at_once_but_not_for_ever():
    asked = failed(Breaker(), RULES, 0.0, MIDDLE, retry_after_s=120)
    assert enter(asked, 119.0) is None
    assert enter(asked, 120.0) is not None
    assert failed(Breaker(), RULES, 0.0, MIDDLE, retry_after_s=1e9).open_until == LONGEST_S


@given(st.floats(0, 1))
def test_the_pause_is_spread_but_never_far_from_what_is_set(luck: float):
    opened = after_failures(5, luck=luck)
    assert opened.open_until is not None
    assert 30 * (1 - JITTER) <= opened.open_until <= 30 * (1 + JITTER)


@given(st.lists(st.tuples(st.sampled_from(["ask", "ok", "bad"]), st.floats(0, 40)), max_size=60))
def test_it_never_stays_open_for_ever_whatever_happens(steps: list[tuple[str, float]]):
    breaker, now, on_their_way = Breaker(), 0.0, 0
    for step, seconds in steps:
        now += seconds
        if step == "ask":
            entered = enter(breaker, now)
            if entered:
                breaker, on_their_way = entered, on_their_way + 1
        elif on_their_way:
            on_their_way -= 1
            breaker = succeeded() if step == "ok" else failed(breaker, RULES, now, MIDDLE)
    for _ in range(on_their_way):
        breaker = failed(breaker, RULES, now, MIDDLE)
    assert enter(breaker, now + RULES.pause_s * (1 + JITTER)) is not None
