"""What happens to whoever still waits when a session or the day ends."""

import pytest

from contracts.vocabulary import SlipState, TicketState
from controller.domain import commands as c
from controller.domain.day import Day, fold
from controller.domain.decide import close_day
from controller.domain.events import DayClosed, TicketLapsed
from controller.domain.office import Session
from tests import builders as b

VOID = b.with_policy(carry_over=False)
CARRY = b.open_office()


def _lapsed(day: Day) -> list[str]:
    return [t.number for t in day.tickets.values() if t.state is TicketState.LAPSED]


def test_numbers_carry_over_into_the_next_session_where_the_office_says_so():
    day = b.after(CARRY, b.a_day(), b.take(), "11:30", c.Tick(), "17:00", c.Tick())
    assert b.waiting(day) == ["A001"]


def test_numbers_are_void_at_the_end_of_their_session_where_the_office_says_so():
    day = b.after(VOID, b.a_day(), b.take(), "11:29", c.Tick())
    assert b.waiting(day) == ["A001"]
    (lapsed,) = b.decided(VOID, day, c.Tick(), b.clock("11:30")).events
    assert lapsed == TicketLapsed(b.clock("11:30"), b.ticket("A001"), "session-end")
    after = b.after(VOID, day, "11:30", c.Tick())
    assert (b.waiting(after), _lapsed(after)) == ([], ["A001"])
    assert b.decided(VOID, after, c.Tick(), b.clock("11:31")).events == ()


def test_a_number_of_the_afternoon_lives_until_the_end_of_the_afternoon():
    day = b.after(VOID, b.a_day(), "13:00", b.take(), "16:59", c.Tick())
    assert b.waiting(day) == ["A001"]
    assert _lapsed(b.after(VOID, day, "17:00", c.Tick())) == ["A001"]


def test_a_number_taken_for_the_afternoon_before_the_morning_ends_is_not_void():
    early = Session("afternoon", b.WEEKDAYS, 11 * 60, 16 * 60, 13 * 60 + 30, 17 * 60)
    office = b.with_policy(carry_over=False, sessions=(b.MORNING, early))
    day = b.after(office, b.a_day(), b.take(), "11:05", b.take(), "11:30", c.Tick())
    assert (b.waiting(day), _lapsed(day)) == (["A002"], ["A001"])


def test_a_ticket_that_is_being_served_does_not_lapse_with_the_session():
    day = b.after(VOID, b.a_day(), b.take(), "11:25", c.CallNext(b.ONE), "11:30", c.Tick())
    assert b.number_at(day, b.ONE) == "A001"


@pytest.mark.parametrize("step", [c.Transfer(b.ONE, to_service=b.LAND), c.Transfer(b.ONE, to_counter=b.TWO)])
def test_a_ticket_sent_on_after_the_end_of_the_session_is_still_served(step: c.Transfer):
    day = b.after(VOID, b.a_day(), b.take(), "11:25", c.CallNext(b.ONE), "11:32", step, "11:33", c.Tick())
    assert b.number_at(b.after(VOID, day, c.CallNext(b.TWO)), b.TWO) == "A001"


def test_a_ticket_parked_in_the_morning_can_be_resumed_in_the_afternoon():
    day = b.after(VOID, b.a_day(), b.take(), c.CallNext(b.ONE), c.Park(b.ONE), "11:30", c.Tick())
    day = b.after(VOID, day, "14:00", c.Resume(b.ticket("A001")), "14:01", c.Tick())
    assert b.waiting(day) == ["A001"]


def _busy_day() -> Day:
    """One served, one at a counter, one parked, one absent, one waiting; three slips open."""
    return b.after(
        CARRY,
        b.a_day(),
        c.SignIn(b.ONE, b.HOA),
        *[b.take()] * 5,
        *[c.CallNext(b.ONE)] * 2,
        c.Park(b.ONE),
        c.CallNext(b.ONE),
        c.MarkNoShow(b.ONE),
        c.CallNext(b.ONE),
        c.ReportSlip(b.slip("A001"), SlipState.PRINTED),
        c.ReportSlip(b.slip("A002"), SlipState.SENDING),
        c.ReportSlip(b.slip("A003"), SlipState.NOT_PRINTED),
    )


def test_when_the_day_closes_every_ticket_has_an_end():
    busy = _busy_day()
    day = fold(busy, close_day(busy, b.clock("20:00")))
    assert [t.state.value for t in day.tickets.values()] == [
        *("finished", "lapsed", "no-show", "finished", "lapsed"),
    ]
    assert (b.live(day), b.waiting(day), dict(day.at_counter), dict(day.clerks)) == ((), [], {}, {})


def test_when_the_day_closes_every_slip_has_an_end():
    busy = _busy_day()
    day = fold(busy, close_day(busy, b.clock("20:00")))
    assert [slip.state.value for slip in day.slips.values()] == [
        *("printed", "unknown", "not-printed", "voided", "voided"),
    ]


def test_a_day_closes_with_one_word_at_the_end_and_no_stamp_before_the_last():
    busy = _busy_day()
    events = close_day(busy, b.clock("06:00"))
    assert events[-1] == DayClosed(busy.last_at, b.DATE)
    assert {event.at for event in events} == {busy.last_at}


def test_a_day_closes_once_and_an_unused_one_not_at_all():
    assert close_day(b.a_day(), b.clock("20:00")) == ()
    busy = _busy_day()
    closed = fold(busy, close_day(busy, b.clock("20:00")))
    assert close_day(closed, b.clock("20:01")) == ()


@pytest.mark.parametrize(
    "command",
    [
        c.SignIn(b.ONE, b.HOA),
        c.Resume(b.ticket("A003")),
        c.CallNumber(b.ONE, b.ticket("A003")),
        c.Reprint(b.ticket("A001")),
    ],
)
def test_a_closed_day_to_which_a_confirmed_clock_returns_is_closed_again(command: c.Command):
    busy = _busy_day()
    day = b.after(CARRY, fold(busy, close_day(busy, b.clock("20:00"))), command)
    again = fold(day, close_day(day, b.clock("21:00")))
    assert (b.live(again), dict(again.clerks)) == ((), {})
    assert not [s for s in again.slips.values() if s.state in (SlipState.QUEUED, SlipState.SENDING)]


def test_numbers_go_on_where_a_closed_day_is_taken_up_again():
    busy = _busy_day()
    closed = fold(busy, close_day(busy, b.clock("14:00")))
    assert b.decided(CARRY, closed, b.take(), b.clock("14:01")).ticket == b.ticket("A006")
