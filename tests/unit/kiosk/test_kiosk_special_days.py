"""The closed screen says which of the next days have other hours, and why."""

from datetime import date

from contracts import messages as m
from contracts.texts import load_catalogue
from kiosk_app.present import hours
from tests.unit.kiosk.kiosk_player import TEXTS

CATALOGUE = load_catalogue(TEXTS)
SATURDAY = m.SpecialDay(
    day="2026-11-28",
    name={"vi": "Làm bù"},
    sessions=(
        m.SessionInfo(
            name={"vi": "Sáng"},
            days=(),
            take_from="07:00",
            take_until="11:00",
            serve_from="07:30",
            serve_until="11:30",
        ),
    ),
)
HOLIDAY = m.SpecialDay(day="2026-11-24", name={"vi": "Ngày Văn hóa Việt Nam"}, sessions=())
NAMELESS = m.SpecialDay(day="2026-12-25", sessions=())


def rows(*days: m.SpecialDay, today: date = date(2026, 11, 23)) -> tuple[tuple[str, str], ...]:
    return hours.special(
        days, today, lambda key, **facts: CATALOGUE.say("vi", key, **facts), lambda name: name["vi"]
    )


def test_a_holiday_and_a_working_saturday_are_told_with_day_reason_and_hours():
    assert rows(HOLIDAY, SATURDAY) == (
        ("Thứ Ba 24/11", "Ngày Văn hóa Việt Nam\nNghỉ"),
        ("Thứ Bảy 28/11", "Làm bù\nSáng: 07:00 – 11:00"),
    )


def test_what_is_past_or_far_away_is_not_told():
    assert rows(HOLIDAY, NAMELESS, today=date(2026, 11, 25)) == ()


def test_a_day_without_a_reason_is_told_all_the_same():
    assert rows(NAMELESS, today=date(2026, 12, 20)) == (("Thứ Sáu 25/12", "Nghỉ"),)
