"""``/ket-qua``: the results of whole months for anybody: as a page, JSON and CSV. No scripts, no session.

Only months that are over are told: from figures of a month that still grows somebody could subtract yesterday's.
"""

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query
from fastapi.responses import HTMLResponse, Response

from contracts.amounts import thousands
from contracts.forms.written import share
from contracts.open_data import OpenDossiers, OpenRating, OpenResults, OpenServiceResult
from contracts.texts import FIRST, Catalogue
from controller.figures.open_data import inert
from controller.figures.period import Kind, Period, around
from controller.figures.public import Rules, results
from controller.figures.published import PublishedMonths
from controller.settings import OfficeSettings
from controller.web.drawing import templates
from controller.web.figures import FigurePages
from hardware.host.page_router import PageRouter

ADDRESS = "/ket-qua"
LANGUAGES = (FIRST, "en")
MONTHS = 12
"""So many are kept in sight; older ones are in the head's own figures."""
DOSSIERS = ("answered", "early", "on_time", "late")
COLUMNS = ("issued", "served", "wait_median", "wait_p90", "within_limit", "told_right")


@dataclass
class PublicResults:
    """Works each month out once a day."""

    settings: OfficeSettings
    drawn: FigurePages
    published: PublishedMonths
    _made_on: date | None = None
    _made: dict[date, OpenResults] = field(default_factory=dict)

    def months(self) -> list[Period]:
        """The latest months that are over, the newest first."""
        found, last = [], self.drawn.today().replace(day=1) - timedelta(days=1)
        for _ in range(MONTHS):
            found.append(around(Kind.MONTH, last))
            last = found[-1].first - timedelta(days=1)
        return found

    async def of(self, month: Period) -> OpenResults:
        """The results of a month. Raises HTTPException when the journal cannot be read."""
        today = self.drawn.today()
        if self._made_on != today:
            self._made_on, self._made = today, {}
        if month.first not in self._made:
            self._made[month.first] = await self.drawn.reading(lambda: self._work_out(month))
        told = self.published.of(f"{month.first:%Y-%m}")
        return self._made[month.first].model_copy(update={"dossiers": told})

    def _work_out(self, month: Period) -> OpenResults:
        limit_s, asks = self.settings.figures.wait_limit_minutes * 60, self.drawn.report.ratings
        rules = Rules(limit_s, dict(self.drawn.names.services))
        if asks:
            rules = replace(rules, known=asks.known, fewest=asks.fewest)
        return results(self.drawn.figures(month), rules, self.drawn.named(month), self.settings.name.vi)


def router(
    found: PublicResults, settings: OfficeSettings, texts: Catalogue, closes_early: Callable[[], str]
) -> APIRouter:
    """The page and its files."""
    routes = PageRouter()
    loader = templates()
    loader.globals["closes_early"] = closes_early
    template = loader.get_template("results.html")
    Month = Annotated[str, Query(max_length=7)]  # noqa: N806 - a type

    def asked(month: str) -> Period:
        months = found.months()
        chosen = next((one for one in months if f"{one.first:%Y-%m}" == month), None)
        if month and chosen is None:
            raise HTTPException(404)
        return chosen or months[0]

    @routes.get(ADDRESS)
    async def page(thang: Month = "", lang: str = FIRST) -> HTMLResponse:
        lang = lang if lang in LANGUAGES else FIRST
        month = asked(thang)

        def say(key: str, **facts: object) -> str:
            return texts.say(lang, key, **facts)

        every = [(one, await found.of(one)) for one in found.months()]
        office = settings.name.as_text()
        drawn = template.render(
            t=say,
            lang=lang,
            address=ADDRESS,
            hotline="",
            office=office.get(lang, office[FIRST]),
            authority=settings.authority.as_text().get(lang, settings.authority.vi),
            month=f"{month.first:%Y-%m}",
            written=f"{month.first:%m/%Y}",
            heads=_heads(say, settings),
            shown=_shown(await found.of(month), say),
            dossiers=[
                (f"{one.first:%m/%Y}", _answered(told.dossiers)) for one, told in every if told.dossiers
            ],
            dossier_heads=[say(f"results.{name}") for name in DOSSIERS],
            trend=[
                (f"{one.first:%Y-%m}", f"{one.first:%m/%Y}", _cells(told.whole))
                for one, told in every
                if told.days
            ],
        )
        return HTMLResponse(drawn)

    @routes.get(f"{ADDRESS}.json")
    async def as_json(thang: Month = "") -> Response:
        return Response((await found.of(asked(thang))).model_dump_json(), media_type="application/json")

    @routes.get(f"{ADDRESS}.csv")
    async def as_csv(thang: Month = "") -> Response:
        told, out = await found.of(asked(thang)), io.StringIO()
        table = csv.writer(out, lineterminator="\r\n")
        table.writerow(
            [texts.say(FIRST, "results.service"), *_heads(lambda k, **f: texts.say(FIRST, k, **f), settings)]
        )
        table.writerows([inert(one.name), *_cells(one, "")] for one in (*told.services, told.whole))
        name = {"content-disposition": f'attachment; filename="ket-qua-{told.first[:7]}.csv"'}
        return Response("\ufeff" + out.getvalue(), media_type="text/csv; charset=utf-8", headers=name)

    return routes


def dossiers_router(found: PublicResults, texts: Catalogue) -> APIRouter:
    """Every month's dossiers as one file."""
    routes = PageRouter()

    @routes.get(f"{ADDRESS}-ho-so.csv")
    async def dossiers_csv() -> Response:
        out = io.StringIO()
        table = csv.writer(out, lineterminator="\r\n")
        table.writerow([texts.say(FIRST, f"results.{name}") for name in ("month", *DOSSIERS)])
        for month in found.months():
            if told := (await found.of(month)).dossiers:
                table.writerow([f"{month.first:%Y-%m}", *(getattr(told, name) for name in DOSSIERS)])
        name = {"content-disposition": 'attachment; filename="ket-qua-ho-so.csv"'}
        return Response("\ufeff" + out.getvalue(), media_type="text/csv; charset=utf-8", headers=name)

    return routes


def _answered(told: OpenDossiers) -> list[str]:
    """Each count with its share."""
    shares = [
        f"{thousands(part)} ({share(part, told.answered)})" for part in (told.early, told.on_time, told.late)
    ]
    return [thousands(told.answered), *shares]


def _heads(say: Callable[..., str], settings: OfficeSettings) -> list[str]:
    return [say(f"results.{name}", minutes=settings.figures.wait_limit_minutes) for name in COLUMNS]


@dataclass(frozen=True)
class _Shown:
    told: OpenResults
    whole: list[str]
    services: list[tuple[str, list[str]]]
    ratings: list[tuple[str, str]]


def _shown(told: OpenResults, say: Callable[..., str]) -> _Shown:
    hidden = say("results.few")
    return _Shown(
        told,
        _cells(told.whole, hidden),
        [(one.name, _cells(one, hidden)) for one in told.services],
        [(one.question, _rating(one, say)) for one in told.ratings],
    )


def _rating(one: OpenRating, say: Callable[..., str]) -> str:
    """How satisfied people were, in one sentence."""
    facts = {name: _cell(getattr(one, name)) for name in ("satisfied", "low", "high")}
    return say("results.rating", number=thousands(one.number), **facts)


def _cells(one: OpenServiceResult, hidden: str = "-") -> list[str]:
    """As people read them; ``hidden`` where nothing is told."""
    return [_cell(getattr(one, name)) or hidden for name in COLUMNS]


def _cell(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:.1f}%".replace(".", ",") if isinstance(value, float) else thousands(value)


def routers(
    settings: OfficeSettings,
    drawn: FigurePages,
    published: PublishedMonths,
    texts: Catalogue,
    closes_early: Callable[[], str],
) -> Iterator[APIRouter]:
    """What anybody may see of the figures."""
    found = PublicResults(settings, drawn, published)
    yield router(found, settings, texts, closes_early)
    yield dossiers_router(found, texts)
