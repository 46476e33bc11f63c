"""``/so-lieu/bieu-06a``: form II.06a counted from a main system's list of dossiers, as a page, Excel file or paper."""

import asyncio
import shutil
import tempfile
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse, Response

from controller.figures.dossier_file import DossierFileError, Listed, read
from controller.figures.forms import form_06a
from controller.figures.period import Kind, Period
from controller.figures.progress import progress, wrongs
from controller.web.clerk import Pages
from controller.web.figure_asked import Asked
from controller.web.figures import ADDRESS, XLSX, FigurePages, as_file

FORM = f"{ADDRESS}/bieu-06a"
MOST_BYTES = 20 * 1024 * 1024
MOST_NOTES = 100


def router(drawn: FigurePages, pages: Pages, utc_offset_minutes: int) -> APIRouter:
    """The form; for whoever may read figures. The list is read and forgotten: it is never kept."""
    routes, one_at_a_time = APIRouter(include_in_schema=False), asyncio.Lock()
    Wanted = Annotated[Asked, Depends()]  # noqa: N806 - a type

    @routes.get(FORM)
    async def page(request: Request, asked: Wanted) -> HTMLResponse:
        return HTMLResponse(drawn.form_page(pages.reader(request).clerk, asked))

    @routes.post(FORM)
    async def count(request: Request) -> Response:
        clerk = pages.reader(request).clerk  # before a byte of the file is read
        async with one_at_a_time, request.form(max_files=1, max_fields=6) as given:
            texts = {name: value for name, value in given.items() if isinstance(value, str)}
            kind = texts.get("kind", "")
            days = {name: texts.get(name, "")[:10] for name in ("day", "first", "last")}
            asked = Asked(Kind(kind) if kind in list(Kind) else Kind.QUARTER, **days)
            try:
                period = drawn.period_of(asked)
                found = await asyncio.to_thread(_read, given.get("file"), utc_offset_minutes)
            except DossierFileError as error:
                wrong = drawn.say(f"dossiers.{error.key}", **error.facts)
                return HTMLResponse(drawn.form_page(clerk, asked, wrong=wrong), 422)
            except HTTPException as error:
                return HTMLResponse(drawn.form_page(clerk, asked, wrong=str(error.detail)), error.status_code)
            return await asyncio.to_thread(_answer, drawn, clerk, asked, period, found, texts.get("as", ""))

    return routes


def _read(file: Any, offset: int) -> Listed:
    if file is None or isinstance(file, str) or not file.size:
        raise DossierFileError("no-file")
    with tempfile.NamedTemporaryFile(suffix=Path(file.filename or "").suffix[:8]) as copy:
        shutil.copyfileobj(file.file, copy)
        copy.flush()
        return read(Path(copy.name), offset)


def _answer(
    drawn: FigurePages, clerk: Any, asked: Asked, period: Period, found: Listed, form: str
) -> Response:
    rows = progress(found.dossiers, period.first, period.last)
    table, title = form_06a(rows, drawn.say), drawn.say("form06a.title")
    if form == "xlsx":
        return as_file(drawn.book(title, period, (table,)), XLSX, "bieu-06a.xlsx")
    if form == "pdf":
        return as_file(drawn.sheet(title, period, (table,)), "application/pdf", "bieu-06a.pdf")
    notes = [
        (note.line, drawn.say(f"dossiers.odd-{note.odd}", said=note.said or "-"))
        for note in found.notes[:MOST_NOTES]
    ]
    sums = [
        drawn.say("dossiers.sum", name=one.name, rule=one.rule, left=one.left, right=one.right)
        for one in wrongs(rows)
    ]
    told = {"tables": (table,), "notes": notes, "more": max(0, len(found.notes) - MOST_NOTES), "sums": sums}
    counted = drawn.say("dossiers.counted", count=len(found.dossiers), period=drawn.named(period))
    return HTMLResponse(drawn.form_page(clerk, asked, file=counted, **told))
