"""The closed screen says which of the next days have other hours, and why."""

from datetime import date

from contracts import messages as m
from contracts.texts import load_catalogue
from contracts.vocabulary import RefusalCode
from kiosk_app.flow import facts
from kiosk_app.present import hours
from kiosk_app.present import view as v
from tests.unit.kiosk import kiosk_scenes as scenes
from tests.unit.kiosk.kiosk_player import TEXTS, Player

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


EARLY = m.SpecialDay(
    day="2026-11-23", name={"vi": "Làm bù"}, closes_early="10:00", sessions=SATURDAY.sessions
)


def test_an_early_closing_is_told_with_its_day():
    assert rows(EARLY) == (("Thứ Hai 23/11", "Làm bù\nĐóng cửa sớm lúc 10:00\nSáng: 07:00 – 11:00"),)


def test_a_kiosk_says_so_while_it_gives_numbers_and_when_it_gives_none_any_more():
    player = Player.at_services()
    local = facts.local_time(player.model, player.model.minute * 60_000)
    early = EARLY.model_copy(update={"day": f"{local:%Y-%m-%d}"})
    assert player.view.banner == ""
    player.hear(scenes.office().model_copy(update={"seq": 9, "special_days": (early,)}))
    assert player.view.banner == "Hôm nay đóng cửa sớm, lúc 10:00"
    player.hear(scenes.queue(closed=RefusalCode.OFFICE_CLOSED).model_copy(update={"seq": 10}))
    notice = player.view.body
    assert isinstance(notice, v.Notice)
    assert "Hôm nay cơ quan đóng cửa sớm, lúc 10:00. Ông/bà đã có số vẫn được phục vụ." in notice.lines
    assert "Đóng cửa sớm lúc 10:00" in notice.table[0][1], (
        "today before the week: the end goes where room is scarce"
    )
    yesterday = EARLY.model_copy(update={"day": "2026-01-01"})
    player.hear(scenes.office().model_copy(update={"seq": 11, "special_days": (yesterday,)}))
    player.hear(scenes.queue().model_copy(update={"seq": 12}))
    assert player.view.banner == ""
