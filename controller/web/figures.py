"""``/so-lieu``: the figures of any period as a page, an Excel file, a paper to sign, and open files."""

import asyncio
import csv
import io
import logging
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from contracts.texts import FIRST, load_catalogue
from controller.desk.desk import Desk
from controller.figures.book import Book, FiguresError
from controller.figures.chart import Bars, bars
from controller.figures.figures import Figures
from controller.figures.paper import Letterhead, paper
from controller.figures.period import Kind, Period, PeriodError, around, free
from controller.figures.report import Names, Report, written_date
from controller.figures.table import Table, is_number, plain, text
from controller.figures.workbook import Heading, workbook
from controller.settings import OfficeSettings
from controller.web.clerk import Pages
from controller.web.sessions import Session
from hardware.host.program import VERSION

log = logging.getLogger(__name__)

ADDRESS = "/so-lieu"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
UNREADABLE = 503
TEXTS = Path(__file__).parents[1] / "figures" / "texts"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet would compute."""


@dataclass(frozen=True)
class Asked:
    """What somebody wants to see."""

    kind: Annotated[Kind, Query()] = Kind.DAY
    day: Annotated[str, Query(max_length=10)] = ""
    first: Annotated[str, Query(max_length=10)] = ""
    last: Annotated[str, Query(max_length=10)] = ""

    def period(self, today: date) -> Period:
        """The period; today where nothing is said. Raises PeriodError."""
        try:
            if self.kind is Kind.FREE:
                return free(date.fromisoformat(self.first), date.fromisoformat(self.last))
            return around(self.kind, date.fromisoformat(self.day) if self.day else today)
        except (ValueError, OverflowError) as error:
            if isinstance(error, PeriodError):
                raise
            raise PeriodError("figures.period-malformed") from error


@dataclass(frozen=True)
class Shown:
    """A period with everything that is drawn of it."""

    figures: Figures
    report: Report
    tables: tuple[Table, ...]


class FigurePages:
    """Reads the figures, one question at a time, and draws them."""

    def __init__(self, settings: OfficeSettings, desk: Desk, pages: Pages) -> None:
        texts = load_catalogue(TEXTS)
        self._settings, self._desk, self._pages = settings, desk, pages
        self._book = Book(settings.data_dir, desk.office.local)
        self._one_at_a_time = asyncio.Lock()

        def say(key: str, **facts: object) -> str:
            return texts.say(FIRST, key, **facts)

        names = Names(
            {service.code: service.name.as_text().get(FIRST, service.code) for service in settings.services},
            {counter.id: counter.label for counter in settings.counters},
            {clerk.id: clerk.name for clerk in settings.clerks},
        )
        self.say, self._report = say, Report(names, say, settings.figures.wait_limit_minutes * 60)
        folder = Path(__file__).parent / "templates"
        loader = Environment(loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined)
        loader.globals |= {"t": say, "text": text, "is_number": is_number}
        self._template = loader.get_template("figures.html")

    def today(self) -> date:
        """The day here, by the desk's clock."""
        return self._desk.office.local(self._desk.now().clock).date()

    async def shown(self, asked: Asked) -> Shown:
        """The figures that are asked for. Raises HTTPException with the reason."""
        try:
            period = asked.period(self.today())
            before, last_year = period.before(), period.last_year()
        except (PeriodError, OverflowError) as error:
            why = self.say(error.args[0] if isinstance(error, PeriodError) else "figures.period-malformed")
            raise HTTPException(422, self.say("page.wrong", why=why)) from error
        async with self._one_at_a_time:
            try:
                return await asyncio.to_thread(self._read, period, before, last_year)
            except FiguresError as error:
                log.error("%s", error)  # noqa: TRY400 - the sentence says it all
                raise HTTPException(UNREADABLE, self.say("page.unreadable")) from error

    def _read(self, period: Period, before: Period, last_year: Period) -> Shown:
        figures, *others = (self._book.figures(one) for one in (period, before, last_year))
        return Shown(figures, self._report, tuple(self._report.tables(figures, *others)))

    def page(self, session: Session, shown: Shown | None, asked: Asked, wrong: str = "") -> str:
        """The page; with the form alone where there is nothing to show."""
        period = shown.figures.period if shown else None
        return self._template.render(
            office=self._settings,
            clerk=session.clerk,
            seated=session.seated,
            kinds=[(kind.value, self.say(f"kind.{kind}")) for kind in Kind],
            asked=asked,
            wrong=wrong,
            today=self.today(),
            period=period,
            named=self._report.period(period) if period else "",
            tables=shown.tables if shown else (),
            charts=self._charts(shown) if shown else {},
            newest=shown.figures.newest if shown else "",
            before=query(period.before()) if period else "",
            after=query(_after(period)) if period and period.last < self.today() else "",
            query=query(period) if period else "",
        )

    def _charts(self, shown: Shown) -> dict[str, str]:
        """By the key of the table that says the same."""
        found = {}
        for table in shown.tables:
            rows = table.rows[:-1] if table.total else table.rows
            columns = CHARTS.get(table.key)
            if columns and len(rows) > 1:
                labels = [text(row[0]) for row in rows]
                series = [
                    Bars(table.columns[c], [float(plain(row[c]) or 0) for row in rows]) for c in columns
                ]
                found[table.key] = bars(self.say(f"chart.{table.key}"), labels, series)
        return found

    def spreadsheet(self, shown: Shown) -> bytes:
        """As an Excel file."""
        period = shown.figures.period
        left = (self._settings.authority.vi.upper(), self._settings.name.vi.upper())
        heading = Heading(left, self.say("document.title"), self._period_line(period), self._made(shown))
        return workbook(heading, shown.tables)

    def signed(self, shown: Shown) -> bytes:
        """As a paper to sign."""
        say = self.say
        head = Letterhead(
            left=(self._settings.authority.vi.upper(), self._settings.name.vi.upper()),
            nation=say("document.nation"),
            motto=say("document.motto"),
            title=say("document.title"),
            period=self._period_line(shown.figures.period),
            notes=(say("document.dossiers"),),
            made=self._made(shown),
            place=say("document.place"),
            signers=(
                (say("document.maker"), say("document.sign")),
                (say("document.head"), say("document.seal")),
            ),
            page=say("document.page", page="{page}"),
        )
        return paper(head, shown.tables)

    def _period_line(self, period: Period) -> str:
        facts = {"first": written_date(period.first), "last": written_date(period.last)}
        return self.say("document.period", period=self._report.period(period), **facts)

    def _made(self, shown: Shown) -> tuple[str, str]:
        now = self._desk.office.local(self._desk.now().clock)
        made = self.say("document.made", time=f"{now:%H:%M}", date=written_date(now.date()), version=VERSION)
        return made, self.say("document.anchor", hash=shown.figures.newest[:16] or "-")


CHARTS = {"quarter": (1,), "daily": (1, 2), "waits": (3, 4)}
"""Tables that are drawn, too, and the columns that are."""


def router(settings: OfficeSettings, desk: Desk, pages: Pages) -> APIRouter:
    """The page, and the same as files; for whoever may read figures."""
    drawn = FigurePages(settings, desk, pages)
    routes = APIRouter(prefix=ADDRESS, include_in_schema=False)
    Wanted = Annotated[Asked, Depends()]  # noqa: N806 - a type

    @routes.get("")
    async def page(request: Request, asked: Wanted) -> HTMLResponse:
        session = pages.reader(request)
        try:
            shown = await drawn.shown(asked)
        except HTTPException as error:
            return HTMLResponse(drawn.page(session, None, asked, str(error.detail)), error.status_code)
        return HTMLResponse(drawn.page(session, shown, asked))

    @routes.get("/so-lieu.{ending}")
    async def file(request: Request, asked: Wanted, ending: str) -> Response:
        pages.reader(request)
        made = FILES.get(ending)
        if made is None:
            raise HTTPException(404)
        shown = await drawn.shown(asked)
        kind, draw = made
        body = await asyncio.to_thread(draw, drawn, shown)
        first, last = shown.figures.period.first, shown.figures.period.last
        name = f"so-lieu-{first}" + (f"-{last}" if last != first else "")
        return Response(
            body, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}.{ending}"'}
        )

    return routes


def as_csv(tables: Iterable[Table]) -> bytes:
    """All tables below one another; with a mark that lets Excel read the letters."""
    held = io.StringIO()
    writer = csv.writer(held)
    for table in tables:
        writer.writerow([table.title])
        writer.writerow(table.columns)
        writer.writerows([[_inert(plain(cell)) for cell in row] for row in table.rows])
        writer.writerow([])
    return held.getvalue().encode("utf-8-sig")


def as_json(shown: Shown) -> bytes:
    """For programs."""
    period = shown.figures.period
    told = {
        "first": period.first.isoformat(),
        "last": period.last.isoformat(),
        "journal": shown.figures.newest,
        "tables": [
            {**asdict(table), "rows": [[plain(cell) for cell in row] for row in table.rows]}
            for table in shown.tables
        ],
    }
    return bytes(JSONResponse(told).body)


FILES: dict[str, tuple[str, Callable[[FigurePages, Shown], bytes]]] = {
    "xlsx": (XLSX, FigurePages.spreadsheet),
    "pdf": ("application/pdf", FigurePages.signed),
    "csv": ("text/csv; charset=utf-8", lambda _drawn, shown: as_csv(shown.tables)),
    "json": ("application/json", lambda _drawn, shown: as_json(shown)),
}


def query(period: Period) -> str:
    """How a period is asked for again."""
    if period.kind is Kind.FREE:
        return f"kind=free&first={period.first}&last={period.last}"
    return f"kind={period.kind}&day={period.first}"


def _after(period: Period) -> Period:
    if period.kind is Kind.FREE:
        return free(period.last + timedelta(days=1), period.last + timedelta(days=period.days()))
    return around(period.kind, period.last + timedelta(days=1))


def _inert(value: str | float | None) -> str | int | float | None:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
