"""A number that is called by its digits: the one that is meant and this counter's, or a refusal and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.vocabulary import CallRule, CounterId, RefusalCode, ServiceCode, TicketId
from controller.domain import commands as c
from controller.domain import events as e
from controller.domain.day import Day
from controller.domain.digit_rules import BY_KEYPAD
from controller.reasons import reasons_of
from tests import builders as b
from tests.integration.controller.house import settings_of

OFFICE = b.open_office()


def a_morning() -> Day:
    """A001 to A003, B001, C001 to C004."""
    return b.after(OFFICE, b.a_day(), *[b.take()] * 3, b.take(b.LAND), *[b.take(b.RESULTS)] * 4)


@pytest.mark.parametrize("digits", ["2", "02", "002"])
def test_digits_call_that_number_as_a_call_by_hand(digits: str):
    day = a_morning()
    typed = b.decided(OFFICE, day, c.CallDigits(b.ONE, digits, leaves=TicketId("")))
    by_hand = b.decided(OFFICE, day, c.CallNumber(b.ONE, b.ticket("A002"), TicketId(""), BY_KEYPAD))
    assert typed == by_hand
    (called,) = typed.events
    assert isinstance(called, e.TicketCalled)
    assert (called.rule, called.reason) == (CallRule.BY_HAND, BY_KEYPAD)
    assert reasons_of(settings_of()).told(BY_KEYPAD) != BY_KEYPAD, "there are words for it"


def test_who_was_absent_or_set_aside_is_called_by_digits_too():
    day = b.after(OFFICE, a_morning(), c.CallNext(b.ONE), c.MarkNoShow(b.ONE))
    assert b.number_at(b.after(OFFICE, day, c.CallDigits(b.ONE, "1")), b.ONE) == "A001"
    day = b.after(OFFICE, a_morning(), c.CallNext(b.ONE), c.Park(b.ONE))
    assert b.number_at(b.after(OFFICE, day, c.CallDigits(b.ONE, "1")), b.ONE) == "A001"


def test_of_two_series_with_one_number_only_that_of_the_counter_is_meant():
    assert b.number_at(b.after(OFFICE, a_morning(), c.CallDigits(b.ONE, "1")), b.ONE) == "A001"


def test_two_numbers_of_the_counter_with_these_digits_are_not_guessed_at():
    refused = b.refused(OFFICE, a_morning(), c.CallDigits(b.TWO, "1"))
    assert (refused.code, refused.facts["number"]) == (RefusalCode.SEVERAL_NUMBERS, "A001, B001")
    day = b.after(OFFICE, a_morning(), c.CallNext(b.ONE))
    assert b.number_at(b.after(OFFICE, day, c.CallDigits(b.TWO, "1")), b.TWO) == "B001"


@pytest.mark.parametrize(
    ("digits", "code"),
    [
        ("9", RefusalCode.UNKNOWN_TICKET),
        ("0", RefusalCode.UNKNOWN_TICKET),
        ("4", RefusalCode.NOT_SERVED_HERE),
        ("999999", RefusalCode.UNKNOWN_TICKET),
    ],
    ids=["unknown", "nought", "of-another-service", "long"],
)
def test_what_is_not_this_counter_s_is_refused(digits: str, code: RefusalCode):
    assert b.refusal_code(OFFICE, a_morning(), c.CallDigits(b.ONE, digits)) is code


def test_who_was_served_or_is_at_a_counter_is_refused():
    day = b.after(OFFICE, a_morning(), c.CallNext(b.ONE), c.Finish(b.ONE), c.CallNext(b.TWO))
    for digits in ("1", "2"):
        refused = b.refused(OFFICE, day, c.CallDigits(b.ONE, digits))
        assert refused.code is RefusalCode.WRONG_STATE
    assert b.number_at(day, b.TWO) == "A002"


def test_a_counter_that_is_not_there_and_a_ticket_that_is_another_one_by_now():
    nowhere = c.CallDigits(CounterId("counter-9"), "1")
    assert b.refusal_code(OFFICE, a_morning(), nowhere) is RefusalCode.UNKNOWN_COUNTER
    day = b.after(OFFICE, a_morning(), c.CallNext(b.ONE))
    old = c.CallDigits(b.ONE, "2", leaves=b.ticket("A003"))
    assert b.refusal_code(OFFICE, day, old) is RefusalCode.OTHER_TICKET


@given(
    st.lists(st.sampled_from([b.CIVIL, b.LAND, b.RESULTS]), max_size=12),
    st.sampled_from([b.ONE, b.TWO, b.THREE]),
    st.integers(0, 14),
)
def test_whatever_was_typed_at_most_that_very_number_comes(
    taken: list[ServiceCode], counter: CounterId, n: int
):
    from controller.domain.decide import Decided, decide  # noqa: PLC0415 - of this test only
    from controller.domain.now import Now  # noqa: PLC0415

    day = b.after(OFFICE, b.a_day(), *(b.take(service) for service in taken))
    found = decide(OFFICE, day, c.CallDigits(counter, f"{n:03d}"), Now(b.next_moment(day)))
    mine = [
        one for one in day.tickets.values() if one.n == n and one.service in OFFICE.counters[counter].services
    ]
    assert isinstance(found, Decided) == (len(mine) == 1)
    if isinstance(found, Decided):
        assert found.ticket == mine[0].id
