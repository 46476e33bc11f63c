"""What goes with a number from counter to counter: a note for whoever calls it there."""

from contracts.vocabulary import CounterId
from controller.domain import commands as c
from controller.domain.day import Day
from tests import builders as b

OFFICE = b.open_office()


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
