"""``/so-lieu/neu-thi``: what if there were one more counter, another rule of priority, earlier hours; from the office's own days."""

import asyncio
import json
import sys
from asyncio.subprocess import DEVNULL, PIPE
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response

from contracts.forms.written import written_date
from contracts.texts import FIRST, load_catalogue
from controller.settings import OfficeSettings
from controller.web.clerk import Pages
from controller.web.figures import ADDRESS, FigurePages
from controller.web.sessions import Session
from controller.what_if.of_office import MOST_WEEKS, Basis, Lived, Wanted, days_of, lived, of_days
from controller.what_if.recorded import LEAST_NUMBERS, TooLittleError
from controller.what_if.scenario import Scenario
from controller.what_if.told import name_of, picture, rows
from controller.what_if.toml_text import as_toml
from hardware.host.page_router import PageRouter

WHAT_IF = f"{ADDRESS}/neu-thi"
TEXTS = Path(__file__).parents[1] / "what_if" / "texts"
RUNS, SECONDS, DEADLINE_S = 20, 15, 120
"""Days that are simulated, the time after which no further one begins, and the time after which it is given up."""
_PACKAGES = Path(__file__).parents[2]


@dataclass(frozen=True)
class AskedIf:
    """What the head of the office wants to know."""

    weekday: Annotated[int, Query(ge=0, le=7)] = 0
    weeks: Annotated[int, Query(ge=1, le=MOST_WEEKS)] = 4
    service: Annotated[str, Query(max_length=32)] = ""
    earlier: Annotated[int, Query(ge=0, le=180)] = 30
    run: Annotated[int, Query(ge=0, le=1)] = 0


@dataclass(frozen=True)
class Answer:
    """What was computed, and from what."""

    told: list[dict[str, Any]]
    basis: Basis


class WhatIfPages:
    """Reads the office's days, has them simulated by another process, and draws what comes of it."""

    def __init__(self, settings: OfficeSettings, drawn: FigurePages) -> None:
        self._settings, self._drawn = settings, drawn
        self._texts = load_catalogue(TEXTS)
        self._one_at_a_time = asyncio.Lock()

    def say(self, key: str, **facts: object) -> str:
        """A text of these pages."""
        return self._texts.say(FIRST, key, **facts)

    async def scenario(self, asked: AskedIf) -> tuple[Scenario, Basis]:
        """The office's days as a scenario. Raises HTTPException."""
        wanted = Wanted(self._drawn.today(), asked.weekday, asked.weeks)
        days = {day: await self._drawn.reading(partial(self._lived, day)) for day in days_of(wanted)}
        try:
            return await asyncio.to_thread(of_days, self._settings, wanted, days)
        except TooLittleError:
            raise HTTPException(422, self.say("page.nothing", least=LEAST_NUMBERS)) from None

    def _lived(self, day: str) -> Lived:
        return lived(self._drawn.events(day))

    async def answer(self, asked: AskedIf) -> Answer:
        """What would be. Raises HTTPException with the reason."""
        plan, basis = await self.scenario(asked)
        known = {service.code for service in plan.services}
        if asked.service and asked.service not in known:
            raise HTTPException(422, self.say("page.wrong", why=asked.service))
        if self._one_at_a_time.locked():
            raise HTTPException(503, self.say("page.busy"))
        async with self._one_at_a_time:
            return Answer(await self._compute(plan, asked), basis)

    async def _compute(self, plan: Scenario, asked: AskedIf) -> list[dict[str, Any]]:
        """In another process, which goes behind everything else: it takes seconds that the desk has not."""
        command = [sys.executable, "-m", "controller.what_if", "-", "--json"]
        command += ["--days", str(RUNS), "--seconds", str(SECONDS), "--earlier", str(asked.earlier)]
        command += ["--services", asked.service] if asked.service else []
        process = await asyncio.create_subprocess_exec(
            *command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, cwd=_PACKAGES
        )
        try:
            async with asyncio.timeout(DEADLINE_S):
                said, _ = await process.communicate(plan.model_dump_json().encode())
        except TimeoutError:
            raise HTTPException(503, self.say("page.slow")) from None
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        if process.returncode != 0:
            raise HTTPException(500, self.say("page.failed"))
        told: list[dict[str, Any]] = json.loads(said)["variants"]
        return told

    def page(self, session: Session, asked: AskedIf, answer: Answer | None, wrong: str = "") -> str:
        """The page; the form alone where nothing is computed."""
        facts: dict[str, Any] = {"heading": [], "lines": [], "pictures": [], "basis": ""}
        if answer:
            basis = answer.basis
            heading, *lines = rows(answer.told, self.say)
            facts = {
                "heading": heading,
                "lines": lines,
                "pictures": [
                    (name_of(one, self.say), picture(answer.told, self.say, index))
                    for index, one in enumerate(answer.told[1:], start=1)
                ],
                "basis": self.say(
                    "page.basis",
                    days=basis.days,
                    numbers=basis.numbers,
                    first=_written(basis.first),
                    last=_written(basis.last),
                    runs=answer.told[0]["days"],
                ),
            }
        return self._drawn.draw(
            "figure_what_if.html",
            clerk=session.clerk,
            w=self.say,
            asked=asked,
            wrong=wrong,
            weekdays=[(number, self.say(f"page.weekday-{number}")) for number in range(8)],
            services=[(service.code, service.name.vi) for service in self._settings.services],
            most_weeks=MOST_WEEKS,
            query=f"weekday={asked.weekday}&weeks={asked.weeks}&service={asked.service}&earlier={asked.earlier}",
            **facts,
        )


def _written(day: str) -> str:
    return written_date(date.fromisoformat(day))


def router(what_if: WhatIfPages, pages: Pages) -> APIRouter:
    """The page, the same as open data, and the scenario behind it; for whoever may read figures."""
    routes = PageRouter(prefix=WHAT_IF)
    wish = Annotated[AskedIf, Depends()]

    @routes.get("")
    async def page(request: Request, asked: wish) -> HTMLResponse:
        session = pages.reader(request)
        if not asked.run:
            return HTMLResponse(what_if.page(session, asked, None))
        try:
            return HTMLResponse(what_if.page(session, asked, await what_if.answer(asked)))
        except HTTPException as error:
            said = what_if.page(session, asked, None, str(error.detail))
            return HTMLResponse(said, status_code=error.status_code)

    @routes.get(".json")
    async def as_json(request: Request, asked: wish) -> Response:
        pages.reader(request)
        return JSONResponse({"variants": (await what_if.answer(asked)).told})

    @routes.get(".toml")
    async def as_scenario(request: Request, asked: wish) -> Response:
        pages.reader(request)
        plan, _ = await what_if.scenario(asked)
        return PlainTextResponse(as_toml(plan))

    return routes
