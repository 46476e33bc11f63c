"""``/cai-dat/thu-tuc/mau``: the caretaker adds files to the forms of a procedure, replaces and removes them. No scripts."""

import asyncio
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from contracts.letters import unaccented
from controller.catalogue.blank_packing import packed
from controller.catalogue.blank_shelf import BlanksFullError, BlankShelf
from controller.catalogue.blanks import (
    MOST_BYTES,
    MOST_PAGES,
    Blank,
    Place,
    forms,
    left_over,
    of,
    with_same_form,
)
from controller.catalogue.procedure import Procedure
from controller.catalogue.shelf import Shelf, ShelfError
from controller.web.blank_files import file_of, page_of
from controller.web.clerk import Pages
from controller.web.sessions import Session
from hardware.document_pages import MOST_PIXELS, UnusableDocument
from hardware.host.page_router import PageRouter

ADDRESS = "/cai-dat/thu-tuc/mau"
UPLOADS = {f"{ADDRESS}/tep": 8 * MOST_BYTES}
"""So much more than is allowed, that whoever gives too much reads a sentence."""
LONGEST_NAME = 120
_DONE = frozenset({"blank-taken", "blank-removed"})


@dataclass(frozen=True)
class _BlankDesk:
    """Answers the page of one procedure's forms."""

    pages: Pages
    catalogue: Shelf
    blanks: BlankShelf

    async def page(
        self, session: Session, code: str, done: str = "", error: str = "", status: int = 200
    ) -> Response:
        """The forms of a procedure, and those whose file is for nothing that the catalogue has."""
        procedures = await self.procedures()
        one = _by_code(procedures, code)
        try:
            places = await asyncio.to_thread(self.blanks.read)
        except ShelfError as why:
            places, error = (), error or self.pages.say("catalogue.blanks-damaged", why=why)
        having = of(one, places)
        facts = {
            "code": code,
            "title": one.title,
            "listed": [(form, having.get(form), self._others(procedures, one, form)) for form in forms(one)],
            "left": [place for place in left_over(procedures, places) if place.procedure == code],
            "done": self.pages.say(f"catalogue-page.{done}") if done in _DONE else "",
            "error": error,
            "megabytes": MOST_BYTES >> 20,
            "most_pages": MOST_PAGES,
        }
        return HTMLResponse(self.pages.render("catalogue_blanks.html", clerk=session.clerk, **facts), status)

    async def take(
        self, session: Session, code: str, form: str, name: str, content: bytes, *, also: bool
    ) -> Response:
        """A file for a form; ``also``: for every procedure that has a form of this name."""
        procedures = await self.procedures()
        one = _by_code(procedures, code)
        asked = next((each for each in forms(one) if unaccented(each) == unaccented(form)), None)
        if asked is None:
            return await self.page(session, code, error=self.pages.say("blank.form-gone"), status=409)
        codes = {code, *(with_same_form(procedures, asked) if also else ())}
        try:
            blank, pack = await packed(content, name)
            places = [Place(each, asked, blank, session.name, self._now()) for each in sorted(codes)]
            await asyncio.to_thread(self.blanks.put, places, pack)
        except UnusableDocument as error:
            why = self._unusable(error)
            return await self.page(
                session, code, error=f"{self.pages.say('blank.refused', file=name)} {why}", status=422
            )
        except BlanksFullError:
            return await self.page(session, code, error=self.pages.say("blank.full"), status=507)
        except (ShelfError, OSError) as error:
            return await self.page(
                session, code, error=self.pages.say("catalogue.shelf", why=error), status=507
            )
        return _to(code, "blank-taken")

    async def remove(self, session: Session, code: str, form: str) -> Response:
        """A form has no file any more."""
        try:
            await asyncio.to_thread(self.blanks.remove, code, form)
        except (ShelfError, OSError) as error:
            return await self.page(
                session, code, error=self.pages.say("catalogue.shelf", why=error), status=507
            )
        return _to(code, "blank-removed")

    async def blank(self, digest: str) -> Blank:
        """By its digest. Raises HTTPException."""
        try:
            places = await asyncio.to_thread(self.blanks.read)
        except ShelfError:
            places = ()
        found = next((place.blank for place in places if place.blank.digest == digest), None)
        if found is None:
            raise HTTPException(404)
        return found

    async def procedures(self) -> tuple[Procedure, ...]:
        """Of the catalogue in force. Raises HTTPException where it cannot be read: its own page says why."""
        try:
            return (await asyncio.to_thread(self.catalogue.read)).procedures
        except ShelfError:
            raise HTTPException(404) from None

    def _others(self, procedures: tuple[Procedure, ...], one: Procedure, form: str) -> int:
        return len(set(with_same_form(procedures, form)) - {one.code})

    def _unusable(self, error: UnusableDocument) -> str:
        facts = {"megabytes": MOST_BYTES >> 20, "most": MOST_PAGES, "dots": MOST_PIXELS // 1_000_000}
        return self.pages.say(f"blank.{error.key}", **facts | error.facts)

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self.pages.desk.now().clock / 1000, UTC)


def router(pages: Pages, data_dir: Path) -> APIRouter:
    """Only for clerks who are caretakers."""
    routes, desk = (
        PageRouter(prefix=ADDRESS),
        _BlankDesk(pages, Shelf(data_dir), BlankShelf(data_dir)),
    )
    one_at_a_time = asyncio.Lock()

    @routes.get("")
    async def page(request: Request, code: str, done: str = "") -> Response:
        return await desk.page(pages.caretaker(request), code, done)

    @routes.post("/tep")
    async def upload(request: Request) -> Response:
        session = pages.caretaker(request)  # before a byte of the file is read
        async with request.form(max_files=1, max_fields=3) as given:
            code, form, file = (given.get(key) for key in ("code", "form", "file"))
            if not (isinstance(code, str) and isinstance(form, str)):
                raise HTTPException(422)
            if file is None or isinstance(file, str) or not file.size:
                return await desk.page(session, code, error=pages.say("catalogue-page.no-file"), status=422)
            if one_at_a_time.locked():
                return await desk.page(session, code, error=pages.say("try-page.busy"), status=409)
            async with one_at_a_time:
                name, content = _name(file.filename), await file.read(MOST_BYTES + 1)
                return await desk.take(session, code, form, name, content, also=bool(given.get("also")))

    @routes.post("/bo")
    async def remove(request: Request) -> Response:
        session = pages.caretaker(request)
        given = await request.form(max_files=0, max_fields=2)
        async with one_at_a_time:
            return await desk.remove(session, str(given.get("code", "")), str(given.get("form", "")))

    @routes.get("/tep/{digest}")
    async def file(request: Request, digest: str) -> Response:
        pages.caretaker(request)
        return await file_of(desk.blanks, await desk.blank(digest))

    @routes.get("/trang/{digest}.jpg")
    async def picture(request: Request, digest: str) -> Response:
        pages.caretaker(request)
        return await page_of(desk.blanks, await desk.blank(digest), 1)

    return routes


def _name(given: str | None) -> str:
    """What a file is called; some machines write the marks of letters behind them."""
    return unicodedata.normalize("NFC", Path(given or "").name)[-LONGEST_NAME:]


def _by_code(procedures: tuple[Procedure, ...], code: str) -> Procedure:
    found = next((one for one in procedures if one.code == code), None)
    if found is None:
        raise HTTPException(404)
    return found


def _to(code: str, done: str) -> Response:
    return RedirectResponse(f"{ADDRESS}?{urlencode({'code': code, 'done': done})}", 303)
