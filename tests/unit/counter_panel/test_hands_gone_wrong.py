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
    assert found == ["dropped", "dropped"]


def test_too_many_digits_are_forgotten_with_time_and_said_once():
    assert said(meant_by(edges_of(typed("1" * (MOST_DIGITS + 2), step=0.3)))) == ["dropped"]
    again = [*typed("1" * (MOST_DIGITS + 2), step=0.3), *typed("7E", start=5.0 + DIGITS_S, step=0.3)]
    assert said(meant_by(edges_of(again))) == ["dropped", "7"]


@pytest.mark.parametrize("gap", [0.9, 1.1, 1.25])
def test_a_number_of_which_digits_may_be_lost_is_nobody_s(gap: float):
    assert with_gap(typed("12E"), gap) == ["dropped", "dropped"]


def test_after_a_gap_a_number_that_was_given_up_can_be_typed_anew():
    holds = [*typed("12"), (FINISH, 2.0, 0.1), *typed("012E", start=2.5)]
    assert with_gap(holds, 1.1) == ["dropped", "dropped", "012"]
    assert with_gap(typed("12E", start=2.0 + DIGITS_S), 1.0) == ["12"]


def test_a_gap_takes_nothing_from_a_key_that_waits_for_another():
    assert with_gap([(FINISH, 1.0, 0.5)], 1.1) == [("finish", Gesture.PRESS)]
