"""What a counter did last is taken back: the day goes on as if it had not been, whatever others did meanwhile."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.vocabulary import Act, CounterId, PriorityGroup, RefusalCode, ServiceCode, TicketState
from controller.domain import commands as c
from controller.domain import events as e
from controller.domain.counter_rules import UNDO_MS, undoable
from controller.domain.day import Day, fold
from controller.domain.decide import close_day, decide
from controller.domain.now import Now
from controller.domain.office import Counter
from controller.domain.refusals import Refusal
from tests import builders as b
from tests.properties import examples
from tests.unit.controller.plain_desk import No, PlainDesk

OFFICE = b.open_office()
ACTS: list[tuple[c.Command, Act, str]] = [
    (c.CallNext(b.ONE), Act.CALL, "A002"),
    (c.CallNumber(b.ONE, b.ticket("A003")), Act.CALL, "A003"),
    (c.Finish(b.ONE), Act.FINISH, "A001"),
    (c.MarkNoShow(b.ONE), Act.NO_SHOW, "A001"),
    (c.Transfer(b.ONE, b.LAND), Act.TRANSFER, "A001"),
    (c.Transfer(b.ONE, to_counter=b.TWO), Act.TRANSFER, "A001"),
    (c.Park(b.ONE, "papers"), Act.PARK, "A001"),
    (c.Cancel(b.ticket("A002"), counter=b.ONE), Act.CANCEL, "A002"),
    (c.Cancel(b.ticket("A001"), counter=b.ONE), Act.CANCEL, "A001"),
]


def serving() -> Day:
    """A001 is at counter 1, A002 and A003 wait."""
    return b.after(OFFICE, b.a_day(), b.take(), b.take(), b.take(), c.CallNext(b.ONE))


def without_traces(day: Day) -> Day:
    return replace(day, acts={}, last_at=0)


@pytest.mark.parametrize(("command", "act", "number"), ACTS)
def test_every_act_can_be_taken_back_and_says_so_in_the_journal(command: c.Command, act: Act, number: str):
    before = serving()
    day = b.after(OFFICE, before, command)
    (event,) = b.decided(OFFICE, day, c.Undo(b.ONE, act, b.ticket(number)), day.last_at + 1).events
    left = b.ticket("A001") if act is Act.CALL else None
    assert event == e.ActUndone(day.last_at + 1, b.ONE, act, b.ticket(number), left)
    assert without_traces(fold(day, [event])) == without_traces(before)


def test_a_number_that_was_given_up_waits_again_in_its_old_place():
    day = b.after(OFFICE, serving(), c.Cancel(b.ticket("A002"), counter=b.TWO), b.take())
    assert b.waiting(day) == ["A003", "A004"]
    day = b.after_at(OFFICE, day, c.Undo(b.TWO, Act.CANCEL, b.ticket("A002")), day.last_at)
    assert b.waiting(day) == ["A002", "A003", "A004"]


def test_a_counter_cannot_give_up_a_number_that_another_counter_serves_by_now():
    day, stale = serving(), c.Cancel(b.ticket("A001"), counter=b.TWO)
    refused = b.refused(OFFICE, day, stale, day.last_at + 1)
    assert (refused.code, refused.facts) == (RefusalCode.WRONG_STATE, {"number": "A001", "state": "called"})


def test_a_number_that_was_set_aside_and_given_up_is_set_aside_again():
    parked = b.after(OFFICE, serving(), c.Park(b.ONE))
    day = b.after(OFFICE, parked, c.Cancel(b.ticket("A001"), counter=b.ONE))
    day = b.after_at(OFFICE, day, c.Undo(b.ONE), day.last_at)
    assert day.tickets[b.ticket("A001")].state is TicketState.PARKED


def test_what_a_program_gave_up_is_no_counters_act():
    day = b.after(OFFICE, serving(), c.Cancel(b.ticket("A002")))
    assert b.refusal_code(OFFICE, day, c.Undo(b.TWO), day.last_at) is RefusalCode.NOTHING_TO_UNDO


def test_a_first_call_is_taken_back_to_an_idle_counter():
    day = b.after(OFFICE, b.a_day(), b.take(), c.CallNext(b.ONE))
    day = b.after_at(OFFICE, day, c.Undo(b.ONE), day.last_at)
    assert (b.number_at(day, b.ONE), b.waiting(day), day.calls) == (None, ["A001"], ())
    assert day.tickets[b.ticket("A001")].first_called_at is None


def test_calling_back_is_taken_back_as_one_act():
    before = b.after(OFFICE, serving(), c.CallNext(b.ONE))
    day = b.after(OFFICE, before, c.CallNumber(b.ONE, b.ticket("A001")))
    assert (b.number_at(day, b.ONE), b.waiting(day)) == ("A001", ["A002", "A003"])
    day = b.after_at(OFFICE, day, c.Undo(b.ONE), day.last_at)
    assert without_traces(day) == without_traces(before)


def test_a_finish_and_the_call_after_it_are_two_acts_also_in_the_same_millisecond():
    finished = b.after(OFFICE, serving(), c.Finish(b.ONE))
    day = b.after_at(OFFICE, finished, c.CallNext(b.ONE), finished.last_at)
    day = b.after_at(OFFICE, day, c.Undo(b.ONE), day.last_at)
    assert (b.number_at(day, b.ONE), b.waiting(day)) == (None, ["A002", "A003"])


def test_saying_the_number_again_is_part_of_the_call():
    before = serving()
    day = b.after(OFFICE, before, c.CallNext(b.ONE))
    day = b.after_at(OFFICE, day, c.Recall(b.ONE), day.last_at + 4_000)
    day = b.after_at(OFFICE, day, c.Undo(b.ONE, Act.CALL, b.ticket("A002")), day.last_at + 1_000)
    assert without_traces(day) == without_traces(before)


@pytest.mark.parametrize(("late_by", "works"), [(0, True), (1, False)])
def test_ten_seconds_to_the_millisecond(late_by: int, *, works: bool):
    day = serving()
    found = decide(OFFICE, day, c.Undo(b.ONE), Now(day.last_at + UNDO_MS + late_by))
    assert isinstance(found, Refusal) != works
    assert (undoable(day, b.ONE, day.last_at + UNDO_MS + late_by) is not None) == works


def test_a_clock_that_went_back_a_little_makes_the_time_no_shorter():
    day = serving()
    assert b.decided(OFFICE, day, c.Undo(b.ONE), day.last_at - 60_000).events


@pytest.mark.parametrize(
    "command",
    [
        c.Undo(b.ONE, Act.FINISH),
        c.Undo(b.ONE, Act.CALL, b.ticket("A002")),
        c.Undo(b.ONE, ticket=b.ticket("A003")),
        c.Undo(b.TWO),
    ],
)
def test_another_act_than_the_one_that_was_meant_is_not_taken_back(command: c.Undo):
    day = serving()
    assert b.refusal_code(OFFICE, day, command, day.last_at) is RefusalCode.NOTHING_TO_UNDO


def test_only_the_last_act_and_only_once():
    day = b.after(OFFICE, serving(), c.Finish(b.ONE))
    day = b.after_at(OFFICE, day, c.Undo(b.ONE), day.last_at)
    assert b.refusal_code(OFFICE, day, c.Undo(b.ONE), day.last_at) is RefusalCode.NOTHING_TO_UNDO


def test_whom_another_counter_has_called_meanwhile_stays_there():
    day = b.after(OFFICE, serving(), c.Transfer(b.ONE, to_counter=b.TWO))
    day = b.after_at(OFFICE, day, c.CallNext(b.TWO), day.last_at + 1)
    refusal = b.refused(OFFICE, day, c.Undo(b.ONE), day.last_at + 1)
    assert (refusal.code, refusal.facts) == (RefusalCode.WRONG_STATE, {"number": "A001", "state": "called"})


def test_who_gave_up_meanwhile_is_not_called_back():
    day = serving()
    day = b.after_at(OFFICE, day, c.Cancel(b.ticket("A001")), day.last_at + 1)
    assert b.refusal_code(OFFICE, day, c.Undo(b.ONE), day.last_at) is RefusalCode.WRONG_STATE


def test_a_visit_that_was_not_finished_after_all_is_no_measure():
    before = b.after(OFFICE, serving(), c.CallNext(b.TWO))
    day = b.after(OFFICE, before, "09:00", c.Finish(b.ONE))
    day = b.after_at(OFFICE, day, c.Finish(b.TWO), day.last_at + 5_000)
    assert len(day.served[b.CIVIL]) == 2
    day = b.after_at(OFFICE, day, c.Undo(b.ONE), day.last_at)
    assert day.served[b.CIVIL] == (day.last_at - before.serves_since[b.TWO],)


def test_ordinary_calls_of_others_still_count_towards_the_next_priority_turn():
    elder = b.take(priority=b.ELDERLY)
    day = b.after(OFFICE, b.a_day(), *[b.take()] * 3, elder, *[b.take()] * 2, elder)
    day = b.after(OFFICE, day, c.CallNext(b.ONE))
    assert (b.number_at(day, b.ONE), day.credit) == ("A004", {b.CIVIL: 0})
    day = b.after(OFFICE, day, c.CallNext(b.ONE))
    day = b.after_at(OFFICE, day, c.CallNext(b.TWO), day.last_at + 1_000)
    assert (b.number_at(day, b.ONE), b.number_at(day, b.TWO), day.credit) == ("A001", "A002", {b.CIVIL: 2})
    day = b.after_at(OFFICE, day, c.Undo(b.ONE), day.last_at)
    assert day.credit == {b.CIVIL: 1}
    day = b.after(OFFICE, day, c.CallNext(b.ONE), c.CallNext(b.ONE))
    assert b.number_at(day, b.ONE) == "A007", "two ordinary ones were called since A004 overtook"


def test_no_act_outlives_its_day():
    day = b.after(OFFICE, serving(), c.Finish(b.ONE))
    closed = fold(day, close_day(day, day.last_at))
    assert closed.acts == {}
    assert b.refusal_code(OFFICE, closed, c.Undo(b.ONE), day.last_at) is RefusalCode.NOTHING_TO_UNDO


def test_an_old_journal_that_does_not_tie_a_call_to_its_finish_is_still_read():
    day = serving()
    at = day.last_at + 1
    called = e.TicketCalled(at, b.ticket("A002"), b.ONE, "first-come", (), (), None)  # type: ignore[arg-type] # a word
    day = fold(day, [e.TicketFinished(at, b.ticket("A001"), b.ONE), called])
    day = b.after_at(OFFICE, day, c.Undo(b.ONE), at)
    assert (b.number_at(day, b.ONE), b.waiting(day)) == (None, ["A002", "A003"])


COUNTERS = (b.ONE, b.TWO)
CROWD = st.lists(st.tuples(st.sampled_from([b.CIVIL, b.LAND]), st.booleans()), min_size=3, max_size=14)
STEPS = st.lists(
    st.tuples(st.sampled_from(["call", "call", "undo", "finish", "wait"]), st.sampled_from(COUNTERS)),
    max_size=16,
)


@given(crowd=CROWD, steps=STEPS, ratio=st.sampled_from([0, 1, 2]))
@examples(100)
def test_whoever_is_called_after_an_undo_is_called_as_if_it_had_not_been(
    crowd: list[tuple[ServiceCode, bool]], steps: list[tuple[str, CounterId]], ratio: int
):
    both = (b.CIVIL, b.LAND)
    office = replace(
        b.with_policy(ratio=ratio), counters={key: Counter(key, key[-1], both) for key in COUNTERS}
    )
    names = [str(service) for service in both]
    plain = PlainDesk(
        {str(key): names for key in COUNTERS},
        {"civil": "A", "land": "B"},
        {"civil": 999, "land": 999},
        {},
        ratio,
        clock=b.clock("08:00"),
    )
    day = b.a_day()
    for service, elder in crowd:
        group = b.ELDERLY if elder else PriorityGroup.ORDINARY
        day = b.after_at(office, day, b.take(service, group), plain.clock)
        plain.issue(service, elder=elder, paper=False)
    to_the_end = [("call", counter) for _ in crowd for counter in COUNTERS]
    for what, counter in (*steps, *to_the_end):
        plain.clock += 1_000
        command = {"call": c.CallNext, "undo": c.Undo, "finish": c.Finish}.get(what)
        if command is None:
            plain.clock += UNDO_MS
            continue
        found = decide(office, day, command(counter), Now(plain.clock))
        day = day if isinstance(found, Refusal) else fold(day, found.events)
        assert (found.code if isinstance(found, Refusal) else None) == _on_paper(plain, what, counter)
        there = plain.at(counter)
        assert b.number_at(day, counter) == (there.number if there else None)
    assert {t.state for t in day.tickets.values()} <= {TicketState.FINISHED, TicketState.CALLED}


def _on_paper(plain: PlainDesk, what: str, counter: CounterId) -> str | None:
    """Why it cannot be; None when it is done."""
    try:
        match what:
            case "call":
                plain.call_next(counter)
            case "undo":
                plain.undo(counter, None, None)
            case "finish":
                plain.end(counter, "finished")
    except No as no:
        return str(no)
    return None
