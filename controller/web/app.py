"""The FastAPI application: health for the service manager, an API for programs, pages for clerks."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

from fastapi import Depends, FastAPI, Request, Response
from fastapi.exception_handlers import http_exception_handler, request_validation_exception_handler
from fastapi.exceptions import RequestValidationError
from fastapi.staticfiles import StaticFiles
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from contracts.look.tokens import FONTS, css_variables
from contracts.texts import Catalogue, load_catalogue
from controller.desk.desk import Desk
from controller.desk.wire import Wire
from controller.dossier.service import DossierService
from controller.metrics import Metrics
from controller.settings import OfficeSettings
from controller.web import api, health, look_up, not_serving, sign_in
from controller.web.api import COOKIE
from controller.web.caretaker import router as caretaker_router
from controller.web.clerk import Pages
from controller.web.clerk import router as clerk_router
from controller.web.live import Live
from controller.web.origin import is_forged
from controller.web.sessions import Sessions
from hardware.host.program import VERSION

HERE = Path(__file__).parent
MAX_BODY = 64 * 1024
HEADERS = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self' http://127.0.0.1:*",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",  # with no-referrer a form would say of its origin nothing but "null"
    "cross-origin-opener-policy": "same-origin",
}


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


def build_app(parts: WebParts) -> FastAPI:
    """The application; building it reads the text catalogue and the templates."""
    texts = load_catalogue(HERE / "texts")
    app = FastAPI(
        title="motcua",
        version=VERSION,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
        dependencies=[
            Depends(_own_page(parts.settings, texts)),
            Depends(not_serving.only_where_served(parts.desk)),
        ],
    )
    live = Live(parts.desk.announcer)
    app.include_router(health.router(parts.desk, parts.wire, parts.metrics))
    app.include_router(api.router(parts.settings, parts.desk, parts.sessions, live))
    more_faults = parts.look_ups.faults if parts.look_ups else tuple
    pages = Pages(parts.settings, parts.desk, parts.wire, parts.sessions, texts, more_faults)
    app.include_router(clerk_router(pages, live))
    app.include_router(sign_in.router(pages))
    app.include_router(caretaker_router(pages, parts.wire, live))
    if parts.look_ups and parts.settings.dossier.web:
        app.include_router(look_up.router(parts.settings, parts.look_ups, texts))
    with_look(app)
    _explain_errors(app, pages)
    not_serving.explain(app, pages)
    return app


def _own_page(settings: OfficeSettings, texts: Catalogue) -> Callable[[Request], Awaitable[None]]:
    """Lets nothing through that a strange page sent in a clerk's name."""

    async def check(request: Request) -> None:
        has_session = COOKIE in request.cookies
        if is_forged(request.method, request.headers, settings.web.origins, has_session=has_session):
            raise HTTPException(HTTPStatus.FORBIDDEN, texts.say("vi", "error.strange-page"))

    return check


def with_look(app: FastAPI) -> None:
    """What every page of ours needs: styles, fonts, and the guard before everything."""
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    app.mount("/fonts", StaticFiles(directory=FONTS), name="fonts")
    app.add_api_route(
        "/look.css",
        lambda: PlainTextResponse(css_variables(), media_type="text/css"),
        include_in_schema=False,
    )
    app.add_middleware(Guard)


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


class Guard:
    """Headers on every answer, and a limit on every body. Plain ASGI, so that streams stay streams."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("cache-control", "no-store")
            await send(message)

        await (_refused(dict(scope["headers"])) or self._app)(scope, receive, with_headers)


def _refused(headers: dict[bytes, bytes]) -> PlainTextResponse | None:
    """The answer to a body that is too long or does not say how long it is; None when it may be read."""
    if b"transfer-encoding" in headers:
        return PlainTextResponse("a body must say its length", 411)
    length = headers.get(b"content-length", b"0")
    if not length.isdigit() or int(length) > MAX_BODY:
        return PlainTextResponse(f"at most {MAX_BODY} bytes", 413)
    return None
