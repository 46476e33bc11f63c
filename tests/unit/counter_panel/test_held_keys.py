"""Keys that mean something else when they are held: once, never both, and only those that may wait."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from contracts import messages as m
from contracts.vocabulary import CounterId, RequestId
from hardware.counter_panel.fingers import Fingers
from hardware.counter_panel.hands import Hands, Held, KeyName, Meaning
from hardware.counter_panel.happenings import Asked, Moment, StateArrived
from hardware.counter_panel.key import LONG_S
from hardware.counter_panel.panel import LampName, Panel, lamps, step
from hardware.ports.keys import KeyEdge
from tests.unit.counter_panel.panel_builders import SERVING
from tests.unit.counter_panel.test_hands import NAMES, PAIRS, Holds, edges_of, said, typed
from tests.unit.counter_panel.test_panel_settings import PINS, errors

NEXT, RECALL, NO_SHOW, FINISH = KeyName
HOLDS = {FINISH: Meaning.PARK, RECALL: Meaning.ARRIVE}


def meant(holds: Holds, pairs: bool = True) -> list[object]:  # noqa: FBT001, FBT002 - a row of a table
    fingers = Fingers(Hands(PAIRS if pairs else {}, holds=HOLDS))
    fingers.read(NAMES, (), 0.0, 0.0)
    found = said(fingers.read(NAMES, edges_of(holds), 60.0, 0.0))
    return [each for each in found if not (isinstance(each, tuple) and each[1] in ("release", "stuck"))]


@pytest.mark.parametrize("pairs", [True, False])
@pytest.mark.parametrize("held", [0.1, 0.5, LONG_S - 0.01])
def test_a_key_that_comes_up_in_time_does_what_it_always_does(held: float, pairs: bool):  # noqa: FBT001 - the same
    assert meant([(FINISH, 1.0, held)], pairs) == [("finish", "press")]


@pytest.mark.parametrize("pairs", [True, False])
@pytest.mark.parametrize("held", [LONG_S, 3.0, 30.0])
def test_a_key_that_is_held_does_the_other_thing_alone(held: float, pairs: bool):  # noqa: FBT001 - the same
    assert meant([(FINISH, 1.0, held)], pairs) == [Meaning.PARK]


def test_two_keys_together_that_are_held_stay_together():
    assert meant([(RECALL, 1.0, 3.0), (FINISH, 1.1, 3.0)]) == [Meaning.UNDO]


def test_a_held_key_that_clears_digits_does_nothing_else():
    assert meant([*typed("12"), (FINISH, 2.0, 3.0)]) == ["dropped"]


def test_a_second_key_does_its_own_work_while_the_first_is_held():
    assert meant([(FINISH, 1.0, 3.0), (NEXT, 2.0, 0.1)]) == [("next", "press"), Meaning.PARK]


def test_next_is_never_kept_waiting():
    fingers = Fingers(Hands(PAIRS, holds=HOLDS))
    fingers.read(NAMES, (), 0.0, 0.0)
    assert said(fingers.read(NAMES, [KeyEdge(NEXT, True, 1.0)], 1.0, 0.0)) == [("next", "press")]


def test_what_a_held_key_asks_for_is_of_whoever_was_there_when_it_went_down_and_its_lamp_blinks():
    panel, _ = step(Panel(CounterId("1")), StateArrived(SERVING), Moment(0.0, 0, desk_alive=True))
    asked = Asked(Held(Meaning.PARK, FINISH, 10.0), RequestId("00000000-0000-7000-8000-000000000001"))
    panel, commands = step(panel, asked, Moment(10.0 + LONG_S, 11_500, desk_alive=True))
    (command,) = commands
    assert isinstance(command, m.Park)
    assert SERVING.call is not None
    assert command.ticket == SERVING.call.ticket
    seen: Iterable[frozenset[LampName]] = [
        lamps(panel, Moment(10.0 + LONG_S + n / 10, 0, desk_alive=True)) for n in range(8)
    ]
    assert {LampName.FINISH in lit for lit in seen} == {True, False}


@pytest.mark.parametrize(
    ("holds", "told"),
    [
        ('[{ key = "next", does = "undo" }]', "holds.0.key"),
        ('[{ key = "no-show", does = "undo" }]', "holds.0.key"),
        ('[{ key = "finish", does = "undo" }, { key = "finish", does = "park" }]', "holds.1.key"),
        ('[{ key = "finish", does = "dance" }]', "holds.0.does"),
        ('"finish"', "holds"),
    ],
)
def test_a_mistake_in_the_settings_is_told_where_it_is(tmp_path: Path, holds: str, told: str):
    assert told in errors(tmp_path, f"holds = {holds}\n" + PINS)
