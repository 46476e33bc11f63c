"""What the office sees where another machine is the desk: which one, since when, and what to do."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response

from contracts.vocabulary import RefusalCode
from controller.desk.desk import Desk
from controller.desk.standing import Phase
from controller.web.clerk import Pages

ALWAYS = frozenset({"/healthz", "/readyz", "/metrics", "/look.css"})
"""What is answered whoever serves."""


class NotServingError(Exception):
    """The desk stands aside."""


def only_where_served(desk: Desk) -> Callable[[Request], Awaitable[None]]:
    """Lets nothing but health through while this desk stands aside."""

    async def check(request: Request) -> None:
        if desk.neighbourhood.standing.phase is Phase.ASIDE and request.url.path not in ALWAYS:
            raise NotServingError

    return check


def explain(app: FastAPI, pages: Pages) -> None:
    """Every page says it, and programs read it."""

    @app.exception_handler(NotServingError)
    async def told(request: Request, _error: NotServingError) -> Response:
        if request.url.path.startswith("/api/"):
            return JSONResponse({"code": RefusalCode.NOT_SERVING}, HTTPStatus.SERVICE_UNAVAILABLE)
        return HTMLResponse(pages.not_serving(), HTTPStatus.SERVICE_UNAVAILABLE)
