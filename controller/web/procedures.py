"""The office's procedures for anybody: searched, listed by field, read, printed, and as open data. No scripts, no session."""

import csv
import io
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from functools import partial

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, JSONResponse, Response

from contracts.amounts import fee_at_a_glance, thousands, time_at_a_glance
from contracts.procedures import FeeKind
from contracts.texts import FIRST, Catalogue
from controller.catalogue.form import papers_of
from controller.catalogue.guide import Guide, Shown
from controller.catalogue.procedure import Procedure, TimeLimit
from controller.settings import OfficeSettings
from controller.web import blank_files
from controller.web.drawing import templates
from hardware.host.page_router import PageRouter, take_in

ADDRESS = "/thu-tuc"
LANGUAGES = (FIRST, "en")
MOST_FOUND = 12
COLUMNS = (
    "code",
    "name",
    "field",
    "level",
    "fee",
    "time",
    "papers",
    "result",
    "service",
    "address",
    "form_files",
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet would compute."""


class Page:
    """Draws the pages."""

    def __init__(self, settings: OfficeSettings, texts: Catalogue, closes_early: Callable[[], str]) -> None:
        """``closes_early``: when the office closes today, if that is before its time, else empty."""
        self._settings, self._texts = settings, texts
        loader = templates()
        loader.globals["closes_early"] = closes_early
        loader.globals["blank_address"] = partial(blank_files.address, ADDRESS)
        loader.filters["paragraphs"] = lambda text: [line for line in text.split("\n") if line]
        self._list = loader.get_template("procedures.html")
        self._one = loader.get_template("procedure.html")
        self._services = {str(service.code): service.name.as_text() for service in settings.services}

    def listed(
        self, lang: str, shown: Shown, typed: str = "", topic: str = "", *, missing: bool = False
    ) -> HTMLResponse:
        """The search, and what it found; or what happens in a life and the fields; or one of these.

        ``missing``: what was asked for is not on the list.
        """
        found = shown.index.find(typed, MOST_FOUND) if shown.index and typed.strip() else ()
        chosen = next((one for one in (*shown.events, *shown.fields) if one.code == topic), None)
        if chosen:
            found = chosen.procedures
        missing = missing or bool(topic and not chosen)
        return self._draw(
            self._list,
            lang,
            404 if missing else 200,
            found=found,
            events=shown.events,
            fields=shown.fields,
            typed=typed,
            chosen=chosen,
            missing=missing,
            taken=shown.taken,
        )

    def one(self, lang: str, shown: Shown, one: Procedure) -> HTMLResponse:
        """One procedure: what to bring, what it costs, how long it takes, where."""
        queue = self._services.get(one.service, {})
        return self._draw(
            self._one,
            lang,
            one=one,
            fee=self.fee(lang, one),
            time=self.time(lang, one.time),
            agreed=self.time(lang, one.agreed) if one.agreed.count or one.agreed.text else "",
            queue=queue.get(lang) or queue.get(FIRST, ""),
            blanks=shown.blanks.get(one.code, {}),
            taken=shown.taken,
        )

    def fee(self, lang: str, one: Procedure) -> str:
        """The fee in a few words; never "free" where nobody said so."""
        known = one.fee.kind in (FeeKind.AMOUNT, FeeKind.BY_RULE)
        if known and (stated := fee_at_a_glance(one.fee.text)):
            return stated
        if one.fee.kind is FeeKind.AMOUNT:
            return self._texts.say(lang, "procedures.dong", amount=thousands(one.fee.vnd))
        return self._texts.say(lang, f"procedures.fee-{one.fee.kind}")

    def time(self, lang: str, limit: TimeLimit) -> str:
        """How long it takes, in a few words."""
        if limit.count:
            return self._texts.say(lang, f"procedures.time-{limit.unit}", count=limit.count)
        unsure = self._texts.say(lang, "procedures.time-text" if limit.text else "procedures.time-unknown")
        return time_at_a_glance(limit.text) or unsure

    def _draw(self, template: object, lang: str, status: int = 200, **facts: object) -> HTMLResponse:
        office = self._settings
        page = template.render(  # type: ignore[attr-defined] # a template of jinja2
            t=lambda key, **more: self._texts.say(lang, key, **more),
            lang=lang,
            address=ADDRESS,
            office=office.name.as_text().get(lang, office.name.vi),
            authority=office.authority.as_text().get(lang, office.authority.vi),
            hotline=office.hotline,
            **facts,
        )
        return HTMLResponse(page, status)


def router(
    settings: OfficeSettings, texts: Catalogue, guide: Guide, closes_early: Callable[[], str]
) -> APIRouter:
    """``/thu-tuc``."""
    routes, page = PageRouter(), Page(settings, texts, closes_early)
    take_in(routes, blank_files.router(ADDRESS, guide))

    def forms(one: Procedure, shown: Shown) -> list[dict[str, object]]:
        blanks = shown.blanks.get(one.code, {})
        return [
            blank_files.told(f"{settings.web.address}{ADDRESS}", one.code, *each) for each in blanks.items()
        ]

    @routes.get(ADDRESS)
    async def listed(q: str = "", muc: str = "", lang: str = FIRST) -> HTMLResponse:
        return page.listed(_language(lang), await guide.shown(), q, muc)

    @routes.get(f"{ADDRESS}.json")
    async def as_json() -> JSONResponse:
        shown = await guide.shown()
        return JSONResponse(
            {"taken": shown.taken, "procedures": [_open(one, forms(one, shown)) for one in shown.procedures]}
        )

    @routes.get(f"{ADDRESS}.csv")
    async def as_csv() -> Response:
        shown = await guide.shown()
        out = io.StringIO()
        table = csv.writer(out, lineterminator="\r\n")
        table.writerow(texts.say(FIRST, f"procedures.{name}") for name in COLUMNS)
        table.writerows(
            [_cell(cell) for cell in _row(page, one, forms(one, shown))] for one in shown.procedures
        )
        name = {"content-disposition": 'attachment; filename="thu-tuc.csv"'}
        return Response("\ufeff" + out.getvalue(), media_type="text/csv; charset=utf-8", headers=name)

    @routes.get(f"{ADDRESS}/{{code}}")
    async def one(code: str, lang: str = FIRST) -> HTMLResponse:
        shown = await guide.shown()
        found = next((one for one in shown.procedures if one.code == code), None)
        if found is None:
            return page.listed(_language(lang), shown, missing=True)
        return page.one(_language(lang), shown, found)

    return routes


def _open(one: Procedure, files: list[dict[str, object]]) -> dict[str, object]:
    """What is published: all of it is public already."""
    told = {name: str(value) if isinstance(value, date) else value for name, value in asdict(one).items()}
    return {**told, "form_files": files}


def _row(page: Page, one: Procedure, files: list[dict[str, object]]) -> list[str]:
    listed = "\n".join(f"{file['form']}: {file['file']}" for file in files)
    fee = one.fee.text or page.fee(FIRST, one)
    time = one.time.text or page.time(FIRST, one.time)
    return [
        one.code,
        one.name,
        one.field,
        one.level,
        fee,
        time,
        papers_of(one),
        one.result,
        one.service,
        one.address,
        listed,
    ]


def _cell(text: str) -> str:
    """A text that stays a text in a spreadsheet."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _language(lang: str) -> str:
    return lang if lang in LANGUAGES else FIRST
