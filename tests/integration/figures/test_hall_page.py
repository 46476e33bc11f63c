"""The hall now, as a page: who may see it, and what it says while the queue moves."""

from pathlib import Path

import httpx
import pytest

from contracts.texts import load_catalogue
from controller.figures.hall import Alarm, State
from controller.web.figures import TEXTS
from tests.chromium import CHROMIUM, chromium
from tests.clocks import FakeClock
from tests.integration.controller.house import MORNING, PIN
from tests.integration.controller.web_house import app_of, open_web, sign_in
from tests.integration.figures.test_figures_page import CLERKS
from tests.serving import served

A_CHART = """document.querySelector(".figures").insertAdjacentHTML("beforeend",
  '<svg class="chart"><rect class="bar row0" width="9" height="9"/></svg>')"""
DRAWN = 'document.querySelector(".chart rect.bar").getClientRects().length'
CHIMES = 'document.getElementById("panel").dataset.chimes'
TOLD = """new Promise((done) => { const look = () => document.title.startsWith("(1)") ? done(1) : setTimeout(look, 50); look(); })"""
PHONE = (390, 844)
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SHOWN = """[...document.querySelectorAll("header.bar, .asked, .files")].filter((one) => one.getClientRects().length).length"""


async def test_only_who_may_read_figures_sees_the_hall(tmp_path: Path):
    async with open_web(tmp_path, FakeClock(MORNING)) as (_house, client):
        await sign_in(client)
        for path in ("/so-lieu/bay-gio", "/so-lieu/bay-gio/stream"):
            assert (await client.get(path)).status_code == 403, path


async def test_it_says_who_waits_and_what_needs_a_person(tmp_path: Path):
    clock = FakeClock(MORNING)
    async with open_web(tmp_path, clock, **CLERKS) as (house, client):
        await house.issued()
        await house.issued()
        await sign_in(client)
        page = (await client.get("/so-lieu/bay-gio")).text
        assert "<b>2</b> người đang chờ" in page
        assert "Không có gì cần can thiệp." in page
        clock.advance(31 * 60)
        page = (await client.get("/so-lieu/bay-gio")).text
        assert "2 người chờ quá 30 phút" in page


async def test_limits_reach_lamps_and_alerts_only_where_that_is_wanted(tmp_path: Path):
    for lamps in (False, True):
        clock = FakeClock(MORNING)
        changes = {**CLERKS, "figures": {"lamps": lamps, "queue_limit": 1}}
        async with open_web(tmp_path / str(lamps), clock, **changes) as (house, client):
            await sign_in(client)
            await house.issued()
            assert "hall-limit" not in str(await _faults(client))
            await house.issued()
            clock.advance(6)
            page = (await client.get("/so-lieu/bay-gio")).text
            assert "2 người đang chờ, nhiều hơn 1 người" in page
            assert 'class="lamp"' in page
            assert ("Hội trường cần người xem" in await _faults(client)) is lamps


async def _faults(client: httpx.AsyncClient) -> str:
    return (await client.get("/may-moc")).text


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
async def test_a_limit_that_is_newly_passed_is_heard_once(tmp_path: Path):
    clock = FakeClock(MORNING)
    changes = {**CLERKS, "figures": {"queue_limit": 1}}
    async with (
        open_web(tmp_path, clock, **changes) as (house, _client),
        served(app_of(house)) as site,
        chromium(1280, 900) as page,
    ):
        await page.go(f"{site}/")
        await page.submit(clerk="lan", pin=PIN, counter="1")
        await page.go(f"{site}/so-lieu/bay-gio")
        await page.evaluate('document.getElementById("sound").click()')
        assert await page.evaluate(CHIMES) == "1"
        await house.issued()
        await house.issued()
        await page.evaluate(TOLD)
        assert await page.evaluate(CHIMES) == "2"


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
async def test_on_a_phone_its_tables_scroll_and_not_the_page_and_paper_has_no_buttons(tmp_path: Path):
    async with open_web(tmp_path, FakeClock(MORNING), **CLERKS) as (house, _client):
        await house.issued()
        async with served(app_of(house)) as site, chromium(*PHONE) as page:
            await page.go(f"{site}/")
            await page.submit(clerk="lan", pin=PIN, counter="1")
            for path in ("/so-lieu/bay-gio", "/so-lieu"):
                await page.go(site + path)
                assert await page.evaluate(WIDER) == 0, path
            assert await page.evaluate(SHOWN) == 5
            await page.evaluate(A_CHART)
            await page.call("Emulation.setEmulatedMedia", media="print")
            assert await page.evaluate(SHOWN) == 0
            assert await page.evaluate(DRAWN) == 1


def test_every_state_and_alarm_has_its_sentence():
    texts = load_catalogue(*TEXTS)
    assert [one for one in State if not texts.has(f"hall.{one}")] == []
    assert [one for one in Alarm if not texts.has(f"alert.{one}")] == []
