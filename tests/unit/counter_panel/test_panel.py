import pytest

from contracts import messages as m
from contracts.messages import CounterState, Fault
from contracts.vocabulary import FaultCode
from hardware.counter_panel import happenings as hp
from hardware.counter_panel import panel as p
from hardware.counter_panel.hands import KeyName
from hardware.counter_panel.key import Gesture
from tests.unit.counter_panel.panel_builders import COUNTER, DESK_AT_START, IDLE, SERVING, PanelStory, a_state

NEXT, RECALL, NO_SHOW, FINISH = KeyName


@pytest.mark.parametrize(
    ("key", "kind"),
    [(NEXT, "call-next"), (RECALL, "recall"), (NO_SHOW, "mark-no-show"), (FINISH, "finish")],
)
def test_each_key_has_its_command_for_this_counter_and_the_ticket_that_is_there(key: KeyName, kind: str):
    box = PanelStory(SERVING)
    (command,) = box.hold(1.5, key) if key is NO_SHOW else box.finger(3.0, key)
    assert (command.kind, command.counter, command.at) == (kind, COUNTER, DESK_AT_START + 3000)
    assert getattr(command, "leaves" if key is NEXT else "ticket") == "20261121-A001"


def test_a_press_at_an_idle_counter_calls_and_says_that_nobody_was_there():
    (command,) = PanelStory(IDLE).finger(3.0, NEXT)
    assert isinstance(command, m.CallNext)
    assert command.leaves == ""


@pytest.mark.parametrize("key", [RECALL, NO_SHOW, FINISH])
def test_a_key_whose_lamp_stands_for_nobody_sends_nothing_and_says_so(key: KeyName):
    box = PanelStory(IDLE)
    assert (box.hold(1.5, key) if key is NO_SHOW else box.finger(3.0, key)) == ()
    assert "error" in box.lamps(3.1)


@pytest.mark.parametrize("key", KeyName)
def test_before_the_first_state_nothing_is_sent(key: KeyName):
    box = PanelStory(None)
    assert box.hold(0.0, key) == ()
    assert "error" in box.lamps(1.6) or key is not NO_SHOW


def test_a_press_is_meant_for_the_ticket_that_the_lamps_stand_for():
    box = PanelStory(SERVING)
    box.tell(5.0, "A002")
    (command,) = box.finger(5.1, FINISH)
    assert isinstance(command, m.Finish)
    assert command.ticket == "20261121-A002"


def test_a_long_press_is_meant_for_the_ticket_that_was_there_when_the_finger_came_down():
    box = PanelStory(SERVING)
    box.finger(5.0, NO_SHOW)
    box.tell(6.0, "A002")
    (command,) = box.finger(6.5, NO_SHOW, Gesture.LONG)
    assert isinstance(command, m.MarkNoShow)
    assert command.ticket == "20261121-A001"


def test_a_repeat_means_what_the_press_meant():
    box = PanelStory(SERVING)
    box.finger(5.0, FINISH)
    box.tell(5.5, "A002")
    box.ticks(5.6, 6.1)
    assert [command.ticket for _t, command in box.sent if isinstance(command, m.Finish)] == [
        "20261121-A001"
    ] * 2


def test_nobody_is_called_within_two_seconds_of_a_call_from_wherever_it_came_and_the_lamp_says_so():
    box = PanelStory(IDLE)
    box.tell(5.0, "A001")
    assert box.finger(6.5, NEXT) == ()
    assert "next" not in box.lamps(6.9)
    assert "next" in box.lamps(7.0)
    (command,) = box.finger(7.0, NEXT)
    assert isinstance(command, m.CallNext)


def test_after_a_counter_became_free_the_next_one_is_called_at_once():
    box = PanelStory(SERVING)
    box.tell(5.0, None)
    assert "next" in box.lamps(5.1)
    (command,) = box.finger(5.5, NEXT)
    assert isinstance(command, m.CallNext)
    assert command.leaves == ""


@pytest.mark.parametrize(
    ("key", "gesture"),
    [
        (NO_SHOW, Gesture.PRESS),
        (NEXT, Gesture.LONG),
        (FINISH, Gesture.RELEASE),
        (NEXT, Gesture.STUCK),
    ],
)
def test_no_other_gesture_sends_anything(key: KeyName, gesture: Gesture):
    assert PanelStory(SERVING).finger(0.0, key, gesture) == ()


def test_an_unanswered_command_is_repeated_each_second_and_given_up_after_four():
    box = PanelStory()
    box.finger(0.0, NEXT)
    box.ticks(0.1, 9.0)
    assert [t for t, _command in box.sent] == [0.0, 1.0, 2.0, 3.0]
    assert len({command.model_dump_json() for _t, command in box.sent}) == 1
    assert "error" in box.lamps(5.0)
    assert "error" not in box.lamps(6.1)


def test_an_answer_ends_the_repeats():
    box = PanelStory()
    box.finger(0.0, NEXT)
    box.answer(0.5)
    box.ticks(0.6, 5.0)
    assert len(box.sent) == 1


def test_while_one_command_is_on_its_way_other_presses_are_not_taken():
    box = PanelStory(SERVING)
    box.finger(0.0, NEXT)
    assert box.finger(0.3, FINISH) == ()
    box.answer(0.4)
    assert box.finger(0.7, FINISH) != ()


def test_a_press_while_the_desk_is_lost_is_never_sent():
    box = PanelStory()
    box.alive = False
    box.finger(0.0, NEXT)
    box.ticks(0.1, 1.0)
    box.alive = True
    box.ticks(1.1, 9.0)
    assert box.sent == []


def test_the_answer_of_an_older_command_ends_nothing():
    box = PanelStory()
    box.finger(0.0, NEXT)
    old = box.sent[0][1].request_id
    box.ticks(0.1, 4.0)
    box.finger(5.0, NEXT)
    box.at(5.1, hp.Answered(old, refused=False))
    box.ticks(5.2, 6.5)
    assert [t for t, _command in box.sent] == [0.0, 1.0, 2.0, 3.0, 5.0, 6.0]


@pytest.mark.parametrize(
    ("state", "lit"),
    [
        (a_state(0), set()),
        (a_state(2), {"next"}),
        (a_state(0, serving=True), {"recall", "no-show", "finish"}),
        (a_state(2, serving=True), {"next", "recall", "no-show", "finish"}),
    ],
)
def test_lamps_show_the_keys_that_make_sense_now(state: CounterState, lit: set[str]):
    box = PanelStory(None)
    box.at(0.0, hp.StateArrived(state))
    assert box.lamps(0.0) == lit


def test_before_the_first_state_all_is_dark():
    assert PanelStory(None).lamps(0.0) == set()


def test_the_lamp_of_a_key_blinks_until_the_desk_answers():
    box = PanelStory(a_state(2))
    box.finger(0.0, NEXT)
    assert box.lamps_over(0.0, 1.0) == [{"next"}, set(), {"next"}, set(), {"next"}]
    box.answer(1.0)
    assert box.lamps_over(1.0, 1.0) == [{"next"}]


def test_no_lamp_flashes_more_than_three_times_a_second():
    box = PanelStory(a_state(2))
    box.finger(0.0, NEXT)
    assert sum("next" in lit for lit in box.lamps_over(0.0, 1.0)) <= 3


def test_a_refusal_lights_the_error_lamp_for_two_seconds():
    box = PanelStory(a_state(2))
    box.finger(0.0, NEXT)
    box.answer(0.2, refused=True)
    assert box.lamps(0.2) == {"next", "error"}
    assert box.lamps(2.1) == {"next", "error"}
    assert box.lamps(2.3) == {"next"}


def test_a_new_press_takes_the_error_away():
    box = PanelStory(a_state(2))
    box.finger(0.0, NEXT)
    box.answer(0.1, refused=True)
    box.finger(1.0, NEXT)
    assert "error" not in box.lamps(1.0)


def test_a_lost_desk_is_one_steady_red_lamp_and_nothing_else():
    box = PanelStory(a_state(2, serving=True))
    box.alive = False
    assert box.lamps_over(0.0, 3.0) == [{"error"}]


def test_a_press_while_the_desk_is_lost_makes_the_red_lamp_blink_for_two_seconds():
    box = PanelStory()
    box.alive = False
    box.finger(0.0, NEXT)
    assert len(box.lamps_over(0.0, 2.0)) == 10
    assert box.lamps_over(2.0, 2.0) == [{"error"}]


def test_a_stuck_key_is_a_fault_and_blinks_while_the_others_work():
    box = PanelStory(a_state(2, serving=True))
    box.finger(20.0, FINISH, Gesture.STUCK)
    assert p.faults(box.panel) == (Fault(code=FaultCode.KEY_STUCK, detail="finish"),)
    blinking = box.lamps_over(20.0, 1.0)
    assert len(blinking) >= 5
    assert all({"next", "recall", "no-show"} <= lit for lit in blinking)
    assert {frozenset(lit) - {"next", "recall", "no-show"} for lit in blinking} == {
        frozenset(),
        frozenset({"finish"}),
    }
    assert box.finger(21.0, NEXT) != ()
    box.finger(30.0, FINISH, Gesture.RELEASE)
    assert p.faults(box.panel) == ()


def test_keys_that_cannot_be_read_are_a_fault_and_a_red_lamp_until_they_are_back():
    box, gone = PanelStory(a_state()), Fault(code=FaultCode.DEVICE_MISSING, detail="keypad")
    box.finger(0.0, FINISH, Gesture.STUCK)
    box.at(1.0, hp.KeysLost(gone))
    assert p.faults(box.panel) == (gone,)
    assert box.lamps(1.0) == {"error"}
    box.at(2.0, hp.KeysLost(None))
    assert p.faults(box.panel) == ()
    assert box.lamps(2.0) == set()


@pytest.mark.parametrize("gap", [0.3, 0.7, 0.99])
def test_a_double_press_calls_one_citizen(gap: float):
    box = PanelStory()
    box.finger(5.0, NEXT)
    box.answer(5.1)
    assert box.finger(5.0 + gap, NEXT) == ()
    assert len(box.finger(6.0, NEXT)) == 1


def test_next_right_after_another_key_is_a_slip_of_the_finger():
    box = PanelStory(SERVING)
    box.finger(5.0, RECALL)
    box.answer(5.1)
    assert box.finger(5.4, NEXT) == ()
    assert len(box.finger(5.6, FINISH)) == 1


def test_how_long_a_double_press_may_take_is_set():
    box = PanelStory()
    box.panel = p.Panel(COUNTER, IDLE, second_press_s=0)
    box.finger(5.0, NEXT)
    box.answer(5.1)
    assert len(box.finger(5.3, NEXT)) == 1
