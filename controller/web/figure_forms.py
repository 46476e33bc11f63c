"""The forms of the law below ``/so-lieu``: counted from what a main system exported, as a page, Excel file or paper.

What is sent is read and forgotten. Without it a form is drawn all the same, and its cells say where they must come from.
"""

import asyncio
import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse, Response

from controller.figures.dossier_file import DossierFileError
from controller.figures.filled_forms import Filled, FilledForms, Given
from controller.figures.period import Kind, Period
from controller.web.clerk import Pages
from controller.web.figure_asked import Asked
from controller.web.figure_hand_up import HandingUp
from controller.web.figure_publish import Publishing
from controller.web.figures import ADDRESS, FORM_KEYS, XLSX, FigurePages, as_file
from controller.web.sessions import Session
from hardware.host.page_router import PageRouter

MOST_BYTES = 20 * 1024 * 1024
MOST_NOTES = 100
PDF = "application/pdf"


@dataclass(frozen=True)
class FormPage:
    """A form: its address, how it is filled, and which files it takes: none, one, or also that of the period before."""

    key: str
    fill: Callable[[Given], Filled]
    files: int = 1
    publishing: Publishing | None = None
    """None: what it counts is not published."""
    handing: HandingUp | None = None
    """None: what it counts is not handed up to the province."""

    @property
    def address(self) -> str:
        """Below ``/so-lieu``."""
        return f"{ADDRESS}/{self.key}"


FORM = f"{ADDRESS}/{FORM_KEYS[0]}"
UPLOADS = {f"{ADDRESS}/{key}": 2 * MOST_BYTES for key in FORM_KEYS[:3]}


def form_pages(
    forms: FilledForms, publishing: Publishing, handing: Mapping[str, HandingUp]
) -> tuple[FormPage, ...]:
    """All of them, in the order of ``FORM_KEYS``."""
    fills = (forms.form_06a, forms.form_766, forms.annex, forms.form_07b)
    published = (publishing, None, None, None)
    handed = map(handing.get, FORM_KEYS)
    return tuple(map(FormPage, FORM_KEYS, fills, (2, 1, 1, 0), published, handed))


def router(
    drawn: FigurePages,
    pages: Pages,
    forms: FilledForms,
    publishing: Publishing,
    handing: Mapping[str, HandingUp] = MappingProxyType({}),
) -> APIRouter:
    """The forms; for whoever may read figures."""
    routes, one_at_a_time = PageRouter(), asyncio.Lock()
    for form in form_pages(forms, publishing, handing):
        _add(routes, form, drawn, pages, one_at_a_time)
    return routes


def _add(
    routes: APIRouter, form: FormPage, drawn: FigurePages, pages: Pages, one_at_a_time: asyncio.Lock
) -> None:
    Wanted = Annotated[Asked, Depends()]  # noqa: N806 - a type

    @routes.get(form.address)
    async def page(request: Request, asked: Wanted) -> HTMLResponse:
        clerk = pages.reader(request).clerk
        try:
            period = drawn.period_of(asked)
        except HTTPException as error:
            return HTMLResponse(_page(drawn, clerk, form, asked, wrong=str(error.detail)), error.status_code)
        filled = await asyncio.to_thread(form.fill, Given(period))
        return HTMLResponse(await asyncio.to_thread(_filled_page, drawn, clerk, form, asked, filled))

    @routes.get(f"{form.address}.{{ending}}")
    async def file(request: Request, asked: Wanted, ending: str) -> Response:
        pages.reader(request)
        period = drawn.period_of(asked)
        return await asyncio.to_thread(_file, drawn, form, period, form.fill(Given(period)), ending)

    @routes.post(form.address)
    async def count(request: Request) -> Response:
        session = pages.reader(request)  # before a byte of the file is read
        clerk = session.clerk
        async with one_at_a_time, request.form(max_files=2, max_fields=6) as given:
            texts = {name: value for name, value in given.items() if isinstance(value, str)}
            kind = texts.get("kind", "")
            days = {name: texts.get(name, "")[:10] for name in ("day", "first", "last")}
            asked = Asked(Kind(kind) if kind in list(Kind) else Kind.QUARTER, **days)
            try:
                period = drawn.period_of(asked)
                filled = await asyncio.to_thread(_fill, form, period, given)
                told = await asyncio.to_thread(_done, form, texts.get("as", ""), session, period, filled)
            except DossierFileError as error:
                wrong = drawn.say(f"dossiers.{error.key}", **error.facts)
                return HTMLResponse(_page(drawn, clerk, form, asked, wrong=wrong), 422)
            except HTTPException as error:
                wrong = str(error.detail)
                return HTMLResponse(_page(drawn, clerk, form, asked, wrong=wrong), error.status_code)
            if texts.get("as", "") in ("xlsx", "pdf"):
                return await asyncio.to_thread(_file, drawn, form, period, filled, texts["as"])
            return HTMLResponse(
                await asyncio.to_thread(_filled_page, drawn, clerk, form, asked, filled, told)
            )


def _done(form: FormPage, wish: str, session: Session, period: Period, filled: Filled) -> str:
    """What more is to be done with a form than to show it; the sentence about it. Raises HTTPException."""
    if wish == "publish" and form.publishing:
        return form.publishing.publish(session, period, filled)
    if wish == "hand-up" and form.handing:
        return form.handing.hand_up(session, period, filled)
    return ""


def _fill(form: FormPage, period: Period, given: Any) -> Filled:
    """Fill a form from the files that were sent. Raises DossierFileError."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [_copy(given.get(name), Path(folder), name) for name in ("file", "before")[: form.files]]
        if form.files and paths[0] is None:
            raise DossierFileError("no-file")
        return form.fill(Given(period, *paths))


def _copy(file: Any, folder: Path, name: str) -> Path | None:
    if file is None or isinstance(file, str) or not file.size:
        return None
    path = folder / f"{name}{Path(file.filename or '').suffix[:8]}"
    with path.open("wb") as copy:
        shutil.copyfileobj(file.file, copy)
    return path


def _file(drawn: FigurePages, form: FormPage, period: Period, filled: Filled, ending: str) -> Response:
    title = filled.tables[0].title
    name = f"{form.key}-{period.first}-{period.last}.{ending}"
    if ending == "xlsx":
        return as_file(drawn.book(title, period, filled.tables), XLSX, name)
    if ending == "pdf":
        return as_file(drawn.sheet(title, period, filled.tables), PDF, name)
    raise HTTPException(404)


def _filled_page(
    drawn: FigurePages, clerk: Any, form: FormPage, asked: Asked, filled: Filled, told: str = ""
) -> str:
    notes = [
        (note.line, drawn.say(f"dossiers.odd-{note.odd}", said=note.said or "-"))
        for note in filled.notes[:MOST_NOTES]
    ]
    return _page(
        drawn,
        clerk,
        form,
        asked,
        tables=filled.tables,
        notes=notes,
        more=max(0, len(filled.notes) - MOST_NOTES),
        sums=[_sum(drawn, one) for one in filled.wrongs],
        counted=filled.counted,
        blank=filled.blank,
        told=told,
    )


def _sum(drawn: FigurePages, one: Any) -> str:
    """Which row, which sum, and both sides of it."""
    say = drawn.say
    line = say("dossiers.line", line=one.line) if one.line else ""
    rule = say(f"sum.{one.rule}") if one.rule in SAID_SUMS else one.rule
    return f"{line} {say('dossiers.sum', name=one.name, rule=rule, left=one.left, right=one.right)}".strip()


SAID_SUMS = ("one_stop", "linked", "received", "on_time", "overdue", "6=11")
"""Sums that are told by the words of their column; the others name the law's own numbers."""


def _page(drawn: FigurePages, clerk: Any, form: FormPage, asked: Asked, **told: Any) -> str:
    facts: dict[str, Any] = {
        "wrong": "",
        "tables": (),
        "notes": (),
        "more": 0,
        "sums": (),
        "counted": "",
        "blank": False,
        "told": "",
        **told,
    }
    published = form.publishing.listed() if form.publishing and clerk.head else None
    return drawn.draw(
        "figure_form.html",
        published=published,
        handed=form.handing.listed() if form.handing and clerk.head else None,
        clerk=clerk,
        form=form,
        others=[(f"{ADDRESS}/{key}", drawn.say(f"forms.{key}")) for key in FORM_KEYS if key != form.key],
        title=drawn.say(f"forms.{form.key}"),
        hint=drawn.say(f"forms.{form.key}-hint"),
        kinds=[(kind.value, drawn.say(f"kind.{kind}")) for kind in Kind if kind not in (Kind.DAY, Kind.WEEK)],
        asked=asked,
        today=drawn.today(),
        charts={},
        **facts,
    )
