"""``/so-lieu/ngay``: a service day as a story and as a replay; ``/so-lieu/uu-tien``: who overtook whom, and pauses."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response

from contracts.forms.table import Table
from contracts.forms.written import written_date
from controller.figures.audit import Audit
from controller.figures.open_data import as_csv
from controller.figures.overtaking import Overtaking, overtakings
from controller.figures.pauses import Pause, pauses
from controller.figures.period import Kind, Period, around
from controller.figures.story import Told, story
from controller.web.clerk import Pages
from controller.web.figure_asked import Asked, after, query
from controller.web.figures import ADDRESS, XLSX, FigurePages, as_file
from controller.web.sessions import Session
from hardware.host.page_router import PageRouter

DAY = f"{ADDRESS}/ngay"
AUDIT = f"{ADDRESS}/uu-tien"
MOST_DAYS = 92
"""Of an audit: each of its days is played again."""
CSV = "text/csv; charset=utf-8"


@dataclass(frozen=True)
class DayPages:
    """Reads days and draws them."""

    drawn: FigurePages
    audit: Audit
    noted: Callable[[Session, str], Awaitable[None]]
    """Notes who looks at what the clerks did, or raises HTTPException: then nothing is shown."""

    async def told(self, reader: Session, day: date) -> list[Told]:
        """A day as a story, after it was noted who looks. Raises HTTPException."""
        iso = day.isoformat()
        await self.noted(reader, self.drawn.say("story.looked", day=written_date(day)))
        return await self.drawn.reading(lambda: list(story(iso, self.drawn.events(iso))))

    async def audited(self, reader: Session, period: Period) -> tuple[Table, Table]:
        """The overtakings and the pauses of a period, after it was noted who looks. Raises HTTPException."""
        if period.days() > MOST_DAYS:
            raise HTTPException(422, self.drawn.say("page.wrong", why=self.drawn.say("audit.too-long")))
        await self.noted(reader, self.drawn.say("audit.looked", period=self.drawn.named(period)))
        passed: list[Overtaking] = []
        left: list[Pause] = []
        for number in range(period.days()):  # one day at a time: whoever else asks comes in between
            day = (period.first + timedelta(days=number)).isoformat()
            found = await self.drawn.reading(partial(self._audited, day))
            passed += found[0]
            left += found[1]
        return await asyncio.to_thread(lambda: (self.audit.overtakings(passed), self.audit.pauses(left)))

    def _audited(self, day: str) -> tuple[list[Overtaking], list[Pause]]:
        events = self.drawn.events(day)
        return list(overtakings(day, events)), list(pauses(events))

    def table(self, told: list[Told]) -> Table:
        """A day as a table; thousands of lines, so it is drawn in a thread: the loop is the desk's."""
        return self.audit.told([one.line for one in told])

    def frames(self, told: list[Told]) -> dict[str, Any]:
        """What a replay needs."""
        counters = sorted({counter for one in told for counter in one.frame.counters})
        names = self.drawn.names.counters
        return {
            "counters": [{"id": counter, "name": names.get(counter, counter)} for counter in counters],
            "frames": [
                {
                    "at": one.line.at,
                    "time": f"{self.audit.local(one.line.at):%H:%M:%S}",
                    "number": one.line.number,
                    "counter": one.line.counter,
                    "words": self.audit.sentence(one.line),
                    "waiting": one.frame.waiting,
                    "at_counters": one.frame.counters,
                }
                for one in told
            ],
        }


def router(days: DayPages, pages: Pages) -> APIRouter:
    """The pages; for whoever may read figures of that day."""
    routes, drawn = PageRouter(), days.drawn
    Day = Annotated[str, Query(max_length=10)]  # noqa: N806 - a type

    def wanted(request: Request, day: str) -> date:
        return drawn.only_within(pages.reader(request), Asked(Kind.DAY, day)).first

    @routes.get(DAY)
    async def page(request: Request, day: Day = "") -> HTMLResponse:
        asked, session = wanted(request, day), pages.reader(request)
        found = await days.told(session, asked)
        return await asyncio.to_thread(lambda: HTMLResponse(_page(drawn, session, asked, days.table(found))))

    @routes.get(f"{DAY}.json")
    async def frames(request: Request, day: Day = "") -> JSONResponse:
        found = await days.told(pages.reader(request), wanted(request, day))
        return await asyncio.to_thread(lambda: JSONResponse(days.frames(found)))

    @routes.get(f"{DAY}.{{ending}}")
    async def file(request: Request, ending: str, day: Day = "") -> Response:
        asked = wanted(request, day)
        found = await days.told(pages.reader(request), asked)
        period = around(Kind.DAY, asked)
        return await asyncio.to_thread(
            lambda: _file(drawn, period, (days.table(found),), "dien-bien", ending)
        )

    _add_audit(routes, days, pages)
    return routes


def _add_audit(routes: APIRouter, days: DayPages, pages: Pages) -> None:
    drawn = days.drawn
    Wanted = Annotated[Asked, Depends()]  # noqa: N806 - a type

    @routes.get(AUDIT)
    async def audit(request: Request, asked: Wanted) -> HTMLResponse:
        session = pages.reader(request)
        try:
            period = drawn.only_within(session, asked)
            tables = await days.audited(session, period)
        except HTTPException as error:
            return HTMLResponse(
                _audit_page(drawn, session, asked, None, (), str(error.detail)), error.status_code
            )
        return await asyncio.to_thread(
            lambda: HTMLResponse(_audit_page(drawn, session, asked, period, tables))
        )

    @routes.get(f"{AUDIT}.{{ending}}")
    async def audit_file(request: Request, asked: Wanted, ending: str) -> Response:
        period = drawn.only_within(pages.reader(request), asked)
        tables = await days.audited(pages.reader(request), period)
        return await asyncio.to_thread(_file, drawn, period, tables, "uu-tien", ending)


def _file(drawn: FigurePages, period: Period, tables: tuple[Table, ...], name: str, ending: str) -> Response:
    name = f"{name}-{period.first}" + (f"-{period.last}" if period.last != period.first else "")
    title = tables[0].title
    if ending == "xlsx":
        return as_file(drawn.book(title, period, tables), XLSX, f"{name}.xlsx")
    if ending == "pdf":
        return as_file(drawn.sheet(title, period, tables), "application/pdf", f"{name}.pdf")
    if ending == "csv":
        return as_file(as_csv(tables), CSV, f"{name}.csv")
    raise HTTPException(404)


def _page(drawn: FigurePages, session: Any, day: date, table: Table) -> str:
    return drawn.draw(
        "figure_day.html",
        clerk=session.clerk,
        day=day,
        written=written_date(day),
        before=day - timedelta(days=1),
        after=day + timedelta(days=1),
        tables=(table,),
        charts={},
    )


def _audit_page(
    drawn: FigurePages,
    session: Any,
    asked: Asked,
    period: Period | None,
    tables: tuple[Table, ...],
    wrong: str = "",
) -> str:
    kinds = [(kind.value, drawn.say(f"kind.{kind}")) for kind in Kind if kind not in (Kind.HALF, Kind.YEAR)]
    return drawn.draw(
        "figure_audit.html",
        clerk=session.clerk,
        kinds=kinds,
        asked=asked,
        today=drawn.today(),
        wrong=wrong,
        named=drawn.named(period) if period else "",
        query=query(period) if period else "",
        before=query(period.before()) if period else "",
        after=query(after(period)) if period else "",
        tables=tables,
        charts={},
    )
