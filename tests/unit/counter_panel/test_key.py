from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.counter_panel.key import Felt, Gesture, Key
from hardware.ports.keys import STABLE_S

PRESS, LONG, RELEASE, STUCK = Gesture.PRESS, Gesture.LONG, Gesture.RELEASE, Gesture.STUCK
TICK = 0.01


def gestures(*stretches: tuple[bool, float], stable_s: float = STABLE_S, stall: bool = False):
    """Feed stretches of (level, seconds), looked at 100 times a second or only at the end; (gesture, time) pairs."""
    key, t, found = Key(0.0, stable_s), 0.0, []
    for level, seconds in stretches:
        found += key.edge(level, t)
        for tick in range(0 if stall else round(seconds / TICK)):
            found += key.passed(t + tick * TICK)
        t += seconds
    found += key.passed(t)
    return [(felt.gesture, round(felt.at, 2)) for felt in found]


def names(found: Any):
    return [gesture for gesture, _t in found]


def test_a_tap_is_a_press_and_a_release():
    found = gestures((False, 0.1), (True, 0.12), (False, 0.1))
    assert names(found) == [PRESS, RELEASE]
    assert [t for _gesture, t in found] == pytest.approx([0.1, 0.22])


def test_a_level_counts_only_when_it_is_stable():
    assert gestures((False, 0.1), (True, 0.02), (False, 0.1), (True, 0.02), (False, 0.2)) == []


def test_a_double_tap_is_one_press():
    found = gestures((False, 0.1), (True, 0.08), (False, 0.08), (True, 0.08), (False, 0.3))
    assert names(found) == [PRESS, RELEASE]


def test_two_taps_with_a_pause_are_two_presses():
    found = gestures((False, 0.1), (True, 0.1), (False, 0.3), (True, 0.1), (False, 0.1))
    assert names(found) == [PRESS, RELEASE, PRESS, RELEASE]


def test_a_long_press_is_told_once_while_it_is_held():
    found = gestures((False, 0.1), (True, 3.0), (False, 0.1))
    assert names(found) == [PRESS, LONG, RELEASE]
    assert found[1][1] == pytest.approx(1.6)


def test_a_held_key_that_was_locked_out_never_becomes_long():
    found = gestures((False, 0.1), (True, 0.08), (False, 0.08), (True, 3.0), (False, 0.1))
    assert names(found) == [PRESS, RELEASE]


def test_a_key_held_for_twenty_seconds_is_stuck_until_it_is_released():
    found = gestures((False, 0.1), (True, 25.0), (False, 0.1), (True, 0.1))
    assert names(found) == [PRESS, LONG, STUCK, RELEASE, PRESS]


def test_a_key_that_is_down_at_power_up_is_stuck_and_never_a_press():
    found = gestures((True, 30.0), (False, 0.1))
    assert names(found) == [STUCK, RELEASE]


def test_a_key_that_was_down_at_power_up_works_after_it_was_seen_released():
    assert names(gestures((True, 1.0), (False, 0.1), (True, 0.1))) == [PRESS]


def test_a_key_that_was_never_seen_released_for_long_enough_is_not_armed():
    assert gestures((True, 1.0), (False, 0.02), (True, 1.0)) == []


@pytest.mark.parametrize("stall", [False, True])
def test_what_was_tapped_during_a_stall_is_what_it_was(stall: bool):  # noqa: FBT001 - a case
    taps = (False, 0.3), (True, 0.05), (False, 0.4), (True, 0.05), (False, 0.1), (True, 0.05), (False, 0.3)
    held = (True, 2.0), (False, 0.5)
    assert gestures(*taps, *held, stall=stall) == [
        (PRESS, 0.3),
        (RELEASE, 0.35),
        (PRESS, 0.75),  # 0.45 s after the one before, so it is another; the third, 0.15 s later, is not
        (RELEASE, 0.8),
        (PRESS, 1.25),
        (LONG, 2.75),
        (RELEASE, 3.25),
    ]


def test_an_edge_with_a_time_before_the_last_one_goes_not_back():
    key = Key(10.0, 0.0)
    assert key.edge(True, 3.0) == [Felt(PRESS, 10.0)]


bounce = st.lists(st.booleans(), max_size=2)


@given(st.lists(st.tuples(bounce, st.integers(5, 40), bounce, st.integers(30, 60)), min_size=1, max_size=4))
def test_chatter_at_both_edges_never_changes_the_number_of_presses(taps: Any):
    """Up to 20 ms of noise before a tap of 50-400 ms and after it; at least 300 ms between two taps."""
    stretches = [(False, 0.3)]
    for before, down, after, up in taps:
        stretches += [(level, TICK) for level in before]
        stretches.append((True, down * TICK))
        stretches += [(level, TICK) for level in after]
        stretches.append((False, up * TICK))
    assert names(gestures(*stretches)) == [PRESS, RELEASE] * len(taps)
