"""A day that was closed by mistake is taken up again with every ticket where it was."""

from contracts.vocabulary import RefusalCode, TicketState
from controller.domain import commands as c
from controller.domain.day import Day, fold
from controller.domain.decide import close_day
from tests import builders as b

OFFICE = b.open_office()


def busy() -> Day:
    """One at each counter, one waiting, one parked, one absent, one served."""
    return b.after(
        OFFICE,
        b.a_day(),
        c.SignIn(b.ONE, b.HOA),
        *[b.take()] * 6,
        c.CallNext(b.ONE),
        c.Park(b.ONE),
        c.CallNext(b.ONE),
        c.MarkNoShow(b.ONE),
        *[c.CallNext(b.ONE)] * 2,
        c.CallNext(b.TWO),
    )


def closed(day: Day, when: str = "09:30") -> Day:
    return fold(day, close_day(day, b.clock(when)))


def where(day: Day) -> dict[str, tuple[TicketState, str | None]]:
    return {t.number: (t.state, t.counter) for t in day.tickets.values()}


def reopened(day: Day, when: str = "09:31") -> Day:
    return b.after(OFFICE, day, when, c.ReopenDay())


def test_every_ticket_is_where_it_was():
    day = busy()
    again = reopened(closed(day))
    assert where(again) == where(day)
    assert b.waiting(again) == b.waiting(day)
    assert dict(again.at_counter) == dict(day.at_counter)
    assert dict(again.clerks) == dict(day.clerks)
    assert again.calls == tuple(t for t in day.calls if day.tickets[t].state is TicketState.CALLED)
    assert dict(again.served) == dict(day.served), "nobody was served by a closing"


def test_a_reopened_day_can_be_worked_to_its_end():
    again = reopened(closed(busy()))
    day = b.after(
        OFFICE, again, "09:40", c.CallNext(b.ONE), c.Resume(b.ticket("A001")), c.CallNext(b.TWO), b.take()
    )
    assert b.number_at(day, b.ONE) == "A006"
    assert b.number_at(day, b.TWO) == "A001"
    assert b.waiting(day) == ["A007"]
    assert closed(day, "20:00").closed


def test_what_happened_since_the_closing_stays():
    day = b.after(
        OFFICE,
        closed(busy()),
        "09:31",
        b.take(),
        c.SignIn(b.ONE, b.HOA),
        c.CallNumber(b.ONE, b.ticket("A007")),
    )
    again = reopened(day, "09:35")
    assert b.number_at(again, b.ONE) == "A007"
    assert again.tickets[b.ticket("A004")].state is TicketState.WAITING, "its counter has another one by now"
    assert b.waiting(again) == ["A004", "A006"]
    assert b.number_at(again, b.TWO) == "A005"


def test_a_ticket_that_was_served_since_is_not_called_again():
    day = b.after(OFFICE, closed(busy()), "09:31", b.take(), c.CallNext(b.TWO), c.Finish(b.TWO))
    again = reopened(day, "09:35")
    assert again.tickets[b.ticket("A007")].state is TicketState.FINISHED


def test_a_day_that_was_not_closed_cannot_be_reopened():
    assert b.refusal_code(OFFICE, busy(), c.ReopenDay(), b.clock("09:31")) is RefusalCode.DAY_NOT_CLOSED
    again = reopened(closed(busy()))
    assert b.refusal_code(OFFICE, again, c.ReopenDay(), b.clock("09:32")) is RefusalCode.DAY_NOT_CLOSED


def test_a_day_can_be_closed_by_mistake_twice():
    day = busy()
    twice = reopened(closed(reopened(closed(day)), "09:40"), "09:41")
    assert where(twice) == where(day)
