"""The caretaker's page: who may see it, what it says of the devices, and the kiosk's picture."""

import asyncio
import base64
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

from contracts import messages as m
from contracts.codec import encode
from contracts.topics import Topics
from contracts.vocabulary import DeviceId, FaultCode, SiteId
from controller.domain.refusals import STEP_BACK_MS
from controller.web.caretaker import _is_jpeg, _pictures
from tests.conftest import FakeClock
from tests.integration.controller.house import MORNING, PIN_HASH, House
from tests.integration.controller.web_house import open_web, post_form, sign_in

KIOSK = DeviceId("kiosk-1")
TOPICS = Topics(SiteId("test"))
CARETAKER = {"clerks": [{"id": "lan", "name": "Lan", "pin_hash": PIN_HASH, "caretaker": True}]}


def run(story: Coroutine[Any, Any, None]) -> None:
    asyncio.run(story)


def say(house: House, topic: str, message: m.Message, *, retain: bool = False) -> None:
    house.broker.route(topic, encode(message), retain=retain)


def presence(device: str, *faults: FaultCode, online: bool = True) -> m.Presence:
    told = tuple(m.Fault(code=code) for code in faults)
    return m.Presence(device=DeviceId(device), program="p", version="1", online=online, at=1, faults=told)


def test_only_a_caretaker_sees_it(tmp_path: Path) -> None:
    async def story() -> None:
        async with open_web(tmp_path, FakeClock(MORNING)) as (_house, client):
            assert (await client.get("/may-moc")).status_code == 403
            await sign_in(client)
            for path in ("/may-moc", "/may-moc/stream", "/may-moc/screen/kiosk-1"):
                assert (await client.get(path)).status_code == 403, path

    run(story())


def test_it_says_which_device_needs_what(tmp_path: Path) -> None:
    async def story() -> None:
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

    run(story())


def test_a_clock_that_went_back_is_confirmed_by_a_person(tmp_path: Path) -> None:
    async def story() -> None:
        clock = FakeClock(MORNING)
        async with open_web(tmp_path, clock, **CARETAKER) as (house, client):
            await house.issued()
            await sign_in(client)
            clock.utc -= STEP_BACK_MS + 60_000
            assert "confirm-clock" in (await client.get("/may-moc")).text
            await post_form(client, "/may-moc/confirm-clock", sec_fetch_site="cross-site")
            assert not house.desk.now().trusted_after(house.desk.day.last_at)
            await post_form(client, "/may-moc/confirm-clock")
            assert house.desk.now().trusted_after(house.desk.day.last_at)
            assert "confirm-clock" not in (await client.get("/may-moc")).text

    run(story())


def test_the_screen_of_a_kiosk_is_asked_for_and_passed_on(tmp_path: Path) -> None:
    async def story() -> None:
        async with open_web(tmp_path, FakeClock(MORNING), **CARETAKER) as (house, client):
            await sign_in(client)
            assert (await client.get("/may-moc/screen/kiosk-9")).status_code == 404
            pages = type("Pages", (), {"desk": house.desk})()
            stream = _pictures(pages, house.wire, KIOSK)
            assert await anext(stream) == b": alive\n\n"
            jpeg = base64.b64encode(b"\xff\xd8picture").decode()
            picture = m.ScreenPicture(at=1, screen="services", width=9, height=16, image=jpeg)
            say(house, TOPICS.screen(KIOSK), picture)
            await house.turn()
            assert jpeg.encode() in await anext(stream)

    run(story())


def test_only_a_picture_is_a_picture() -> None:
    assert _is_jpeg(base64.b64encode(b"\xff\xd8\xff").decode())
    for text in ("", "<script>", base64.b64encode(b"<svg/>").decode(), "a\nb"):
        assert not _is_jpeg(text)
