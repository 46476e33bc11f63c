"""The controller examined in the browser: what is wrong first, and a report with nothing secret in it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx

from contracts.vocabulary import FaultCode
from controller.web.app import WebParts, build_app
from controller.web.doctor import ADDRESS, FILE, Doctor
from controller.web.sessions import Sessions
from tests.clocks import FakeClock
from tests.integration.controller.house import MORNING, PIN_HASH, House, open_house
from tests.integration.controller.test_caretaker_page import CARETAKER, TOPICS, presence, say
from tests.integration.controller.web_house import SITE, open_web, sign_in
from tests.unit.doctor.test_examine import pi


@asynccontextmanager
async def on_a_pi(tmp_path: Path) -> AsyncIterator[tuple[House, httpx.AsyncClient]]:
    async with open_house(tmp_path, FakeClock(MORNING), clerks=CARETAKER["clerks"]) as house:
        sessions = Sessions(house.settings.clerks, house.clock)
        doctor = Doctor(pi(tmp_path / "pi"))
        parts = WebParts(house.settings, house.desk, house.wire, sessions, house.metrics, doctor=doctor)
        transport = httpx.ASGITransport(build_app(parts))
        async with httpx.AsyncClient(transport=transport, base_url=SITE) as client:
            await sign_in(client)
            yield house, client


async def test_only_a_caretaker_may_examine(tmp_path: Path) -> None:
    async with open_web(tmp_path, FakeClock(MORNING)) as (_house, client):
        await sign_in(client)
        for path in (ADDRESS, f"{ADDRESS}/bao-cao"):
            assert (await client.get(path)).status_code == 403


async def test_what_is_wrong_stands_before_what_is_well(tmp_path: Path) -> None:
    async with on_a_pi(tmp_path) as (_house, client):
        assert ADDRESS in (await client.get("/may-moc")).text
        page = (await client.get(ADDRESS)).text
        assert "Có việc phải làm ngay" in page
        bad, warn, ok = (
            page.index("Điện áp đang quá thấp"),
            page.index("đã dùng khoảng 90 %"),
            page.index("54 °C"),
        )
        assert bad < warn < ok
        assert "Thay bộ nguồn" in page


async def test_the_report_names_devices_and_the_codes_of_their_faults_only(tmp_path: Path) -> None:
    async with on_a_pi(tmp_path) as (house, client):
        say(house, TOPICS.presence("printer-1"), presence("printer-1", FaultCode.PAPER_END), retain=True)
        say(house, TOPICS.presence("panel-1"), presence("panel-1", online=False), retain=True)
        await house.issued()
        answer = await client.get(f"{ADDRESS}/bao-cao")
        assert FILE in answer.headers["content-disposition"]
        lines = answer.text.splitlines()
        assert "printer-1 1 online paper-end" in lines
        assert "panel-1 1 gone" in lines
        for secret in ("SECRET", "argon2", PIN_HASH, "Lan", "A017", "A001"):
            assert secret not in answer.text
