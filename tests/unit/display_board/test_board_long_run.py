"""A hall page that is never switched off: days in a moment, the night's reload, a memory that grows, dots that move."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from display_board.page.events import Newest
from display_board.page.look import look_css
from display_board.page.server import build_of, page_app
from tests.chromium import CHROMIUM, Page, chromium
from tests.integration.pages.gate import Gate
from tests.serving import served
from tests.unit.display_board.board_builders import TEXTS
from tests.unit.display_board.test_board_browser import a_page
from tests.unit.display_board.test_board_old_television import INSIDE
from tests.waiting import happens

pytestmark = pytest.mark.slow
in_a_browser = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
DAYS = 2
UNTIL_HEARD = (
    "new Promise((done) => { const look = () => page.clock === %s ? done() : setTimeout(look, 20); look(); })"
)
LATER = "Object.defineProperty(performance, 'now', { value: () => 3 * 3600 * 1000, configurable: true })"
FULL = "Object.defineProperty(performance, 'memory', { value: { usedJSHeapSize: 300 * 1024 * 1024 } })"
TIME_LAPSE = """
((days, told) => {
  source.close();
  let now = performance.now();
  Object.defineProperty(performance, "now", { value: () => now, configurable: true });
  const one = JSON.parse(told);
  for (let s = 0; s < days * 86400; s += 8) {
    now += 8000;
    hear({ type: "alive" });
    if (s % 64 === 0) {  // a minute has passed; in opening hours somebody is called, too
      const minute = Math.floor(s / 60) % 1440;
      const hour = Math.floor(minute / 60);
      one.clock = `${hour === 3 ? 4 : hour}:${minute % 60}`;
      const number = `A${String(minute).padStart(3, "0")}`;
      const called = { number, counter: "Quầy 1", counter_short: "1" };
      one.spotlight = hour >= 7 && hour < 17 ? { call: called, effect: true, turn: s } : null;
      one.recent = [called].concat(one.recent).slice(0, 12);
      one.slides = [];
      hear({ type: "page", data: JSON.stringify(one) });
    }
    pass();
    drawLost();
  }
  return [document.getElementsByTagName("*").length, document.body.className];
})
"""


@asynccontextmanager
async def hall() -> AsyncIterator[tuple[Page, Newest, dict[str, Any], Gate]]:
    look, newest = look_css(43, 6), Newest()
    page = {"build": build_of(look), **a_page()}
    newest.put(page)
    gate = Gate(page_app(newest, TEXTS, look, lambda: {"ok": True}, flash=True))
    async with served(gate) as site, chromium(1920, 1080) as tab:
        await tab.go(f"{site}/")
        await drawn(tab)
        yield tab, newest, page, gate
        newest.close()


async def drawn(tab: Page) -> None:
    await tab.evaluate(
        "new Promise((done) => { const look = () => document.body.classList.contains('drawn') ? done()"
        " : setTimeout(look, 20); look(); })"
    )


async def heap(tab: Page) -> int:
    """Bytes of the page's own memory after everything that may go has gone."""
    await tab.call("HeapProfiler.collectGarbage")
    used: int = (await tab.call("Runtime.getHeapUsage"))["usedSize"]
    return used


@pytest.mark.browser
@in_a_browser
async def test_days_of_calls_leave_neither_memory_nor_elements_behind():
    async with hall() as (tab, _newest, page, _gate):
        told = json.dumps(json.dumps({**page, "lost": False}))
        before_elements, _ = await tab.evaluate(f"{TIME_LAPSE}(0.1, {told})")
        before = await heap(tab)
        for _ in range(DAYS):  # one by one: a busy machine has its patience for each
            after_elements, _ = await tab.evaluate(f"{TIME_LAPSE}(1, {told})")
        assert after_elements == before_elements
        assert await heap(tab) < before + 1_000_000


@pytest.mark.browser
@in_a_browser
@pytest.mark.parametrize(
    ("what", "changes", "reloads"),
    [
        (LATER, {"clock": "03:10", "spotlight": None}, True),
        (LATER, {"clock": "03:10"}, False),
        (LATER, {"clock": "04:10", "spotlight": None}, False),
        ("0", {"clock": "03:10", "spotlight": None}, False),
        (FULL, {"clock": "09:10"}, True),
        ("0", {"build": "another"}, True),
    ],
)
async def test_a_page_loads_itself_again_only_when_it_should(
    what: str, changes: dict[str, Any], *, reloads: bool
):
    """At night when nobody is called, not twice in a night; when its memory grows; when the program is newer."""
    async with hall() as (tab, newest, page, gate):
        await tab.evaluate(what)
        newest.put({**page, **changes})
        if reloads:
            await happens(lambda: gate.asked.count("GET /") > 1)
        else:
            await tab.evaluate(UNTIL_HEARD % json.dumps(changes["clock"]))
            assert gate.asked.count("GET /") == 1


@pytest.mark.browser
@in_a_browser
async def test_everything_moves_by_some_dots_and_stays_inside():
    async with hall() as (tab, _newest, _page, _gate):
        seen = []
        for _ in range(32):
            await tab.evaluate("pass()")
            seen.append(await tab.evaluate("getComputedStyle(document.body).transform"))
            assert (await tab.evaluate(INSIDE))[0] == []
        assert len(set(seen)) == 4
        assert max(seen.count(one) for one in set(seen)) == 8


async def test_a_screen_that_stops_reading_holds_up_nobody_and_then_gets_the_present():
    newest = Newest()
    app = page_app(newest, TEXTS, "", lambda: {"ok": True}, flash=True)
    async with served(app) as site:
        port = int(site.rpartition(":")[2])
        slow_reader, slow = await listening(port)
        quick_reader, quick = await listening(port)
        await happens(lambda: newest.screens.total == 2)
        for index in range(1, 2001):
            newest.put({"n": index, "filling": "x" * 20_000})
            if index % 100 == 0:
                await until_told(quick_reader, index)
        told, bytes_read = await until_told(slow_reader, 2000)
        assert told[-1] == 2000
        assert bytes_read < 15_000_000  # what lay in buffers of the kernel, and not the 40 MB that were said
        newest.close()
        for writer in (slow, quick):
            writer.close()


async def listening(port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 16)
    writer.write(b"GET /events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
    await writer.drain()
    return reader, writer


async def until_told(reader: asyncio.StreamReader, wanted: int) -> tuple[list[int], int]:
    """The numbers of the pages up to that one, and how many bytes they took."""
    told: list[int] = []
    size, rest = 0, b""
    while not told or told[-1] != wanted:
        data = await asyncio.wait_for(reader.read(1 << 16), 60)
        assert data, "the stream ended"
        size += len(data)
        rest += data
        *lines, rest = rest.split(b"\n")
        told += [int(line[11:].partition(b",")[0]) for line in lines if line.startswith(b'data: {"n":')]
        rest = rest[:20_100]
    return told, size
