"""An inspector: reads the figures, days and audits of the period that the settings give, presses nothing, sees nothing else."""

from pathlib import Path
from typing import Any

import pytest

from contracts.vocabulary import CounterId
from tests.clocks import FakeClock
from tests.integration.controller.house import MORNING, PIN_HASH, settings_of
from tests.integration.controller.web_house import command, open_web, post_form, sign_in
from tests.integration.figures.journals import write
from tests.integration.figures.test_figures_page import DAYS
from tests.unit.figures.any_day import any_day

INSPECTOR: dict[str, Any] = {
    "id": "lan",
    "name": "Đoàn thanh tra",
    "pin_hash": PIN_HASH,
    "inspects_from": "2026-11-17",
    "inspects_until": "2026-11-18",
}
WITHIN = "kind=free&first=2026-11-17&last=2026-11-18"
BEYOND = (
    "kind=free&first=2026-11-16&last=2026-11-18",
    "kind=month&day=2026-11-17",
    "kind=day&day=2026-11-20",
)


@pytest.mark.parametrize("counter", ["", "1"])
async def test_an_inspector_reads_the_period_and_nothing_else(tmp_path: Path, counter: str):
    write(tmp_path, {day: any_day(seed, date=day)[1] for seed, day in enumerate(DAYS)})
    async with open_web(tmp_path, FakeClock(MORNING), clerks=[INSPECTOR]) as (house, client):
        assert await sign_in(client, counter=counter) == 303
        assert CounterId("1") not in house.desk.day.clerks, "whatever counter was chosen"
        home = await client.get("/so-lieu")
        assert (home.status_code, home.headers["location"]) == (303, f"/so-lieu?{WITHIN}")
        page = (await client.get(f"/so-lieu?{WITHIN}")).text
        assert "Tổng hợp" in page
        for link in ("/so-lieu/bay-gio", "/so-lieu/bieu-06a", "/so-lieu/lich", "/so-lieu/can-bo"):
            assert f'"{link}' not in page, link
        for path in ("so-lieu.xlsx", "so-lieu.pdf", "so-lieu.csv", "so-lieu.json", "uu-tien", "uu-tien.xlsx"):
            assert (await client.get(f"/so-lieu/{path}?{WITHIN}")).status_code == 200, path
            for query in BEYOND:
                answer = await client.get(f"/so-lieu/{path}?{query}")
                assert answer.status_code == 403, (path, query)
        assert (await client.get("/so-lieu/ngay?day=2026-11-17")).status_code == 200
        for path in ("ngay?day=2026-11-20", "ngay.json?day=2026-11-20", "ngay.csv?day=2026-11-19", "ngay"):
            assert (await client.get(f"/so-lieu/{path}")).status_code == 403, path
        wrong = (await client.get(f"/so-lieu?{BEYOND[0]}")).text
        assert "chỉ xem được từ ngày 17/11/2026 đến ngày 18/11/2026" in wrong


async def test_an_inspector_opens_no_other_page_and_presses_nothing(tmp_path: Path):
    async with open_web(tmp_path, FakeClock(MORNING), clerks=[INSPECTOR]) as (house, client):
        await house.issued()
        await sign_in(client, counter="")
        for path in (
            "bay-gio",
            "bay-gio/stream",
            "lich",
            "bieu-06a",
            "bieu-07b.xlsx",
            "can-bo",
            "neu-thi",
            "ngaydem/..",
        ):
            assert (await client.get(f"/so-lieu/{path}")).status_code in (403, 404, 303), path
        for path in ("/may-moc", "/cai-dat"):
            assert (await client.get(path)).status_code in (403, 404), path
        await post_form(client, "/desk/call-next")
        refused = await command(client, "call-next", {"counter": "1"}, authorization="")
        assert refused.status_code in (401, 403)
        assert not house.desk.day.at_counter


@pytest.mark.parametrize(
    "changes",
    [
        {"inspects_until": None},
        {"inspects_from": None},
        {"inspects_until": "2026-11-16"},
        {"head": True},
        {"caretaker": True},
    ],
)
def test_a_period_that_is_none_is_refused_in_the_settings(changes: dict[str, Any]):
    found = list(settings_of(clerks=[{**INSPECTOR, **changes}]).problems())
    assert [problem.key for problem in found] == ["clerks.0.inspects_until"]
