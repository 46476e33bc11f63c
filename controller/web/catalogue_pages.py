"""``/cai-dat/thu-tuc``: the caretaker brings the catalogue of procedures up to date in a browser.

A file is tried first: what would change, what is missing, what would not be shown; only then it is used. One procedure is
edited in a form that is read like a row of a file. Whatever was in force can be put back. No scripts.
"""

import asyncio
import secrets
import tempfile
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from contracts.texts import FIRST
from contracts.texts import Catalogue as Texts
from controller.catalogue import told
from controller.catalogue.apart import read_apart
from controller.catalogue.changes import Changes, merged
from controller.catalogue.command import queues_by_name, sentence_of
from controller.catalogue.file import CatalogueFileError
from controller.catalogue.form import DAYS, FIELDS, LONG, edited, form_of
from controller.catalogue.guide import Guide
from controller.catalogue.left_over import left_over
from controller.catalogue.procedure import Procedure, gaps, in_force
from controller.catalogue.reading import Report
from controller.catalogue.shelf import Catalogue, Shelf, ShelfError, Version
from controller.settings import OfficeSettings
from controller.web import catalogue_blanks
from controller.web.clerk import Pages
from controller.web.sessions import Session
from hardware.host.page_router import PageRouter, take_in

ADDRESS = "/cai-dat/thu-tuc"
MOST_BYTES = 20 * 1024 * 1024
UPLOADS = {f"{ADDRESS}/tep": MOST_BYTES, f"{ADDRESS}/mot": 512 * 1024, **catalogue_blanks.UPLOADS}
MOST_NOTES, MOST_LISTED = 300, 100
_DONE = ("taken", "went-back", "saved", "removed")


@dataclass(frozen=True)
class _Tried:
    """A file that somebody looked at and may want to use; ``mark``: of the catalogue that it was compared with."""

    token: str
    mark: object
    file: str
    procedures: tuple[Procedure, ...]
    changes: Changes


@dataclass(frozen=True)
class CatalogueGround:
    """What the pages are made of."""

    settings: OfficeSettings
    guide: Guide
    pages: Pages
    texts: Texts


def router(ground: CatalogueGround) -> APIRouter:
    """The pages; only for clerks who are caretakers."""
    routes, desk = PageRouter(prefix=ADDRESS), _CatalogueDesk(ground)
    caretaker = ground.pages.caretaker
    take_in(routes, catalogue_blanks.router(ground.pages, ground.settings.data_dir))

    @routes.get("")
    async def overview(request: Request, q: str = "", done: str = "") -> Response:
        return await desk.overview(caretaker(request), q, done)

    @routes.post("/tep")
    async def attempt(request: Request) -> Response:
        session = caretaker(request)  # before a byte of the file is read
        async with request.form(max_files=1, max_fields=1) as given:
            file = given.get("file")
            if file is None or isinstance(file, str) or not file.size:
                return await desk.overview(session, error=desk.say("catalogue-page.no-file"), status=422)
            return await desk.attempt(session, Path(file.filename or "").name[:100], await file.read())

    @routes.post("/dung")
    async def use(request: Request) -> Response:
        session = caretaker(request)
        form = await request.form(max_files=0, max_fields=4)
        return await desk.use(session, str(form.get("token", "")), sure=bool(form.get("sure")))

    @routes.post("/lui")
    async def back(request: Request) -> Response:
        session = caretaker(request)
        form = await request.form(max_files=0, max_fields=2)
        return await desk.back(session, str(form.get("version", "")))

    @routes.get("/mot")
    async def one(request: Request, code: str = "") -> Response:
        return await desk.form(caretaker(request), code)

    @routes.post("/mot")
    async def sent(request: Request) -> Response:
        session = caretaker(request)
        form = await request.form(max_files=0, max_fields=40)
        return await desk.sent(session, {key: value for key, value in form.items() if isinstance(value, str)})

    return routes


class _CatalogueDesk:
    """Answers the pages of one catalogue."""

    def __init__(self, ground: CatalogueGround) -> None:
        self._pages, self._guide, self._texts = ground.pages, ground.guide, ground.texts
        self._settings = ground.settings
        self._shelf, self._queues = Shelf(ground.settings.data_dir), queues_by_name(ground.settings)
        self._tried: _Tried | None = None
        self._at_work = asyncio.Lock()

    def say(self, key: str, **facts: object) -> str:
        """A sentence."""
        return self._texts.say(FIRST, key, **facts)

    async def overview(
        self, session: Session, typed: str = "", done: str = "", *, error: str = "", status: int = 200
    ) -> Response:
        """What is there, what of it is missing, and the ways to change it."""
        try:
            catalogue = await asyncio.to_thread(self._shelf.read)
        except ShelfError as why:
            catalogue, error = Catalogue(), error or self.say("catalogue.shelf", why=why)
        shown = await self._guide.shown()
        found = shown.index.find(typed, MOST_LISTED) if typed.strip() and shown.index else ()
        by_code = {one.code: one for one in catalogue.procedures}
        listed = [by_code[one.code] for one in found if one.code in by_code] or [
            one for one in catalogue.procedures if typed.strip() and typed.strip() in one.code
        ][:MOST_LISTED]
        return self._drawn(
            "catalogue.html",
            session,
            status,
            error=error,
            done=self.say(f"catalogue-page.{done}") if done in _DONE else "",
            count=len(catalogue.procedures),
            hidden=sum(not in_force(one, self._today()) for one in catalogue.procedures),
            source=catalogue.source,
            missing=await asyncio.to_thread(self._missing, catalogue.procedures),
            versions=[self._version(each) for each in self._shelf.versions()],
            others=await asyncio.to_thread(self._shelf.others),
            typed=typed,
            listed=[(one.code, one.title, self._gaps(one)) for one in listed],
        )

    async def attempt(self, session: Session, name: str, content: bytes) -> Response:
        """What a file would change; nothing is changed yet."""
        if self._at_work.locked():
            return await self.overview(session, error=self.say("try-page.busy"), status=409)
        async with self._at_work:
            try:
                report = await self._read(name, content)
                mark = self._shelf.mark()
                before = await asyncio.to_thread(self._shelf.whole)
                procedures, changes = merged(before.procedures, report)
            except (CatalogueFileError, ShelfError, OSError) as error:
                refused = f"{self.say('catalogue.refused', file=name)} {self._refused(error)}"
                return await self.overview(session, error=refused, status=422)
        token = secrets.token_urlsafe(16)
        self._tried = _Tried(token, mark, name, procedures, changes) if report.procedures else None
        notes = [told.note(self.say, each) for each in report.notes[:MOST_NOTES]]
        return self._drawn(
            "catalogue_file.html",
            session,
            file=name,
            token=token if report.procedures else "",
            changed=list(told.changed(self.say, report, changes)),
            missing=await asyncio.to_thread(self._missing, procedures),
            notes=notes,
            more_notes=sum(report.counts.values()) - len(notes),
            doubtful=changes.doubtful,
            error="" if report.procedures else self.say("catalogue.no-procedures"),
        )

    async def use(self, session: Session, token: str, *, sure: bool) -> Response:
        """The file that was tried becomes the catalogue."""
        tried = self._tried
        if tried is None or not secrets.compare_digest(tried.token, token):
            return await self.overview(session, error=self.say("catalogue-page.forgotten"), status=409)
        if tried.mark != self._shelf.mark():
            return await self.overview(
                session, error=self.say("catalogue-page.changed-meanwhile"), status=409
            )
        if tried.changes.doubtful and not sure:
            return await self.overview(session, error=self.say("catalogue-page.not-sure"), status=409)
        self._tried = None
        return await self._put(session, tried.procedures, tried.file, "taken")

    async def back(self, session: Session, version: str) -> Response:
        """A version is put back: an event like any other, so that it can be taken back, too."""
        try:
            await asyncio.to_thread(self._shelf.put_back, version, session.name, self._now())
        except ShelfError as why:
            return await self.overview(session, error=self.say("catalogue.shelf", why=why), status=409)
        return _to("went-back")

    async def form(
        self,
        session: Session,
        code: str,
        typed: dict[str, str] | None = None,
        notes: list[str] | None = None,
        status: int = 200,
    ) -> Response:
        """One procedure, or an empty form for a new one."""
        try:
            one = (await asyncio.to_thread(self._shelf.read)).one(code)
        except ShelfError as why:
            return await self.overview(session, error=self.say("catalogue.shelf", why=why), status=409)
        if code and one is None:
            raise HTTPException(404)
        stands = typed or (form_of(one) if one else {})
        return self._drawn(
            "catalogue_one.html",
            session,
            status,
            code=code,
            fields=[
                (name, stands.get(name, ""), name in LONG, name in DAYS)
                for name in FIELDS
                if name != "service"
            ],
            service=stands.get("service", ""),
            services=[(str(each.code), each.name.vi) for each in self._settings.services],
            notes=notes or [],
        )

    async def sent(self, session: Session, form: dict[str, str]) -> Response:
        """A form was sent: strange cells are told and shown again; else it is saved, or the procedure goes."""
        code = form.get("was", "")
        try:
            catalogue = await asyncio.to_thread(self._shelf.read)
        except ShelfError as why:
            return await self.overview(session, error=self.say("catalogue.shelf", why=why), status=409)
        before = catalogue.one(code)
        others = tuple(each for each in catalogue.procedures if each.code != code)
        if form.get("do") == "remove" and before:
            return await self._put(session, others, code, "removed")
        after, odd = edited(before, form, self._queues)
        notes = [told.note(self.say, each) for each in odd]
        if after and after.code != code and any(each.code == after.code for each in others):
            notes.append(self.say("catalogue-page.twice", code=after.code))
            after = None
        if after is None or (notes and not form.get("sure")):
            return await self.form(session, code, form, notes, 422)
        whole = sorted((*others, after), key=lambda each: (each.field, each.title))
        return await self._put(session, tuple(whole), after.code, "saved")

    async def _put(
        self, session: Session, procedures: tuple[Procedure, ...], source: str, done: str
    ) -> Response:
        catalogue = Catalogue(procedures, source, self._now())
        try:
            await asyncio.to_thread(self._shelf.put, catalogue, session.name)
        except ShelfError as why:
            return await self.overview(session, error=self.say("catalogue.shelf", why=why), status=507)
        return _to(done)

    async def _read(self, name: str, content: bytes) -> Report:
        with tempfile.TemporaryDirectory(prefix="motcua-") as folder:
            path = Path(folder) / f"file{Path(name).suffix[:8]}"
            await asyncio.to_thread(path.write_bytes, content)
            return await read_apart(path, self._queues)

    def _refused(self, error: Exception) -> str:
        if not isinstance(error, CatalogueFileError):
            return self.say("catalogue.shelf", why=error)
        return self.say(sentence_of(self._texts, error.key), **error.facts)

    def _missing(self, procedures: tuple[Procedure, ...]) -> list[str]:
        today, blanks = self._today(), self._guide.blanks
        return [*told.missing(self.say, procedures, today), *left_over(self.say, procedures, blanks)]

    def _gaps(self, one: Procedure) -> str:
        return ", ".join(self.say(f"catalogue-page.gap-{gap}") for gap in gaps(one, self._today()))

    def _version(self, version: Version) -> tuple[str, str, str, int, str]:
        local = version.at and self._pages.desk.office.local(round(version.at.timestamp() * 1000))
        at = f"{local:%H:%M %d/%m/%Y}" if local else ""
        return at, version.who or "motcua catalogue", version.source, version.count, version.digest

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self._pages.desk.now().clock / 1000, UTC)

    def _today(self) -> date:
        return self._pages.desk.office.local(self._pages.desk.now().clock).date()

    def _drawn(self, template: str, session: Session, status: int = 200, **facts: object) -> HTMLResponse:
        return HTMLResponse(self._pages.render(template, clerk=session.clerk, **facts), status)


def _to(done: str) -> Response:
    return RedirectResponse(f"{ADDRESS}?done={done}", 303)
