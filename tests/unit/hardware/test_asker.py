"""Asking the desk until it answers: one id, said again and again, and given up when it comes too late."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts import messages as m
from contracts.vocabulary import CounterId, RequestId
from hardware.link import asker
from hardware.link.asker import MOST_AT_ONCE, OpenQuestion, Patience, begin, go_on, go_on_all, hurry

BRIEF, ENDLESS = Patience(repeat_s=1.0, give_up_s=4.0), Patience(repeat_s=2.0)


def call(number: int = 1) -> m.CallNext:
    request_id = RequestId(f"00000000-0000-7000-8000-{number:012x}")
    return m.CallNext(request_id=request_id, at=0, counter=CounterId("1"))


def said_at(question: OpenQuestion[m.CallNext], patience: Patience, times: list[float]) -> list[float]:
    """When it was said, and (negative) when it was given up."""
    said: list[float] = []
    for now in times:
        turn = go_on(question, now, patience)
        said += [now for command in turn.due if command == question.command]
        if turn.question is None:
            return [*said, -now]
        question = turn.question
    return said


def test_it_is_said_at_once_and_then_again_until_it_is_given_up():
    halves = [100 + step / 2 for step in range(20)]
    assert said_at(begin(call(), 100.0), BRIEF, halves) == [100, 101, 102, 103, -104]


def test_what_must_arrive_is_said_for_ever():
    assert said_at(begin(call(), 0.0), ENDLESS, [float(s) for s in range(1000)]) == list(range(0, 1000, 2))


def test_whoever_says_it_alone_has_it_said_again_only():
    assert said_at(begin(call(), 0.0, in_s=1.0), BRIEF, [0.0, 0.5, 1.0, 1.5, 2.0, 4.0]) == [1.0, 2.0, -4.0]


def test_after_a_long_sleep_nothing_is_made_up_for():
    assert said_at(begin(call(), 0.0), ENDLESS, [0.0, 61.0, 61.5, 63.0]) == [0.0, 61.0, 63.0]
    assert said_at(begin(call(), 0.0), BRIEF, [0.0, 61.0]) == [0.0, -61.0], "too late is never said"


@given(st.lists(st.integers(0, 120), min_size=1, max_size=60))
def test_however_time_passes_it_is_the_same_command_and_never_too_often_or_too_late(quarters: list[int]):
    question, now, said = begin(call(), 0.0), 0.0, []
    for quarter in quarters:
        now += quarter / 4
        turn = go_on(question, now, BRIEF)
        assert all(command is question.command for command in turn.due)
        said += [now] * len(turn.due)
        if turn.question is None:
            assert now >= BRIEF.give_up_s
            break
        question = turn.question
    assert all(later - earlier >= BRIEF.repeat_s for earlier, later in pairwise(said))
    assert all(when < BRIEF.give_up_s for when in said)


def test_of_many_only_so_many_are_under_way_and_the_others_follow_as_they_are_answered():
    questions = tuple(begin(call(number), 0.0) for number in range(MOST_AT_ONCE + 20))
    questions, due = go_on_all(questions, 0.0, ENDLESS)
    assert [command.request_id for command in due] == [q.id for q in questions[:MOST_AT_ONCE]]
    assert len(questions) == MOST_AT_ONCE + 20, "none is lost"
    for answered in due[:5]:
        questions = asker.without(questions, answered.request_id)
    questions, due = go_on_all(questions, 0.5, ENDLESS)
    assert [command.request_id for command in due] == [
        q.id for q in questions[MOST_AT_ONCE - 5 : MOST_AT_ONCE]
    ]


def test_of_several_those_that_are_too_late_go_and_the_others_stay_in_order():
    old, new = begin(call(1), 0.0), begin(call(2), 3.5)
    questions, due = go_on_all((old, new), 4.0, BRIEF)
    assert [question.id for question in questions] == [new.id]
    assert due == (new.command,)


def test_a_new_chance_to_be_heard_makes_everything_due():
    questions, _ = go_on_all((begin(call(1), 0.0), begin(call(2), 0.0)), 0.0, ENDLESS)
    assert go_on_all(questions, 0.1, ENDLESS).due == ()
    assert len(go_on_all(hurry(questions, 0.1), 0.1, ENDLESS).due) == 2


def test_a_reply_finds_its_question_and_no_other():
    one, two = begin(call(1), 0.0), begin(call(2), 0.0)
    assert asker.find((one, two), two.id) is two
    assert asker.find((one, two), call(3).request_id) is None
    assert asker.without((one, two), one.id) == (two,)
    assert asker.without((one, two), call(3).request_id) == (one, two)


@pytest.mark.parametrize("shown", [repr, str])
def test_what_is_asked_is_in_no_log(shown: type[str]):
    assert "counter" not in shown(replace(begin(call(), 0.0), since=1.0))
