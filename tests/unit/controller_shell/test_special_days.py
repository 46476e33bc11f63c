"""Exceptions to the opening hours open as well as close."""

from datetime import date
from typing import Any

import pytest

from contracts.vocabulary import JobId, PriorityGroup, RefusalCode, TicketId
from controller.desk.snapshots import Snapshots
from controller.domain import events as e
from controller.domain.day import Day, fold
from controller.domain.hours import closed, next_opening
from controller.domain.office import Office
from controller.office_from_settings import office_of
from controller.settings import OfficeSettings
from controller.special_days import special_days_ahead, special_days_of
from tests import builders as b
from tests.integration.controller.house import settings_of

WEEK = {
    "name": {"vi": "Sáng"},
    "take_from": "07:00",
    "take_until": "11:00",
    "serve_from": "07:30",
    "serve_until": "11:30",
}
MONDAY, SATURDAY = "2026-11-23", "2026-11-28"


def settings(*special: dict[str, Any], **more: Any) -> OfficeSettings:
    return settings_of(sessions=[WEEK], special_days=list(special), **more)


def office(*special: dict[str, Any], **more: Any) -> Office:
    return office_of(settings(*special, **more))


def hours(where: Office, day: str) -> list[tuple[int, int]]:
    return [(s.take_from, s.take_until) for s in where.sessions_on(date.fromisoformat(day))]


def test_a_working_saturday_has_the_hours_of_the_weekday_that_it_is_like():
    assert hours(office(), SATURDAY) == []
    where = office({"day": SATURDAY, "like": 1})
    assert hours(where, SATURDAY) == hours(where, MONDAY) != []
    assert closed(where, b.clock("08:00", SATURDAY)) is None
    assert hours(where, "2026-12-05") == [], "the next Saturday is as ever"


def test_a_slip_of_a_working_saturday_names_its_session_as_on_any_day():
    open_saturday = settings({"day": SATURDAY, "like": 1})
    for date_of, where in ((MONDAY, settings()), (SATURDAY, open_saturday)):
        snapshots, opened = Snapshots(where, office_of(where)), b.clock("08:00", date_of)
        ticket, slip = (
            TicketId(f"{date_of.replace('-', '')}-A001"),
            JobId(f"{date_of.replace('-', '')}-A001-1"),
        )
        issued = e.TicketIssued(
            opened, ticket, "A001", b.CIVIL, 1, 1, PriorityGroup.ORDINARY, "vi", b.KIOSK, degraded=False
        )
        day = fold(Day(date_of), [issued, e.SlipQueued(opened, slip, ticket, b.PRINTER, 1)])
        job = snapshots.print_job(day, slip, ticket, 1, opened)
        assert job.slip.session == {"vi": "Sáng"}, date_of


def test_an_early_closing_ends_numbers_and_service():
    where = office({"day": MONDAY, "serve_until": "10:00"})
    assert hours(where, MONDAY) == [(7 * 60, 10 * 60)]
    no = closed(where, b.clock("10:00", MONDAY))
    assert no is not None
    assert no.code is RefusalCode.OFFICE_CLOSED
    assert no.opens_at == b.clock("07:00", "2026-11-24")


def test_a_short_day_may_end_numbers_only():
    where = office({"day": MONDAY, "take_until": "09:30", "take_from": "08:00"})
    assert hours(where, MONDAY) == [(8 * 60, 9 * 60 + 30)]
    no = closed(where, b.clock("09:30", MONDAY))
    assert no is not None
    assert no.code is RefusalCode.NUMBERS_ENDED, "who has a number is still served"


def test_several_days_are_closed_with_one_table_and_a_later_table_goes_before():
    where = office({"day": MONDAY, "until": "2026-11-27", "closed": True}, {"day": "2026-11-25", "like": 3})
    assert [bool(hours(where, f"2026-11-{day}")) for day in range(23, 28)] == [
        False,
        False,
        True,
        False,
        False,
    ]
    assert next_opening(where, b.clock("08:00", MONDAY)) == b.clock("07:00", "2026-11-25")


def test_public_holidays_close_and_open_and_the_office_has_the_last_word():
    where = office(holidays="vietnam")
    assert hours(where, "2027-02-08") == [], "Tết"
    assert hours(where, "2026-08-31") == [], "moved by the government"
    assert hours(where, "2026-08-22") == hours(where, MONDAY), "and worked for on a Saturday"
    mine = office({"day": "2026-08-22", "closed": True}, {"day": "2027-02-08", "like": 1}, holidays="vietnam")
    assert hours(mine, "2026-08-22") == []
    assert hours(mine, "2027-02-08") == hours(mine, MONDAY)


def test_without_a_calendar_a_holiday_is_a_day_like_others():
    assert hours(office(), "2027-04-30") == hours(office(), MONDAY)


def test_people_are_told_of_the_coming_weeks_with_the_reason():
    chosen = settings(
        {"day": SATURDAY, "like": 1, "name": {"vi": "Làm bù"}},
        {"day": "2027-03-01", "closed": True},
        holidays="vietnam",
    )
    told = special_days_ahead(special_days_of(chosen), chosen.sessions, date(2026, 11, 20))
    assert [(day.day, day.name.get("vi"), len(day.sessions)) for day in told] == [
        ("2026-11-24", "Ngày Văn hóa Việt Nam", 0),
        (SATURDAY, "Làm bù", 1),
    ]
    assert told[1].sessions[0].take_from == "07:00"


@pytest.mark.parametrize(
    ("special", "key"),
    [
        ({"day": SATURDAY}, "special_days.0.like"),
        ({"day": SATURDAY, "like": 7}, "special_days.0.like"),
        ({"day": MONDAY, "until": "2026-11-20", "closed": True}, "special_days.0.until"),
        ({"day": MONDAY, "until": "2027-11-24", "closed": True}, "special_days.0.until"),
        ({"day": MONDAY, "closed": True, "serve_until": "10:00"}, "special_days.0.closed"),
        ({"day": MONDAY, "closed": True, "like": 1}, "special_days.0.closed"),
        ({"day": MONDAY, "serve_until": "03:00"}, "special_days.0.serve_until"),
        ({"day": MONDAY, "take_from": "15:00"}, "special_days.0.take_from"),
        ({"day": MONDAY, "take_from": "09:00", "take_until": "08:30"}, "special_days.0.take_until"),
        ({"day": SATURDAY, "like": 1, "serve_from": "12:00"}, "special_days.0.serve_from"),
    ],
)
def test_a_table_that_means_nothing_is_told(special: dict[str, Any], key: str):
    assert [problem.key for problem in settings(special).problems()] == [key]
