"""What a clerk can do with the ticket that is at the counter, as histories."""

from dataclasses import replace

import pytest

from contracts.vocabulary import CounterId, RefusalCode, ServiceCode, TicketState
from controller.domain import commands as c
from controller.domain.counter_rules import CALL_BACK_MS
from controller.domain.events import TicketCalled, TicketFinished
from tests import builders as b

OFFICE = b.open_office()
AT_COUNTER = [
    c.Recall(b.ONE),
    c.Arrive(b.ONE),
    c.MarkNoShow(b.ONE),
    c.Finish(b.ONE),
    c.Park(b.ONE),
    c.Transfer(b.ONE, b.LAND),
]


def test_call_next_brings_whoever_came_first():
    day = b.after(OFFICE, b.a_day(), b.take(), b.take(), c.CallNext(b.ONE))
    assert b.number_at(day, b.ONE) == "A001"
    assert b.waiting(day) == ["A002"]


def test_a_counter_takes_the_services_it_serves_in_order_of_arrival():
    day = b.after(OFFICE, b.a_day(), b.take(b.RESULTS), b.take(b.LAND), b.take(b.CIVIL))
    assert b.number_at(b.after(OFFICE, day, c.CallNext(b.ONE)), b.ONE) == "A001"
    assert b.number_at(b.after(OFFICE, day, c.CallNext(b.TWO)), b.TWO) == "B001"
    assert b.number_at(b.after(OFFICE, day, c.CallNext(b.THREE)), b.THREE) == "C001"


def test_call_next_finishes_whoever_is_there():
    day = b.after(OFFICE, b.a_day(), b.take(), b.take(), c.CallNext(b.ONE))
    found = b.decided(OFFICE, day, c.CallNext(b.ONE))
    assert [type(event) for event in found.events] == [TicketFinished, TicketCalled]
    after = b.after(OFFICE, day, c.CallNext(b.ONE))
    assert after.tickets[b.ticket("A001")].state is TicketState.FINISHED
    assert b.number_at(after, b.ONE) == "A002"


def test_call_next_with_nobody_waiting_still_finishes_and_says_that_the_queue_is_empty():
    day = b.after(OFFICE, b.a_day(), b.take(), c.CallNext(b.ONE))
    found = b.decided(OFFICE, day, c.CallNext(b.ONE))
    assert (found.queue_empty, found.ticket) == (True, None)
    assert b.number_at(b.after(OFFICE, day, c.CallNext(b.ONE)), b.ONE) is None


def named(command: c.Command, ticket: str) -> c.Command:
    field = "leaves" if isinstance(command, c.CallNext | c.CallNumber) else "ticket"
    return replace(command, **{field: ticket})  # type: ignore[arg-type] # a field that each of them has


@pytest.mark.parametrize("command", [*AT_COUNTER, c.CallNext(b.ONE), c.CallNumber(b.ONE, b.ticket("A003"))])
def test_a_press_that_was_meant_for_another_ticket_does_nothing_and_says_which_is_there(command: c.Command):
    day = b.after(OFFICE, b.a_day(), b.take(), b.take(), b.take(), c.CallNext(b.ONE), c.CallNext(b.ONE))
    for meant in (b.ticket("A001"), b.ticket("A003"), "20261121-Z999"):
        refusal = b.refused(OFFICE, day, named(command, meant))
        assert (refusal.code, refusal.facts) == (RefusalCode.OTHER_TICKET, {"counter": "1", "number": "A002"})
    assert b.decided(OFFICE, day, named(command, b.ticket("A002"))).events
    assert b.decided(OFFICE, day, command).events, "a program need not look"


@pytest.mark.parametrize("command", [c.CallNext(b.ONE), c.CallNumber(b.ONE, b.ticket("A003"))])
def test_a_call_from_a_counter_that_looked_idle_finishes_nobody(command: c.Command):
    day = b.after(OFFICE, b.a_day(), b.take(), b.take(), b.take())
    assert b.decided(OFFICE, day, named(command, "")).events
    day = b.after(OFFICE, day, c.CallNext(b.ONE))
    refusal = b.refused(OFFICE, day, named(command, ""))
    assert (refusal.code, refusal.facts["number"]) == (RefusalCode.OTHER_TICKET, "A001")


def test_a_call_goes_on_when_whom_it_would_have_finished_has_left_already():
    day = b.after(OFFICE, b.a_day(), b.take(), b.take(), c.CallNext(b.ONE), c.Finish(b.ONE))
    after = b.after(OFFICE, day, c.CallNext(b.ONE, leaves=b.ticket("A001")))
    assert b.number_at(after, b.ONE) == "A002"


@pytest.mark.parametrize("command", AT_COUNTER)
def test_a_press_for_a_ticket_that_has_left_finds_the_counter_idle(command: c.Command):
    day = b.after(OFFICE, b.a_day(), b.take(), c.CallNext(b.ONE), c.Finish(b.ONE))
    refusal = b.refused(OFFICE, day, named(command, b.ticket("A001")))
    assert refusal.code is RefusalCode.COUNTER_IDLE


def test_call_next_at_an_idle_counter_with_nobody_waiting_is_refused():
    day = b.after(OFFICE, b.a_day(), b.take(b.LAND))
    refusal = b.refused(OFFICE, day, c.CallNext(b.ONE))
    assert (refusal.code, refusal.facts) == (RefusalCode.QUEUE_EMPTY, {"counter": "1"})


def test_two_clerks_in_the_same_millisecond_get_two_tickets():
    day = b.after(OFFICE, b.a_day(), b.take(), b.take())
    day = b.after(OFFICE, day, "08:05", c.CallNext(b.ONE), "08:05", c.CallNext(b.TWO))
    assert (b.number_at(day, b.ONE), b.number_at(day, b.TWO)) == ("A001", "A002")


def test_a_call_records_the_rule_the_candidates_and_the_clerk():
    day = b.after(OFFICE, b.a_day(), c.SignIn(b.TWO, b.HOA), b.take(b.LAND), b.take(), b.take())
    (called,) = b.decided(OFFICE, day, c.CallNext(b.TWO)).events
    assert isinstance(called, TicketCalled)
    assert (called.rule, called.clerk) == ("first-come", b.HOA)
    assert called.candidates == (b.ticket("B001"), b.ticket("A001"))


def test_finish_frees_the_counter_and_calls_nobody():
    day = b.after(OFFICE, b.a_day(), b.take(), b.take(), c.CallNext(b.ONE), c.Finish(b.ONE))
    assert b.number_at(day, b.ONE) is None
    assert day.tickets[b.ticket("A001")].state is TicketState.FINISHED
    assert b.waiting(day) == ["A002"]


def test_a_recall_announces_the_same_ticket_again():
    day = b.after(OFFICE, b.a_day(), b.take(), c.CallNext(b.ONE), c.Recall(b.ONE), c.Recall(b.ONE))
    assert b.number_at(day, b.ONE) == "A001"
    assert day.tickets[b.ticket("A001")].times == 3


def test_a_recall_within_the_pause_is_refused_and_at_its_end_allowed():
    day = b.after(OFFICE, b.a_day(), b.take(), "08:05", c.CallNext(b.ONE))
    refusal = b.refused(OFFICE, day, c.Recall(b.ONE), b.clock("08:05") + 2_999)
    assert (refusal.code, refusal.facts) == (
        RefusalCode.RECALL_TOO_SOON,
        {"number": "A001", "seconds": "3"},
    )
    assert b.decided(OFFICE, day, c.Recall(b.ONE), b.clock("08:05") + 3_000).ticket == b.ticket("A001")


def test_each_recall_begins_the_pause_again():
    day = b.after(OFFICE, b.a_day(), b.take(), "08:05", c.CallNext(b.ONE), "08:06", c.Recall(b.ONE))
    early = b.clock("08:06") + 1_000
    assert b.refusal_code(OFFICE, day, c.Recall(b.ONE), early) is RefusalCode.RECALL_TOO_SOON


def test_a_no_show_frees_the_counter_and_is_not_called_again_by_itself():
    day = b.after(OFFICE, b.a_day(), b.take(), c.CallNext(b.ONE), c.MarkNoShow(b.ONE))
    assert day.tickets[b.ticket("A001")].state is TicketState.NO_SHOW
    assert b.refusal_code(OFFICE, day, c.CallNext(b.ONE)) is RefusalCode.QUEUE_EMPTY


def test_a_no_show_who_comes_back_has_the_old_place():
    day = b.after(OFFICE, b.a_day(), b.take(), b.take(), c.CallNext(b.ONE), c.MarkNoShow(b.ONE))
    day = b.after(OFFICE, day, c.Resume(b.ticket("A001")))
    assert b.waiting(day) == ["A001", "A002"]
    assert day.tickets[b.ticket("A001")].ended_at is None
    assert b.number_at(b.after(OFFICE, day, c.CallNext(b.TWO)), b.TWO) == "A001"


def test_a_parked_ticket_waits_aside_and_resumes_in_its_old_place():
    day = b.after(OFFICE, b.a_day(), b.take(), b.take(), c.CallNext(b.ONE), c.Park(b.ONE, "photo"))
    assert day.tickets[b.ticket("A001")].state is TicketState.PARKED
    assert b.number_at(day, b.ONE) is None
    assert b.waiting(day) == ["A002"]
    assert b.waiting(b.after(OFFICE, day, c.Resume(b.ticket("A001")))) == ["A001", "A002"]


def test_a_transfer_to_a_service_keeps_number_and_arrival():
    day = b.after(OFFICE, b.a_day(), b.take(), b.take(b.LAND), c.CallNext(b.ONE))
    before = day.tickets[b.ticket("A001")]
    day = b.after(OFFICE, day, c.Transfer(b.ONE, to_service=b.LAND))
    moved = day.tickets[b.ticket("A001")]
    assert (moved.number, moved.arrived_at, moved.order) == ("A001", before.arrived_at, before.order)
    assert (moved.service, moved.series, moved.bound_to) == (b.LAND, b.CIVIL, None)
    assert b.number_at(b.after(OFFICE, day, c.CallNext(b.THREE)), b.THREE) == "A001"


def test_a_transfer_to_a_counter_waits_for_that_counter_alone():
    day = b.after(OFFICE, b.a_day(), b.take(), c.CallNext(b.ONE), c.Transfer(b.ONE, to_counter=b.THREE))
    assert b.refusal_code(OFFICE, day, c.CallNext(b.TWO)) is RefusalCode.QUEUE_EMPTY
    day = b.after(OFFICE, day, c.CallNext(b.THREE))
    assert b.number_at(day, b.THREE) == "A001"
    assert day.tickets[b.ticket("A001")].service == b.CIVIL


def test_a_transfer_to_a_service_unties_a_ticket_from_its_counter():
    day = b.after(OFFICE, b.a_day(), b.take(), c.CallNext(b.ONE), c.Transfer(b.ONE, to_counter=b.THREE))
    day = b.after(OFFICE, day, c.CallNext(b.THREE), c.Transfer(b.THREE, to_service=b.CIVIL))
    assert b.number_at(b.after(OFFICE, day, c.CallNext(b.TWO)), b.TWO) == "A001"


@pytest.mark.parametrize(
    ("transfer", "code"),
    [
        (c.Transfer(b.ONE), RefusalCode.MALFORMED),
        (c.Transfer(b.ONE, to_service=ServiceCode("tax")), RefusalCode.UNKNOWN_SERVICE),
        (c.Transfer(b.ONE, to_counter=CounterId("counter-9")), RefusalCode.UNKNOWN_COUNTER),
        (c.Transfer(b.ONE, to_service=b.RESULTS, to_counter=b.TWO), RefusalCode.NOT_SERVED_HERE),
    ],
)
def test_a_transfer_to_nowhere_is_refused(transfer: c.Transfer, code: RefusalCode):
    day = b.after(OFFICE, b.a_day(), b.take(), c.CallNext(b.ONE))
    assert b.refusal_code(OFFICE, day, transfer) is code


@pytest.mark.parametrize("command", AT_COUNTER)
def test_nothing_can_be_done_with_nobody_at_the_counter(command: c.Command):
    day = b.after(OFFICE, b.a_day(), b.take())
    refusal = b.refused(OFFICE, day, command)
    assert (refusal.code, refusal.facts) == (RefusalCode.COUNTER_IDLE, {"counter": "1"})


@pytest.mark.parametrize(
    "command",
    [
        c.CallNext(CounterId("counter-9")),
        c.CallNumber(CounterId("counter-9"), b.ticket("A001")),
        c.Recall(CounterId("counter-9")),
        c.SignIn(CounterId("counter-9"), b.HOA),
        c.SignOut(CounterId("counter-9")),
    ],
)
def test_an_unknown_counter_is_refused_by_name(command: c.Command):
    refusal = b.refused(OFFICE, b.after(OFFICE, b.a_day(), b.take()), command)
    assert (refusal.code, refusal.facts) == (RefusalCode.UNKNOWN_COUNTER, {"counter": "counter-9"})


def test_a_clerk_signs_in_and_out():
    day = b.after(OFFICE, b.a_day(), c.SignIn(b.ONE, b.HOA))
    assert day.clerks == {b.ONE: b.HOA}
    assert b.after(OFFICE, day, c.SignOut(b.ONE)).clerks == {}


def test_a_clerk_who_sits_down_takes_the_place_of_the_one_before():
    assert b.after(OFFICE, b.a_day(), c.SignIn(b.ONE, b.HOA), c.SignIn(b.ONE, b.BINH)).clerks[b.ONE] == b.BINH


def test_signing_out_where_nobody_sits_changes_nothing():
    assert b.decided(OFFICE, b.a_day(), c.SignOut(b.ONE)).events == ()


def test_signing_out_leaves_the_ticket_at_the_counter():
    day = b.after(OFFICE, b.a_day(), c.SignIn(b.ONE, b.HOA), b.take(), c.CallNext(b.ONE), c.SignOut(b.ONE))
    assert b.number_at(day, b.ONE) == "A001"


def test_a_citizen_who_was_finished_by_a_wrong_press_is_called_back_and_nobody_else_is_finished():
    day = b.after(OFFICE, b.a_day(), b.take(), b.take(), b.take(), c.CallNext(b.ONE), c.CallNext(b.ONE))
    assert (b.number_at(day, b.ONE), b.waiting(day)) == ("A002", ["A003"])
    day = b.after(OFFICE, day, c.CallNumber(b.ONE, b.ticket("A001")))
    assert (b.number_at(day, b.ONE), b.waiting(day)) == ("A001", ["A002", "A003"])
    assert day.tickets[b.ticket("A001")].ended_at is None
    day = b.after(OFFICE, day, c.CallNext(b.ONE))
    assert (b.number_at(day, b.ONE), b.waiting(day)) == ("A002", ["A003"])


def test_whoever_was_sent_to_this_counter_alone_waits_for_it_again_after_a_call_back():
    sent = (c.CallNext(b.THREE), c.Transfer(b.THREE, to_counter=b.ONE), c.CallNext(b.ONE))
    day = b.after(OFFICE, b.a_day(), b.take(), c.CallNext(b.ONE), b.take(b.LAND), *sent)
    day = b.after(OFFICE, day, c.CallNumber(b.ONE, b.ticket("A001")))
    assert b.refusal_code(OFFICE, day, c.CallNext(b.THREE)) is RefusalCode.QUEUE_EMPTY
    assert b.number_at(b.after(OFFICE, day, c.CallNext(b.ONE)), b.ONE) == "B001"


def test_a_finished_ticket_is_called_back_for_ten_minutes_and_by_its_own_counter_alone():
    day = b.after(OFFICE, b.a_day(), b.take(), "08:05", c.CallNext(b.ONE), c.Finish(b.ONE))
    back, elsewhere = (c.CallNumber(at, b.ticket("A001")) for at in (b.ONE, b.TWO))
    ended = day.tickets[b.ticket("A001")].ended_at
    assert ended is not None
    assert b.decided(OFFICE, day, back, ended + CALL_BACK_MS).ticket == b.ticket("A001")
    assert b.refusal_code(OFFICE, day, back, ended + CALL_BACK_MS + 1) is RefusalCode.WRONG_STATE
    assert b.refusal_code(OFFICE, day, elsewhere, ended) is RefusalCode.WRONG_STATE


def test_a_call_knows_how_many_waited_and_how_many_had_come_before():
    day = b.after(OFFICE, b.a_day(), b.take(), b.take(), b.take(), b.take(b.CIVIL, b.ELDERLY))
    (called,) = b.decided(OFFICE, day, c.CallNext(b.ONE)).events
    assert isinstance(called, TicketCalled)
    assert (called.ticket, called.waiting, called.ahead) == (b.ticket("A004"), 4, 3)
    (by_hand,) = b.decided(OFFICE, day, c.CallNumber(b.ONE, b.ticket("A003"))).events
    assert isinstance(by_hand, TicketCalled)
    assert by_hand.ahead == 2
