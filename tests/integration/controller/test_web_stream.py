"""A page that stays open: drawn after a change, else only told that the desk lives."""

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from contracts.vocabulary import ClerkId, CounterId
from controller.web import live
from tests.clocks import FakeClock
from tests.integration.controller.house import MORNING, House
from tests.integration.controller.web_house import app_of, open_web, post_form, sign_in
from tests.serving import served
from tests.waiting import PATIENCE_S

LAN, ONE = ClerkId("lan"), CounterId("1")


def a_clock() -> FakeClock:
    return FakeClock(MORNING)


async def frames(answer: httpx.Response) -> AsyncIterator[tuple[str, str]]:
    """Server-sent events: name and data."""
    name, data = "", []
    async for line in answer.aiter_lines():
        if line.startswith("event: "):
            name = line[7:]
        elif line.startswith("data: "):
            data.append(line[6:])
        elif not line and name:
            yield name, "\n".join(data)
            name, data = "", []


async def test_an_open_page_is_drawn_after_a_change_and_else_only_told_that_the_desk_lives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "HEARTBEAT_S", 0.1)

    async with (
        open_web(tmp_path, a_clock()) as (house, _client),
        served(app_of(house)) as address,
        httpx.AsyncClient(base_url=address, timeout=PATIENCE_S) as client,
    ):
        assert await sign_in(client) == 303
        async with client.stream("GET", "/desk/stream") as answer, asyncio.timeout(PATIENCE_S):
            assert answer.headers["content-type"].startswith("text/event-stream")
            assert "content-security-policy" in answer.headers
            await _watch(house, client, frames(answer))


async def _watch(house: House, client: httpx.AsyncClient, told: AsyncIterator[tuple[str, str]]) -> None:
    name, panel = await anext(told)
    assert (name, "A001" in panel) == ("panel", False)
    quiet = [(await anext(told))[0] for _ in range(3)]
    assert set(quiet) == {"alive"}, "a list that is open, or a half-made choice, must not be redrawn"
    await house.issued()
    name, panel = await next_panel(told)
    assert "A001" in panel
    ids = re.findall(r'name="request_id" value="([^"]+)"', panel)
    assert len(set(ids)) == len(ids) > 1, "every button is a request of its own"
    assert (await anext(told))[0] == "alive"
    await post_form(client, "/sign-out")
    while True:
        name, _data = await anext(told)
        if name == "gone":
            break


async def next_panel(told: AsyncIterator[tuple[str, str]]) -> tuple[str, str]:
    while True:
        name, data = await anext(told)
        if name == "panel":
            return name, data
