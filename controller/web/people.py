"""``/so-lieu/can-bo``: clerks' figures for the head, each look noted; ``/so-lieu/cua-toi``: a clerk's own, with who looked.

Only months and longer are told, and of ratings nothing of fewer than the office's least number: nobody learns one rating.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Depends, Form, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, Response

from contracts.forms.table import Table
from contracts.vocabulary import ClerkId, Millis
from controller.figures.figures import Figures
from controller.figures.open_data import as_csv, as_json
from controller.figures.period import MONTHS, Kind, Period
from controller.rating.box import EVERYBODY, Box, BoxError, Look, Taken
from controller.rating.free_text import cleaned
from controller.settings import OfficeSettings
from controller.web.api import COOKIE
from controller.web.clerk import Pages
from controller.web.figure_asked import Asked, query
from controller.web.figures import ADDRESS, XLSX, FigurePages, as_file
from controller.web.sessions import Session
from hardware.host.page_router import PageRouter

PEOPLE, OWN = f"{ADDRESS}/can-bo", f"{ADDRESS}/cua-toi"
MOST_LETTERS = 500
"""Of a note."""
ONE_LOOK_MS = 10 * 60_000
"""So long the page of a day, its replay and its files are one look."""
T = TypeVar("T")


@dataclass(frozen=True)
class Seen:
    """What somebody may see of a period."""

    figures: Figures
    tables: tuple[Table, ...]


class PeoplePages:
    """Notes who looks, then reads and draws."""

    def __init__(self, settings: OfficeSettings, drawn: FigurePages, pages: Pages, box: Box) -> None:
        self.drawn, self.pages, self._settings, self._box = drawn, pages, settings, box
        self._noted: dict[tuple[ClerkId, str], Millis] = {}

    def head(self, request: Request) -> Session:
        """The head of the office who asks. Raises HTTPException 403 for anybody else."""
        session = self.clerk(request)
        if not session.clerk.head:
            raise HTTPException(403, self.drawn.say("people.not-head"))
        return session

    def clerk(self, request: Request) -> Session:
        """Whoever is signed in. Raises HTTPException 403 for anybody else."""
        session = self.pages.sessions.find(request.cookies.get(COOKIE))
        if session is None:
            raise HTTPException(403, self.drawn.say("people.not-head"))
        return session

    def period(self, asked: Asked) -> Period:
        """A month or longer, within what is kept. Raises HTTPException with the reason."""
        if asked.kind not in MONTHS:
            raise HTTPException(422, self.drawn.say("people.not-kind"))
        period, months = self.drawn.period_of(asked), self._settings.rating.keep_months
        if period.last < months_before(self.drawn.today(), months):
            raise HTTPException(403, self.drawn.say("people.not-kept", months=months))
        return period

    async def all(self, reader: Session, asked: Asked) -> Seen:
        """The figures of everybody, after it was noted who looks."""
        return await self._seen(
            reader, EVERYBODY, asked, lambda found: tuple(self.drawn.report.people(found))
        )

    async def own(self, reader: Session, asked: Asked) -> Seen:
        """The figures of whoever asks."""
        who = reader.clerk.id
        return await self._seen(reader, who, asked, lambda found: tuple(self.drawn.report.own(found, who)))

    async def _seen(
        self, reader: Session, whose: str, asked: Asked, tables: Callable[[Figures], tuple[Table, ...]]
    ) -> Seen:
        period = self.period(asked)
        look = Look(self.pages.desk.now().clock, reader.clerk.id, whose, self.drawn.named(period))
        await self.boxed(lambda: self._box.note_look(look))
        found = await self.drawn.reading(lambda: self.drawn.figures(period))
        return Seen(found, tables(found))

    async def note(self, reader: Session, what: str) -> None:
        """Note that somebody looks at what all clerks did; pages that ask twice for the same are one look."""
        now = self.pages.desk.now().clock
        last = self._noted.get((reader.clerk.id, what))
        if last is not None and 0 <= now - last < ONE_LOOK_MS:
            return
        await self.boxed(lambda: self._box.note_look(Look(now, reader.clerk.id, EVERYBODY, what)))
        self._noted = {one: at for one, at in self._noted.items() if 0 <= now - at < ONE_LOOK_MS}
        self._noted[reader.clerk.id, what] = now

    async def boxed(self, work: Callable[[], T]) -> T:
        """What the box says. Raises HTTPException where it cannot be written: no note, no look."""
        try:
            return await asyncio.to_thread(work)
        except BoxError as error:
            raise HTTPException(503, self.drawn.say("people.not-noted")) from error

    async def notes(self, period: Period) -> Mapping[ClerkId, str]:
        """What clerks say of a period."""
        return await self.boxed(lambda: self._box.notes(period.first.isoformat(), period.last.isoformat()))

    async def looks(self, clerk: ClerkId) -> list[str]:
        """Who looked at a clerk's figures or took the journal's events, but for the clerk, in words; the newest first."""
        looks, takings = await self.boxed(lambda: (self._box.looks(clerk), self._box.taken()))
        told = [(look.at, self._look(look)) for look in looks if look.reader != clerk]
        told += [(taken.at, self.told_taken(taken)) for taken in takings if taken.reader != clerk]
        return [words for _, words in sorted(told, reverse=True)]

    def told_taken(self, taken: Taken) -> str:
        """Who took the journal's events, in words."""
        return self.drawn.say("journal.taken", **self._reader(taken.at, taken.reader), why=taken.why)

    def _reader(self, at: Millis, reader: ClerkId) -> dict[str, str]:
        local, names = self.pages.desk.office.local(at), self.drawn.names.clerks
        return {"time": f"{local:%H:%M %d/%m/%Y}", "reader": names.get(reader, reader)}

    def _look(self, look: Look) -> str:
        key = "people.look-all" if look.whose == EVERYBODY else "people.look"
        return self.drawn.say(key, **self._reader(look.at, look.reader), period=look.period)

    async def write(self, clerk: ClerkId, period: Period, typed: str) -> tuple[str, str]:
        """Keep a clerk's note; the sentence about it, and what stays in the field."""
        said = cleaned(typed)
        if len(said) > MOST_LETTERS:
            return self.drawn.say("people.note-long", letters=len(said), most=MOST_LETTERS), said
        first, last = period.first.isoformat(), period.last.isoformat()
        await self.boxed(lambda: self._box.write_note(clerk, first, last, said))
        return self.drawn.say("people.note-saved"), said

    def page(
        self, session: Session, seen: Seen | None, asked: Asked, notes: Mapping[ClerkId, str], wrong: str = ""
    ) -> str:
        """The head's page."""
        names = self.drawn.names.clerks
        said = [(names.get(clerk, clerk), note) for clerk, note in notes.items()]
        return self._draw("people.html", PEOPLE, session, seen, asked, notes=said, wrong=wrong)

    async def own_page(
        self, session: Session, asked: Asked, told: str = "", typed: str | None = None
    ) -> HTMLResponse:
        """A clerk's own page."""
        clerk = session.clerk.id
        seen = await self.own(session, asked)
        notes = await self.notes(seen.figures.period)
        facts = {
            "told": told,
            "note": notes.get(clerk, "") if typed is None else typed,
            "looks": await self.looks(clerk),
            "most": MOST_LETTERS,
            "fewest": self._settings.rating.fewest,
        }
        return HTMLResponse(self._draw("own_figures.html", OWN, session, seen, asked, **facts))

    def _draw(
        self, template: str, address: str, session: Session, seen: Seen | None, asked: Asked, **facts: Any
    ) -> str:
        period = seen.figures.period if seen else None
        kinds = [(kind.value, self.drawn.say(f"kind.{kind}")) for kind in MONTHS]
        return self.drawn.draw(
            template,
            address=address,
            clerk=session.clerk,
            seated=session.seated,
            kinds=kinds,
            asked=asked,
            today=self.drawn.today(),
            named=self.drawn.named(period) if period else "",
            query=query(period) if period else "",
            tables=seen.tables if seen else (),
            charts={},
            box=self._settings.rating.suggestions,
            **facts,
        )


def months_before(today: date, months: int) -> date:
    """The first day of the month that lies so far back."""
    month = today.year * 12 + today.month - 1 - months
    return date(month // 12, month % 12 + 1, 1)


@dataclass(frozen=True)
class AskedMonth(Asked):
    """A month where nothing else is said."""

    kind: Annotated[Kind, Query()] = Kind.MONTH


Wanted = Annotated[AskedMonth, Depends()]


def router(people: PeoplePages) -> APIRouter:
    """The pages, and those of the head as files."""
    routes = PageRouter()

    @routes.get(PEOPLE)
    async def page(request: Request, asked: Wanted) -> HTMLResponse:
        session = people.head(request)
        try:
            seen = await people.all(session, asked)
        except HTTPException as error:
            return HTMLResponse(people.page(session, None, asked, {}, str(error.detail)), error.status_code)
        notes = await people.notes(seen.figures.period)
        return HTMLResponse(people.page(session, seen, asked, notes))

    @routes.get(f"{PEOPLE}/can-bo.{{ending}}")
    async def file(request: Request, asked: Wanted, ending: str) -> Response:
        session = people.head(request)
        if ending not in FILES:
            raise HTTPException(404)
        seen = await people.all(session, asked)
        kind, draw = FILES[ending]
        body = await asyncio.to_thread(draw, people.drawn, seen)
        period = seen.figures.period
        return as_file(body, kind, f"can-bo-{period.first}-{period.last}.{ending}")

    @routes.get(OWN)
    async def own(request: Request, asked: Wanted) -> HTMLResponse:
        return await people.own_page(people.clerk(request), asked)

    @routes.post(OWN)
    async def note(request: Request, asked: Wanted, said: Annotated[str, Form()] = "") -> HTMLResponse:
        session = people.clerk(request)
        told, typed = await people.write(session.clerk.id, people.period(asked), said)
        return await people.own_page(session, asked, told, typed)

    return routes


def _open_book(drawn: FigurePages, seen: Seen) -> bytes:
    return drawn.book(drawn.say("people.document"), seen.figures.period, seen.tables)


def _paper(drawn: FigurePages, seen: Seen) -> bytes:
    return drawn.sheet(
        drawn.say("people.document"), seen.figures.period, seen.tables, notes=(drawn.say("people.fair"),)
    )


FILES: dict[str, tuple[str, Callable[[FigurePages, Seen], bytes]]] = {
    "xlsx": (XLSX, _open_book),
    "pdf": ("application/pdf", _paper),
    "csv": ("text/csv; charset=utf-8", lambda _drawn, seen: as_csv(seen.tables)),
    "json": ("application/json", lambda _drawn, seen: as_json(seen.figures, seen.tables)),
}
