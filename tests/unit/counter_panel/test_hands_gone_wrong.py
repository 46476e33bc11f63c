"""What fingers mean when something goes wrong: jammed keys, digits that are lost or too many, a number given up by two keys."""

import pytest

from hardware.counter_panel.fingers import Fingers
from hardware.counter_panel.hands import DIGITS_S, MOST_DIGITS, Hands, KeyName, Meaning
from hardware.counter_panel.key import STUCK_S, Gesture
from hardware.ports.keys import Gap, KeyEdge
from tests.unit.counter_panel.test_hands import NAMES, PAIRS, Holds, edges_of, meant_by, said, typed

NEXT, RECALL, NO_SHOW, FINISH = KeyName


def with_gap(holds: Holds, at: float) -> list[object]:
    """What was meant by these fingers, with a gap in what is known of them."""
    fingers = Fingers(Hands(PAIRS))
    fingers.read(NAMES, (), 0.0, 0.0)
    told: list[KeyEdge | Gap] = sorted([*edges_of(holds), Gap(at)], key=lambda edge: edge.at)
    return said(fingers.read(NAMES, told, 60.0, 0.0))


def test_a_key_that_jams_in_a_combination_does_not_silence_the_others():
    holds: Holds = [
        (RECALL, 1.0, 600.0),
        (FINISH, 1.1, 0.3),
        (NEXT, STUCK_S + 2, 0.1),
        ("4", STUCK_S + 3, 0.1),
    ]
    assert said(meant_by(edges_of(holds)))[:3] == [
        Meaning.UNDO,
        ("recall", Gesture.STUCK),
        ("next", Gesture.PRESS),
    ]


@pytest.mark.parametrize("keys", [(RECALL, FINISH), (FINISH, RECALL)])
def test_two_keys_together_after_digits_drop_these_and_mean_what_they_always_do(keys: tuple[str, str]):
    holds = [*typed("12"), (keys[0], 2.0, 0.4), (keys[1], 2.1, 0.4)]
    assert said(meant_by(edges_of(holds))) == ["dropped", Meaning.UNDO]


def test_a_key_that_dropped_digits_is_nothing_more_when_another_key_follows():
    holds = [*typed("12"), (FINISH, 2.0, 0.4), (NEXT, 2.1, 0.1)]
    assert said(meant_by(edges_of(holds))) == ["dropped", ("next", Gesture.PRESS)]
    holds = [*typed("12"), (FINISH, 2.0, 0.4), ("3", 2.1, 0.1), (NEXT, 3.0, 0.1)]
    assert said(meant_by(edges_of(holds))) == ["dropped", "3"]


@pytest.mark.parametrize("more", range(1, 8))
def test_the_last_of_too_many_digits_are_nobody_s_number(more: int):
    found = said(meant_by(edges_of(typed("1" * MOST_DIGITS + "2" * more + "E", step=0.3))))
    assert found == ["dropped"] * (more + 1), (
        "each digit that counts for nothing says so, and the key that clears them"
    )


def test_too_many_digits_do_not_become_a_number_by_waiting():
    many = typed("1" * (MOST_DIGITS + 1), step=0.3)
    again = [*many, *typed("7E", start=5.0 + DIGITS_S, step=0.3), *typed("8E", start=7.0 + DIGITS_S)]
    assert said(meant_by(edges_of(again))) == ["dropped", "dropped", "dropped", "8"]


@pytest.mark.parametrize("gap", [DIGITS_S + 0.2, 10 * DIGITS_S, 300 * DIGITS_S])
def test_the_rest_of_a_number_that_was_typed_too_slowly_is_no_other_number(gap: float):
    slow = [("1", 1.0, 0.1), ("2", 1.0 + gap, 0.1), (NEXT, 2.0 + gap, 0.1)]
    assert said(meant_by(edges_of(slow))) == ["dropped", "dropped", "dropped"]
    afterwards = [*slow, *typed("12E", start=4.0 + gap), (NEXT, 8.0 + gap, 0.1)]
    assert said(meant_by(edges_of(afterwards)))[3:] == ["12", ("next", Gesture.PRESS)]


def test_next_after_digits_that_came_to_nothing_calls_nobody_and_then_does_again():
    late = [("1", 1.0, 0.1), (NEXT, 2.0 + DIGITS_S, 0.1), (NEXT, 4.0 + DIGITS_S, 0.1)]
    assert said(meant_by(edges_of(late))) == ["dropped", "dropped", ("next", Gesture.PRESS)]


def test_a_key_that_clears_digits_by_being_held_does_nothing_else():
    late = [("1", 1.0, 0.1), (NO_SHOW, 2.0 + DIGITS_S, 2.0)]
    assert said(meant_by(edges_of(late))) == ["dropped", "dropped"]


def test_keys_that_were_pulled_out_in_the_middle_of_a_number_do_not_finish_it():
    fingers = Fingers(Hands(PAIRS))
    fingers.read(NAMES, (), 0.0, 0.0)
    fingers.read(NAMES, [KeyEdge("1", True, 1.0), KeyEdge("1", False, 1.1)], 1.2, 0.0)
    fingers.lost()
    assert fingers.spoilt
    fingers.read(NAMES, (), 2.0, 0.0)
    assert said(fingers.read(NAMES, edges_of(typed("2E", start=2.5)), 9.0, 0.0)) == ["dropped", "dropped"]
    assert not fingers.spoilt


@pytest.mark.parametrize(("gap", "times"), [(0.9, 3), (1.1, 3), (1.25, 2)])
def test_a_number_of_which_digits_may_be_lost_is_nobody_s(gap: float, times: int):
    assert with_gap(typed("12E"), gap) == ["dropped"] * times


def test_after_a_gap_a_number_that_was_given_up_can_be_typed_anew():
    holds = [*typed("12"), (FINISH, 2.0, 0.1), *typed("012E", start=2.5)]
    assert with_gap(holds, 1.1) == ["dropped", "dropped", "dropped", "012"]
    assert with_gap(typed("12E", start=2.0 + DIGITS_S), 1.0) == ["12"]


def test_a_gap_takes_nothing_from_a_key_that_waits_for_another():
    assert with_gap([(FINISH, 1.0, 0.5)], 1.1) == [("finish", Gesture.PRESS)]
