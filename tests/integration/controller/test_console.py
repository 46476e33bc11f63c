"""The caretaker's page as a console: what is wrong first, then each machine with all that is known of it."""

from pathlib import Path

import httpx

from contracts import messages as m
from contracts.vocabulary import DeviceId, FaultCode, SlipState
from controller.console.history import GONE, Entry, History
from controller.console.history_file import FaultHistory
from controller.web.app import WebParts, build_app
from controller.web.fault_history import ADDRESS
from controller.web.sessions import Sessions
from tests.clocks import FakeClock
from tests.integration.controller.house import MORNING, new_id, open_house
from tests.integration.controller.test_caretaker_page import CARETAKER, TOPICS, presence, say
from tests.integration.controller.web_house import SITE, open_web, sign_in

PRINTER = DeviceId("printer-1")


async def test_what_is_wrong_stands_first_and_each_machine_tells_how_it_is(tmp_path: Path) -> None:
    async with open_web(tmp_path, FakeClock(MORNING), **CARETAKER) as (house, client):
        await sign_in(client)
        warm = presence("kiosk-1").model_copy(
            update={"vitals": m.Vitals(address="10.0.0.7", celsius=51.6), "at": MORNING}
        )
        say(house, TOPICS.presence("kiosk-1"), warm, retain=True)
        say(house, TOPICS.presence("printer-1"), presence("printer-1", FaultCode.PAPER_END), retain=True)
        await house.turn()
        page = (await client.get("/may-moc")).text
        assert page.index("Máy in hết giấy") < page.index(">Máy chủ</a>")
        assert page.index("Máy in hết giấy") < page.index("10.0.0.7")
        for told in ("10.0.0.7", "52 °C", "nghe lần cuối 09:00", "hôm nay in 0 phiếu"):
            assert told in page, told


async def test_slips_that_came_out_are_counted(tmp_path: Path) -> None:
    async with open_web(tmp_path, FakeClock(MORNING), **CARETAKER) as (house, client):
        await sign_in(client)
        say(house, TOPICS.presence("printer-1"), presence("printer-1"), retain=True)
        for _ in range(2):
            await house.issued()
        jobs = list(house.desk.day.slips)
        for state in (SlipState.SENDING, SlipState.PRINTED):
            report = m.ReportSlip(request_id=new_id(), at=MORNING, job=jobs[0], state=state)
            await house.ask(report, PRINTER)
        assert "hôm nay in 1 phiếu" in (await client.get("/may-moc")).text


async def test_the_history_says_what_was_wrong_and_for_how_long(tmp_path: Path) -> None:
    async with open_house(tmp_path, FakeClock(MORNING), clerks=CARETAKER["clerks"]) as house:
        sessions = Sessions(house.settings.clerks, house.clock)
        history = FaultHistory(tmp_path, house.clock.monotonic)
        parts = WebParts(
            house.settings,
            house.desk,
            house.wire,
            sessions,
            house.metrics,
            history=history,
            vitals=lambda: m.Vitals(celsius=85),
        )
        transport = httpx.ASGITransport(build_app(parts))
        async with httpx.AsyncClient(transport=transport, base_url=SITE) as client:
            assert (await client.get(ADDRESS)).status_code == 403
            await sign_in(client)
            assert ADDRESS in (await client.get("/may-moc")).text
            assert "Chưa ghi nhận sự cố nào" in (await client.get(ADDRESS)).text
            say(house, TOPICS.presence("printer-1"), presence("printer-1", FaultCode.PAPER_END), retain=True)
            await house.turn()
            history.look_once()
            page = (await client.get(ADDRESS)).text
            assert "Máy in hết giấy" in page
            assert "Máy quá nóng" in page, "the controller's own machine is one of them"
            assert "đang còn" in page
            history.history = History(
                (
                    Entry(PRINTER, GONE, MORNING, MORNING + 59_000),
                    Entry(PRINTER, "of-another-version", MORNING, MORNING + 25 * 60_000, times=3),
                    Entry(DeviceId("board-9"), "paper-end", MORNING, MORNING + 5 * 3_600_000),
                )
            )
            page = (await client.get(ADDRESS)).text
            for told in ("Mất kết nối", "dưới 1 phút", "of-another-version", "25 phút", "(3 lần)", "5 giờ"):
                assert told in page, told


async def test_an_authority_that_did_not_open_is_a_fault(tmp_path: Path) -> None:
    broken = {**CARETAKER, "pairing": {"enabled": True, "folder": "/var/lib/motcua/pairing"}}
    async with open_web(tmp_path, FakeClock(MORNING), **broken) as (_house, client):
        await sign_in(client)
        page = (await client.get("/may-moc")).text
        assert "khóa của văn phòng mất hoặc hỏng" in page
        assert "Thư mục /var/lib/motcua/pairing" in page
        assert "Phục hồi từ bản sao lưu" in page
    async with open_web(tmp_path / "2", FakeClock(MORNING), **CARETAKER) as (_house, client):
        await sign_in(client)
        assert "khóa của văn phòng" not in (await client.get("/may-moc")).text, "nobody wants to pair here"
