"""The desk's own troubles are seen by people: on the caretaker's page with every detail, and at his counter."""

from pathlib import Path

import httpx

from contracts import messages as m
from contracts.codec import encode
from contracts.texts import load_catalogue
from contracts.topics import Topics
from contracts.vocabulary import CounterId, DeviceId, FaultCode, SiteId
from controller.web import app as web_app
from controller.web.clerk import Pages
from controller.web.sessions import Session, Sessions
from tests.clocks import FakeClock
from tests.integration.controller.house import MORNING, PIN_HASH, House
from tests.integration.controller.web_house import open_web, sign_in

CLERKS = {
    "clerks": [
        {"id": "lan", "name": "Lan", "pin_hash": PIN_HASH, "caretaker": True},
        {"id": "hoa", "name": "Hoa", "pin_hash": PIN_HASH},
    ]
}


def fill_disk(house: House, data_dir: Path) -> None:
    (data_dir / "reserve").unlink()
    house.desk.record._heal_at = house.desk.monotonic() + 60


async def counter_page(client: httpx.AsyncClient, clerk: str) -> str:
    await sign_in(client, clerk=clerk)
    return (await client.get("/")).text


async def test_what_is_wrong_stands_before_the_desk_while_that_is_well(tmp_path: Path) -> None:
    async with open_web(tmp_path, FakeClock(MORNING), **CLERKS) as (house, client):
        printer = m.Presence(
            device=DeviceId("a-printer"),
            program="p",
            version="1",
            online=True,
            at=1,
            faults=(m.Fault(code=FaultCode.BAD_TEMPLATE, detail="slip.toml: <line> 7"),),
        )
        house.broker.route(Topics(SiteId("test")).presence("a-printer"), encode(printer), retain=True)
        await sign_in(client)
        page = (await client.get("/may-moc")).text
        assert page.index(">a-printer</a>") < page.index(">Máy chủ</a>")
        assert "Hoạt động tốt" in page
        assert "<small>Ghi cho kỹ thuật viên: slip.toml: &lt;line&gt; 7</small>" in page, (
            "details of all devices, and only as text"
        )
        fill_disk(house, tmp_path)
        page = (await client.get("/may-moc")).text
        assert "Thẻ nhớ sắp đầy" in page
        assert page.index(">Máy chủ</a>") < page.index(">a-printer</a>")


async def test_at_the_counter_only_a_caretaker_sees_the_desks_troubles(tmp_path: Path) -> None:
    async with open_web(tmp_path, FakeClock(MORNING), **CLERKS) as (house, client):
        assert "Máy chủ" not in await counter_page(client, "lan")
        fill_disk(house, tmp_path)
        assert "Máy chủ: Thẻ nhớ sắp đầy" in await counter_page(client, "lan")
        assert "Thẻ nhớ sắp đầy" not in await counter_page(client, "hoa")


async def test_troubles_of_the_look_ups_are_the_controllers_too(tmp_path: Path) -> None:
    async with open_web(tmp_path, FakeClock(MORNING), **CLERKS) as (house, _client):
        found = (m.Fault(code=FaultCode.LOOK_UP_GUESSED, detail="9 in 10 minutes"),)
        texts = load_catalogue(web_app.HERE / "texts")
        sessions = Sessions(house.settings.clerks, house.clock)
        pages = Pages(house.settings, house.desk, house.wire, sessions, texts, lambda: found, m.Vitals)
        lan, hoa = (Session(clerk, CounterId("1"), 0.0) for clerk in house.settings.clerks)
        assert "Có dấu hiệu dò mã hồ sơ" in pages.health(lan)
        assert "9 in 10 minutes" in pages.health(lan)
        assert [trouble.device for trouble in pages.view(lan).troubles] == ["Máy chủ"]
        assert pages.view(hoa).troubles == ()


async def test_a_number_given_in_trouble_has_a_small_word_on_the_counters_page(tmp_path: Path) -> None:
    async with open_web(tmp_path, FakeClock(MORNING), **CLERKS) as (house, client):
        await house.issued()
        assert "Cấp khi hệ thống gặp sự cố" not in await counter_page(client, "hoa")
        fill_disk(house, tmp_path)
        await house.issued()
        page = await counter_page(client, "hoa")
        assert page.count("Cấp khi hệ thống gặp sự cố") == 1
