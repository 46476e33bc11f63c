"""The FastAPI application: health for the service manager, an API for programs, pages for clerks."""

from collections.abc import Awaitable, Callable, Collection, Coroutine
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from fastapi import FastAPI, Request, Response
from fastapi.exception_handlers import http_exception_handler, request_validation_exception_handler
from fastapi.exceptions import RequestValidationError
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse

from contracts import messages as m
from contracts.look.tokens import FONTS, css_variables
from contracts.texts import Catalogue, load_catalogue
from contracts.vocabulary import FaultCode
from controller.alerts.alerting import Alerting
from controller.console.history_file import FaultHistory
from controller.desk.desk import Desk
from controller.desk.wire import Wire
from controller.domain.closing import early_end
from controller.domain.office import clock_of
from controller.dossier.service import DossierService
from controller.first_start.coming_back import ComingBack
from controller.first_start.door import Door
from controller.metrics import Metrics
from controller.pairing.office import PairingOffice
from controller.places import Places
from controller.sending.sender import Sender
from controller.sending.telling import Teller
from controller.settings import OfficeSettings
from controller.settings_book.book import Book
from controller.updates.shelf import Shelf
from controller.web import (
    alerts,
    api,
    backup,
    cable_printers,
    catalogue_pages,
    device,
    door,
    export_try,
    fault_history,
    figure_routes,
    first_start,
    health,
    look_up,
    not_serving,
    pairing,
    procedures,
    sending,
    settings_pages,
    sign_in,
    upkeep,
    voices,
)
from controller.web.api import COOKIE
from controller.web.at_counter import router as clerk_router
from controller.web.caretaker import router as caretaker_router
from controller.web.catalogue_pages import CatalogueGround
from controller.web.citizen_routes import CitizenRoutes
from controller.web.clerk import Pages
from controller.web.doctor import Doctor
from controller.web.doctor import router as doctor_router
from controller.web.guard import Guard
from controller.web.live import Live
from controller.web.origin import is_forged
from controller.web.sessions import Sessions
from controller.web.settings_words import SettingsWords
from controller.web.threshold import ask_first
from hardware.host.page_router import take_in
from hardware.host.program import VERSION

HERE = Path(__file__).parent


@dataclass(frozen=True)
class WebParts:
    """What the pages work with."""

    settings: OfficeSettings
    desk: Desk
    wire: Wire
    sessions: Sessions
    metrics: Metrics
    look_ups: DossierService | None = None
    """None: the office has no look-up page."""
    pairing: PairingOffice | None = None
    """None: devices are not paired."""
    book: Book | None = None
    """None: the settings are changed in their file only."""
    vitals: Callable[[], m.Vitals] = m.Vitals
    """How the controller's machine is."""
    take_care: Callable[[m.Care], bool] = lambda _care: False
    """Begins the controller's program or machine anew, or switches it off."""
    alerts: Alerting | None = None
    """None: nobody is told of faults outside the pages."""
    history: FaultHistory | None = None
    """None: nobody keeps what was wrong."""
    door: Door = field(default_factory=lambda: Door(lambda _code: None, lambda: 0.0))
    """Where an office without a caretaker is begun."""
    back: ComingBack | None = None
    """Where an office comes back from a backup; None: not in the browser."""
    doctor: Doctor = field(default_factory=Doctor)
    """Examines the controller's machine."""
    sending: Sender | None = None
    """Tells the province what happens; None: nobody does."""
    places: Places | None = None
    """Where phones see their place in the line; None: nowhere."""
    updates: Shelf | None = None  # None: where this machine keeps them
    works: list[Callable[[], Coroutine[Any, Any, None]]] = field(default_factory=list)
    """What goes on beside the pages; building the application fills it."""
    also_wrong: list[Callable[[], tuple[m.Fault, ...]]] = field(default_factory=list)
    """What the pages found wrong; the same."""


def build_app(parts: WebParts) -> FastAPI:
    """The application; building it reads the text catalogue and the templates."""
    texts = load_catalogue(HERE / "texts")
    app = FastAPI(
        title="motcua",
        version=VERSION,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
    )
    ask_first(
        app,
        sign_in.told_at_the_door(parts.settings.tokens, parts.sessions),
        _own_page(parts.settings, texts),
        not_serving.only_where_served(parts.desk),
    )
    live = Live(parts.desk.announcer, lambda: parts.desk.now().clock)
    take_in(app, health.router(parts.desk, parts.wire, parts.metrics))
    api.open_api(app, api.Ground(parts.settings, parts.desk, parts.sessions, live))
    faults = partial(_faults_around, parts)
    pages = Pages(parts.settings, parts.desk, parts.wire, parts.sessions, texts, faults, parts.vitals)
    take_in(app, clerk_router(pages, live))
    take_in(app, sign_in.router(pages))
    take_in(app, door.router(pages))
    take_in(app, export_try.router(parts.settings, pages, texts))
    take_in(app, voices.router(parts.settings, pages, _today(parts.desk)))
    take_in(app, caretaker_router(pages, parts.wire, live))
    _add_care(app, parts, pages)
    _add_office(app, parts, pages, texts)
    early = _closes_early(parts.desk)
    told = (texts, early, parts.works, parts.also_wrong, parts.sending)
    ground = figure_routes.FigureGround(parts.settings, parts.desk, pages, live, parts.wire, *told)
    take_in(app, *figure_routes.routers(ground))
    if parts.look_ups and parts.settings.dossier.web:
        take_in(app, look_up.router(parts.settings, parts.look_ups, texts, early))
    take_in(app, procedures.router(parts.settings, texts, parts.wire.guide.guide, early))
    citizens = CitizenRoutes(parts.settings, parts.desk, pages, parts.places, texts, early)
    take_in(app, *citizens.routers(parts.works, parts.book))
    with_look(app, names_of(parts.settings))
    _explain_errors(app, pages)
    not_serving.explain(app, pages)
    return app


def _add_office(app: FastAPI, parts: WebParts, pages: Pages, texts: Catalogue) -> None:
    """The pages that an office has if it is so set."""
    if parts.book:
        pages.has_book = True
        take_in(app, first_start.router(parts.book, pages, parts.door, parts.back))
        ground = CatalogueGround(parts.settings, parts.wire.guide.guide, pages, texts)
        take_in(app, catalogue_pages.router(ground))  # before the parts, whose names are any
        take_in(app, settings_pages.router(parts.book, pages, SettingsWords(texts), parts.wire))
    if parts.pairing:
        take_in(app, pairing.device_router(parts.pairing))
        take_in(app, pairing.caretaker_router(parts.pairing, pages))
        take_in(app, pairing.certificate_router(parts.pairing, pages))


def _faults_around(parts: WebParts) -> tuple[m.Fault, ...]:
    """What is wrong with the controller outside its desk."""
    now = parts.desk.now().clock
    tellers = (parts.look_ups, parts.sessions, parts.desk.ratings, parts.alerts, parts.wire.guide.guide)
    return (
        *(fault for told in parts.also_wrong for fault in told()),
        *((m.Fault(code=FaultCode.SETTINGS_BROKEN),) if parts.book and parts.book.broken else ()),
        *(fault for teller in tellers if teller for fault in teller.faults()),
        *parts.wire.updates.faults(),
        *backup.faults_of(parts.settings, now),
        *sending.faults_of(parts.sending, now),
        *pairing.faults_of(parts.settings, parts.pairing),
    )


def _add_care(app: FastAPI, parts: WebParts, pages: Pages) -> None:
    """What the caretaker looks at beside the machines: their health, their history, backups."""
    take_in(app, doctor_router(pages, parts.doctor))
    take_in(app, device.router(pages, parts.wire.care, parts.take_care))
    take_in(app, cable_printers.router(pages, parts.wire.care))
    if parts.history:
        parts.history.look, pages.keeps_history = pages.look, True
        take_in(app, fault_history.router(pages, parts.history))
    if parts.alerts:
        take_in(app, alerts.router(parts.settings, pages, parts.alerts))
    take_in(
        app,
        *upkeep.routers(parts.settings, pages, parts.works, parts.wire.updates, parts.updates, parts.book),
    )
    take_in(app, *sending.routers(parts.settings, parts.sending, pages, parts.book))
    if parts.sending:
        ends = sending.certificate_ends(parts.pairing, parts.look_ups)
        parts.sending.teller = Teller(parts.desk, parts.settings, pages.faults_now, VERSION, ends)


def _today(desk: Desk) -> Callable[[], date]:
    """The day here, by the desk's clock."""
    return lambda: desk.office.local(desk.now().clock).date()


def _closes_early(desk: Desk) -> Callable[[], str]:
    """When the office closes today, if a person closes it before its time, else empty."""

    def clock() -> str:
        end = early_end(desk.office, desk.day)
        return "" if end is None else clock_of(end)

    return clock


def _own_page(settings: OfficeSettings, texts: Catalogue) -> Callable[[Request], Awaitable[None]]:
    """Lets nothing through that a strange page sent in a clerk's name."""

    async def check(request: Request) -> None:
        has_session = COOKIE in request.cookies
        if is_forged(request.method, request.headers, settings.web.origins, has_session=has_session):
            raise HTTPException(HTTPStatus.FORBIDDEN, texts.say("vi", "error.strange-page"))

    return check


def names_of(settings: OfficeSettings) -> frozenset[str]:
    """The host names under which a proxy shows the pages."""
    return frozenset(urlsplit(origin).hostname or "" for origin in settings.web.origins)


def with_look(app: FastAPI, names: Collection[str] = ()) -> None:
    """What every page of ours needs: styles, fonts, and the guard before everything."""
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    app.mount("/fonts", StaticFiles(directory=FONTS), name="fonts")
    app.add_api_route(
        "/look.css",
        lambda: PlainTextResponse(css_variables(), media_type="text/css"),
        include_in_schema=False,
    )
    app.add_middleware(
        Guard,
        names=names,
        uploads={
            export_try.ADDRESS: export_try.MOST_BYTES,
            **voices.UPLOADS,
            **settings_pages.FORMS,
            **catalogue_pages.UPLOADS,
            **figure_routes.UPLOADS,
            **first_start.UPLOADS,
            **upkeep.UPLOADS,
        },
    )


def _explain_errors(app: FastAPI, pages: Pages) -> None:
    """Whoever opens a page reads a page also when there is none; programs read JSON."""

    @app.exception_handler(HTTPException)
    async def refused(request: Request, error: HTTPException) -> Response:
        if not _opens_page(request):
            return await http_exception_handler(request, error)
        return pages.error(
            error.status_code, error.detail if error.status_code == HTTPStatus.FORBIDDEN else ""
        )

    @app.exception_handler(RequestValidationError)
    async def malformed(request: Request, error: RequestValidationError) -> Response:
        if not _opens_page(request):
            return await request_validation_exception_handler(request, error)
        return pages.error(HTTPStatus.UNPROCESSABLE_ENTITY)


def _opens_page(request: Request) -> bool:
    """Whether a person would see the answer: a browser asks for a page, and no script of ours does."""
    asked = "text/html" in request.headers.get("accept", "") and "hx-request" not in request.headers
    return asked and not request.url.path.startswith("/api/")
