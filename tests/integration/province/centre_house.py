"""The centre's pages without a browser: who is let in, and days of two offices to read."""

import asyncio
import re
from datetime import date, timedelta
from typing import Any

import httpx
from argon2 import PasswordHasher
from fastapi import FastAPI
from sqlalchemy import Engine

from contracts.province import OfficeCard, OfficeNow, ServiceCard
from province.database import Sender
from province.intake import Intake
from province.months import Months
from province.people import People, Role
from province.projecting import put_day
from province.registry import Registry
from province.settings import CentreSettings
from province.tally import tallies
from province.visits import visits
from province.web.app import WebParts, build_app
from simulation.province.office import Journal
from simulation.province.year import SERVICES, Plan, a_day
from tests.days import MORNING

PASSWORD = "mot mat khau dai"  # noqa: S105 - of this test only
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""Nobody guesses the passwords of a test."""
TODAY = date(2026, 11, 23)
PLANS = (Plan("xa-001", "Xã Yên Thành", "Yên Thành", 60, 4), Plan("xa-002", "Xã Kim Liên", "Nam Đàn", 40, 2))


class Browser:
    """Asks the pages, one thing after the other, and keeps its cookies."""

    def __init__(self, app: FastAPI) -> None:
        self.app, self.cookies = app, httpx.Cookies()

    def get(self, path: str, **more: Any) -> httpx.Response:
        return asyncio.run(self._ask("GET", path, **more))

    def post(self, path: str, **more: Any) -> httpx.Response:
        return asyncio.run(self._ask("POST", path, **more))

    async def _ask(
        self, method: str, path: str, *, follow_redirects: bool = True, **more: Any
    ) -> httpx.Response:
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        async with httpx.AsyncClient(
            transport=transport,
            base_url="http://127.0.0.1",
            cookies=self.cookies,
            follow_redirects=follow_redirects,
        ) as client:
            answer: httpx.Response = await client.request(method, path, **more)
            self.cookies = client.cookies
        return answer


class Web:
    """The pages, and what stands behind them."""

    def __init__(self, engine: Engine) -> None:
        self.engine, self.now = engine, MORNING
        self.registry, self.people = Registry(engine, self.clock), People(engine, self.clock, QUICK)
        parts = WebParts(CentreSettings(name="Nghệ An"), engine, self.clock)
        self.client = Browser(build_app(parts))

    def clock(self) -> int:
        return self.now

    def sign_in(self, name: str = "tinh", password: str = PASSWORD) -> httpx.Response:
        return self.client.post(
            "/dang-nhap", data={"name": name, "password": password}, follow_redirects=False
        )

    def page(self, path: str, status: int = 200) -> str:
        answer = self.client.get(path)
        assert answer.status_code == status, answer.text
        return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", answer.text))


def opened(engine: Engine) -> Web:
    made = Web(engine)
    for plan in PLANS:
        made.registry.add_office(plan.code, plan.name, plan.area, date(2026, 1, 1))
    made.people.add("tinh", "Người của tỉnh", PASSWORD, Role.HEAD, "")
    made.people.add("namdan", "Người Nam Đàn", PASSWORD, Role.READER, "Nam Đàn")
    return made


def fill(web: Web, days: int = 10) -> None:
    """Days of both offices, as the projection makes them."""
    past = [TODAY - timedelta(days=back) for back in range(days)]
    Months(web.engine).need(past)
    with web.engine.begin() as connection:
        for number, plan in enumerate(PLANS, 1):
            for day in past:
                sums = tallies(visits(a_day(plan, day, 0)), 1800)
                told = {"facts": 9, "unknown": 0, "closed": day != TODAY, "last_at": None}
                put_day(connection, number, day, told, dict(sums))


def say_now(web: Web, office: int = 1, **told: object) -> None:
    journal, intake = Journal(), Intake(web.engine, web.clock)
    now = OfficeNow.model_validate({"epoch": 1, "beat": 1, "at": web.now, "open": True, "counters": 4} | told)
    card = OfficeCard(name="x", services=tuple(ServiceCard(code=c, name=n) for c, (n, _) in SERVICES.items()))
    intake.ingest(Sender(office, 1), journal.batch(1, 0, now, card))
