"""What goes with a number from counter to counter: its next stops, and a note for whoever calls it there."""

from dataclasses import replace

import pytest

from contracts.vocabulary import CounterId, PriorityGroup, RefusalCode, ServiceCode, TicketState
from controller.domain import commands as c
from controller.domain.day import Day
from tests import builders as b

OFFICE = b.open_office()
PLANNED = b.open_office(
    b.a_service(then=(b.LAND, b.RESULTS)), b.a_service(b.LAND, "B"), b.a_service(b.RESULTS, "C")
)
UNKNOWN = ServiceCode("nowhere")


def note_at(day: Day, counter: CounterId) -> str:
    ticket = day.ticket_at(counter)
    assert ticket is not None
    return ticket.note_ref


def sent(note: str) -> Day:
    """A001 was served at counter 1, sent to land with a note, and is at counter 2."""
    day = b.after(OFFICE, b.a_day(), b.take(), c.CallNext(b.ONE))
    return b.after(OFFICE, day, c.Transfer(b.ONE, to_service=b.LAND, note_ref=note), c.CallNext(b.TWO))


def test_a_note_goes_with_its_transfer_and_no_further():
    assert note_at(sent("one"), b.TWO) == "one"
    further = b.after(OFFICE, sent("one"), c.Transfer(b.TWO, to_service=b.CIVIL), c.CallNext(b.ONE))
    assert note_at(further, b.ONE) == ""


def test_a_note_stays_with_a_number_that_is_absent_or_set_aside_meanwhile():
    day = b.after(OFFICE, sent("one"), c.MarkNoShow(b.TWO), c.CallNumber(b.TWO, b.ticket("A001")))
    day = b.after(OFFICE, day, c.Park(b.TWO), c.Resume(b.ticket("A001")), c.CallNext(b.TWO))
    assert note_at(day, b.TWO) == "one"


def test_undoing_a_transfer_takes_its_note_back_and_leaves_the_one_before():
    day = b.after(OFFICE, sent("one"), c.Transfer(b.TWO, to_service=b.CIVIL, note_ref="two"))
    assert note_at(b.after(OFFICE, day, c.Undo(b.TWO)), b.TWO) == "one"


def test_whoever_goes_on_to_the_next_stop_leaves_the_note_behind():
    day = b.after(OFFICE, b.a_day(), b.take(), c.CallNext(b.ONE))
    sends = c.Transfer(b.ONE, to_service=b.LAND, then=(b.CIVIL,), note_ref="one")
    day = b.after(OFFICE, day, sends, c.CallNext(b.TWO), c.Finish(b.TWO), c.CallNext(b.ONE))
    assert note_at(day, b.ONE) == ""


def stops(day: Day, number: str = "A001") -> tuple[ServiceCode, ...]:
    return day.tickets[b.ticket(number)].stops


def given(then: tuple[ServiceCode, ...] | None = None) -> Day:
    return b.after(PLANNED, b.a_day(), c.IssueTicket(b.CIVIL, b.KIOSK, then=then))


@pytest.mark.parametrize(
    ("asked", "planned"),
    [
        (None, (b.LAND, b.RESULTS)),
        ((), ()),
        ((b.RESULTS,), (b.RESULTS,)),
        ((b.CIVIL, b.LAND, b.LAND), (b.LAND,)),
    ],
)
def test_a_number_has_the_stops_of_its_service_or_those_that_it_was_given_with(
    asked: tuple[ServiceCode, ...] | None, planned: tuple[ServiceCode, ...]
):
    assert stops(given(asked)) == planned


def test_each_finish_leads_to_the_next_stop_and_the_last_one_ends_it():
    day = given()
    for counter, left in ((b.ONE, (b.RESULTS,)), (b.TWO, ()), (b.THREE, ())):
        day = b.after(PLANNED, day, c.CallNext(counter))
        assert b.number_at(day, counter) == "A001"
        day = b.after(PLANNED, day, c.Finish(counter))
        assert stops(day) == left
    assert day.tickets[b.ticket("A001")].state is TicketState.FINISHED


def test_the_next_call_sends_whoever_is_there_on_as_well():
    day = b.after(PLANNED, given(), c.IssueTicket(b.CIVIL, b.KIOSK), c.CallNext(b.ONE), c.CallNext(b.ONE))
    assert (b.number_at(day, b.ONE), stops(day)) == ("A002", (b.RESULTS,))
    assert day.tickets[b.ticket("A001")].service == b.LAND


def test_a_stop_that_has_left_the_settings_is_passed_over_and_nobody_waits_where_nobody_calls():
    day = b.after(PLANNED, given(), c.IssueTicket(b.CIVIL, b.KIOSK), c.CallNext(b.ONE))
    for press in (c.Finish(b.ONE), c.CallNext(b.ONE)):
        services = {code: service for code, service in PLANNED.services.items() if code != b.LAND}
        ticket = b.after(replace(PLANNED, services=services), day, press).tickets[b.ticket("A001")]
        assert (ticket.state, ticket.service, ticket.stops) == (TicketState.WAITING, b.RESULTS, ())
        none = replace(PLANNED, services={b.CIVIL: PLANNED.services[b.CIVIL]})
        assert b.after(none, day, press).tickets[b.ticket("A001")].state is TicketState.FINISHED


def test_a_transfer_goes_on_as_planned_and_never_to_one_place_twice():
    day = b.after(PLANNED, given(), c.CallNext(b.ONE))
    assert stops(b.after(PLANNED, day, c.Transfer(b.ONE, to_service=b.LAND))) == (b.RESULTS,)
    assert stops(b.after(PLANNED, day, c.Transfer(b.ONE, to_counter=b.TWO))) == (b.LAND, b.RESULTS)
    assert stops(b.after(PLANNED, day, c.Transfer(b.ONE, to_service=b.LAND, then=()))) == ()


def test_the_plan_is_put_right_at_the_counter_and_that_is_undone():
    day = b.after(PLANNED, given(), c.CallNext(b.ONE))
    changed = b.after(PLANNED, day, c.CorrectTicket(b.ticket("A001"), then=(b.RESULTS,), counter=b.ONE))
    assert stops(changed) == (b.RESULTS,)
    assert stops(b.after(PLANNED, changed, c.Undo(b.ONE))) == (b.LAND, b.RESULTS)
    other = b.after(PLANNED, day, c.CorrectTicket(b.ticket("A001"), priority=PriorityGroup.MERIT))
    assert stops(other) == (b.LAND, b.RESULTS)
    assert b.decided(PLANNED, day, c.CorrectTicket(b.ticket("A001"), then=(b.LAND, b.RESULTS))).events == ()


def test_a_stop_that_the_office_does_not_have_is_refused():
    day = b.after(PLANNED, given(), c.CallNext(b.ONE))
    for asked in (
        c.IssueTicket(b.CIVIL, b.KIOSK, then=(UNKNOWN,)),
        c.Transfer(b.ONE, to_service=b.LAND, then=(b.RESULTS, UNKNOWN)),
        c.CorrectTicket(b.ticket("A001"), then=(UNKNOWN,)),
    ):
        assert b.refused(PLANNED, day, asked).code is RefusalCode.UNKNOWN_SERVICE
