"""Whoever reads what each clerk did on a day is noted first, and every clerk reads that."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from contracts.vocabulary import ClerkId
from controller.rating.box import Box
from controller.web.people import ONE_LOOK_MS
from tests.clocks import FakeClock
from tests.integration.controller.house import MORNING, PIN_HASH, House
from tests.integration.controller.web_house import open_web, sign_in
from tests.integration.figures.journals import write
from tests.unit.figures.any_day import any_day

DAY = "2026-11-18"
PEOPLE = [
    {"id": "lan", "name": "Nguyễn Thị Lan", "pin_hash": PIN_HASH, "head": True},
    {"id": "hoa", "name": "Trần Thị Hoa", "pin_hash": PIN_HASH},
]
STORY, AUDIT = f"/so-lieu/ngay?day={DAY}", f"/so-lieu/uu-tien?kind=day&day={DAY}"


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[tuple[House, httpx.AsyncClient]]:
    write(folder, {DAY: any_day(1, date=DAY)[1]})
    async with open_web(folder, FakeClock(MORNING), clerks=PEOPLE) as (house, client):
        await sign_in(client)
        yield house, client


async def test_a_day_with_its_replay_and_its_files_is_one_look_that_every_clerk_reads(tmp_path: Path):
    async with opened(tmp_path) as (house, client):
        for address in (STORY, STORY.replace("ngay?", "ngay.json?"), STORY.replace("ngay?", "ngay.xlsx?")):
            assert (await client.get(address)).status_code == 200
        for address in (AUDIT, AUDIT.replace("uu-tien?", "uu-tien.csv?")):
            assert (await client.get(address)).status_code == 200
        assert len(Box(tmp_path).looks(ClerkId("hoa"))) == 2
        house.clock.advance(ONE_LOOK_MS / 1000 + 1)
        await client.get(STORY)
        assert len(Box(tmp_path).looks(ClerkId("hoa"))) == 3
        client.cookies.clear()
        await sign_in(client, clerk="hoa", counter="2")
        page = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", (await client.get("/so-lieu/cua-toi")).text))
        assert "Nguyễn Thị Lan xem diễn biến ngày 18/11/2026, của tất cả cán bộ" in page
        assert (
            "Nguyễn Thị Lan xem các lần gọi vượt thứ tự và tạm nghỉ, Ngày 18/11/2026, của tất cả cán bộ"
            in page
        )


@pytest.mark.parametrize(
    "address", [STORY, AUDIT, STORY.replace("ngay?", "ngay.json?"), AUDIT.replace("uu-tien?", "uu-tien.pdf?")]
)
async def test_what_is_not_noted_is_not_shown(tmp_path: Path, address: str):
    async with opened(tmp_path) as (_, client):
        (tmp_path / "rating.db").unlink(missing_ok=True)
        (tmp_path / "rating.db").mkdir()
        answer = await client.get(address)
        assert answer.status_code == 503
        assert "Trần Thị Hoa" not in answer.text.partition("<main")[2]
        assert "Gọi: đến sớm nhất" not in answer.text


async def test_who_may_not_read_a_day_is_not_noted_as_if_it_had_been_read(tmp_path: Path):
    async with opened(tmp_path) as (_, client):
        client.cookies.clear()
        await sign_in(client, clerk="hoa", counter="2")
        assert (await client.get(STORY)).status_code == 403
        assert Box(tmp_path).looks(ClerkId("lan")) == []
