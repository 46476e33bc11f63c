"""The page of a counter by the keyboard alone: call, again, done, absent, set aside, find a number; the focus stays."""

from pathlib import Path

import pytest

from contracts.vocabulary import TicketState
from tests.chromium import CHROMIUM, Page
from tests.integration.controller.house import SECOND_PANEL, House
from tests.integration.pages.test_presses_in_a_browser import FOCUS, UNTIL, counter, is_called, number, shows

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]
SAID = "document.getElementById('said').textContent.includes('%s')"
NOTICE = "document.getElementById('unsaid').textContent.includes('%s')"


def state(house: House, called: str) -> TicketState:
    return next(t.state for t in house.desk.day.tickets.values() if t.number == called)


async def passes(house: House, page: Page) -> None:
    """Four seconds, of which the page has heard."""
    house.clock.advance(4)
    heard = f"deskTime(performance.now()) > {house.clock.utc_ms() - 1000}"
    wait = f"while (!({heard})) await new Promise((done) => setTimeout(done, 50));"
    await page.evaluate(f"import('/static/presses.js').then(async ({{ deskTime }}) => {{ {wait} }})")


async def test_every_key_does_what_its_button_says_and_none_of_them_moves_the_focus(tmp_path: Path) -> None:
    async with counter(tmp_path) as (house, page, _gate):
        await page.evaluate("document.getElementById('act-call-next').focus()")
        await page.stroke("F4")
        await page.evaluate(UNTIL % NOTICE % "chưa có số nào")
        await page.stroke("F2")
        await page.evaluate(UNTIL % shows("A001"))
        await passes(house, page)
        await page.stroke("F3")
        await page.evaluate(UNTIL % SAID % "Đã gọi lại A001")
        await passes(house, page)
        await page.stroke("F6")
        await house.until(lambda: state(house, "A001") is TicketState.NO_SHOW)
        await passes(house, page)
        await page.stroke("F2")
        await page.evaluate(UNTIL % shows("A002"))
        await passes(house, page)
        await page.stroke("F4")
        await house.until(lambda: state(house, "A002") is TicketState.FINISHED)
        assert await page.evaluate(FOCUS) == "act-call-next"


async def test_a_number_is_found_by_typing_it_and_called_with_five_keys(tmp_path: Path) -> None:
    async with counter(tmp_path) as (house, page, _gate):
        await page.stroke("/")
        assert await page.evaluate(FOCUS) == "find"
        for key in "13":
            await page.stroke(key)
        await page.evaluate(UNTIL % "document.querySelectorAll('#found tr').length === 1")
        await page.stroke("Enter")
        await page.evaluate(UNTIL % "document.activeElement.id === 'act-call-number-20261123-A013-sheet'")
        await page.stroke("F2")
        await page.evaluate(UNTIL % NOTICE % "Đóng bảng đang mở")
        assert number(house) == ""
        await page.stroke("Enter")
        await house.until(lambda: is_called(house, "A013"))
        await page.evaluate(UNTIL % "!document.querySelector('dialog[open]')")


async def test_what_is_found_follows_the_line_and_what_is_not_there_is_said(tmp_path: Path) -> None:
    async with counter(tmp_path) as (house, page, _gate):
        await page.stroke("/")
        await page.stroke("7")
        await page.evaluate(UNTIL % "document.querySelectorAll('#found tr').length === 2")
        await house.ask(house.call("2"), SECOND_PANEL)
        for _ in range(7):
            await house.issued()
        await page.evaluate(UNTIL % "document.querySelectorAll('#found tr').length === 3")
        for key in "99":
            await page.stroke(key)
        await page.evaluate(
            UNTIL % "document.getElementById('found').textContent.includes('không có số này')"
        )
        await page.stroke("Escape")
        await page.evaluate(UNTIL % "document.querySelector('.waits').offsetHeight > 0")


async def test_whoever_is_set_aside_is_counted_with_the_reason_and_the_title_tells_the_line(
    tmp_path: Path,
) -> None:
    async with counter(tmp_path) as (house, page, _gate):
        assert await page.evaluate("document.title") == "Quầy 1 · 20 người chờ"
        await page.stroke("F2")
        await page.evaluate(UNTIL % shows("A001"))
        await passes(house, page)
        await page.stroke("F7")
        await page.evaluate(UNTIL % "document.activeElement.id === 'act-park-papers'")
        await page.stroke("Enter")
        await house.until(lambda: state(house, "A001") is TicketState.PARKED)
        count = "document.querySelector('label[for=tab-aside] b').textContent === '1'"
        await page.evaluate(UNTIL % count)
        assert "Thiếu giấy tờ" in await page.evaluate("document.querySelector('.rows.aside').textContent")
        await page.evaluate(UNTIL % "document.title === 'Quầy 1 · 19 người chờ'")


async def test_a_list_under_the_mouse_stands_still_and_no_row_slips_under_the_hand(tmp_path: Path) -> None:
    async with counter(tmp_path) as (house, page, _gate):
        row = "document.querySelector('#act-call-number-20261123-A003')"
        x, y = await page.evaluate(
            f"(({{x, y, width, height}}) => [x + width / 2, y + height / 2])({row}.getBoundingClientRect())"
        )
        await page.call("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)
        await house.ask(house.call("2"), SECOND_PANEL)
        await page.evaluate(UNTIL % "document.title === 'Quầy 1 · 19 người chờ'")
        assert await page.evaluate(f"document.elementFromPoint({x}, {y}) === {row}"), "A001 is still above"
        await page.evaluate(UNTIL % "document.querySelectorAll('.waits tr').length === 19")
