"""The caretaker tries an export in the browser: what would be understood of it, before it is used."""

import asyncio
import os
import shutil
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from contracts.texts import FIRST, Catalogue
from controller.dossier.build import wish_of
from controller.dossier.export.table import Table, Wish, read_table
from controller.dossier.export.told import Teller
from controller.dossier.export.words import ExportError, Unusable
from controller.settings import OfficeSettings
from controller.web.clerk import Pages
from controller.web.sessions import Session
from hardware.host.page_router import PageRouter

ADDRESS = "/may-moc/thu-tep"
MOST_BYTES = 20 * 1024 * 1024
"""Of a file that is tried here; the command takes larger ones, too."""
MOST_SHOWN = 300


def router(settings: OfficeSettings, pages: Pages, texts: Catalogue) -> APIRouter:
    """``/may-moc/thu-tep``; only for clerks who are caretakers."""
    routes, one_at_a_time = PageRouter(), asyncio.Lock()
    wish = wish_of(settings.dossier, settings.utc_offset_minutes)
    teller = Teller(texts, FIRST)

    def drawn(session: Session, status: int = 200, **told: object) -> HTMLResponse:
        """``told``: ``error``, ``file``, ``refused``, ``found``."""
        facts = {"error": "", "file": "", "refused": None, "found": None, **told}
        return HTMLResponse(pages.render("export_try.html", clerk=session.clerk, **facts), status)

    @routes.get(ADDRESS)
    async def form(request: Request) -> HTMLResponse:
        return drawn(pages.caretaker(request))

    @routes.post(ADDRESS)
    async def attempt(request: Request) -> HTMLResponse:
        session = pages.caretaker(request)  # before a byte of the file is read
        if one_at_a_time.locked():
            return drawn(session, 409, error=pages.say("try-page.busy"))
        async with one_at_a_time, request.form(max_files=1, max_fields=1) as given:
            file = given.get("file")
            if file is None or isinstance(file, str) or not file.size:
                return drawn(session, 422, error=pages.say("try-page.no-file"))
            name = Path(file.filename or "").name[:100]
            try:
                table = await _read(file.file, name, wish)
            except ExportError as error:
                return drawn(session, 422, file=name, refused=teller.refused(error))
            except OSError:
                refused = teller.refused(ExportError(Unusable.NO_ACCESS))
                return drawn(session, 422, file=name, refused=refused)
            return drawn(session, file=name, found=shown(teller, table))

    return routes


async def _read(file: BinaryIO, name: str, wish: Wish) -> Table:
    """Hand the file to the reading process in a piece of memory: it gets no name on the disk."""
    fd = os.memfd_create("tried")
    try:
        with open(fd, "wb", closefd=False) as copy:  # noqa: ASYNC230 - memory
            await asyncio.to_thread(shutil.copyfileobj, file, copy)
        return await read_table(Path(name), wish, MOST_SHOWN, fd)
    finally:
        os.close(fd)


def shown(teller: Teller, table: Table) -> dict[str, Any]:
    """What the page shows of an export; of long ones the beginning, and how much more there is."""
    report, records = table.report, table.all()
    dossiers = [teller.dossier(record) for record in islice(records, MOST_SHOWN)]
    odd = sum(report.counts.values())
    notes = list(teller.notes(report))
    return {
        "lines": teller.found(report),
        "count": report.dossiers,
        "dossiers": dossiers,
        "more": sum(1 for _ in records),
        "odd": odd,
        "left_out": report.left_out,
        "notes": notes,
        "more_notes": odd - len(notes),
    }
