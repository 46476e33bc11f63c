"""The caretaker's page of what the province has got."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from contracts.vocabulary import FaultCode
from controller.sending.sender import Sender
from controller.web.app import WebParts, build_app
from controller.web.sending import LATE_MS, faults_of
from controller.web.sending_enrol import ADDRESS
from controller.web.sessions import Sessions
from tests.clocks import FakeClock
from tests.integration.controller.house import MORNING, open_house
from tests.integration.controller.test_caretaker_page import CARETAKER
from tests.integration.controller.web_house import SITE, open_web, sign_in

TROUBLES = "unreachable key no-key key-file ca untrusted busy centre-fault no-centre refused journal disk"


async def test_an_office_that_sends_nothing_says_so(tmp_path: Path):
    async with open_web(tmp_path, FakeClock(MORNING), **CARETAKER) as (_house, client):
        await sign_in(client)
        assert ADDRESS in (await client.get("/may-moc")).text
        assert "làm việc một mình" in (await client.get(ADDRESS)).text


async def test_only_a_caretaker_sees_it(tmp_path: Path):
    async with open_web(tmp_path, FakeClock(MORNING)) as (_house, client):
        await sign_in(client)
        assert (await client.get(ADDRESS)).status_code == 403


@pytest.mark.parametrize("trouble", TROUBLES.split())
async def test_every_trouble_has_its_remedy(tmp_path: Path, trouble: str):
    province = {"url": "https://tinh.test", "key_file": "/etc/motcua/province.key"}
    changes: dict[str, Any] = {"province": province, **CARETAKER}
    async with open_house(tmp_path, FakeClock(MORNING), **changes) as house:
        sender = Sender(house.settings)
        parts = WebParts(
            house.settings,
            house.desk,
            house.wire,
            Sessions(house.settings.clerks, house.clock),
            house.metrics,
        )
        transport = httpx.ASGITransport(build_app(replace(parts, sending=sender)))
        async with httpx.AsyncClient(transport=transport, base_url=SITE) as client:
            await sign_in(client)
            assert "Đang hỏi trung tâm" in (await client.get(ADDRESS)).text
            sender.progress.trouble, sender.progress.trouble_since = trouble, MORNING
            sender.progress.backlog = 1234
            page = (await client.get(ADDRESS)).text
            assert "không số liệu nào mất" in page
            assert "1234" in page
            assert "https://tinh.test" in page
            assert list(faults_of(sender, MORNING + LATE_MS - 1)) == []
            assert [f.code for f in faults_of(sender, MORNING + LATE_MS)] == [FaultCode.PROVINCE_LATE]
