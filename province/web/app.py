"""The centre's web application."""

from collections.abc import Callable
from dataclasses import dataclass

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from fastapi.staticfiles import StaticFiles
from sqlalchemy import Engine, text
from sqlalchemy.exc import DataError, SQLAlchemyError
from starlette.exceptions import HTTPException

from contracts.look.tokens import FONTS, css_variables
from hardware.host.page_router import take_in
from hardware.host.program import VERSION
from province.bundles import Bundles
from province.intake import Intake
from province.invitations import Invitations
from province.people import People
from province.places import Places
from province.reading import Reading
from province.registry import Registry
from province.settings import CentreSettings
from province.web import (
    compare,
    days,
    enrol,
    fleet,
    forms,
    intake,
    now,
    offers,
    office,
    office_changes,
    people,
    places,
    sign_in,
    updates,
)
from province.web.guard import Guard
from province.web.pages import HERE, SIGN_IN, Pages, SignInNeeded


@dataclass(frozen=True)
class WebParts:
    """What the pages work with. ``utc_ms``: the centre's clock."""

    settings: CentreSettings
    engine: Engine
    utc_ms: Callable[[], int]


def build_app(parts: WebParts) -> FastAPI:
    """The application; it can be built without a database."""
    app = FastAPI(title="motcua province", version=VERSION, docs_url=None, redoc_url=None, openapi_url=None)
    registry, reading = Registry(parts.engine, parts.utc_ms), Reading(parts.engine)
    pages = Pages(parts.settings, People(parts.engine, parts.utc_ms), parts.utc_ms)
    board, comparison = now.Board(pages, reading), compare.Comparison(pages, reading)
    take_in(app, intake.router(Intake(parts.engine, parts.utc_ms), registry))
    _add_relay(app, parts, pages, registry)
    take_in(app, sign_in.router(pages))
    take_in(app, now.router(pages, board))
    take_in(app, compare.router(pages, comparison))
    take_in(app, forms.router(pages, forms.FormPages(pages, reading)))
    take_in(app, days.router(pages, reading))
    _add_updates(app, parts, pages, registry, reading)
    invitations = Invitations(parts.engine, parts.utc_ms)
    drawn = office.OfficePages(pages, reading, board, comparison, invitations)
    take_in(app, office.router(pages, drawn, registry))
    door = enrol.Desk(pages, reading, invitations, parts.utc_ms)
    take_in(app, enrol.router(pages, drawn, invitations, door))
    take_in(app, office_changes.router(pages, drawn, registry))
    take_in(app, people.router(pages, reading))
    _add_look(app, parts.engine)
    _explain(app, pages)
    app.add_middleware(Guard, names=frozenset(parts.settings.names), strange=pages.say("error.strange"))
    return app


def _add_relay(app: FastAPI, parts: WebParts, pages: Pages, registry: Registry) -> None:
    settings = parts.settings
    kept = Places(parts.engine, parts.utc_ms, settings.utc_offset_minutes)
    take_in(app, places.offices_router(kept, registry, relays=settings.relay))
    if settings.relay:
        take_in(app, places.phones_router(places.PlacePages(pages, kept)))


def _add_updates(app: FastAPI, parts: WebParts, pages: Pages, registry: Registry, reading: Reading) -> None:
    folder = parts.settings.updates
    bundles = Bundles(parts.engine, parts.utc_ms, folder) if folder else None
    take_in(app, updates.router(bundles, registry))
    if bundles:
        take_in(app, offers.router(pages, reading, bundles))
    take_in(app, fleet.router(pages, reading, bundles))


def _add_look(app: FastAPI, engine: Engine) -> None:
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    app.mount("/fonts", StaticFiles(directory=FONTS), name="fonts")

    @app.get("/look.css", include_in_schema=False)
    def look() -> Response:
        return PlainTextResponse(css_variables(), media_type="text/css")

    @app.get("/healthz", include_in_schema=False)
    def health() -> Response:
        try:
            with engine.connect() as connection:
                connection.execute(text("SELECT 1 FROM office LIMIT 1"))
        except SQLAlchemyError:
            return PlainTextResponse("database", 503)
        return PlainTextResponse("ok")


def _explain(app: FastAPI, pages: Pages) -> None:
    """Whoever opens a page reads a page, also when there is none."""

    def told(status: int, why: str, headers: dict[str, str] | None = None) -> HTMLResponse:
        facts = {"title": pages.say("error.title"), "told": why}
        return HTMLResponse(pages.draw("told.html", None, **facts), status, headers)

    @app.exception_handler(SignInNeeded)
    async def nobody(_request: Request, _error: SignInNeeded) -> Response:
        return RedirectResponse(SIGN_IN, 303)

    @app.exception_handler(HTTPException)
    async def refused(_request: Request, error: HTTPException) -> Response:
        own = error.detail if error.status_code in (403, 409, 422) else pages.say("error.not-found")
        return told(error.status_code, own)

    @app.exception_handler(RequestValidationError)
    @app.exception_handler(
        DataError
    )  # what the database has no place for: a NUL, a number beyond its columns
    async def malformed(_request: Request, _error: Exception) -> Response:
        return told(422, pages.say("error.typed"))

    @app.exception_handler(SQLAlchemyError)
    async def away(_request: Request, _error: SQLAlchemyError) -> Response:
        return told(503, pages.say("error.database"), {"retry-after": "5", "refresh": "5"})
