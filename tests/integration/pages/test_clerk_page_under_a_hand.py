"""The clerk's page in a real Chromium: no notice moves a button, and a page without a session goes home."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from contracts import messages as m
from controller.web.sessions import IDLE_S
from tests.chromium import CHROMIUM, Page, chromium
from tests.clocks import FakeClock
from tests.integration.controller.house import MORNING, PIN, PIN_HASH, House
from tests.integration.controller.web_house import app_of, open_web
from tests.serving import served
from tests.waiting import PATIENCE_S

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]
SIZES = [(1366, 768), (1920, 1080), (360, 740)]
CARETAKER = [{"id": "lan", "name": "Nguyễn Thị Lan", "pin_hash": PIN_HASH, "caretaker": True}]
PLACES = """[...document.querySelectorAll(".actions button")].map((one) =>
  [one.dataset.act, Math.round(one.getBoundingClientRect().left), Math.round(one.getBoundingClientRect().top)])"""
UNTIL = """new Promise((done) => { const look = () => (%s) ? done(true) : setTimeout(look, 20); look(); })"""
REFUSED = 'document.querySelector(".slot .notice")?.textContent.includes("Chờ 3 giây")'
TROUBLES = 'document.querySelector(".status.warn .lines")?.children.length === 3'
FAULTS = (m.Fault(code="paper-end"), m.Fault(code="cutter-jam"), m.Fault(code="journal-rebuilt"))


@contextlib.asynccontextmanager
async def at_the_counter(tmp_path: Path, width: int, height: int) -> AsyncIterator[tuple[House, Page]]:
    """A clerk has called the first of three citizens."""
    async with open_web(tmp_path, FakeClock(MORNING), clerks=CARETAKER) as (house, _client):
        for _ in range(3):
            await house.issued()
        async with served(app_of(house)) as site, chromium(width, height) as page:
            await page.go(f"{site}/")
            await page.submit(clerk="lan", pin=PIN, counter="1")
            await click(house, page, "call-next")
            await page.evaluate(UNTIL % 'document.querySelector("[data-act=recall]")')
            yield house, page


async def click(house: House, page: Page, what: str) -> None:
    await click_on(house, page, f"[data-act={what}]")


async def click_on(house: House, page: Page, selector: str) -> None:
    house.clock.advance(1.5)
    await page.evaluate(f"document.querySelector({json.dumps(selector)}).click()")


@pytest.mark.parametrize("size", SIZES)
async def test_no_notice_moves_a_button_or_makes_the_page_wider(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with at_the_counter(tmp_path, *size) as (house, page):
        before = await page.evaluate(PLACES)
        assert len(before) == 7
        await click(house, page, "recall")
        await page.evaluate(UNTIL % REFUSED)
        assert await page.evaluate(PLACES) == before
        told = m.Presence(
            device="printer-1",
            program="p",
            version="1",
            online=True,
            at=house.clock.utc_ms(),
            faults=FAULTS,
        )
        house.wire.devices[told.device] = told
        await house.issued()  # the open page looks again
        await page.evaluate(UNTIL % TROUBLES)
        assert await page.evaluate(PLACES) == before
        await page.evaluate("document.getElementById('lost').hidden = false")
        assert await page.evaluate(PLACES) == before
        await click(house, page, "call-next")
        await page.evaluate(UNTIL % 'document.querySelector(".finished tr")')
        assert await page.evaluate(PLACES) == before
        wide = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        assert await page.evaluate(wide)


async def test_nothing_is_transferred_before_a_place_is_chosen_and_a_choice_survives_the_redraw(
    tmp_path: Path,
) -> None:
    async with at_the_counter(tmp_path, *SIZES[0]) as (house, page):
        await click_on(house, page, "#open-transfer")
        await page.evaluate(UNTIL % 'document.querySelector("#act-transfer")')
        chosen = 'document.querySelector("#transfer").checkValidity()'
        assert not await page.evaluate(chosen)
        await page.evaluate("document.querySelector('#transfer [value=\"counter:2\"]').click()")
        await house.issued()
        await page.evaluate(UNTIL % 'document.querySelectorAll(".waits tr").length === 3')
        assert await page.evaluate(chosen)
        await page.evaluate('document.querySelector("#act-transfer").click()')
        await page.evaluate(UNTIL % '!document.querySelector("dialog[open]")')
        assert "Đã chuyển A001 đến Quầy 2" in await page.evaluate(
            "document.getElementById('said').textContent"
        )


@pytest.mark.parametrize("path", ["/", "/may-moc"])
async def test_a_page_whose_session_is_gone_goes_to_the_sign_in_by_itself(tmp_path: Path, path: str) -> None:
    async with at_the_counter(tmp_path, *SIZES[0]) as (house, page):
        await page.go(await page.evaluate("location.origin") + path)
        house.clock.mono += IDLE_S + 1
        await house.issued()
        there = 'document.querySelector("input[name=pin]") !== null'
        async with asyncio.timeout(PATIENCE_S):
            while not await page.evaluate(there):  # noqa: ASYNC110 - a page that goes away can promise nothing
                await asyncio.sleep(0.05)
        assert "Trang này để quá 8 giờ" in await page.evaluate("document.body.textContent")
