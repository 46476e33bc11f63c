"""Citizens' pages on a phone, in a real Chromium: letters that can be read, a hotline to touch, a place that follows."""

import asyncio
import json
from pathlib import Path

import pytest

from controller.catalogue.procedure import Paper, Procedure
from controller.catalogue.shelf import Catalogue, Shelf
from tests.chromium import CHROMIUM, Page, chromium
from tests.clocks import FakeClock
from tests.days import MORNING
from tests.integration.controller.house import settings_of
from tests.integration.dossier.dossier_house import dossier_house
from tests.integration.pages.test_place import BASE, take
from tests.serving import served
from tests.waiting import PATIENCE_S

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]
SMALL = """
document.fonts.ready.then(() => {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
  while (texts.nextNode()) {
    const text = texts.currentNode.textContent.trim(), size = getComputedStyle(texts.currentNode.parentElement).fontSize;
    if (text && parseFloat(size) < 16) found.push([text, size]);
  }
  return found;
})
"""
STATUS = "document.querySelector('.status').textContent"


async def test_letters_are_never_small_and_the_hotline_can_be_touched(tmp_path: Path):
    birth = Procedure(
        "1.001193", "Đăng ký khai sinh", field="Hộ tịch", papers=(Paper("Tờ khai", 1),), service="civil"
    )
    Shelf(tmp_path).put(Catalogue((birth,)))
    settings = settings_of(data_dir=str(tmp_path), web={"address": BASE}, hotline="(0237) 3838.999")
    async with dossier_house(tmp_path, FakeClock(MORNING), settings) as house:
        _, place = await take(house)
        async with served(house.app) as site, chromium(360, 740) as page:
            for path in (
                "/thu-tuc",
                "/thu-tuc?q=xyz",
                "/thu-tuc/1.001193",
                "/thu-tuc/9.9",
                place,
                "/so/wrong",
            ):
                await page.go(site + path)
                assert await page.evaluate(SMALL) == [], path
                assert (
                    await page.evaluate("document.querySelector('.hotline a').href") == "tel:02373838999"
                ), path


async def test_without_a_hotline_no_page_invites_to_call(tmp_path: Path):
    settings = settings_of(data_dir=str(tmp_path), web={"address": BASE})
    async with dossier_house(tmp_path, FakeClock(MORNING), settings) as house:
        for path in ("/thu-tuc", "/so/wrong"):
            page = (await house.web.get(path, headers={"accept": "text/html"})).text
            assert "Đường dây nóng" not in page
            assert "tel:" not in page


async def test_a_place_follows_the_line_without_being_loaded_again(tmp_path: Path):
    settings = settings_of(data_dir=str(tmp_path), web={"address": BASE})
    async with dossier_house(tmp_path, FakeClock(MORNING), settings) as house:
        await take(house)
        _, place = await take(house)
        async with served(house.app) as site, chromium(360, 740) as page:
            await page.go(site + place)
            await page.evaluate("window.same = true")
            assert "Còn 1 người" in await page.evaluate(STATUS) or "Sắp đến lượt" in await page.evaluate(
                STATUS
            )
            await house.called()
            await house.called()
            await shown(page, "Mời đến Quầy 1 ngay")
            assert await page.evaluate("window.same"), "the page was loaded again"


async def shown(page: Page, words: str) -> None:
    """Until the page says so by itself."""
    look = f"{STATUS}.includes({json.dumps(words)}) ? done() : setTimeout(look, 20)"
    async with asyncio.timeout(PATIENCE_S):
        await page.evaluate(f"new Promise((done) => {{ const look = () => {look}; look(); }})")
