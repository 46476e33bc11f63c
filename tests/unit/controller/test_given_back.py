"""Undoing a press gives back the break, or the seat at a counter about to close, which the press ended."""

from contracts.vocabulary import BreakReason, ClerkId
from controller.domain import commands as c
from tests import builders as b

OFFICE, LAN, HOA = b.open_office(), ClerkId("lan"), ClerkId("hoa")
SEATED = (c.SignIn(b.ONE, LAN), b.take(), b.take())
LUNCH = c.TakeBreak(b.ONE, BreakReason.LUNCH, 60)


def test_a_break_that_a_call_ended_goes_on_until_when_it_was_meant_to():
    paused = b.after(OFFICE, b.a_day(), *SEATED, LUNCH)
    was = paused.staffing.breaks[b.ONE]
    called = b.after_at(OFFICE, paused, c.CallNext(b.ONE), paused.last_at + 1000)
    assert b.ONE not in called.staffing.breaks
    back = b.after_at(OFFICE, called, c.Undo(b.ONE), called.last_at + 1000)
    again = back.staffing.breaks[b.ONE]
    assert (again.reason, again.back_at) == (was.reason, was.back_at)
    assert b.number_at(back, b.ONE) is None


def test_so_does_one_with_somebody_at_the_counter():
    paused = b.after(OFFICE, b.a_day(), *SEATED, c.CallNext(b.ONE), LUNCH)
    called = b.after_at(OFFICE, paused, c.CallNext(b.ONE), paused.last_at + 1000)
    back = b.after_at(OFFICE, called, c.Undo(b.ONE), called.last_at + 1000)
    assert (b.number_at(back, b.ONE), b.ONE in back.staffing.breaks) == ("A001", True)


def test_nobody_gets_the_break_of_whoever_sat_there_before():
    paused = b.after(OFFICE, b.a_day(), *SEATED, LUNCH)
    called = b.after_at(OFFICE, paused, c.CallNext(b.ONE), paused.last_at + 1000)
    for left in (c.SignIn(b.ONE, HOA), c.SignOut(b.ONE), c.SignIn(b.TWO, LAN)):
        other = b.after_at(OFFICE, called, left, called.last_at + 1000)
        back = b.after_at(OFFICE, other, c.Undo(b.ONE), other.last_at + 1000)
        assert (b.number_at(back, b.ONE), back.staffing.breaks) == (None, {})


def test_no_break_comes_from_an_undo_that_ended_none():
    called = b.after(OFFICE, b.a_day(), *SEATED, c.CallNext(b.ONE))
    paused = b.after_at(OFFICE, called, LUNCH, called.last_at + 1000)
    ended = b.after_at(OFFICE, paused, c.EndBreak(b.ONE), paused.last_at + 1000)
    assert not b.after_at(OFFICE, ended, c.Undo(b.ONE), ended.last_at + 1000).staffing.breaks


def test_a_counter_that_closed_behind_its_citizen_is_manned_and_about_to_close_as_before():
    closing = b.after(OFFICE, b.a_day(), *SEATED, c.CallNext(b.ONE), c.CloseCounter(b.ONE))
    for press in (c.Finish(b.ONE), c.CallNext(b.ONE), c.MarkNoShow(b.ONE)):
        closed = b.after_at(OFFICE, closing, press, closing.last_at + 1000)
        assert b.ONE not in closed.clerks
        back = b.after_at(OFFICE, closed, c.Undo(b.ONE), closed.last_at + 1000)
        assert (b.number_at(back, b.ONE), back.clerks.get(b.ONE)) == ("A001", LAN)
        assert back.staffing.closing == frozenset({b.ONE})


def test_a_seat_is_given_back_to_nobody_who_sits_elsewhere_by_now_and_never_under_somebody_else():
    closing = b.after(OFFICE, b.a_day(), *SEATED, c.CallNext(b.ONE), c.CloseCounter(b.ONE))
    closed = b.after_at(OFFICE, closing, c.Finish(b.ONE), closing.last_at + 1000)
    for sits, clerks in ((c.SignIn(b.TWO, LAN), {b.TWO: LAN}), (c.SignIn(b.ONE, HOA), {b.ONE: HOA})):
        moved = b.after_at(OFFICE, closed, sits, closed.last_at + 1000)
        assert b.after_at(OFFICE, moved, c.Undo(b.ONE), moved.last_at + 1000).clerks == clerks
