"""Breaks, counters that close after a citizen, help for others, clerks with some skills only, and who comes back."""

from dataclasses import replace

import pytest

from contracts.vocabulary import BreakReason, ClerkId, CounterId, RefusalCode, TicketState
from controller.domain import commands as c
from controller.domain.day import Day
from controller.domain.office import MINUTE_MS, Office, Policy
from controller.domain.staffing import staffed
from tests import builders as b

OFFICE = b.open_office()
LAN, HOA = ClerkId("lan"), ClerkId("hoa")


def number_at(day: Day, counter: CounterId = b.ONE) -> str:
    ticket = day.ticket_at(counter)
    return ticket.number if ticket else ""


def test_a_break_is_told_and_ends_with_the_next_call():
    day = b.after(OFFICE, b.a_day(), b.take(), c.TakeBreak(b.ONE, BreakReason.LUNCH, 45))
    taken = day.staffing.breaks[b.ONE]
    assert (taken.reason, taken.back_at) == (BreakReason.LUNCH, taken.since + 45 * MINUTE_MS)
    day = b.after(OFFICE, day, c.CallNext(b.ONE))
    assert (number_at(day), day.staffing.breaks) == ("A001", {})
    day = b.after(OFFICE, day, c.TakeBreak(b.ONE), c.EndBreak(b.ONE), c.EndBreak(b.ONE))
    assert day.staffing.breaks == {}


def test_a_break_that_lasts_longer_than_was_said_promises_no_moment_any_more():
    day = b.after(OFFICE, b.a_day(), c.TakeBreak(b.ONE, BreakReason.LUNCH, 45))
    taken = day.staffing.breaks[b.ONE]
    back = taken.since + 45 * MINUTE_MS
    assert (taken.until(back - 1), taken.until(back)) == (back, None)


def test_a_counter_that_closes_finishes_its_citizen_calls_nobody_and_its_clerk_has_left():
    day = b.after(OFFICE, b.a_day(), c.SignIn(b.ONE, LAN), b.take(), b.take(), c.CallNext(b.ONE))
    day = b.after(OFFICE, day, c.CloseCounter(b.ONE))
    assert day.clerks == {b.ONE: LAN}
    day = b.after(OFFICE, day, c.CallNext(b.ONE))
    assert (number_at(day), day.clerks, day.staffing.closing) == ("", {}, frozenset())
    assert [t.number for t in day.waiting_tickets()] == ["A002"]


def test_a_counter_stays_open_after_all_and_an_empty_one_closes_at_once():
    day = b.after(OFFICE, b.a_day(), c.SignIn(b.ONE, LAN), b.take(), b.take(), c.CallNext(b.ONE))
    day = b.after(OFFICE, day, c.CloseCounter(b.ONE), c.CloseCounter(b.ONE, closes=False), c.CallNext(b.ONE))
    assert (number_at(day), day.clerks) == ("A002", {b.ONE: LAN})
    day = b.after(OFFICE, day, c.Finish(b.ONE), c.CloseCounter(b.ONE))
    assert day.clerks == {}


def test_help_lasts_as_long_as_was_said_and_ends_with_who_gave_it():
    day = b.after(OFFICE, b.a_day(), c.SignIn(b.ONE, LAN), c.HelpOut(b.ONE, b.LAND, 60), b.take(b.LAND))
    assert b.LAND not in OFFICE.counters[b.ONE].services
    assert number_at(b.after(OFFICE, day, c.CallNext(b.ONE))) == "B001"
    late = b.refused(OFFICE, day, c.CallNext(b.ONE), day.last_at + 61 * MINUTE_MS)
    assert late.code is RefusalCode.QUEUE_EMPTY
    gone = b.after(OFFICE, day, c.SignOut(b.ONE))
    assert b.refused(OFFICE, gone, c.CallNext(b.ONE)).code is RefusalCode.QUEUE_EMPTY
    over = b.after(OFFICE, day, c.HelpOut(b.ONE, b.LAND, 0))
    assert b.refused(OFFICE, over, c.CallNext(b.ONE)).code is RefusalCode.QUEUE_EMPTY


def test_a_clerk_with_some_skills_calls_for_those_only_wherever_that_is():
    office = replace(OFFICE, skills={LAN: (b.LAND,)})
    day = b.after(office, b.a_day(), c.SignIn(b.TWO, LAN), b.take(b.CIVIL), b.take(b.LAND), c.CallNext(b.TWO))
    assert number_at(day, b.TWO) == "B001"
    other = b.after(office, day, c.SignIn(b.TWO, HOA), c.CallNext(b.TWO))
    assert number_at(other, b.TWO) == "A001"


def test_who_is_sent_to_a_clerk_is_called_where_that_clerk_sits_and_by_others_once_the_clerk_is_gone():
    day = b.after(OFFICE, b.a_day(), c.SignIn(b.ONE, LAN), c.SignIn(b.TWO, HOA), b.take(), c.CallNext(b.ONE))
    day = b.after(OFFICE, day, c.Transfer(b.ONE, to_clerk=HOA))
    assert b.refused(OFFICE, day, c.CallNext(b.ONE)).code is RefusalCode.QUEUE_EMPTY
    assert number_at(b.after(OFFICE, day, c.CallNext(b.TWO)), b.TWO) == "A001"
    assert number_at(b.after(OFFICE, day, c.SignOut(b.TWO), c.CallNext(b.ONE))) == "A001"
    nobody = b.refused(
        OFFICE, b.after(OFFICE, day, c.CallNext(b.TWO)), c.Transfer(b.TWO, to_clerk=ClerkId("ba"))
    )
    assert nobody.code is RefusalCode.NOBODY_THERE


def test_whoever_has_more_stops_goes_on_by_itself_and_is_finished_at_the_last():
    day = b.after(OFFICE, b.a_day(), b.take(), c.CallNext(b.ONE))
    day = b.after(OFFICE, day, c.Transfer(b.ONE, to_service=b.LAND, then=(b.RESULTS,)))
    day = b.after(OFFICE, day, c.CallNext(b.TWO), c.Finish(b.TWO))
    ticket = day.tickets[b.ticket("A001")]
    assert (ticket.state, ticket.service, ticket.stops) == (TicketState.WAITING, b.RESULTS, ())
    undone = b.after(OFFICE, day, c.Undo(b.TWO))
    assert number_at(undone, b.TWO) == "A001"


def absent(policy: Policy, before: int, after: int) -> tuple[Office, Day]:
    """A001 did not come; before and after it others have taken numbers of its service."""
    office = replace(OFFICE, policy=policy)
    day = b.after(office, b.a_day(), b.take(), c.CallNext(b.ONE), c.MarkNoShow(b.ONE))
    return office, b.after(office, day, *(b.take() for _ in range(before + after)))


@pytest.mark.parametrize(
    ("behind", "order"),
    [
        (None, ["A001", "A002", "A003", "A004"]),
        (0, ["A001", "A002", "A003", "A004"]),
        (2, ["A002", "A003", "A001", "A004"]),
        (3, ["A002", "A003", "A004", "A001"]),
        (50, ["A002", "A003", "A004", "A001"]),
    ],
)
def test_who_was_absent_waits_again_where_the_office_says(behind: int | None, order: list[str]):
    office, day = absent(Policy(no_show_back=behind), 3, 0)
    day = b.after(office, day, c.Resume(b.ticket("A001")))
    assert [t.number for t in day.waiting_tickets()] == order
    day = b.after(office, day, b.take())
    assert [t.number for t in day.waiting_tickets()] == [*order, "A005"], "who comes later waits behind"


def test_who_was_set_aside_keeps_the_old_place_whatever_the_rule_for_the_absent():
    office = replace(OFFICE, policy=Policy(no_show_back=3))
    day = b.after(office, b.a_day(), b.take(), b.take(), c.CallNext(b.ONE), c.Park(b.ONE, "papers"))
    day = b.after(office, day, c.Resume(b.ticket("A001")))
    assert [t.number for t in day.waiting_tickets()] == ["A001", "A002"]


def test_many_who_come_back_to_the_end_stand_in_the_order_in_which_they_came_back():
    office = replace(OFFICE, policy=Policy(no_show_back=50))
    day = b.after(office, b.a_day(), *(b.take() for _ in range(30)))
    for _ in range(30):
        day = b.after(office, day, c.CallNext(b.ONE), c.MarkNoShow(b.ONE))
    day = b.after(office, day, b.take(), *(c.Resume(b.ticket(f"A{n:03d}")) for n in range(1, 31)))
    assert [t.n for t in day.waiting_tickets()] == [31, *range(1, 31)]


def test_the_office_is_as_its_settings_say_where_nobody_said_anything():
    assert staffed(OFFICE, b.a_day().staffing, {}, 0) == OFFICE
