"""The hall page in a real Chromium for as many calls as an office has in weeks: what stays in its memory of each."""

import asyncio
from typing import Any

from contracts.texts import load_catalogue
from display_board.page.events import Newest
from display_board.page.look import look_css
from display_board.page.server import HEADERS, build_of, page_app
from tests.chromium import Page, chromium
from tests.rules.house import HOUSE
from tests.serving import served
from tests.unit.display_board.test_board_browser import a_page

TEXTS = load_catalogue(HOUSE / "display_board" / "texts")
WARM = 500
"""Calls until whatever a page makes once is made."""
BETWEEN_S = 0.012
LOOKS = 200
"""Every so many calls the page must show the newest, or it would only be fed."""


async def soak(calls: int) -> dict[str, Any]:
    """Bytes of heap and nodes of the document that each call left behind, after the collector has run."""
    newest, look = Newest(), look_css(43, 6)
    newest.put(_page(build_of(look), 0))
    app = page_app(newest, TEXTS, look, lambda: {"ok": True}, flash=True)
    async with served(app, HEADERS) as address, chromium(1920, 1080) as tab:
        await tab.go(f"{address}/")
        before = await _fed(tab, newest, build_of(look), range(1, WARM))
        after = await _fed(tab, newest, build_of(look), range(WARM, WARM + calls))
        newest.close()
    return {
        "soak_calls": calls,
        "heap_kb": round(after[0] / 1024),
        "heap_bytes_per_call": round((after[0] - before[0]) / calls, 1),
        "nodes_more": after[1] - before[1],
    }


async def _fed(tab: Page, newest: Newest, build: str, turns: range) -> tuple[int, int]:
    """Call, one after the other; heap and nodes then."""
    for turn in turns:
        newest.put(_page(build, turn))
        await asyncio.sleep(BETWEEN_S)
        if turn % LOOKS == 0 or turn == turns[-1]:
            await _shows(tab, _number(turn))
    for _ in range(3):
        await tab.call("HeapProfiler.collectGarbage")
    heap = await tab.call("Runtime.getHeapUsage")
    counted = await tab.call("Memory.getDOMCounters")
    return int(heap["usedSize"]), int(counted["nodes"])


async def _shows(tab: Page, number: str) -> None:
    said = f"document.getElementById('number').textContent === '{number}'"
    await tab.evaluate(
        f"new Promise((done) => {{ const look = () => ({said}) ? done(true) : setTimeout(look, 20); look(); }})"
    )


def _number(turn: int) -> str:
    return f"{'ABCDEFGH'[turn % 8]}{turn % 1000:03}"


def _page(build: str, turn: int) -> dict[str, Any]:
    """Other numbers at other counters, and lines that come and go."""
    calls = [
        {"number": _number(turn - at), "counter": f"Quầy {at + 1}", "counter_short": f"{at + 1}"}
        for at in range(turn % 6 + 1)
    ]
    spotlight = {"call": calls[0], "effect": turn % 2 == 0, "turn": turn}
    resting = ["Quầy 4 tạm nghỉ"] * (turn % 3)
    page = a_page(
        spotlight=spotlight, recent=calls[1:], resting=resting, clock=f"{turn // 60 % 24:02}:{turn % 60:02}"
    )
    return {"build": build, **page}
