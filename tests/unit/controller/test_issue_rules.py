"""Taking a number: who gets which, and every way to be refused."""

import pytest

from contracts.vocabulary import PriorityGroup, RefusalCode, ServiceCode
from controller.domain.commands import CallNext, Cancel, IssueTicket, Transfer
from controller.domain.day import Day, fold
from controller.domain.decide import Decided, decide
from controller.domain.events import SlipQueued, TicketIssued
from controller.domain.now import Now
from tests import builders as b


def test_numbers_of_a_series_follow_one_another():
    day = b.after(b.open_office(), b.a_day(), b.take(), b.take(), b.take())
    assert b.waiting(day) == ["A001", "A002", "A003"]


def test_each_service_has_a_series_of_its_own():
    day = b.after(b.open_office(), b.a_day(), b.take(b.CIVIL), b.take(b.LAND), b.take(b.CIVIL))
    assert b.waiting(day) == ["A001", "B001", "A002"]


def test_two_kiosks_share_one_series():
    day = b.after(b.open_office(), b.a_day(), b.take(), b.take(device=b.SECOND_KIOSK))
    assert b.waiting(day) == ["A001", "A002"]


def test_a_priority_ticket_takes_its_number_from_the_same_series():
    day = b.after(b.open_office(), b.a_day(), b.take(), b.take(priority=b.ELDERLY), b.take())
    assert b.waiting(day) == ["A001", "A002", "A003"]


def test_series_restart_on_another_day():
    office = b.open_office()
    b.after(office, b.a_day(), b.take())
    issued = b.decided(office, Day("2026-11-24"), b.take(), b.clock("08:00", "2026-11-24"))
    assert issued.ticket == "20261124-A001"


@pytest.mark.parametrize(
    ("prefix", "width", "first", "number"),
    [("A", 3, 1, "A001"), ("", 4, 201, "0201"), ("DD", 2, 5, "DD05"), ("A", 3, 0, "A000")],
)
def test_numbers_start_where_the_range_starts_and_have_its_width(
    prefix: str, width: int, first: int, number: str
):
    office = b.open_office(b.a_service(b.CIVIL, prefix, width=width, first=first))
    assert b.waiting(b.after(office, b.a_day(), b.take())) == [number]


def test_a_range_from_zero_goes_on_with_one():
    office = b.open_office(b.a_service(first=0))
    assert b.waiting(b.after(office, b.a_day(), b.take(), b.take())) == ["A000", "A001"]


def test_the_last_number_of_a_range_is_given_and_none_after_it():
    office = b.open_office(b.a_service(first=8, last=9))
    day = b.after(office, b.a_day(), b.take(), b.take())
    assert b.waiting(day) == ["A008", "A009"]
    refusal = b.refused(office, day, b.take())
    assert refusal.code is RefusalCode.RANGE_EXHAUSTED
    assert refusal.facts == {"service": "civil", "last": "A009"}


def test_a_range_raised_during_the_day_is_obeyed_and_a_lowered_one_gives_no_number_twice():
    day = b.after(b.open_office(), b.a_day(), b.take(), b.take())
    raised = b.after(b.open_office(b.a_service(first=500)), day, b.take())
    lowered = b.after(b.open_office(), raised, b.take())
    assert b.waiting(lowered) == ["A001", "A002", "A500", "A501"]


def test_a_service_renamed_during_the_day_gives_no_number_twice():
    day = b.after(b.open_office(), b.a_day(), b.take(), b.take())
    heir = ServiceCode("heir")
    office = b.open_office(b.a_service(heir, "A", last=3))
    after = b.after(office, day, b.take(heir))
    assert b.waiting(after) == ["A001", "A002", "A003"]
    assert b.refusal_code(office, after, b.take(heir)) is RefusalCode.RANGE_EXHAUSTED


def test_the_quota_of_a_day_ends_the_numbers_of_that_service_only():
    office = b.open_office(b.a_service(quota=2))
    day = b.after(office, b.a_day(), b.take(), b.take())
    refusal = b.refused(office, day, b.take())
    assert refusal.code is RefusalCode.QUOTA_REACHED
    assert refusal.facts == {"service": "civil", "quota": "2"}
    assert b.waiting(b.after(office, day, b.take(b.LAND))) == ["A001", "A002", "B001"]


def test_a_cancelled_number_is_never_given_again_and_frees_no_quota():
    office = b.open_office(b.a_service(quota=2))
    day = b.after(office, b.a_day(), b.take(), Cancel(b.ticket("A001")), b.take())
    assert b.waiting(day) == ["A002"]
    assert b.refusal_code(office, day, b.take()) is RefusalCode.QUOTA_REACHED


def test_a_transferred_ticket_leaves_the_quota_of_its_new_service_alone():
    office = b.open_office(b.a_service(b.LAND, "B", quota=1))
    day = b.after(office, b.a_day(), b.take(), CallNext(b.ONE), Transfer(b.ONE, to_service=b.LAND))
    assert b.waiting(b.after(office, day, b.take(b.LAND))) == ["A001", "B001"]


def test_an_unknown_service_is_refused_by_name():
    refusal = b.refused(b.open_office(), b.a_day(), b.take(ServiceCode("tax")))
    assert refusal.code is RefusalCode.UNKNOWN_SERVICE
    assert refusal.facts == {"service": "tax"}


def test_a_priority_group_that_the_office_does_not_offer_is_refused():
    office = b.open_office(priority_groups=(PriorityGroup.MERIT,))
    refusal = b.refused(office, b.a_day(), b.take(priority=b.ELDERLY))
    assert refusal.code is RefusalCode.NOT_ALLOWED
    assert refusal.facts == {"priority": "elderly"}
    assert b.waiting(b.after(office, b.a_day(), b.take(priority=PriorityGroup.MERIT), b.take())) == [
        "A001",
        "A002",
    ]


def test_a_number_given_in_trouble_stays_marked_and_no_other_one_is():
    office = b.open_office()
    well = b.after(office, b.a_day(), b.take())
    found = decide(office, well, b.take(), Now(b.next_moment(well), degraded=True))
    assert isinstance(found, Decided)
    day = b.after(office, fold(well, found.events), b.take(), CallNext(b.ONE), CallNext(b.TWO))
    assert [ticket.degraded for ticket in day.tickets.values()] == [False, True, False]


def test_the_ticket_remembers_what_was_chosen():
    asked = IssueTicket(b.LAND, b.SECOND_KIOSK, b.ELDERLY, "en")
    held = b.after(b.open_office(), b.a_day(), asked).tickets[b.ticket("B001")]
    assert (held.service, held.series, held.device) == (b.LAND, b.LAND, b.SECOND_KIOSK)
    assert (held.priority, held.lang, held.arrived_at) == (b.ELDERLY, "en", b.clock("08:00"))


def test_a_kiosk_with_a_printer_gets_a_slip_with_the_number():
    found = b.decided(b.open_office(), b.a_day(), b.take(device=b.KIOSK))
    assert [type(event) for event in found.events] == [TicketIssued, SlipQueued]
    assert (found.ticket, found.job) == (b.ticket("A001"), b.slip("A001"))


def test_a_kiosk_without_a_printer_gets_the_number_alone():
    found = b.decided(b.open_office(), b.a_day(), b.take(device=b.SECOND_KIOSK))
    assert [type(event) for event in found.events] == [TicketIssued]
    assert found.job is None
