"""What the office sees where another machine is the desk: which one, since when, and what to do."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response

from contracts.vocabulary import RefusalCode
from controller.desk.desk import Desk
from controller.desk.standing import Phase
from controller.web.clerk import Pages

ALWAYS = ("/healthz", "/readyz", "/metrics", "/look.css", "/static/", "/fonts/")
"""What is answered whoever serves: health, and how pages look."""


class NotServingError(Exception):
    """The desk stands aside."""


def only_where_served(desk: Desk) -> Callable[[Request], Awaitable[None]]:
    """Lets nothing but health through while this desk stands aside."""

    async def check(request: Request) -> None:
        if desk.neighbourhood.standing.phase is Phase.ASIDE and not _always(request.url.path):
            raise NotServingError

    return check


def _always(path: str) -> bool:
    return any(path.startswith(one) if one.endswith("/") else path == one for one in ALWAYS)


def explain(app: FastAPI, pages: Pages) -> None:
    """Every page says it, and programs read it."""

    @app.exception_handler(NotServingError)
    async def told(request: Request, _error: NotServingError) -> Response:
        if request.url.path.startswith("/api/"):
            return JSONResponse({"code": RefusalCode.NOT_SERVING}, HTTPStatus.SERVICE_UNAVAILABLE)
        return HTMLResponse(pages.not_serving(), HTTPStatus.SERVICE_UNAVAILABLE)
