"""What several fingers mean: combinations, typed numbers, and that neither bouncing nor a stall changes any of it."""

from collections import Counter as Tally
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.counter_panel.fingers import Fingers
from hardware.counter_panel.hands import (
    DIGITS,
    DIGITS_S,
    MOST_DIGITS,
    TOGETHER_S,
    Dialled,
    Dropped,
    Hands,
    Held,
    KeyName,
    Meaning,
    Meant,
    Single,
    Stuck,
    Together,
)
from hardware.counter_panel.key import Gesture
from hardware.counter_panel.settings import USUAL
from hardware.ports.keys import STABLE_S, KeyEdge

NEXT, RECALL, NO_SHOW, FINISH = KeyName
PAIRS = {frozenset(one.keys): one.does for one in USUAL}
NAMES = (*KeyName, *DIGITS)
Holds = list[tuple[str, float, float]]
"""Key, when it goes down, for how long."""


def edges_of(holds: Holds) -> list[KeyEdge]:
    moved = [KeyEdge(key, down, at) for key, at, s in holds for down, at in ((True, at), (False, at + s))]
    return sorted(moved, key=lambda edge: edge.at)


def meant_by(
    edges: list[KeyEdge],
    pairs: dict[frozenset[KeyName], Meaning] = PAIRS,
    *,
    tick: float | None = 0.01,
    until: float = 60.0,
    stable_s: float = STABLE_S,
) -> list[Meant]:
    """Looked at every ``tick`` seconds, or only at the end."""
    fingers = Fingers(Hands(pairs))
    found = fingers.read(NAMES, (), 0.0, stable_s)
    end = max((edge.at for edge in edges), default=0.0) + until
    if tick is not None:
        rest, t = list(edges), 0.0
        while t < end and rest:
            t += tick
            due, rest = [edge for edge in rest if edge.at <= t], [edge for edge in rest if edge.at > t]
            found += fingers.read(NAMES, due, t, stable_s)
        edges = rest
    return found + fingers.read(NAMES, edges, end, stable_s)


def said(found: list[Meant]) -> list[object]:
    """Without releases, which mean nothing by themselves."""
    told: list[object] = []
    for each in found:
        match each:
            case Single(key, felt) if felt.gesture is not Gesture.RELEASE:
                told.append((str(key), felt.gesture))
            case Together(meaning) | Held(meaning):
                told.append(meaning)
            case Dialled(digits):
                told.append(digits)
            case Dropped():
                told.append("dropped")
            case _:
                pass
    return told


def typed(text: str, start: float = 1.0, step: float = 0.15) -> Holds:
    return [(NEXT if key == "E" else key, start + n * step, 0.08) for n, key in enumerate(text)]


def test_two_keys_of_a_combination_mean_it_and_nothing_else():
    found = meant_by(edges_of([(RECALL, 1.0, 0.4), (FINISH, 1.1, 0.4)]))
    assert said(found) == [Meaning.UNDO]
    (together,) = [each for each in found if isinstance(each, Together)]
    assert (together.key, together.at) == (RECALL, 1.0)


@pytest.mark.parametrize("first", [0, 1])
def test_which_of_the_two_came_first_does_not_matter(first: int):
    keys = (RECALL, NO_SHOW)[:: 1 if first else -1]
    found = meant_by(edges_of([(keys[0], 1.0, 0.4), (keys[1], 1.05, 0.4)]))
    assert said(found) == [Meaning.BREAK]


def test_nobody_is_marked_absent_by_a_combination_that_is_held():
    assert said(meant_by(edges_of([(RECALL, 1.0, 4.0), (NO_SHOW, 1.1, 4.0)]))) == [Meaning.BREAK]


def test_a_long_press_alone_is_one_as_ever():
    assert said(meant_by(edges_of([(NO_SHOW, 1.0, 2.0)]))) == [
        ("no-show", Gesture.PRESS),
        ("no-show", Gesture.LONG),
    ]


@pytest.mark.parametrize("gap", [TOGETHER_S + 0.05, 1.0])
def test_two_keys_one_after_the_other_are_two_presses(gap: float):
    found = meant_by(edges_of([(RECALL, 1.0, 3.0), (FINISH, 1.0 + gap, 0.2)]))
    assert said(found)[:2] == [("recall", Gesture.PRESS), ("finish", Gesture.PRESS)]


def test_a_tap_that_ended_before_the_other_key_came_is_no_half_of_a_combination():
    found = meant_by(edges_of([(RECALL, 1.0, 0.05), (FINISH, 1.1, 0.2)]))
    assert said(found) == [("recall", Gesture.PRESS), ("finish", Gesture.PRESS)]


def test_two_keys_that_are_no_combination_are_two_presses():
    found = meant_by(edges_of([(NEXT, 1.0, 0.4), (FINISH, 1.05, 0.4)]))
    assert said(found) == [("next", Gesture.PRESS), ("finish", Gesture.PRESS)]


def test_while_a_combination_is_down_no_third_key_counts():
    holds: Holds = [
        (RECALL, 1.0, 2.0),
        (FINISH, 1.1, 2.0),
        (NEXT, 1.5, 0.2),
        ("4", 1.8, 0.1),
        (NEXT, 5.0, 0.2),
    ]
    assert said(meant_by(edges_of(holds))) == [Meaning.UNDO, ("next", Gesture.PRESS)]


def test_a_press_keeps_the_moment_of_the_finger_although_it_waited():
    found = meant_by(edges_of([(FINISH, 1.0, 0.5)]))
    (press,) = [each for each in found if isinstance(each, Single) and each.felt.gesture is Gesture.PRESS]
    assert press.felt.at == 1.0


@pytest.mark.parametrize("text", ["7", "012", "11", "999999"])
def test_digits_and_enter_are_that_number_however_fast_they_are_typed(text: str):
    assert said(meant_by(edges_of(typed(text + "E", step=0.12)))) == [text]
    assert said(meant_by(edges_of(typed(text + "E", step=0.12)), stable_s=0.0)) == [text]


def test_enter_without_digits_is_the_next_one():
    assert said(meant_by(edges_of(typed("12EE", step=0.4)))) == ["12", ("next", Gesture.PRESS)]


@pytest.mark.parametrize("key", [RECALL, NO_SHOW, FINISH])
def test_any_other_key_drops_the_digits_and_does_no_more(key: KeyName):
    holds = [*typed("12"), (key, 2.0, 3.0), *typed("E", start=7.0)]
    assert said(meant_by(edges_of(holds))) == ["dropped", ("next", Gesture.PRESS)]


def test_digits_that_were_forgotten_are_dropped_and_say_so():
    found = meant_by(edges_of(typed("12")))
    assert said(found) == ["dropped"]
    (dropped,) = [each for each in found if isinstance(each, Dropped)]
    assert dropped.at == pytest.approx(1.15 + DIGITS_S)


def test_more_digits_than_a_number_has_are_dropped():
    assert said(meant_by(edges_of(typed("1" * (MOST_DIGITS + 1) + "E", step=0.3))))[0] == "dropped"


def test_a_digit_that_is_held_down_is_one_digit_and_at_last_a_stuck_key():
    found = meant_by(edges_of([("4", 1.0, 30.0)]))
    assert [each.felt.gesture for each in found if isinstance(each, Stuck)] == [
        Gesture.STUCK,
        Gesture.RELEASE,
    ]
    assert said(found) == ["dropped"]


def test_keys_that_went_away_take_with_them_what_was_begun():
    fingers = Fingers(Hands(PAIRS))
    fingers.read(NAMES, (), 0.0, 0.0)
    fingers.read(
        NAMES, [KeyEdge("4", True, 1.0), KeyEdge("4", False, 1.1), KeyEdge(RECALL, True, 1.2)], 1.25, 0.0
    )
    fingers.lost()
    fingers.read(NAMES, (), 2.0, 0.0)
    later = [KeyEdge(NEXT, True, 3.0), KeyEdge(NEXT, False, 3.2)]
    assert said(fingers.read(NAMES, later, 9.0, 0.0)) == [("next", Gesture.PRESS)]


@st.composite
def hands(draw: st.DrawFn) -> Holds:
    """Some fingers, each key going up before it goes down again, as close to each other as may be."""
    free, holds, t = dict.fromkeys(NAMES, 0.5), [], 0.5
    for _ in range(draw(st.integers(1, 8))):
        key = draw(st.sampled_from((*KeyName, "1", "2")))
        t += draw(st.integers(0, 60)) / 100
        at = max(t, free[key] + 0.3)
        held = draw(st.sampled_from((0.06, 0.1, 0.3, 0.8, 1.7)))
        holds.append((key, round(at, 2), held))
        free[key] = at + held
    return holds


@given(hands())
def test_how_often_the_keys_are_looked_at_changes_nothing(holds: Holds):
    edges = edges_of(holds)
    assert said(meant_by(edges, tick=None)) == said(meant_by(edges)) == said(meant_by(edges, tick=0.007))


@given(hands(), st.data())
def test_bouncing_changes_nothing(holds: Holds, data: st.DataObject):
    """Each edge chatters for up to 20 ms, as switches do; what was meant stays, and when."""
    bouncing: list[KeyEdge] = []
    for edge in edges_of(holds):
        times = sorted(data.draw(st.lists(st.integers(1, 9), max_size=2, unique=True)))
        chatter = [edge.at - 0.02 + 0.002 * n for n in times for _ in range(1)]
        for start, end in zip(chatter[::2], chatter[1::2], strict=False):
            bouncing += [KeyEdge(edge.name, edge.down, start), KeyEdge(edge.name, not edge.down, end)]
        bouncing.append(edge)
    bouncing.sort(key=lambda edge: edge.at)
    assert said(meant_by(bouncing)) == said(meant_by(edges_of(holds)))


@given(hands())
def test_every_press_means_one_thing(holds: Holds):
    """Without combinations and digits the keys say what they always said; with them no press is told twice."""
    keys = [hold for hold in holds if hold[0] not in DIGITS]
    plain, combined = said(meant_by(edges_of(keys), {})), said(meant_by(edges_of(keys)))
    presses = Tally(one for one in plain if isinstance(one, tuple) and one[1] is Gesture.PRESS)
    alone = Tally(one for one in combined if isinstance(one, tuple) and one[1] is Gesture.PRESS)
    pairs = [one for one in combined if isinstance(one, Meaning)]
    assert presses == Tally((key, Gesture.PRESS) for key, _, _ in keys)
    assert alone <= presses
    assert alone.total() + 2 * len(pairs) <= presses.total()
    if not pairs:
        assert combined == plain


@given(hands())
def test_a_number_is_only_what_was_typed_since_the_last_key_and_only_enter_asks_for_it(holds: Holds):
    asked = [one for one in said(meant_by(edges_of(holds), {})) if isinstance(one, str) and one != "dropped"]
    order = "".join(
        "E" if key == NEXT else key if key in DIGITS else "-"
        for key, at, _ in sorted(holds, key=lambda h: h[1])
    )
    for number in asked:
        assert f"{number}E" in order
    assert len(asked) <= sum(one in DIGITS and two == "E" for one, two in pairwise(order))
