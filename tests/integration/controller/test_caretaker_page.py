"""The caretaker's page: who may see it, what it says of the devices, and the kiosk's picture."""

import base64
import re
from pathlib import Path

import pytest
from fastapi.sse import ServerSentEvent

from contracts import messages as m
from contracts.codec import encode
from contracts.topics import Topics
from contracts.vocabulary import DeviceId, FaultCode, SiteId
from controller.domain.now import Trust
from controller.web.caretaker import WATCH_MS, _pictures, type_of
from tests.chromium import CHROMIUM, chromium
from tests.clocks import FakeClock
from tests.integration.controller.house import DAY_MS, MORNING, PIN, PIN_HASH, PRINTER, House
from tests.integration.controller.web_house import app_of, open_web, post_form, sign_in
from tests.serving import served
from tests.unit.ticket_printer.test_printing_program import a_life, sim

KIOSK = DeviceId("kiosk-1")
TOPICS = Topics(SiteId("test"))
HOURS = {"take_from": "07:00", "take_until": "16:00", "serve_from": "07:30", "serve_until": "17:00"}
WEEKDAYS = {"sessions": [{"name": {"vi": "Cả ngày"}, "days": [1, 2, 3, 4, 5], **HOURS}]}
CARETAKER = {"clerks": [{"id": "lan", "name": "Lan", "pin_hash": PIN_HASH, "caretaker": True}]}


def say(house: House, topic: str, message: m.Message, *, retain: bool = False) -> None:
    house.broker.route(topic, encode(message), retain=retain)


def presence(device: str, *faults: FaultCode, online: bool = True) -> m.Presence:
    told = tuple(m.Fault(code=code) for code in faults)
    return m.Presence(device=DeviceId(device), program="p", version="1", online=online, at=1, faults=told)


async def test_only_a_caretaker_sees_it(tmp_path: Path) -> None:
    async with open_web(tmp_path, FakeClock(MORNING)) as (_house, client):
        assert (await client.get("/may-moc")).status_code == 403
        await sign_in(client)
        for path in ("/may-moc", "/may-moc/stream", "/may-moc/screens"):
            assert (await client.get(path)).status_code == 403, path


async def test_it_says_which_device_needs_what(tmp_path: Path) -> None:
    async with open_web(tmp_path, FakeClock(MORNING), **CARETAKER) as (house, client):
        await sign_in(client)
        say(house, TOPICS.presence("printer-1"), presence("printer-1", FaultCode.PAPER_END), retain=True)
        say(house, TOPICS.presence("panel-1"), presence("panel-1", online=False), retain=True)
        say(house, TOPICS.presence("kiosk-1"), presence("kiosk-1"), retain=True)
        await house.turn()
        page = (await client.get("/may-moc")).text
        assert "Máy in hết giấy" in page
        assert "Mất kết nối" in page
        assert "Hoạt động tốt" in page
        assert "nguyên vẹn" in page


async def test_a_clock_that_went_back_is_confirmed_by_a_person(tmp_path: Path) -> None:
    clock = FakeClock(MORNING)
    async with open_web(tmp_path, clock, **CARETAKER) as (house, client):
        await house.issued()
        await sign_in(client)
        clock.utc -= 3_600_000
        page = (await client.get("/may-moc")).text
        assert "confirm-clock" in page
        assert "Máy chủ báo: 08:00:00, 23/11/2026" in page
        assert "vẫn tính theo giờ cũ (09:00:00, 23/11/2026)" in page
        await post_form(client, "/may-moc/confirm-clock", origin="http://evil.example")
        assert house.desk.now().trust is Trust.STEPPED
        await post_form(client, "/may-moc/confirm-clock")
        assert house.desk.now().trust is Trust.FIRM
        assert "confirm-clock" not in (await client.get("/may-moc")).text


async def test_a_day_that_was_closed_by_mistake_is_reopened_by_a_person(tmp_path: Path) -> None:
    clock = FakeClock(MORNING)
    async with open_web(tmp_path, clock, **CARETAKER) as (house, client):
        await house.issued()
        await sign_in(client)
        assert "reopen-day" not in (await client.get("/may-moc")).text
        for wrong_ms, date in ((DAY_MS, "2026-11-24"), (-DAY_MS, "2026-11-23")):
            clock.utc += wrong_ms
            await post_form(client, "/may-moc/confirm-clock")
            await house.turn()
            assert house.desk.day.date == date
        page = (await client.get("/may-moc")).text
        assert "đã bị đóng lúc" in page
        await post_form(client, "/may-moc/reopen-day", origin="http://evil.example")
        assert house.desk.day.kept
        await post_form(client, "/may-moc/reopen-day")
        assert [t.number for t in house.desk.day.waiting_tickets()] == ["A001"]
        assert "reopen-day" not in (await client.get("/may-moc")).text


def office_state(house: House) -> m.OfficeState:
    state = house.desk.announcer.shown("office")
    assert isinstance(state, m.OfficeState)
    return state


async def test_today_is_closed_early_by_a_person_everybody_is_told_and_it_is_taken_back(
    tmp_path: Path,
) -> None:
    clock = FakeClock(MORNING)
    async with open_web(tmp_path, clock, **CARETAKER, **WEEKDAYS) as (house, client):
        await house.issued()
        await sign_in(client)
        assert "Đóng cửa sớm hôm nay" in (await client.get("/may-moc")).text
        await post_form(client, "/may-moc/close-early", until="15:00", origin="http://evil.example")
        assert house.desk.day.closes_at is None
        await post_form(client, "/may-moc/close-early", until="15:00")
        clock.advance(1)
        await house.turn()
        page = (await client.get("/may-moc")).text
        assert "Hôm nay đóng cửa sớm lúc 15:00 (thường lệ: 17:00). 1 người đang chờ vẫn được gọi." in page
        assert "Hôm nay ngừng cấp số sớm, lúc 15:00." in (await client.get("/")).text
        assert "Hôm nay cơ quan đóng cửa sớm, lúc 15:00." in (await client.get("/thu-tuc")).text
        assert "closes early today, at 15:00" in (await client.get("/thu-tuc?lang=en")).text
        (today,) = (day for day in office_state(house).special_days if day.day == "2026-11-23")
        assert (today.closes_early, today.sessions[-1].serve_until) == ("15:00", "15:00")
        await post_form(client, "/may-moc/close-as-usual")
        clock.advance(1)
        await house.turn()
        assert "15:00" not in (await client.get("/may-moc")).text
        assert office_state(house).special_days == ()


@pytest.mark.parametrize(
    ("until", "words"),
    [
        ("08:00", "08:00 không nằm giữa bây giờ và giờ đóng cửa thường lệ hôm nay (17:00)"),
        ("18:00", "18:00 không nằm giữa bây giờ và giờ đóng cửa thường lệ hôm nay (17:00)"),
        ("", "“” không phải là giờ"),
        ("ba giờ chiều", "“ba giờ chiều” không phải là giờ. Nhập giờ và phút, ví dụ 15:30."),
        ("<b>", "“&lt;b&gt;” không phải là giờ"),
    ],
)
async def test_a_time_that_cannot_be_meant_is_said_and_changes_nothing(
    tmp_path: Path, until: str, words: str
) -> None:
    async with open_web(tmp_path, FakeClock(MORNING), **CARETAKER, **WEEKDAYS) as (house, client):
        await sign_in(client)
        await post_form(client, "/may-moc/close-early", until=until)
        assert words in (await client.get("/may-moc")).text
        assert house.desk.day.closes_at is None
        await post_form(client, "/may-moc/close-early", until="15:00")
        assert words not in (await client.get("/may-moc")).text, "what went wrong before is over"


async def test_an_early_closing_outlives_a_restart_and_ends_with_its_day(tmp_path: Path) -> None:
    clock = FakeClock(MORNING)
    async with open_web(tmp_path, clock, **CARETAKER, **WEEKDAYS) as (house, client):
        await sign_in(client)
        await post_form(client, "/may-moc/close-early", now="1")
        assert house.desk.day.closes_at == MORNING
    async with open_web(tmp_path, clock, **CARETAKER, **WEEKDAYS) as (house, _client):
        assert house.desk.day.closes_at == MORNING
        clock.advance(24 * 3600)
        await house.turn()
        assert house.desk.day.closes_at is None
        await house.issued()


JPEG, PNG = (
    base64.b64encode(magic + b"picture").decode() for magic in (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
)


def picture(image: str) -> m.ScreenPicture:
    return m.ScreenPicture(at=1, screen="services", width=9, height=16, image=image)


async def test_kiosks_and_printers_are_asked_for_pictures_and_those_are_passed_on(tmp_path: Path) -> None:
    async with open_web(tmp_path, FakeClock(MORNING), **CARETAKER) as (house, _client):
        looks = [True]
        stream = _pictures((KIOSK, PRINTER), house.desk, house.wire, lambda: looks[0])
        assert (await anext(stream)).event == "alive"
        await house.turn()
        assert [w.until for w in house.ear.of(m.Watch)] == [MORNING + 5_000] * 2
        assert house.ear.of(m.Watch, "watch/printer-1")
        say(house, TOPICS.screen(KIOSK), picture(JPEG))
        say(house, TOPICS.screen(PRINTER), picture(PNG))
        await house.turn()
        assert [told(await anext(stream)) for _ in range(2)] == [
            {"device": "kiosk-1", "type": "image/jpeg", "image": JPEG},
            {"device": "printer-1", "type": "image/png", "image": PNG},
        ]
        say(house, TOPICS.presence("printer-1"), presence("printer-1", online=False), retain=True)
        await house.turn()
        assert told(await anext(stream)) == {"device": "printer-1", "image": ""}, "it is off"
        house.link.drop()
        await house.turn()
        assert told(await anext(stream)) == {"device": "kiosk-1", "image": ""}, "nobody knows"
        looks[0] = False
        assert [chunk async for chunk in stream] == [], "nobody looks, or may no longer"


async def test_a_picture_from_an_earlier_look_is_not_shown_again(tmp_path: Path) -> None:
    clock = FakeClock(MORNING)
    async with open_web(tmp_path, clock) as (house, _client):
        house.wire.watch(KIOSK, MORNING + WATCH_MS)
        say(house, TOPICS.screen(KIOSK), picture(JPEG))
        await house.turn()
        house.wire.watch(KIOSK, MORNING + 2 * WATCH_MS)
        assert KIOSK in house.wire.screens, "one look"
        clock.advance(2 * WATCH_MS / 1000 + 1)
        house.wire.watch(KIOSK, clock.utc + WATCH_MS)
        assert KIOSK not in house.wire.screens


def told(event: ServerSentEvent) -> object:
    assert event.event == "screen"
    return event.data


async def test_the_page_has_a_card_for_every_kiosk_and_every_printer_beside_one(tmp_path: Path) -> None:
    kiosks = [{"device": f"kiosk-{n}", "printer": "printer-7" if n < 3 else None} for n in (1, 2, 3)]

    async with open_web(tmp_path, FakeClock(MORNING), **CARETAKER, kiosks=kiosks) as (_house, client):
        await sign_in(client)
        page = (await client.get("/may-moc")).text
        cards = ["kiosk-1", "kiosk-2", "kiosk-3", "printer-7"]
        assert re.findall(r'data-device="([^"]*)"', page) == cards
        assert "Chưa có hình. Máy in chưa trả lời." in page
        assert "Mẫu phiếu: Máy in (printer-7)" in page
        assert "Màn hình: Ki-ốt (kiosk-2)" in page


def test_only_a_picture_is_a_picture() -> None:
    assert type_of(JPEG) == "image/jpeg"
    assert type_of(PNG) == "image/png"
    for text in ("", "<script>", base64.b64encode(b"<svg/>").decode(), "a\nb", PNG + "\n", PNG[:4]):
        assert type_of(text) is None


SHOWN = """
new Promise((done) => setInterval(() => {
  const slips = document.querySelector('img[data-device="printer-1"]');
  if (slips.naturalWidth) done([slips.src.slice(0, 22), slips.naturalWidth, slips.parentElement.hidden,
    slips.closest(".card").querySelector(".empty").hidden]);
}, 20))
"""


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
async def test_the_slips_of_a_real_printer_program_are_seen_in_a_real_browser(tmp_path: Path) -> None:
    async with (
        open_web(tmp_path / "desk", FakeClock(MORNING), **CARETAKER) as (house, _client),
        served(app_of(house)) as site,
        chromium(1366, 900) as page,
    ):
        spool = tmp_path / "spool"
        with (
            a_life(house.broker, spool, sim, site=TOPICS.site, clock=house.clock) as printer,
            printer.at_work(),
        ):
            await page.go(f"{site}/")
            await page.submit(clerk="lan", pin=PIN, counter="1")
            await page.go(f"{site}/may-moc")
            seen = await page.evaluate(SHOWN)
        assert seen == ["data:image/png;base64,", 4 * 576 + 5 * 40, False, True]


async def test_an_address_of_a_button_opened_by_hand_says_that_there_is_no_such_page(tmp_path: Path) -> None:
    async with open_web(tmp_path, FakeClock(MORNING), **CARETAKER) as (_house, client):
        await sign_in(client)
        answer = await client.get("/may-moc/close-early", headers={"accept": "text/html"})
        assert answer.status_code == 405
        assert "Không có trang này." in answer.text
