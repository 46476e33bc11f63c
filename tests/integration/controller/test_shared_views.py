"""Pages of one counter share what they see; those of another counter, or after any change, never do."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from contracts import messages as m
from contracts.codec import encode
from contracts.topics import Topics
from contracts.vocabulary import DeviceId, FaultCode, SiteId
from controller.domain.day import Day
from controller.web.view import CounterView, Viewer
from tests.clocks import FakeClock
from tests.integration.controller.house import MORNING, PIN_HASH
from tests.integration.controller.web_house import SITE, open_web, sign_in

CLERKS = [
    {"id": "lan", "name": "Nguyễn Thị Lan", "pin_hash": PIN_HASH},
    {"id": "hoa", "name": "Lê Thị Hoa", "pin_hash": PIN_HASH, "caretaker": True},
]


def told_fault(detail: str) -> bytes:
    faults = (m.Fault(code=FaultCode.BAD_TEMPLATE, detail=detail),)
    return encode(
        m.Presence(device=DeviceId("a-printer"), program="p", version="1", online=True, at=1, faults=faults)
    )


async def test_nobody_sees_the_page_of_another_counter_or_of_before(tmp_path: Path) -> None:
    clock = FakeClock(MORNING)  # all of it within one second
    async with (
        open_web(tmp_path, clock, clerks=CLERKS) as (house, one),
        httpx.AsyncClient(transport=one._transport, base_url=SITE) as two,
    ):
        assert await sign_in(one, counter="1", clerk="lan") == 303
        assert await sign_in(two, counter="2", clerk="hoa") == 303

        async def seen() -> tuple[str, str]:
            return (await one.get("/")).text, (await two.get("/")).text

        await seen()
        await house.issued()
        first, second = await seen()
        assert "A001" in first
        assert "A001" in second
        await house.ask(house.call("1"), DeviceId("panel-1"))
        first, second = await seen()
        assert ('data-counter="1"' in first, 'data-counter="2"' in second) == (True, True)
        assert '<p class="number">A001</p>' in first
        assert '<p class="number">A001</p>' not in second
        topic = Topics(SiteId("test")).presence("a-printer")
        for detail in ("line 7", "line 8"):
            house.broker.route(topic, told_fault(detail), retain=True)
            await house.turn()
            assert all("a-printer" in page for page in await seen())
        house.desk.record._heal_at = house.desk.monotonic() + 60
        (tmp_path / "reserve").unlink()
        first, second = await seen()
        assert "Thẻ nhớ sắp đầy" in second
        assert "Thẻ nhớ sắp đầy" not in first, "the caretaker alone is told of the desk's own"


async def test_two_pages_of_one_counter_are_looked_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, made, counter = FakeClock(MORNING), list[Day](), Viewer.counter

    def counted(viewer: Viewer, day: Day, *more: Any, **how: Any) -> CounterView:
        made.append(day)
        return counter(viewer, day, *more, **how)

    async with open_web(tmp_path, clock, clerks=CLERKS) as (house, client):
        assert await sign_in(client, clerk="lan") == 303
        monkeypatch.setattr(Viewer, "counter", counted)

        async def looks() -> int:
            made.clear()
            for _ in range(3):
                await client.get("/")
            return len(made)

        assert await looks() == 1
        await house.issued()
        assert await looks() == 1, "a change is seen, once"
        clock.advance(61)
        assert await looks() == 1, "so is a minute"
        assert await looks() == 0
