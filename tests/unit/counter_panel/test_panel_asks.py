"""Combinations and typed numbers at the panel and in the box: what is sent, for whom it was meant, what is seen and heard."""

import pytest

from contracts import messages as m
from hardware.counter_panel import happenings as hp
from hardware.counter_panel import panel as p
from hardware.counter_panel.hands import Dialled, KeyName, Meaning, Together
from hardware.ports import Sound
from tests.unit.counter_panel.panel_builders import DESK_AT_START, IDLE, SERVING, PanelStory, a_state
from tests.unit.counter_panel.test_panel_box import Counter

A001 = "20261121-A001"
RESTING = a_state(2).model_copy(update={"pause": m.CounterPause(reason="short")})


def asks(box: PanelStory, t: float, what: Together | Dialled):
    box._next_id += 1
    return box.at(t, hp.Asked(what, f"00000000-0000-0000-0000-{box._next_id:012d}"))  # type: ignore[arg-type]


def together(meaning: Meaning, at: float = 3.0) -> Together:
    return Together(meaning, KeyName.RECALL, at)


@pytest.mark.parametrize(
    ("meaning", "state", "kind"),
    [
        (Meaning.UNDO, SERVING, "undo"),
        (Meaning.UNDO, IDLE, "undo"),
        (Meaning.BREAK, IDLE, "take-break"),
        (Meaning.BREAK, RESTING, "end-break"),
        (Meaning.ARRIVE, SERVING, "arrive"),
        (Meaning.PARK, SERVING, "park"),
    ],
)
def test_each_combination_has_its_command(meaning: Meaning, state: m.CounterState, kind: str):
    (command,) = asks(PanelStory(state), 3.0, together(meaning))
    assert (command.kind, command.at) == (kind, DESK_AT_START + 3000)
    if kind in ("arrive", "park"):
        assert command.ticket == A001


@pytest.mark.parametrize("meaning", [Meaning.ARRIVE, Meaning.PARK])
def test_what_is_about_a_citizen_needs_one(meaning: Meaning):
    box = PanelStory(IDLE)
    assert asks(box, 3.0, together(meaning)) == ()
    assert "error" in box.lamps(3.1)


@pytest.mark.parametrize("what", [together(Meaning.UNDO), Dialled("12", 3.0)])
@pytest.mark.parametrize("trouble", ["desk-lost", "no-state"])
def test_without_a_desk_nothing_is_sent_or_kept(what: Together | Dialled, trouble: str):
    box = PanelStory(None if trouble == "no-state" else SERVING)
    box.alive = trouble == "no-state"
    assert asks(box, 3.0, what) == ()
    box.alive = True
    box.ticks(3.1, 4.0)
    assert box.sent == []


def test_a_typed_number_leaves_who_was_there_when_enter_was_pressed():
    box = PanelStory(SERVING)
    box.tell(3.2, "A002")
    (command,) = asks(box, 3.3, Dialled("025", 3.0))
    assert isinstance(command, m.CallDigits)
    assert (command.digits, command.leaves, command.at) == ("025", A001, DESK_AT_START + 3000)
    (idle,) = asks(PanelStory(IDLE), 3.0, Dialled("7", 3.0))
    assert isinstance(idle, m.CallDigits)
    assert idle.leaves == ""


def test_a_second_enter_right_after_a_typed_number_calls_nobody_else():
    box = PanelStory(IDLE)
    asks(box, 3.0, Dialled("7", 3.0))
    box.answer(3.2)
    assert box.finger(3.6, KeyName.NEXT) == ()


def test_one_wish_at_a_time_and_the_lamp_blinks_for_it():
    box = PanelStory(SERVING)
    asks(box, 3.0, Dialled("7", 3.0))
    assert asks(box, 3.5, together(Meaning.UNDO, 3.5)) == ()
    assert box.lamps_over(3.5, 0.5) in (
        [set(), {"next"}],
        [{"next"}, set()],
        [{"next"}, set(), {"next"}],
        [set(), {"next"}, set()],
    )


def test_a_digit_that_is_stuck_is_a_fault_and_no_lamp_is_asked_for_it():
    box = PanelStory(SERVING)
    box.at(3.0, hp.DigitStuck("4", stuck=True))
    assert [fault.detail for fault in p.faults(box.panel)] == ["4"]
    assert "finish" in box.lamps(3.1)
    box.at(4.0, hp.DigitStuck("4", stuck=False))
    assert p.faults(box.panel) == ()


@pytest.fixture
def counter():
    counter = Counter()
    counter.hold(0.2)
    return counter


def kinds(counter: Counter) -> list[str]:
    return [command.kind for command in counter.commands]


def test_digits_and_enter_at_the_box(counter: Counter):
    for key in ("0", "1", "2", "next"):
        counter.tap(key)
    assert [(command.kind, command.digits) for command in counter.commands] == [("call-digits", "012")]


@pytest.mark.parametrize(("refused", "sound"), [(True, Sound.BAD), (False, Sound.GOOD)])
def test_the_answer_to_a_typed_number_is_heard_and_a_no_is_seen(
    counter: Counter, *, refused: bool, sound: Sound
):
    counter.tap("9")
    counter.tap("next")
    request = counter.commands[0].request_id
    done = m.Accepted(request_id=request, result=m.Done())
    counter.reply(m.Refused(request_id=request, code="unknown-ticket") if refused else done)
    counter.hold(0.1)
    assert counter.beeper.sounds == [sound]
    assert ("error" in counter.lamp.lit) == refused
    assert kinds(counter) == ["call-digits"], "and nothing else happened"


def test_the_answer_to_a_key_with_a_lamp_is_seen_and_not_heard(counter: Counter):
    counter.tap("next")
    counter.reply(m.Refused(request_id=counter.commands[0].request_id, code="queue-empty"))
    counter.hold(0.1)
    assert counter.beeper.sounds == []


def test_two_keys_at_the_box_are_their_combination_alone(counter: Counter):
    counter.hold(0.05, "recall")
    counter.hold(3.0, "recall", "no-show")
    counter.hold(0.5)
    assert set(kinds(counter)) == {"take-break"}
    assert len({command.request_id for command in counter.commands}) == 1, "repeats of one wish"


def test_digits_that_were_forgotten_are_heard_and_seen(counter: Counter):
    counter.tap("4")
    counter.pulse()
    counter.hold(5.1)
    assert counter.beeper.sounds == [Sound.BAD]
    assert "error" in counter.lamp.lit
    assert counter.commands == []


def test_a_typed_number_without_a_desk_is_heard_as_useless(counter: Counter):
    counter.link.drop()
    counter.hold(0.1)
    counter.tap("4")
    counter.tap("next")
    assert counter.beeper.sounds == [Sound.BAD]
    assert counter.commands == []
