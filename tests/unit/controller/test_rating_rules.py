"""Who may be rated, until when, and once: the visit as it was when it ended, whatever the counter did since."""

from dataclasses import replace
from typing import Any

import pytest

from contracts.vocabulary import ClerkId, RatingWay, RefusalCode, TicketId
from controller.domain import commands as c
from controller.domain import events as e
from controller.domain.day import Day, fold
from controller.domain.decide import close_day
from controller.domain.rating_rules import open_at, to_carry
from controller.domain.tickets import Served
from tests import builders as b

OFFICE = b.open_office()
MINUTE, HOUR = 60_000, 3_600_000
AT = b.clock("08:20")
"""When A001 is done at counter 1, where Hoa sits."""


def served(*more: c.Command | str) -> Day:
    sit = c.SignIn(b.ONE, b.HOA)
    return b.after(
        OFFICE, b.a_day(), b.take(), b.take(), sit, c.CallNext(b.ONE), "08:20", c.Finish(b.ONE), *more
    )


def rating(day: Day, given_at: int, way: RatingWay = RatingWay.COUNTER, **changes: Any) -> c.RateTicket:
    visit = day.visited.get(
        b.ticket("A001"), Served(b.ticket("A001"), b.ONE, b.HOA, b.CIVIL, b.clock("08:20"))
    )
    plain = c.RateTicket(
        visit.ticket,
        visit.counter,
        visit.clerk,
        visit.service,
        visit.at,
        given_at,
        way,
        "one-touch-5",
        1,
        {"q": "good"},
    )
    return replace(plain, **changes)


def test_a_rating_is_bound_to_the_counter_the_clerk_and_the_service_of_the_moment_at_which_the_visit_ended():
    day = served(c.SignIn(b.ONE, b.BINH))
    (event,) = b.decided(OFFICE, day, rating(day, AT + 1)).events
    assert event == e.TicketRated(
        b.next_moment(day),
        b.ticket("A001"),
        b.ONE,
        b.HOA,
        b.CIVIL,
        RatingWay.COUNTER,
        "one-touch-5",
        1,
        {"q": "good"},
    )


@pytest.mark.parametrize(
    ("way", "lasts"), [(RatingWay.COUNTER, 3 * MINUTE), (RatingWay.PHONE, 24 * HOUR)], ids=str
)
def test_a_visit_is_rated_until_its_time_is_over_by_when_it_was_touched_not_by_when_it_came(
    way: RatingWay, lasts: int
):
    day = served()
    much_later = AT + 30 * HOUR
    assert b.decided(OFFICE, day, rating(day, AT + lasts, way), much_later).events
    assert (
        b.refusal_code(OFFICE, day, rating(day, AT + lasts + 1, way), much_later) is RefusalCode.RATING_OVER
    )


def test_a_visit_is_rated_once_whichever_way():
    day = served()
    day = fold(day, b.decided(OFFICE, day, rating(day, AT + 1)).events)
    for way in RatingWay:
        assert b.refusal_code(OFFICE, day, rating(day, AT + 2, way)) is RefusalCode.ALREADY_RATED


def test_a_visit_that_was_taken_back_or_was_another_one_is_not_rated():
    day = served()
    back = b.after_at(OFFICE, day, c.Undo(b.ONE), AT + 1)
    assert b.refusal_code(OFFICE, back, rating(day, AT + 2)) is RefusalCode.WRONG_STATE
    lies: list[dict[str, Any]] = [
        {"clerk": b.BINH},
        {"counter": b.TWO},
        {"service": b.LAND},
        {"finished_at": AT + 1},
    ]
    for lie in lies:
        assert b.refusal_code(OFFICE, day, rating(day, AT + 2, **lie)) is RefusalCode.WRONG_STATE
    of_who_waits = rating(day, AT + 2, ticket=b.ticket("A002"))
    assert b.refusal_code(OFFICE, day, of_who_waits) is RefusalCode.WRONG_STATE


def test_a_visit_of_yesterday_is_rated_today_and_once():
    old = Served(TicketId("20261122-A009"), b.ONE, ClerkId("hoa"), b.CIVIL, AT - 20 * HOUR)
    day = served()
    command = rating(day, AT, RatingWay.PHONE, ticket=old.ticket, finished_at=old.at)
    day = fold(day, b.decided(OFFICE, day, command).events)
    assert b.refusal_code(OFFICE, day, command) is RefusalCode.ALREADY_RATED
    late = replace(command, ticket=TicketId("20261122-A010"), finished_at=AT - 25 * HOUR)
    assert b.refusal_code(OFFICE, day, late) is RefusalCode.RATING_OVER


def test_a_rating_does_not_open_a_day_that_is_closed():
    day = served()
    day = fold(day, close_day(day, AT + HOUR))
    assert day.closed
    assert fold(day, b.decided(OFFICE, day, rating(day, AT + 1, RatingWay.PHONE)).events).closed


def test_the_screen_of_a_counter_asks_for_the_last_visit_there_while_it_is_fresh():
    day = served()
    assert open_at(day, b.ONE, AT) == day.visited[b.ticket("A001")]
    assert open_at(day, b.TWO, AT) is None
    assert open_at(day, b.ONE, AT + 3 * MINUTE + 1) is None
    assert open_at(b.after_at(OFFICE, day, c.Undo(b.ONE), AT + 1), b.ONE, AT + 2) is None
    rated = fold(day, b.decided(OFFICE, day, rating(day, AT + 1)).events)
    assert open_at(rated, b.ONE, AT + 2) is None
    both = b.after(OFFICE, day, c.CallNext(b.ONE), c.Finish(b.ONE))
    last = both.visited[b.ticket("A002")]
    assert open_at(both, b.ONE, last.at) == last


def test_of_two_that_ended_at_one_stamp_the_screen_asks_for_the_later():
    day = served()
    one = day.visited[b.ticket("A001")]
    two = replace(one, ticket=b.ticket("A002"))
    tickets = {**day.tickets, two.ticket: replace(day.tickets[one.ticket], id=two.ticket)}
    assert (
        open_at(replace(day, visited={one.ticket: one, two.ticket: two}, tickets=tickets), b.ONE, AT) == two
    )


def test_phones_may_rate_on_after_the_day_what_a_clerk_finished_and_nobody_rated():
    day = served(c.CallNext(b.ONE))
    day = fold(day, close_day(day, AT + 12 * HOUR))
    assert [visit.ticket for visit in to_carry(day, AT + 12 * HOUR)] == [b.ticket("A001")], (
        "not who was still there"
    )
    assert to_carry(day, AT + 25 * HOUR) == ()
    rated = fold(day, b.decided(OFFICE, day, rating(day, AT + 1)).events)
    assert to_carry(rated, AT + 12 * HOUR) == ()
