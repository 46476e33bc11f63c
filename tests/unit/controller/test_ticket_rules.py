"""Tickets away from the order of the queue: called by hand, taken back, given up."""

import pytest

from contracts.vocabulary import CallRule, RefusalCode, TicketState
from controller.domain import commands as c
from controller.domain.day import Day
from controller.domain.events import TicketCalled
from tests import builders as b

OFFICE = b.open_office()


def _called_by_hand(day: Day, command: c.CallNumber) -> TicketCalled:
    (*_, called) = b.decided(OFFICE, day, command).events
    assert isinstance(called, TicketCalled)
    return called


def test_a_number_called_by_hand_is_recorded_with_whom_it_passed():
    day = b.after(OFFICE, b.a_day(), b.take(), b.take(), b.take())
    called = _called_by_hand(day, c.CallNumber(b.ONE, b.ticket("A003")))
    assert called.rule is CallRule.BY_HAND
    assert called.candidates == (b.ticket("A001"), b.ticket("A002"), b.ticket("A003"))
    assert called.charged == ()


def test_a_number_called_by_hand_names_at_most_three_whom_it_passed():
    day = b.after(OFFICE, b.a_day(), *[b.take()] * 9)
    called = _called_by_hand(day, c.CallNumber(b.ONE, b.ticket("A009")))
    assert called.candidates == tuple(b.ticket(n) for n in ("A001", "A002", "A003", "A009"))


def test_whoever_waits_for_another_counter_is_not_passed():
    day = b.after(OFFICE, b.a_day(), b.take(b.RESULTS), b.take(), b.take())
    called = _called_by_hand(day, c.CallNumber(b.ONE, b.ticket("A002")))
    assert called.candidates == (b.ticket("A001"), b.ticket("A002"))


def test_a_number_of_a_foreign_service_passes_those_of_its_own():
    day = b.after(OFFICE, b.a_day(), b.take(b.RESULTS), b.take(b.RESULTS))
    called = _called_by_hand(day, c.CallNumber(b.ONE, b.ticket("C002")))
    assert called.candidates == (b.ticket("C001"), b.ticket("C002"))


def test_a_number_called_by_hand_leaves_the_others_in_order():
    day = b.after(OFFICE, b.a_day(), b.take(), b.take(), b.take(), c.CallNumber(b.ONE, b.ticket("A002")))
    assert b.number_at(day, b.ONE) == "A002"
    assert b.waiting(day) == ["A001", "A003"]


def test_calling_by_hand_finishes_whoever_is_there():
    day = b.after(OFFICE, b.a_day(), b.take(), b.take(), c.CallNext(b.ONE))
    day = b.after(OFFICE, day, c.CallNumber(b.ONE, b.ticket("A002")))
    assert day.tickets[b.ticket("A001")].state is TicketState.FINISHED


@pytest.mark.parametrize("gone", [c.Park(b.ONE), c.MarkNoShow(b.ONE)])
def test_a_parked_or_absent_number_can_be_called_by_hand(gone: c.Command):
    day = b.after(OFFICE, b.a_day(), b.take(), c.CallNext(b.ONE), gone)
    day = b.after(OFFICE, day, c.CallNumber(b.TWO, b.ticket("A001")))
    held = day.tickets[b.ticket("A001")]
    assert (b.number_at(day, b.TWO), held.state, held.ended_at) == ("A001", TicketState.CALLED, None)


def test_a_number_tied_to_one_counter_can_be_called_by_hand_at_another():
    day = b.after(OFFICE, b.a_day(), b.take(), c.CallNext(b.ONE), c.Transfer(b.ONE, to_counter=b.THREE))
    assert b.number_at(b.after(OFFICE, day, c.CallNumber(b.TWO, b.ticket("A001"))), b.TWO) == "A001"


def test_a_number_that_is_at_a_counter_cannot_be_called_by_hand():
    day = b.after(OFFICE, b.a_day(), b.take(), c.CallNext(b.ONE))
    for counter in (b.ONE, b.TWO):
        refusal = b.refused(OFFICE, day, c.CallNumber(counter, b.ticket("A001")))
        assert (refusal.code, refusal.facts) == (
            RefusalCode.WRONG_STATE,
            {"number": "A001", "state": "called"},
        )


@pytest.mark.parametrize(
    "command",
    [
        c.CallNumber(b.ONE, b.ticket("A009")),
        c.Resume(b.ticket("A009")),
        c.Cancel(b.ticket("A009")),
        c.Reprint(b.ticket("A009")),
    ],
)
def test_an_unknown_ticket_is_refused_by_name(command: c.Command):
    refusal = b.refused(OFFICE, b.after(OFFICE, b.a_day(), b.take()), command)
    assert (refusal.code, refusal.facts) == (RefusalCode.UNKNOWN_TICKET, {"ticket": b.ticket("A009")})


HISTORIES: dict[TicketState, tuple[c.Command, ...]] = {
    TicketState.WAITING: (),
    TicketState.CALLED: (c.CallNext(b.ONE),),
    TicketState.PARKED: (c.CallNext(b.ONE), c.Park(b.ONE)),
    TicketState.NO_SHOW: (c.CallNext(b.ONE), c.MarkNoShow(b.ONE)),
    TicketState.FINISHED: (c.CallNext(b.ONE), c.Finish(b.ONE)),
    TicketState.CANCELLED: (c.Cancel(b.ticket("A001")),),
}
RESUMABLE = {TicketState.PARKED, TicketState.NO_SHOW}
LIVE = {TicketState.WAITING, TicketState.CALLED, TicketState.PARKED}


@pytest.mark.parametrize("state", HISTORIES)
def test_a_ticket_resumes_from_aside_and_from_nowhere_else(state: TicketState):
    day = b.after(OFFICE, b.a_day(), b.take(), *HISTORIES[state])
    assert day.tickets[b.ticket("A001")].state is state
    command = c.Resume(b.ticket("A001"))
    if state in RESUMABLE:
        assert b.waiting(b.after(OFFICE, day, command)) == ["A001"]
    else:
        assert b.refusal_code(OFFICE, day, command) is RefusalCode.WRONG_STATE


@pytest.mark.parametrize("state", HISTORIES)
def test_a_ticket_is_given_up_while_it_lives_and_then_never_again(state: TicketState):
    day = b.after(OFFICE, b.a_day(), b.take(), *HISTORIES[state])
    assert (b.live(day) == (b.ticket("A001"),)) == (state in LIVE)
    command = c.Cancel(b.ticket("A001"), "left")
    if state in LIVE:
        day = b.after(OFFICE, day, command)
        assert day.tickets[b.ticket("A001")].state is TicketState.CANCELLED
        assert (b.waiting(day), b.number_at(day, b.ONE), b.live(day)) == ([], None, ())
    else:
        assert b.refusal_code(OFFICE, day, command) is RefusalCode.WRONG_STATE
