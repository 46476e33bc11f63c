"""What if: the page for the head of the office, computed from the office's own days."""

import tomllib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from controller.what_if.people import visitors_of
from controller.what_if.run import MONDAY, run
from controller.what_if.scenario import Scenario
from controller.what_if.settings import rules_of, settings_of
from controller.what_if.shipped import scenario
from tests.clocks import FakeClock
from tests.integration.controller.house import MORNING
from tests.integration.controller.web_house import open_web, sign_in
from tests.integration.figures.journals import write
from tests.integration.figures.test_figures_page import CLERKS

pytestmark = pytest.mark.slow
ASKED = "/so-lieu/neu-thi?weekday=1&weeks=4&run=1"


def settings(plan: Scenario) -> dict[str, Any]:
    plain = settings_of(plan).model_dump(mode="json", exclude_defaults=True)
    return {key: plain[key] for key in ("services", "counters", "sessions", "kiosks", "priority_groups")}


@asynccontextmanager
async def office(folder: Path) -> AsyncIterator[httpx.AsyncClient]:
    """A busy ward's three last Mondays, and somebody who may read its figures."""
    plan = scenario("everything-goes-wrong")
    for back in (1, 2, 3):
        day = MONDAY - timedelta(days=7 * back)
        write(folder, {day.isoformat(): run(rules_of(plan), visitors_of(plan, back), day).events})
    async with open_web(folder, FakeClock(MORNING), **{**CLERKS, **settings(plan)}) as (_house, client):
        await sign_in(client)
        yield client


async def test_the_page_compares_four_ways_to_run_the_office(tmp_path: Path):
    async with office(tmp_path) as client:
        form = await client.get("/so-lieu/neu-thi")
        assert (form.status_code, "Nếu thay đổi thì sao?" in form.text) == (200, True)
        page = await client.get(ASKED)
        assert page.status_code == 200, page.text
        for words in ("Như hiện nay", "Thêm một quầy (", "Ưu tiên luôn được gọi trước", "mở sớm hơn 30 phút"):
            assert words in page.text
        assert page.text.count("<svg") == 3
        assert "3 ngày thật (330 số)" in page.text
        assert "neu-thi" in (await client.get("/so-lieu")).text


async def test_programs_read_the_same_and_the_scenario_behind_it(tmp_path: Path):
    async with office(tmp_path) as client:
        told = (await client.get("/so-lieu/neu-thi.json?weekday=1&service=land&earlier=60")).json()[
            "variants"
        ]
        assert [one["what"] for one in told] == ["as-it-is", "counter", "priority-strict", "earlier"]
        assert told[3]["minutes"] == 60
        assert told[1]["services"] == ["Đất đai - Xây dựng"]
        assert told[1]["differs"]["use"]["mean"] < 0
        plan = tomllib.loads((await client.get("/so-lieu/neu-thi.toml?weekday=1")).text)
        assert Scenario.model_validate(plan).visitors == 110


@pytest.mark.parametrize(
    ("asked", "status", "words"),
    [
        ("weekday=2&run=1", 422, "Chưa có ngày nào như vậy"),
        ("weekday=1&run=1&service=tax", 422, "tax"),
        ("weekday=9&run=1", 422, ""),
        ("weeks=0&run=1", 422, ""),
        ("earlier=-5&run=1", 422, ""),
    ],
    ids=["no-such-day", "no-such-service", "weekday", "weeks", "earlier"],
)
async def test_what_cannot_be_computed_is_told(tmp_path: Path, asked: str, status: int, words: str):
    async with office(tmp_path) as client:
        page = await client.get(f"/so-lieu/neu-thi?{asked}")
        assert (page.status_code, words in page.text) == (status, True)


async def test_only_who_may_read_figures_may_ask(tmp_path: Path):
    async with open_web(tmp_path, FakeClock(MORNING)) as (_house, client):
        await sign_in(client)
        for ending in ("", ".json", ".toml"):
            assert (await client.get(f"/so-lieu/neu-thi{ending}")).status_code == 403
