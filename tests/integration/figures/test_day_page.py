"""The day as a story, its replay, and the list for whoever audits priority."""

import asyncio
import io
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from contracts.vocabulary import CounterId
from controller.figures.audit import Audit
from controller.figures.period import Kind, around
from controller.web.figure_day import DayPages
from controller.web.figures import FigurePages
from controller.web.sessions import Session
from tests.chromium import CHROMIUM, chromium
from tests.clocks import FakeClock
from tests.integration.controller.house import MORNING, PIN
from tests.integration.controller.web_house import app_of, open_web, sign_in
from tests.integration.figures.journals import write
from tests.integration.figures.test_figures_page import CLERKS, DAYS, office
from tests.serving import served
from tests.unit.figures.any_day import any_day

DAY = "2026-11-18"
READ = """new Promise((done) => { const look = () => document.querySelector("#replay:not([hidden])") ? done(1) : setTimeout(look, 50); look(); })"""
LAST = """(() => { const bar = document.querySelector("#replay .moment"); bar.value = bar.max; bar.dispatchEvent(new Event("input"));
  return document.querySelector("#replay .time").textContent; })()"""
SHOWN = 'document.querySelector("#replay .places li").innerText'


async def test_the_story_has_every_call_with_its_reason(tmp_path: Path):
    async with office(tmp_path) as client:
        page = (await client.get(f"/so-lieu/ngay?day={DAY}")).text
        assert "Gọi: đến sớm nhất trong" in page
        told = (await client.get(f"/so-lieu/ngay.json?day={DAY}")).json()
        assert page.count('<th scope="row">') == len(told["frames"]) > 100
        book = openpyxl.load_workbook(io.BytesIO((await client.get(f"/so-lieu/ngay.xlsx?day={DAY}")).content))
        assert book.active is not None
        words = [row[4] for row in book.active.iter_rows(values_only=True) if row[4]]
        assert words[-1] == told["frames"][-1]["words"] == "Đóng ngày."
        for ending in ("pdf", "csv"):
            assert (await client.get(f"/so-lieu/ngay.{ending}?day={DAY}")).status_code == 200
        assert "Không có việc nào" in (await client.get("/so-lieu/ngay?day=2020-01-01")).text
        assert (await client.get("/so-lieu/ngay?day=18/11/2026")).status_code == 422


async def test_the_audit_names_who_was_passed_and_who_chose(tmp_path: Path):
    async with office(tmp_path) as client:
        page = (await client.get("/so-lieu/uu-tien?kind=month&day=2026-11-01")).text
        assert "Cán bộ tự chọn" in page
        assert "Lượt ưu tiên" in page
        assert "Người rời quầy" in page
        assert (await client.get("/so-lieu/uu-tien.xlsx?kind=month&day=2026-11-01")).status_code == 200
        assert "Không có lần gọi nào" in (await client.get("/so-lieu/uu-tien?kind=month&day=2020-01-01")).text
        long = await client.get("/so-lieu/uu-tien?kind=year&day=2026-11-01")
        assert (long.status_code, "nhiều nhất ba tháng" in long.text) == (422, True)


async def test_who_asks_for_something_else_does_not_wait_for_a_whole_audit(tmp_path: Path):
    write(tmp_path, {day: any_day(seed, date=day)[1] for seed, day in enumerate(DAYS)})
    async with open_web(tmp_path, FakeClock(MORNING), **CLERKS) as (house, _client):
        drawn = FigurePages(house.settings, house.desk)
        looks: list[str] = []

        async def note(_reader: Session, what: str) -> None:
            looks.append(what)

        days = DayPages(drawn, Audit(drawn.names, drawn.say, house.desk.office.local), note)
        reader = Session(house.settings.clerks[0], CounterId("1"), 0.0)
        audit = asyncio.create_task(days.audited(reader, around(Kind.QUARTER, date(2026, 11, 1))))
        await asyncio.sleep(0)
        assert await drawn.reading(lambda: "meanwhile") == "meanwhile"
        assert not audit.done()
        passed, left = await audit
        assert passed.rows
        assert left.rows
        assert len(looks) == 1


async def test_only_who_may_read_figures_reads_a_day(tmp_path: Path):
    async with open_web(tmp_path, FakeClock(MORNING)) as (_house, client):
        await sign_in(client)
        for path in ("ngay", "ngay.json", "ngay.xlsx", "uu-tien", "uu-tien.csv"):
            assert (await client.get(f"/so-lieu/{path}")).status_code == 403, path


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
async def test_a_browser_plays_the_day_again(tmp_path: Path):
    write(tmp_path, {DAY: any_day(1, date=DAY)[1]})
    async with (
        open_web(tmp_path, FakeClock(MORNING), **CLERKS) as (house, _client),
        served(app_of(house)) as site,
        chromium(1280, 900) as page,
    ):
        await page.go(f"{site}/")
        await page.submit(clerk="lan", pin=PIN, counter="1")
        await page.go(f"{site}/so-lieu/ngay?day={DAY}")
        await page.evaluate(READ)
        assert (await page.evaluate(LAST)).startswith("20:")
        assert "counter-" in await page.evaluate(SHOWN)
