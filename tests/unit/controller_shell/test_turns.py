"""Pages take turns: whoever shares their loop is not kept waiting by their number. Judged by order alone."""

import asyncio
import contextlib
import json
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from types import SimpleNamespace
from typing import Any, cast

import pytest
from fastapi.sse import ServerSentEvent

from contracts import messages as m
from controller.desk.announcer import Announcer
from controller.web import live
from controller.web.guard import Guard
from controller.web.live import Live
from controller.web.turns import Turns
from tests.waiting import happens

PAGES, STEPS = 400, 10
"""Steps of the loop from a command's arrival to its answer: a thread wakes the loop, the journal's thread, and so on."""


async def a_command() -> None:
    """Something that needs as many steps of the loop as a command does."""
    for _ in range(STEPS):
        await asyncio.sleep(0)


async def pages_before_a_command(wake: Callable[[], None], drawn: list[int]) -> int:
    """How many pages the loop serves from a command's arrival to its answer, all of them being due."""
    before = len(drawn)
    wake()
    await a_command()
    return len(drawn) - before


async def streams() -> int:
    announcer = cast("Announcer", SimpleNamespace(listeners=[]))
    shown, drawn, change = Live(announcer, lambda: 0), list[int](), [0]

    def draw(seen: int) -> str:
        drawn.append(seen)
        return str(seen)

    async def page() -> None:
        async for _event in shown.pages(lambda: change[0], draw):
            pass

    tasks = [asyncio.create_task(page()) for _ in range(PAGES)]
    await happens(lambda: len(drawn) == PAGES)
    change[0] += 1
    for _ in range(STEPS):  # all of them wait for what comes next
        await asyncio.sleep(0)
    try:
        return await pages_before_a_command(shown.wake, drawn)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def nothing(_turns: Turns) -> None:
    """Without the guard."""


@contextlib.asynccontextmanager
async def at_once(_turns: Turns) -> AsyncIterator[None]:
    """The same for drawing."""
    yield


async def requests() -> int:
    served: list[int] = []

    async def app(_scope: Any, _receive: Any, _send: Any) -> None:
        served.append(1)

    guard = Guard(app)
    scope = {"type": "http", "path": "/", "method": "GET", "headers": [(b"host", b"desk")]}
    tasks: list[asyncio.Task[None]] = []

    def wake() -> None:
        tasks.extend(
            asyncio.create_task(guard(scope, cast("Any", None), cast("Any", None))) for _ in range(PAGES)
        )

    try:
        return await pages_before_a_command(wake, served)
    finally:
        await asyncio.gather(*tasks)
        assert len(served) == PAGES, "all are served"


@pytest.mark.slow
@pytest.mark.parametrize("crowd", [streams, requests])
async def test_a_command_waits_for_few_pages_however_many_are_due(
    crowd: Callable[[], Awaitable[int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "CALM_S", 0)
    assert await crowd() <= STEPS
    monkeypatch.setattr(Turns, "next", nothing)
    monkeypatch.setattr(Turns, "draw", at_once)
    assert await crowd() == PAGES, "without turns it waits for all"


async def test_a_message_is_written_once_however_many_hear_it() -> None:
    announcer = cast("Announcer", SimpleNamespace(listeners=[]))
    shown = Live(announcer, lambda: 0)

    async def first() -> ServerSentEvent:
        async with contextlib.aclosing(cast("AsyncGenerator[ServerSentEvent]", shown.messages())) as stream:
            return await anext(stream)

    tasks = [asyncio.create_task(first()) for _ in range(3)]
    await asyncio.sleep(0)
    announcer.listeners[0](m.Watch(until=7))
    heard = await asyncio.gather(*tasks)
    assert {id(event) for event in heard} == {id(heard[0])}
    assert (heard[0].event, json.loads(heard[0].raw_data or "")) == (
        "Watch",
        json.loads(m.Watch(until=7).model_dump_json()),
    )
