"""The rating screen and the phone's page under a finger in a real Chromium; axe-core finds nothing on any of them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.chromium import CHROMIUM, Page, chromium
from tests.integration.controller.house import PIN_HASH
from tests.integration.dossier.dossier_house import DossierHouse
from tests.integration.pages import rating_house as r
from tests.integration.pages.gate import Gate
from tests.integration.pages.test_axe_core import judged
from tests.integration.pages.test_presses_in_a_browser import UNTIL
from tests.serving import served
from tests.waiting import PATIENCE_S

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]
TABLET, UPRIGHT, PHONE = (1280, 800), (800, 1280), (360, 740)
GLASSES = (TABLET, UPRIGHT, (1024, 768), (1024, 600), (600, 1024), (390, 844))
CUT_OFF = """[...document.querySelectorAll("main > section:not([hidden]) :is(button, figure, h1)")]
  .filter(one => one.offsetParent).map(one => [one.innerText, one.getBoundingClientRect()])
  .filter(([, box]) => box.left < 0 || box.top < 0 || box.right > innerWidth || box.bottom > innerHeight)
  .map(([words]) => words)"""
CODES = "[...document.querySelectorAll('main > section:not([hidden]) figure')].filter(one => one.offsetParent).length"
NOT_A_GHOST_S = 0.5
"""The screen takes no second touch so soon."""
KEPT = """new Promise(then => {
  const id = RatingStore.put({ choice: %s }, 30000, () => then(id));
})"""
"""Put away for a while; the id, when it is kept."""
LOCAL = "JSON.parse(localStorage.getItem('motcua-rating')).map(one => one.id)"
IN_THE_BASE = """new Promise(then => {
  indexedDB.open('motcua-rating', 1).onsuccess = (event) => {
    const base = event.target.result;
    base.transaction('motcua-rating').objectStore('motcua-rating').get('motcua-rating').onsuccess = (read) => {
      base.close();
      then(JSON.parse(read.target.result).map(one => one.id));
    };
  };
})"""


@asynccontextmanager
async def tablet(folder: Path, **changes: Any) -> AsyncIterator[tuple[DossierHouse, Page, Gate, str]]:
    """The rating screen of counter 1, at rest."""
    async with r.rating_house(folder, **changes) as house:
        gate = Gate(house.app)
        async with served(gate) as site, chromium(*TABLET) as page:
            await page.go(site + r.screen(folder))
            await page.evaluate(UNTIL % "!document.getElementById('rest').hidden")
            yield house, page, gate, site


async def touch(page: Page, selector: str) -> None:
    seen = f"(one => one && one.offsetParent)(document.querySelector({selector!r}))"
    await page.evaluate(UNTIL % seen)
    await asyncio.sleep(NOT_A_GHOST_S)
    for what in ("mousePressed", "mouseReleased"):
        await page.mouse(what, selector)


async def in_sight(page: Page) -> None:
    """Fails with what a tablet shows only to whoever moves the page: nobody looks for an answer there."""
    for glass in GLASSES:
        await page.resize(*glass)
        assert await page.evaluate(CUT_OFF) == [], glass


async def arrived(house: DossierHouse, number: int) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while len(await r.rated(house)) < number:  # noqa: ASYNC110 - the journal tells nobody
            await asyncio.sleep(0.05)


async def test_one_touch_a_reason_and_thanks_then_it_rests(tmp_path: Path):
    async with tablet(tmp_path) as (house, page, _gate, _site):
        await judged(page, TABLET, UPRIGHT)
        await r.visit(house)
        await page.evaluate(UNTIL % "!document.querySelector('.question').hidden")
        assert (
            await page.evaluate("document.querySelector('.whose').innerText")
            == "Số A001 vừa xong\nNumber A001 has just been served"
        )
        await judged(page, TABLET, UPRIGHT, (1024, 600))
        await touch(page, "[data-choice=bad]")
        await page.evaluate(UNTIL % "!document.getElementById('why').hidden")
        await judged(page, TABLET, UPRIGHT)
        await touch(page, "[data-reason=waiting]")
        await page.evaluate(UNTIL % "!document.getElementById('thanks').hidden")
        await judged(page, TABLET)
        await arrived(house, 1)
        (event,) = await r.rated(house)
        assert (event.answers, event.reason) == ({"service": "bad"}, "waiting")
        await page.evaluate(UNTIL % "!document.getElementById('rest').hidden")
        await page.evaluate(
            UNTIL % "localStorage.getItem('motcua-rating') === '[]'"
        )  # once the answer is there


async def test_all_answers_and_reasons_are_in_sight_on_every_glass_and_the_code_for_complaints_beside_them(
    tmp_path: Path,
):
    async with tablet(tmp_path) as (house, page, _gate, _site):
        await in_sight(page)
        await r.visit(house)
        await page.evaluate(UNTIL % "!document.querySelector('.question').hidden")
        await in_sight(page)
        await page.resize(1024, 768)
        assert await page.evaluate(CODES) == 1
        await touch(page, "[data-choice=bad]")
        await page.evaluate(UNTIL % "!document.getElementById('why').hidden")
        await in_sight(page)
        await touch(page, "[data-reason=waiting]")
        await page.evaluate(UNTIL % "!document.getElementById('thanks').hidden")
        assert await page.evaluate(CODES) == 1
        await in_sight(page)


async def test_who_chooses_again_is_counted_as_last_chosen(tmp_path: Path):
    async with tablet(tmp_path) as (house, page, _gate, _site):
        await r.visit(house)
        await touch(page, "[data-choice=good]")
        await touch(page, "#thanks [data-back]")
        await touch(page, "[data-choice=very-good]")
        await arrived(house, 1)
        assert [event.answers for event in await r.rated(house)] == [{"service": "very-good"}]


async def test_what_was_touched_without_a_connection_waits_over_a_reload_and_arrives_once(tmp_path: Path):
    async with tablet(tmp_path) as (house, page, gate, site):
        await r.visit(house)
        gate.presses.clear()
        await touch(page, "[data-choice=fair]")
        async with asyncio.timeout(PATIENCE_S):
            while "POST /danh-gia" not in gate.asked:  # noqa: ASYNC110 - the browser tells nobody what it does
                await asyncio.sleep(0.05)
        assert await r.rated(house) == []
        await page.go(site + r.screen(tmp_path))
        assert "fair" in await page.evaluate("localStorage.getItem('motcua-rating')")
        await page.evaluate(
            "localStorage.clear()"
        )  # what a power cut can leave of it: the database has it for sure
        await page.go(site + r.screen(tmp_path))
        gate.presses.set()
        await arrived(house, 1)
        await page.evaluate(UNTIL % "localStorage.getItem('motcua-rating') === '[]'")
        assert len(await r.rated(house)) == 1


async def test_what_somebody_else_wrote_into_its_store_keeps_no_rating_back(tmp_path: Path):
    async with tablet(tmp_path) as (house, page, _gate, site):
        await page.evaluate("localStorage.setItem('motcua-rating', '[null, 5, {}]')")
        await page.go(site + r.screen(tmp_path))
        await r.visit(house)
        await touch(page, "[data-choice=good]")
        await arrived(house, 1)


async def stands(page: Page, ids: list[str]) -> None:
    """Until both stores have these: one page hears a moment later what the other did."""
    for stored in (LOCAL, IN_THE_BASE):
        async with asyncio.timeout(PATIENCE_S):
            while await page.evaluate(stored) != ids:  # noqa: ASYNC110 - it happens in the browser
                await asyncio.sleep(0.02)


async def test_two_pages_of_one_tablet_keep_what_waits_on_both(tmp_path: Path):
    async with tablet(tmp_path) as (_house, page, _gate, site):
        other = await page.another()
        await other.go(site + r.screen(tmp_path))
        first = await page.evaluate(KEPT % "1")
        await stands(
            other, [first]
        )  # nobody touches two pages within the moment that a browser needs for that
        second = await other.evaluate(KEPT % "2")
        await stands(page, [first, second])
        await page.evaluate(f"RatingStore.drop({first!r})")  # taken back
        await stands(other, [second])
        third = await other.evaluate(KEPT % "3")
        await stands(other, [second, third])
        await page.go(site + r.screen(tmp_path))
        third_page = await page.another()
        await third_page.go(site + r.screen(tmp_path))
        await page.evaluate(f"RatingStore.drop({second!r})")
        await third_page.evaluate(
            UNTIL % "RatingStore.count() === 1"
        )  # it read both, and heard that one is gone


async def test_a_tablet_that_cannot_keep_a_rating_says_so_and_sends_it_all_the_same(tmp_path: Path):
    async with tablet(tmp_path) as (house, page, _gate, _site):
        await page.evaluate(
            "IDBObjectStore.prototype.put = function () { throw new Error('the disk is full'); }"
        )
        await r.visit(house)
        await touch(page, "[data-choice=fair]")
        await page.evaluate(UNTIL % "!document.getElementById('thanks').hidden")
        assert "không lưu được đánh giá" in await page.evaluate("document.getElementById('unkept').innerText")
        await judged(page, TABLET)
        await arrived(house, 1)


async def test_a_touch_that_arrives_when_its_visit_is_forgotten_is_not_dropped_without_a_word(tmp_path: Path):
    async with tablet(tmp_path) as (house, page, gate, _site):
        await r.visit(house)
        gate.presses.clear()
        await touch(page, "[data-choice=fair]")
        await page.evaluate(UNTIL % "!document.getElementById('rest').hidden")
        for _ in range(3):
            await house.later(16 * 3600)
        gate.presses.set()
        await page.evaluate(UNTIL % "!document.getElementById('missed').hidden")
        told = await page.evaluate("document.getElementById('missed').innerText")
        assert told.startswith("Đánh giá gửi được quá muộn nên không tính")
        assert told.endswith(": 1")
        assert await page.evaluate("localStorage.getItem('motcua-rating')") == "[]"
        await judged(page, TABLET, UPRIGHT)


async def test_a_second_touch_in_the_same_moment_says_nothing_more(tmp_path: Path):
    async with tablet(tmp_path) as (house, page, _gate, _site):
        await r.visit(house)
        await touch(page, "[data-choice=bad]")
        await page.mouse("mousePressed", "[data-reason=attitude]")  # too soon: meant for the screen before
        await page.mouse("mouseReleased", "[data-reason=attitude]")
        assert not await page.evaluate("document.getElementById('why').hidden")
        await touch(page, "#why .ways [data-reason]")
        await arrived(house, 1)
        assert [event.reason for event in await r.rated(house)] == [""]


async def test_questions_come_one_after_the_other_and_who_walks_away_has_said_what_was_said(tmp_path: Path):
    async with tablet(tmp_path, rating={"questionnaire": "tt01-2018"}) as (house, page, _gate, _site):
        await r.visit(house)
        await touch(page, "[data-question=index-1] [data-choice=shorter]")
        await touch(page, "[data-question=index-3] [data-choice=once]")
        await page.evaluate(UNTIL % "!document.querySelector('[data-question=index-4]').hidden")
        await judged(page, TABLET, UPRIGHT)
        await r.visit(house)  # the next one is done: the screen asks about that, and sends what it has
        await arrived(house, 1)
        assert [event.answers for event in await r.rated(house)] == [
            {"index-1": "shorter", "index-3": "once"}
        ]


async def test_the_phones_pages_keep_nobody_out(tmp_path: Path):
    async with tablet(tmp_path) as (house, page, _gate, site):
        path = r.slip(house, await r.visit(house))
        await page.go(f"{site}{path}")
        await judged(page, PHONE)
        await page.press("a.rate")
        await judged(page, PHONE, TABLET)
        assert (
            await page.evaluate("getComputedStyle(document.querySelector('fieldset.reasons')).display")
            == "none"
        )
        await page.evaluate("document.querySelector('[value=bad]').click()")
        assert (
            await page.evaluate("getComputedStyle(document.querySelector('fieldset.reasons')).display")
            != "none"
        )
        await judged(page, PHONE)
        await page.press("form.rating button")
        assert "Cảm ơn ông/bà" in await page.evaluate("document.querySelector('h1').innerText")
        await judged(page, PHONE)
        await page.evaluate("document.querySelector('textarea').value = 'Nên có thêm ghế.'")
        await page.press("form.card button")
        assert "Đã gửi góp ý" in await page.evaluate("document.querySelector('main').innerText")
        await judged(page, PHONE)


async def test_the_pages_of_caretaker_head_and_clerk_keep_nobody_out(tmp_path: Path):
    clerk = {"id": "lan", "name": "Lan", "pin_hash": PIN_HASH, "caretaker": True, "head": True}
    async with tablet(tmp_path, clerks=[clerk]) as (house, page, _gate, site):
        for _ in range(5):
            await r.visit(house)
            await page.evaluate("1")
        await page.go(site)
        await page.submit(clerk="lan", pin="2468", counter="1")
        for address in ("/may-moc/danh-gia", "/so-lieu/can-bo", "/so-lieu/cua-toi", "/gop-y"):
            await page.go(site + address)
            await judged(page, TABLET, PHONE)
