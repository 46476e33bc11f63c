"""More hands on the pages of the desk: a finger, Enter and Space held over updates; a number that is given up; a time half chosen."""

import asyncio
from functools import partial
from pathlib import Path

import pytest

from contracts import messages as m
from contracts.codec import encode
from contracts.topics import Topics
from contracts.vocabulary import DeviceId, SiteId, TicketId, TicketState
from tests.chromium import CHROMIUM, Page, chromium
from tests.clocks import FakeClock
from tests.integration.controller.house import MORNING, PIN, House
from tests.integration.controller.test_caretaker_page import CARETAKER, WEEKDAYS
from tests.integration.controller.web_house import app_of, open_web
from tests.integration.pages.test_presses_in_a_browser import (
    PEOPLE,
    UNTIL,
    counter,
    is_called,
    more_people,
    number,
    rows,
    shows,
)
from tests.serving import served

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]


async def finger(page: Page, what: str, selector: str) -> None:
    """``touchStart`` in the middle of what a selector names, or ``touchEnd``."""
    box = f"document.querySelector('{selector}').getBoundingClientRect()"
    x, y = await page.evaluate(f"(({{x, y, width, height}}) => [x + width / 2, y + height / 2])({box})")
    points = [{"x": x, "y": y}] if what == "touchStart" else []
    await page.call("Input.dispatchTouchEvent", type=what, touchPoints=points)


@pytest.mark.parametrize("hand", ["finger", "Enter", " "])
async def test_whatever_presses_over_updates_presses_once(tmp_path: Path, hand: str) -> None:
    async with counter(tmp_path) as (house, page, gate):
        await page.evaluate("document.getElementById('act-call-next').focus()")
        if hand == "finger":
            await finger(page, "touchStart", "#act-call-next")
        else:
            await page.key("keyDown", hand, "\r" if hand == "Enter" else " ")
        await more_unseen(house, 5)
        if hand == "finger":
            await finger(page, "touchEnd", "#act-call-next")
        else:
            await page.key("keyUp", hand)
        await house.until(partial(is_called, house, "A001"))
        await page.evaluate(UNTIL % shows("A001"))
        await page.evaluate(UNTIL % rows(PEOPLE + 5 - 1))
        assert gate.asked.count("POST /desk/call-next") == 1


async def more_unseen(house: House, count: int) -> None:
    """People come while a hand holds a button; drawings that would come are kept back."""
    for _ in range(count):
        await house.issued()
    await asyncio.sleep(0.4)


async def test_a_number_is_given_up_with_a_reason_and_waits_again_by_another(tmp_path: Path) -> None:
    async with counter(tmp_path) as (house, page, _gate):
        seventh = TicketId("20261123-A007")
        await page.evaluate("document.querySelector('#open-waits-20261123-A007').click()")
        await page.evaluate(UNTIL % "document.querySelector('#act-cancel-left')")
        await page.evaluate("document.querySelector('#act-cancel-left').click()")
        await house.until(lambda: house.desk.day.tickets[seventh].state is TicketState.CANCELLED)
        await page.evaluate(UNTIL % "document.querySelector('[data-act=undo]')")
        assert "hủy A007" in await page.evaluate("document.querySelector('[data-act=undo]').textContent")
        house.clock.advance(2)
        await page.evaluate("document.querySelector('[data-act=undo]').click()")
        await house.until(lambda: house.desk.day.tickets[seventh].state is TicketState.WAITING)
        assert [t.number for t in house.desk.day.waiting_tickets()][6] == "A007", "in its old place"
        assert number(house) == ""
        await more_people(house, page, PEOPLE, 1)


async def test_a_time_that_is_being_chosen_outlives_every_update_of_the_caretakers_page(
    tmp_path: Path,
) -> None:
    async with (
        open_web(tmp_path, FakeClock(MORNING), **CARETAKER, **WEEKDAYS) as (house, _client),
        served(app_of(house)) as site,
        chromium(1366, 768) as page,
    ):
        await page.go(f"{site}/")
        await page.submit(clerk="lan", pin=PIN, counter="1")
        await page.go(f"{site}/may-moc")
        await page.evaluate("until.focus(); until.value = '15:30'")
        for device in ("board-1", "board-2"):
            said = m.Presence(device=DeviceId(device), program="p", version="1", online=True, at=1)
            topic = Topics(SiteId("test")).presence(device)
            house.broker.route(topic, encode(said), retain=True)
            await house.turn()
            await page.evaluate(UNTIL % f"document.body.textContent.includes('{device}')")
        assert await page.evaluate("[document.activeElement.id, until.value]") == ["until", "15:30"]
        await page.press("#act-close-early")
        text = await page.evaluate("document.body.textContent")
        assert "Hôm nay đóng cửa sớm lúc 15:30" in text
        await page.press("#act-close-as-usual")
        assert "Hôm nay đóng cửa sớm" not in await page.evaluate("document.body.textContent")


async def test_on_a_phone_how_to_leave_the_counter_is_in_sight(tmp_path: Path) -> None:
    async with counter(tmp_path) as (_house, page, _gate):
        await page.resize(390, 844)
        box = "document.querySelector('.bar form:last-child button').getBoundingClientRect()"
        x, y, right = await page.evaluate(
            f"(({{x, y, width, height, right}}) => [x + width / 2, y + height / 2, right])({box})"
        )
        assert right <= 390
        assert await page.evaluate(f"document.elementFromPoint({x}, {y}).textContent") == "Rời quầy"
