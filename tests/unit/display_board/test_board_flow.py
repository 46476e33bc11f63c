from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts import messages as m
from contracts.vocabulary import CounterId
from display_board.flow import Happening, Tick, step
from display_board.model import HOLD_S, Model
from display_board.view import page_of, sign_of
from hardware.ports import Connected, Disconnected, SignText
from tests.unit.display_board.board_builders import TEXTS, a_board, a_call, a_counter, a_pulse, an_office

ONE = CounterId("1")


def after(*history: tuple[float, Happening], model: Model | None = None) -> Model:
    """The board after a history of (second, happening)."""
    model = model or Model(started=0.0)
    for now, happening in history:
        model = step(model, happening, now)
    return model


def alive() -> Model:
    """A board with a proven desk, and one old call."""
    return after(
        (0, Connected()),
        (0, a_pulse(0)),
        (0, an_office()),
        (0, a_board(a_call("A001", at=-9000))),
        (0, a_pulse(0.5)),
    )


def number(model: Model, now: float) -> str:
    spotlight = page_of(model, now, TEXTS).spotlight
    return spotlight.call.number if spotlight else ""


def test_what_a_board_finds_at_its_start_is_shown_without_noise():
    model = after((0, a_board(a_call("A002"), a_call("A001", "2"))))
    page = page_of(model, 0, TEXTS)
    assert page.spotlight is not None
    assert (page.spotlight.call.number, page.spotlight.effect) == ("A002", False)
    assert [call.number for call in page.recent] == ["A001"]


def test_a_new_call_takes_the_spotlight_at_once_and_flashes_for_five_seconds():
    model = after((1, a_board(a_call("A002", "3", at=1000), a_call("A001", at=-9000), seq=2)), model=alive())
    page = page_of(model, 1, TEXTS)
    assert page.spotlight is not None
    assert (page.spotlight.call.number, page.spotlight.call.counter) == ("A002", "Quầy 3")
    assert page.spotlight.effect
    later = page_of(step(model, Tick(), 6.1), 6.1, TEXTS).spotlight
    assert later is not None
    assert not later.effect


def test_two_calls_in_one_moment_each_hold_the_spotlight_six_seconds():
    both = a_board(a_call("A003", "2", at=1001), a_call("A002", "3", at=1000), seq=2)
    model = after((1, both), model=alive())
    assert number(model, 1) == "A002"
    assert number(after((6.9, Tick()), model=model), 6.9) == "A002"
    model = after((7.0, Tick()), model=model)
    assert number(model, 7) == "A003"
    assert number(after((60, Tick()), model=model), 60) == "A003"


def test_a_waiting_call_is_in_the_list_before_its_turn():
    both = a_board(a_call("A003", "2", at=1001), a_call("A002", "3", at=1000), seq=2)
    model = after((1, both), model=alive())
    assert [call.number for call in page_of(model, 1, TEXTS).recent] == ["A003"]


def test_a_recall_is_announced_again():
    first = a_board(a_call("A002", at=1000), seq=2)
    again = a_board(a_call("A002", at=12_000, times=2), seq=3)
    model = after((1, first), (12, again), model=alive())
    spotlight = page_of(model, 12, TEXTS).spotlight
    assert spotlight is not None
    assert spotlight.effect
    assert spotlight.turn == 2


def test_a_ticket_called_elsewhere_before_its_turn_is_announced_only_where_it_has_to_go():
    model = after(
        (1, a_board(a_call("A003", "2", at=1001), a_call("A002", "3", at=1000), seq=2)),
        (2, a_board(a_call("A003", "4", at=2000), a_call("A002", "3", at=1000), seq=3)),
        (7, Tick()),
        model=alive(),
    )
    spotlight = page_of(model, 7, TEXTS).spotlight
    assert spotlight is not None
    assert spotlight.call.counter == "Quầy 4"
    assert number(after((13, Tick()), (14, Tick()), model=model), 14) == "A003"
    assert model.queue == ()


def test_a_call_that_is_withdrawn_before_its_turn_is_not_announced():
    model = after(
        (1, a_board(a_call("A003", "2", at=1001), a_call("A002", "3", at=1000), seq=2)),
        (2, a_board(a_call("A002", "3", at=1000), seq=3)),
        (8, Tick()),
        model=alive(),
    )
    spotlight = page_of(model, 8, TEXTS).spotlight
    assert spotlight is not None
    assert (spotlight.call.number, spotlight.effect, spotlight.turn) == ("A002", False, 1)


def test_a_call_that_is_withdrawn_in_its_turn_gives_way_at_once():
    both = a_board(a_call("A003", "2", at=1001), a_call("A002", "3", at=1000), seq=2)
    model = after((1, both), (3, a_board(a_call("A003", "2", at=1001), seq=3)), model=alive())
    spotlight = page_of(model, 3, TEXTS).spotlight
    assert spotlight is not None
    assert (spotlight.call.number, spotlight.effect, spotlight.turn) == ("A003", True, 2)
    nobody = page_of(after((4, a_board(seq=4)), model=model), 4, TEXTS)
    assert nobody.spotlight is None


@pytest.mark.parametrize("withdrawn", range(3, 12))
def test_a_call_that_newer_ones_pushed_off_the_list_is_still_announced(withdrawn: int):
    calls = [a_call(f"A{n:03}", str(n), at=n) for n in range(1, 15)]
    left = [call for call in calls if call.at != calls[withdrawn].at]
    model = after(
        (1, a_board(*reversed(calls[: m.BOARD_CALLS]), seq=2)),
        (2, a_board(*reversed(left[-m.BOARD_CALLS :]), seq=3)),
        model=alive(),
    )
    announced = set()
    for second in range(2, 100, 2):
        model = step(model, Tick(), second)
        announced.add(number(model, second))
    assert announced == {call.number for call in left}


def test_a_call_that_came_a_minute_late_is_listed_and_not_announced():
    model = after((100, a_pulse(100)), (100, a_board(a_call("A005", at=30_000), seq=9)), model=alive())
    spotlight = page_of(model, 100, TEXTS).spotlight
    assert spotlight is not None
    assert not spotlight.effect


def test_a_restored_journal_announces_nothing():
    restored = a_board(a_call("A007", at=900), epoch=2, seq=1)
    spotlight = page_of(after((1, restored), model=alive()), 1, TEXTS).spotlight
    assert spotlight is not None
    assert (spotlight.call.number, spotlight.effect) == ("A007", False)


def test_when_all_calls_are_over_the_spotlight_goes_dark():
    assert page_of(after((1, a_board(seq=2)), model=alive()), 1, TEXTS).spotlight is None


def test_yesterdays_calls_are_forgotten():
    today = a_call("A001", at=1).model_copy(update={"ticket": "20261122-A001"})
    model = after((1, a_board(today, seq=2)), model=alive())
    assert {key[0] for key in model.seen} == {"20261122-A001"}


def test_a_silent_desk_raises_the_banner_after_ten_seconds_and_takes_the_clock_away():
    model = after((2, a_pulse(2)), model=alive())
    assert not page_of(model, 12.0, TEXTS).lost
    page = page_of(model, 12.1, TEXTS)
    assert page.lost
    assert (page.clock, page.as_of) == ("", "16:00")


def test_the_clock_is_the_desks_and_runs_between_pulses():
    page = page_of(alive(), 65, TEXTS)
    assert page.lost
    page = page_of(after((63, a_pulse(63)), model=alive()), 65, TEXTS)
    assert (page.clock, page.date) == ("16:01", "Thứ Bảy, 21/11/2026")


def test_losing_the_broker_does_not_shorten_or_stretch_the_ten_seconds():
    model = after((2, a_pulse(2)), (3, Disconnected("gone")), model=alive())
    assert not page_of(model, 11.9, TEXTS).lost
    assert page_of(model, 12.1, TEXTS).lost


def test_the_banner_goes_with_the_first_pulse_after_the_connection_is_back():
    model = after((3, Disconnected("gone")), (40, Connected()), (40.2, a_pulse(40.2)), model=alive())
    assert not page_of(model, 40.2, TEXTS).lost


def test_the_retained_pulse_of_a_hung_desk_proves_nothing():
    model = after((3, Disconnected("gone")), (40, Connected()), (40.2, a_pulse(20)), model=alive())
    assert page_of(model, 40.2, TEXTS).lost
    fresh = after((0, Connected()), (0, a_pulse(-500)))
    assert fresh.pulse is None


def test_a_desk_whose_clock_was_set_back_is_believed_from_its_second_pulse():
    model = after((40, Connected()), (40.2, a_pulse(-3600)), (42.2, a_pulse(-3598)), model=alive())
    assert not page_of(model, 42.2, TEXTS).lost


def test_a_desk_that_says_goodbye_is_lost_ten_seconds_after_its_last_pulse():
    model = after((2, a_pulse(2)), (5, a_pulse(5, online=False)), model=alive())
    assert not page_of(model, 11, TEXTS).lost
    assert page_of(model, 12.1, TEXTS).lost


def test_a_board_that_never_heard_a_desk_says_so_and_names_no_time():
    page = page_of(after((0, Connected()), (11, Tick())), 11, TEXTS)
    assert page.lost
    assert page.as_of == ""


def test_waiting_people_are_counted_for_every_service():
    model = after((1, a_board(seq=2, land=4)), model=alive())
    waiting = page_of(model, 1, TEXTS).waiting
    assert [(w.prefix, w.name, w.count) for w in waiting] == [
        ("D", "Đất đai - Môi trường", 4),
        ("H", "Hộ tịch", 0),
    ]


def test_a_sign_shows_dashes_until_it_knows_then_label_or_number():
    assert sign_of(alive(), ONE, 1, TEXTS) == SignText("----")
    assert sign_of(after((1, a_counter(None)), model=alive()), ONE, 1, TEXTS) == SignText(
        "Quầy 1", counter="1"
    )
    assert sign_of(after((1, a_counter(a_call("A002"))), model=alive()), ONE, 1, TEXTS) == SignText(
        "A002", counter="1"
    )


def test_a_sign_is_inverted_for_five_seconds_after_a_recall_only():
    called = after((1, a_counter(a_call("A002"))), model=alive())
    model = after((5, a_counter(a_call("A002", times=2), seq=2)), model=called)
    assert sign_of(model, ONE, 5, TEXTS) == SignText("A002", inverted=True, counter="1")
    assert sign_of(model, ONE, 10.1, TEXTS) == SignText("A002", counter="1")
    following = after((6, a_counter(a_call("A003"), seq=3)), model=model)
    assert sign_of(following, ONE, 6, TEXTS) == SignText("A003", counter="1")


def test_a_sign_gives_its_number_up_thirty_seconds_after_the_last_pulse():
    model = after((0, a_counter(a_call("A002"))), model=alive())
    assert sign_of(model, ONE, 29.9, TEXTS) == SignText("A002", counter="1")
    assert sign_of(model, ONE, 30.1, TEXTS) == SignText("----")


@given(st.lists(st.tuples(st.integers(1, 9), st.integers(1, 3), st.floats(0, 5)), max_size=30))
def test_every_call_gets_its_six_seconds_and_nothing_else_is_ever_shown(
    presses: list[tuple[int, int, float]],
):
    """Calls at any rhythm: shown in order, each at least HOLD_S, none that did not happen."""
    model, now, calls, shown = alive(), 1.0, [a_call("A001", at=-9000)], []
    for seq, (_, counter, pause) in enumerate(presses):
        calls = [a_call(f"B{seq:03}", str(counter), at=int(now * 1000)), *calls][: m.BOARD_CALLS]
        model = step(model, a_board(*calls, seq=seq + 2), now)
        shown.append((now, number(model, now)))
        now += pause
    for _ in range(40 * len(presses)):
        model = step(model, Tick(), now)
        shown.append((now, number(model, now)))
        now += 0.5
    starts = [at for index, (at, text) in enumerate(shown) if index == 0 or shown[index - 1][1] != text]
    order = [text for index, (_, text) in enumerate(shown) if index == 0 or shown[index - 1][1] != text]
    assert order == [f"B{seq:03}" for seq in range(len(presses))]
    assert all(b - a >= HOLD_S - 0.001 for a, b in pairwise(starts))
