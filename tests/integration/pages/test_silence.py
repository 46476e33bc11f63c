"""Every page that stays open notices by itself that nothing comes any more, and connects anew: in a real Chromium."""

import asyncio
from pathlib import Path

import pytest

from display_board.page.events import Newest
from display_board.page.look import look_css
from display_board.page.server import build_of, page_app
from tests.chromium import CHROMIUM, Page, chromium
from tests.integration.pages.gate import Gate
from tests.integration.pages.test_presses_in_a_browser import FOCUS, UNTIL, counter
from tests.serving import served
from tests.unit.display_board.board_builders import TEXTS
from tests.unit.display_board.test_board_browser import a_page
from tests.waiting import PATIENCE_S

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]
IS_LOST, IS_FOUND = "!document.getElementById('lost').hidden", "document.getElementById('lost').hidden"


async def asked_again(gate: Gate, what: str, before: int) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while gate.asked.count(what) == before:  # noqa: ASYNC110 - the browser tells nobody what it does
            await asyncio.sleep(0.02)


async def pull_the_cable(page: Page, gate: Gate, stream: str) -> None:
    """What is open stays open, and nothing comes any more; and somebody sets the clock of the machine back."""
    await page.evaluate("Date.now = () => 0")
    before = gate.asked.count(stream)
    gate.open.clear()
    await page.evaluate(UNTIL % IS_LOST)
    await asked_again(gate, stream, before)


@pytest.mark.parametrize("path", ["/", "/may-moc"])
async def test_a_page_of_the_desk_is_dead_and_says_so_until_it_has_a_new_connection(
    tmp_path: Path, path: str
) -> None:
    stream = "GET /desk/stream" if path == "/" else "GET /may-moc/stream"
    async with counter(tmp_path) as (_house, page, gate):
        await page.go(await page.evaluate("location.origin") + path)
        await asked_again(gate, stream, 0)
        if path == "/":
            await page.evaluate("document.querySelector('#act-call-next').focus()")
        await pull_the_cable(page, gate, stream)
        assert await page.evaluate("document.getElementById('hands').disabled")
        asked = len(gate.asked)
        await page.evaluate("document.querySelector('#panel button')?.click()")
        assert not [what for what in gate.asked[asked:] if what.startswith("POST")]
        gate.open.set()
        await page.evaluate(UNTIL % IS_FOUND)
        assert not await page.evaluate("document.getElementById('hands').disabled")
        if path == "/":
            assert await page.evaluate(FOCUS) == "act-call-next"


async def test_the_hall_page_says_as_of_when_it_is_and_connects_anew() -> None:
    look = look_css(43, 6)
    newest = Newest()
    newest.put({"build": build_of(look), **a_page()})
    gate = Gate(page_app(newest, TEXTS, look, lambda: {"ok": True}, flash=False))
    async with served(gate) as site, chromium(1920, 1080) as page:
        await page.go(f"{site}/")
        await page.evaluate(UNTIL % 'document.getElementById("number").textContent')
        await pull_the_cable(page, gate, "GET /events")
        assert "MẤT KẾT NỐI" in await page.evaluate("document.getElementById('lost-vi').textContent")
        gate.open.set()
        await page.evaluate(UNTIL % IS_FOUND)
        newest.close()
