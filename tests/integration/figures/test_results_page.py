"""``/ket-qua``: anybody reads the results of months that are over, as a page in two languages, JSON and CSV."""

from pathlib import Path

import pytest

from contracts.open_data import OpenResults
from tests.chromium import CHROMIUM, chromium
from tests.clocks import FakeClock
from tests.integration.controller.house import MORNING
from tests.integration.controller.web_house import app_of, open_web
from tests.integration.figures.journals import write
from tests.serving import served
from tests.unit.figures.any_day import any_day

OCTOBER = ("2026-10-05", "2026-10-06", "2026-10-20")
PHONE = (390, 844)
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def an_october(folder: Path) -> None:
    write(folder, {day: any_day(seed, date=day)[1] for seed, day in enumerate((*OCTOBER, "2026-11-20"))})


async def test_anybody_reads_last_month(tmp_path: Path):
    an_october(tmp_path)
    async with open_web(tmp_path, FakeClock(MORNING)) as (_house, client):
        page = (await client.get("/ket-qua")).text
        assert "Kết quả phục vụ tháng 10/2026" in page
        assert "3 ngày phục vụ" in page
        assert "lấy từ Hệ thống thông tin" in page
        assert "Results of 10/2026" in (await client.get("/ket-qua?lang=en")).text
        told = OpenResults.model_validate_json((await client.get("/ket-qua.json")).content)
        assert (told.first, told.last, told.days) == ("2026-10-01", "2026-10-31", 3)
        assert told.whole.issued is not None
        assert f"<strong>{told.whole.issued}</strong>" in page
        lines = (await client.get("/ket-qua.csv")).content.decode("utf-8-sig").splitlines()
        assert len(lines) == len(told.services) + 2


async def test_the_month_that_still_grows_and_what_is_no_month_are_not_told(tmp_path: Path):
    an_october(tmp_path)
    async with open_web(tmp_path, FakeClock(MORNING)) as (_house, client):
        for month in ("2026-11", "2027-01", "2024-10", "10/2026", "x"):
            assert (await client.get(f"/ket-qua?thang={month}")).status_code == 404, month
            assert (await client.get(f"/ket-qua.json?thang={month}")).status_code == 404, month
        empty = (await client.get("/ket-qua?thang=2026-09")).text
        assert "Chưa có kết quả của tháng này" in empty


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
async def test_on_a_phone_the_tables_scroll_and_not_the_page(tmp_path: Path):
    an_october(tmp_path)
    async with (
        open_web(tmp_path, FakeClock(MORNING)) as (house, _client),
        served(app_of(house)) as site,
        chromium(*PHONE) as page,
    ):
        await page.go(f"{site}/ket-qua")
        assert await page.evaluate(WIDER) == 0
