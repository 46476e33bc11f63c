"""Pages take turns: whoever shares their loop is not kept waiting by their number. Judged by order alone."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from types import SimpleNamespace
from typing import Any, cast

import pytest

from contracts import messages as m
from controller.desk.announcer import Announcer
from controller.web import live
from controller.web.guard import Guard
from controller.web.live import Live
from controller.web.streaming import Stream
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

    def draw(seen: tuple[int, int]) -> str:
        drawn.append(seen[1])
        return str(seen)

    async def page(which: int) -> None:
        async for _event in shown.pages(lambda: (which, change[0]), draw):  # each sees something else
            pass

    tasks = [asyncio.create_task(page(which)) for which in range(PAGES)]
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
    monkeypatch.setattr(live, "CROWD_S", 0)
    assert await crowd() <= STEPS
    monkeypatch.setattr(Turns, "next", nothing)
    monkeypatch.setattr(Turns, "draw", at_once)
    assert await crowd() == PAGES, "without turns it waits for all"


async def test_a_message_is_written_once_however_many_hear_it() -> None:
    announcer = cast("Announcer", SimpleNamespace(listeners=[]))
    shown = Live(announcer, lambda: 0)

    async def first() -> bytes:
        async with contextlib.aclosing(shown.messages()) as stream:
            return await anext(stream)

    tasks = [asyncio.create_task(first()) for _ in range(3)]
    await asyncio.sleep(0)
    announcer.listeners[0](m.Watch(until=7))
    heard = await asyncio.gather(*tasks)
    assert {id(event) for event in heard} == {id(heard[0])}
    assert heard[0] == f"event: Watch\ndata: {m.Watch(until=7).model_dump_json()}\n\n".encode()


async def test_what_came_meanwhile_goes_in_one_piece_and_in_order() -> None:
    announcer = cast("Announcer", SimpleNamespace(listeners=[]))
    async with contextlib.aclosing(Live(announcer, lambda: 0).messages()) as stream:
        piece = asyncio.create_task(anext(stream))
        await asyncio.sleep(0)
        for until in range(1, 4):
            announcer.listeners[0](m.Watch(until=until))
        told = (await piece).decode().split("\n\n")
        assert [event for event in told if event] == [
            f"event: Watch\ndata: {m.Watch(until=until).model_dump_json()}" for until in range(1, 4)
        ]


@pytest.mark.slow
async def test_pages_that_see_the_same_are_drawn_once_until_something_changes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(live, "CALM_S", 0)
    monkeypatch.setattr(live, "CROWD_S", 0)
    announcer = cast("Announcer", SimpleNamespace(listeners=[]))
    shown, drawn, seen = Live(announcer, lambda: 0), list[str](), ["one"]

    def draw(what: str) -> str:
        drawn.append(what)
        return f"{what} {len(drawn)}"

    streams = [shown.pages(lambda: seen[0], draw) for _ in range(3)]
    assert {await anext(stream) for stream in streams} == {b"event: panel\ndata: one 1\n\n"}
    seen[0] = "two"
    shown.wake()
    assert {await anext(stream) for stream in streams} == {b"event: panel\ndata: two 2\n\n"}
    seen[0] = "one"  # as before, but newer than what may have been drawn since
    announcer.listeners[0](m.Watch(until=7))
    assert {await anext(stream) for stream in streams} == {b"event: panel\ndata: one 3\n\n"}
    for stream in streams:
        await stream.aclose()


@pytest.mark.slow
async def test_a_page_that_goes_is_let_go() -> None:
    announcer = cast("Announcer", SimpleNamespace(listeners=[]))
    shown, sent = Live(announcer, lambda: 0), list[bytes]()

    async def receive() -> dict[str, str]:
        await happens(lambda: len(sent) > 0)
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.extend([message["body"]] if message.get("body") else [])

    scope = {"type": "http", "asgi": {"spec_version": "2.3"}}
    await Stream(shown.pages(lambda: "it", str))(scope, receive, send)
    assert sent == [b"event: panel\ndata: it\n\n"]
    assert not shown._queues
