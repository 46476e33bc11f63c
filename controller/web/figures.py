"""``/so-lieu``: the figures of any period as a page, an Excel file, a paper to sign, and open files."""

import asyncio
import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from contracts.forms.paper import Letterhead, paper
from contracts.forms.table import Table, is_number, plain, text
from contracts.forms.words import TEXTS as FORM_TEXTS
from contracts.forms.workbook import Heading, workbook
from contracts.forms.written import written_date
from contracts.texts import FIRST, load_catalogue
from controller.desk.desk import Desk
from controller.domain.events import AnyEvent
from controller.figures.anchor import Anchor
from controller.figures.beside_tables import CHARTED
from controller.figures.book import Book, FiguresError
from controller.figures.chart import Bars, bars
from controller.figures.figures import Figures
from controller.figures.names import names_of
from controller.figures.open_data import as_csv, as_json
from controller.figures.period import Kind, Period, PeriodError
from controller.figures.rating_report import RatingReport
from controller.figures.report import Report
from controller.figures.told_names import told_names
from controller.reasons import reasons_of
from controller.settings import OfficeSettings
from controller.web.clerk import Pages
from controller.web.drawing import templates
from controller.web.figure_asked import Asked, after, query
from controller.web.inspection import first_page, only_within
from controller.web.sessions import Session
from hardware.host.page_router import PageRouter
from hardware.host.program import VERSION

log = logging.getLogger(__name__)
T = TypeVar("T")

ADDRESS = "/so-lieu"
FORM_KEYS = ("bieu-06a", "tien-do-766", "phu-luc-ii", "bieu-07b")
"""The forms of the law, as their addresses below name them."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
UNREADABLE = 503
TEXTS = (Path(__file__).parents[1] / "figures" / "texts", FORM_TEXTS)


@dataclass(frozen=True)
class Shown:
    """A period with everything that is drawn of it."""

    figures: Figures
    report: Report
    tables: tuple[Table, ...]


class FigurePages:
    """Reads the figures, one question at a time, and draws them."""

    def __init__(self, settings: OfficeSettings, desk: Desk) -> None:
        texts = load_catalogue(*TEXTS)
        self.beside: Callable[[Figures], Iterator[Table]] = lambda _figures: iter(())
        """What is told of a period that does not follow from the journal."""
        self._settings, self._desk = settings, desk
        self.figures_book = Book(settings.data_dir, desk.office.local, lambda: self.today().isoformat())
        self._one_at_a_time = asyncio.Lock()

        def say(key: str, **facts: object) -> str:
            return texts.say(FIRST, key, **facts)

        told = told_names(settings, desk.office.local, desk.now().clock)
        names = replace(names_of(told, say), reasons=reasons_of(settings).words)
        fewest, asks = settings.rating.fewest, desk.ratings
        ratings = RatingReport(asks.shelf.known, say, fewest) if asks else None
        self.say, self.names = say, names
        self.report = Report(names, say, settings.figures.wait_limit_minutes * 60, ratings)
        loader = templates()
        loader.globals |= {"t": say, "text": text, "is_number": is_number}
        self._templates = loader

    def today(self) -> date:
        """The day here, by the desk's clock."""
        return self._desk.office.local(self._desk.now().clock).date()

    async def shown(self, asked: Asked) -> Shown:
        """The figures that are asked for. Raises HTTPException with the reason."""
        period = self.period_of(asked)
        return await self.reading(lambda: self.worked_out(period))

    async def quietly(self, read: Callable[[], T]) -> T:
        """The same as ``reading`` for whoever is no visitor. Raises FiguresError."""
        async with self._one_at_a_time:
            return await asyncio.to_thread(read)

    def worked_out(self, period: Period) -> Shown:
        """A period beside the one before and that of last year. Raises FiguresError."""
        every = (self.figures_book.figures(one) for one in (period, period.before(), period.last_year()))
        figures, *others = every
        return Shown(figures, self.report, (*self.report.tables(figures, *others), *self.beside(figures)))

    def marks(self) -> dict[date, str]:
        """Each service day, and what its sheet is known by: another when its figures are. Raises FiguresError."""
        return {date.fromisoformat(day): mark for day, mark in self.figures_book.marks().items()}

    def known_days(self, period: Period) -> dict[date, bool]:
        """The service days of a period, and whether all of their numbers ended. Raises FiguresError."""
        by_day = self.figures_book.figures(period).by_day
        return {date.fromisoformat(day): not tally.open for day, tally in by_day.items()}

    async def reading(self, read: Callable[[], T]) -> T:
        """What ``read`` finds in the book or the journal; one question at a time. Raises HTTPException."""
        async with self._one_at_a_time:
            try:
                return await asyncio.to_thread(read)
            except FiguresError as error:
                log.error("%s", error)  # noqa: TRY400 - the sentence says it all
                raise HTTPException(UNREADABLE, self.say("page.unreadable")) from error

    def figures(self, period: Period) -> Figures:
        """The figures of a period. Raises FiguresError."""
        return self.figures_book.figures(period)

    def events(self, day: str) -> list[AnyEvent]:
        """Everything that happened on a service day (ISO). Raises FiguresError."""
        return self.figures_book.events(day)

    def page(self, session: Session, shown: Shown | None, asked: Asked, wrong: str = "") -> str:
        """The page; with the form alone where there is nothing to show."""
        period = shown.figures.period if shown else None
        return self.draw(
            "figures.html",
            clerk=session.clerk,
            seated=session.seated,
            kinds=[(kind.value, self.say(f"kind.{kind}")) for kind in Kind],
            asked=asked,
            wrong=wrong,
            today=self.today(),
            period=period,
            named=self.report.period(period) if period else "",
            tables=shown.tables if shown else (),
            charts=self._charts(shown) if shown else {},
            newest=shown.figures.newest if shown else "",
            before=query(period.before()) if period else "",
            after=query(after(period)) if period and period.last < self.today() else "",
            query=query(period) if period else "",
            forms=[(f"{ADDRESS}/{key}", self.say(f"forms.{key}")) for key in FORM_KEYS],
        )

    def draw(self, template: str, **facts: Any) -> str:
        """A page, with the texts of the figures."""
        return str(self._templates.get_template(template).render(office=self._settings, **facts))

    def _charts(self, shown: Shown) -> dict[str, str]:
        """By the key of the table that says the same."""
        found = {}
        for table in shown.tables:
            rows = table.rows[:-1] if table.total else table.rows
            columns = CHARTED.get(table.key)
            if columns and len(rows) > 1:
                labels = [text(row[0]) for row in rows]
                series = [
                    Bars(table.columns[c], [float(plain(row[c]) or 0) for row in rows]) for c in columns
                ]
                found[table.key] = bars(self.say(f"chart.{table.key}"), labels, series)
        return found

    def spreadsheet(self, shown: Shown) -> bytes:
        """As an Excel file."""
        title = self.say("document.title")
        made, anchor = self._made(shown.figures.newest), self._anchor(shown.figures)
        return self.book(title, shown.figures.period, shown.tables, made, anchor)

    def signed(self, shown: Shown) -> bytes:
        """As a paper to sign."""
        title, notes = self.say("document.title"), (self.say("document.dossiers"),)
        made, anchor = self._made(shown.figures.newest), self._anchor(shown.figures)
        return self.sheet(title, shown.figures.period, shown.tables, made, notes, anchor)

    def book(
        self, title: str, period: Period, tables: Sequence[Table], made: Sequence[str] = (), anchor: str = ""
    ) -> bytes:
        """Any tables as an Excel file."""
        heading = Heading(self._office(), title, self._period_line(period), made or self._made(""), anchor)
        return workbook(heading, tables, CHARTED)

    def sheet(
        self,
        title: str,
        period: Period,
        tables: Sequence[Table],
        made: Sequence[str] = (),
        notes: Sequence[str] = (),
        anchor: str = "",
    ) -> bytes:
        """Any tables as a paper to sign."""
        say = self.say
        head = Letterhead(
            left=self._office(),
            nation=say("document.nation"),
            motto=say("document.motto"),
            title=title,
            period=self._period_line(period),
            notes=notes,
            made=made or self._made(""),
            place=say("document.place"),
            signers=(
                (say("document.maker"), say("document.sign")),
                (say("document.head"), say("document.seal")),
            ),
            page=say("document.page", page="{page}"),
            anchor=anchor,
        )
        return paper(head, tables)

    def period_of(self, asked: Asked) -> Period:
        """The period that is asked for. Raises HTTPException with the reason."""
        try:
            return asked.period(self.today())
        except PeriodError as error:
            raise HTTPException(422, self.say("page.wrong", why=self.say(error.args[0]))) from error

    def only_within(self, session: Session, asked: Asked) -> Period:
        """The period that is asked for. Raises HTTPException when it is none, or not there for an inspector."""
        period = self.period_of(asked)
        only_within(session.clerk, period, self.say("page.inspector", first="{first}", last="{last}"))
        return period

    def named(self, period: Period) -> str:
        """As people name it."""
        return self.report.period(period)

    def _anchor(self, figures: Figures) -> str:
        if not figures.newest:
            return ""
        limit_s, now = self._settings.figures.wait_limit_minutes * 60, self._desk.now().clock
        return Anchor(figures.period, limit_s, now, figures.newest).text()

    def _office(self) -> tuple[str, str]:
        return self._settings.authority.vi.upper(), self._settings.name.vi.upper()

    def _period_line(self, period: Period) -> str:
        facts = {"first": written_date(period.first), "last": written_date(period.last)}
        return self.say("document.period", period=self.report.period(period), **facts)

    def _made(self, newest: str) -> tuple[str, ...]:
        now = self._desk.office.local(self._desk.now().clock)
        made = self.say("document.made", time=f"{now:%H:%M}", date=written_date(now.date()), version=VERSION)
        return (made, self.say("document.anchor", hash=newest[:16])) if newest else (made,)


def router(drawn: FigurePages, pages: Pages) -> APIRouter:
    """The page, and the same as files; for whoever may read figures."""
    routes = PageRouter(prefix=ADDRESS)
    Wanted = Annotated[Asked, Depends()]  # noqa: N806 - a type

    @routes.get("")
    async def page(request: Request, asked: Wanted) -> Response:
        session = pages.reader(request)
        if not request.url.query and (first := first_page(session.clerk)):
            return RedirectResponse(first, 303)
        try:
            drawn.only_within(session, asked)
            shown = await drawn.shown(asked)
        except HTTPException as error:
            return HTMLResponse(drawn.page(session, None, asked, str(error.detail)), error.status_code)
        return HTMLResponse(await asyncio.to_thread(drawn.page, session, shown, asked))

    @routes.get("/so-lieu.{ending}")
    async def file(request: Request, asked: Wanted, ending: str) -> Response:
        drawn.only_within(pages.reader(request), asked)
        made = FILES.get(ending)
        if made is None:
            raise HTTPException(404)
        shown = await drawn.shown(asked)
        kind, draw = made
        body = await asyncio.to_thread(draw, drawn, shown)
        first, last = shown.figures.period.first, shown.figures.period.last
        name = f"so-lieu-{first}" + (f"-{last}" if last != first else "")
        return as_file(body, kind, f"{name}.{ending}")

    return routes


def as_file(body: bytes, kind: str, name: str) -> Response:
    """What a browser keeps under a name."""
    return Response(body, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


FILES: dict[str, tuple[str, Callable[[FigurePages, Shown], bytes]]] = {
    "xlsx": (XLSX, FigurePages.spreadsheet),
    "pdf": ("application/pdf", FigurePages.signed),
    "csv": ("text/csv; charset=utf-8", lambda _drawn, shown: as_csv(shown.tables)),
    "json": ("application/json", lambda _drawn, shown: as_json(shown.figures, shown.tables)),
}
