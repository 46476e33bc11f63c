"""In a real browser: a reason is one key more, and F1 goes over to a clerk's other counter."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from contracts.vocabulary import CounterId
from controller.domain.events import TicketCalled
from tests.chromium import CHROMIUM, Page, chromium
from tests.clocks import FakeClock
from tests.integration.controller.house import MORNING, PIN, House
from tests.integration.controller.web_house import app_of, open_web
from tests.integration.pages.test_clerk_page_keys import SAID, passes
from tests.integration.pages.test_presses_in_a_browser import UNTIL, shows
from tests.serving import served

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]
LAST_SERVICE = "[...document.querySelectorAll('dialog .give')].at(-1).getBoundingClientRect().bottom"
SHEET = "document.querySelector('dialog').getBoundingClientRect().bottom"
COUNTER = "document.getElementById('counter').textContent === 'Quầy %s'"


@asynccontextmanager
async def opened(folder: Path, **policy: bool) -> AsyncIterator[tuple[House, Page]]:
    async with open_web(folder, FakeClock(MORNING), policy=policy) as (house, _client):
        for _ in range(3):
            await house.issued()
        async with served(app_of(house)) as site, chromium(1366, 768) as page:
            await page.go(f"{site}/")
            await page.submit(clerk="lan", pin=PIN, counter="1")
            yield house, page


async def test_a_number_out_of_turn_is_called_with_its_reason_by_keys_alone(tmp_path: Path) -> None:
    async with opened(tmp_path) as (house, page):
        await page.stroke("/")
        await page.stroke("3")
        await page.evaluate(UNTIL % "document.querySelectorAll('#found tr').length === 1")
        await page.stroke("Enter")
        await page.evaluate(UNTIL % "document.activeElement.id === 'open-call-20261123-A003-sheet'")
        await page.stroke("Enter")
        await page.evaluate(UNTIL % "document.activeElement.id === 'act-call-urgent'")
        await page.stroke("Enter")
        await page.evaluate(UNTIL % shows("A003"))
        (called,) = [
            event for event in house.journal.events(house.desk.day.date) if isinstance(event, TicketCalled)
        ]
        assert called.reason == "urgent"


async def test_f2_never_asks_for_a_reason(tmp_path: Path) -> None:
    async with opened(tmp_path) as (_house, page):
        await page.stroke("F2")
        await page.evaluate(UNTIL % shows("A001"))


async def test_f1_goes_over_and_back_and_each_press_is_of_the_counter_that_is_shown(tmp_path: Path) -> None:
    async with opened(tmp_path, two_counters=True) as (house, page):
        await page.evaluate("document.getElementById('open-counter').click()")
        await page.evaluate(UNTIL % "document.getElementById('act-also-2')")
        await page.press("#act-also-2")
        await page.evaluate(UNTIL % COUNTER % "2")
        await page.evaluate(UNTIL % "document.querySelector('[data-key=F1]')")
        await passes(house, page)
        await page.stroke("F2")
        await page.evaluate(UNTIL % shows("A001"))
        await page.stroke("F1")
        await page.evaluate(UNTIL % COUNTER % "1")
        await page.evaluate(UNTIL % SAID % "Đang ở quầy 1.")
        await passes(house, page)
        await page.stroke("F2")
        await page.evaluate(UNTIL % shows("A002"))
        at = {
            counter: house.desk.day.tickets[one].number for counter, one in house.desk.day.at_counter.items()
        }
        assert at == {CounterId("2"): "A001", CounterId("1"): "A002"}


async def test_a_sheet_presses_for_the_counter_at_which_it_was_opened_or_for_none(tmp_path: Path) -> None:
    async with opened(tmp_path, two_counters=True) as (house, page):
        await page.evaluate("document.getElementById('open-counter').click()")
        await page.evaluate(UNTIL % "document.getElementById('act-also-2')")
        await page.press("#act-also-2")
        await page.evaluate(UNTIL % COUNTER % "2")
        await page.evaluate("document.getElementById('open-counter').click()")
        await page.evaluate(UNTIL % "document.getElementById('act-break-lunch')")
        await page.evaluate(  # the same clerk goes over in another tab
            "fetch('/desk/switch', {method: 'POST', body: new URLSearchParams({shown: '2'})})"
        )
        await page.evaluate(UNTIL % COUNTER % "1")
        await passes(house, page)
        await page.evaluate("document.getElementById('act-break-lunch').click()")
        await page.evaluate(UNTIL % SAID % "Trang vừa đổi sang quầy 1. Chưa làm gì cả: xem số rồi bấm lại.")
        assert house.desk.day.staffing.breaks == {}


async def test_every_service_is_in_sight_for_whoever_gives_a_number(tmp_path: Path) -> None:
    names = zip("ABCDEGHK", ("một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám"), strict=True)
    services = [
        {"code": prefix.lower(), "prefix": prefix, "name": {"vi": f"Lĩnh vực {name}", "en": name}}
        for prefix, name in names
    ]
    here = [{"id": "1", "label": "1", "services": ["a", "b"], "panel": "panel-1"}]
    office = {"services": services, "counters": here, "priority_groups": ["elderly", "disabled", "pregnant"]}
    async with (
        open_web(tmp_path, FakeClock(MORNING), **office) as (house, _client),
        served(app_of(house)) as site,
        chromium(1366, 768) as page,
    ):
        await page.go(f"{site}/")
        await page.submit(clerk="lan", pin=PIN, counter="1")
        await page.stroke("F9")
        await page.evaluate(UNTIL % "document.activeElement.classList.contains('give')")
        for size in ((1366, 768), (1024, 768)):
            await page.resize(*size)
            assert await page.evaluate(f"{LAST_SERVICE} < {SHEET}"), size
