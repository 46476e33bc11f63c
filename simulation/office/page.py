"""The one page of the demo: everything a citizen or clerk can touch, in a browser.

What changes is pushed as server-sent events; what is done comes back as small JSON orders. The page is
for this machine only: it listens on the loopback address, answers to no other name (a foreign site could
otherwise rebind its own), and takes orders only as JSON, which no foreign form can send.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.sse import EventSourceResponse, ServerSentEvent
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from contracts.look.tokens import FONTS, css_variables
from contracts.vocabulary import CounterId
from controller.rating.box import Box
from simulation.office.office import Office

STATIC = Path(__file__).with_name("static")
IDLE_S = 5.0
"""A comment this often keeps the stream alive and finds watchers that left."""
MAX_ORDER = 4096


class Page:
    """The routes of the page over one office."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._ending = False

    def end(self) -> None:
        """End every stream, so that the server can stop."""
        self._ending = True
        self._office.hub.put("ending", value=True)

    def app(self) -> FastAPI:
        """The application to serve."""
        app = FastAPI(
            openapi_url=None,
            routes=[
                Route("/", self._index),
                Route("/look.css", self._look),
                Route("/plan", self._plan),
                Route("/order", self._order, methods=["POST"]),
                Route("/rating/{counter}", self._rating),
                Route("/hold", self._hold, methods=["POST"]),
                Route("/program", self._program, methods=["POST"]),
                Mount("/fonts", StaticFiles(directory=FONTS)),
                Mount("/static", StaticFiles(directory=STATIC)),
            ],
            middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost"])],
        )
        app.add_api_route("/events", self._events, response_class=EventSourceResponse)
        return app

    async def _index(self, _request: Request) -> Response:
        place = self._office.place
        policy = (
            "default-src 'self'; img-src 'self' data:; media-src data:; "
            f"frame-src {place.desk_url} {place.board_url}; frame-ancestors 'none'; base-uri 'none'"
        )
        return FileResponse(STATIC / "index.html", headers={"Content-Security-Policy": policy})

    async def _look(self, _request: Request) -> Response:
        return Response(css_variables(), media_type="text/css")

    async def _plan(self, _request: Request) -> Response:
        office = self._office
        urls = {"desk_url": office.place.desk_url, "board_url": office.place.board_url}
        return JSONResponse({**office.plan.model_dump(), **urls, "folder": str(office.place.folder)})

    async def _rating(self, request: Request) -> Response:
        """To the rating screen of a counter, whose address the caretaker's page knows."""
        found = await asyncio.to_thread(Box(self._office.place.folder / "data").screens, ())
        ends = {counter: key for key, counter in found.items()}
        key = ends.get(CounterId(request.path_params["counter"]))
        if key is None:
            return JSONResponse({"error": "no such counter, or the controller has not started yet"}, 404)
        return RedirectResponse(f"{self._office.place.desk_url}/danh-gia/{key}", 303)

    async def _events(self) -> AsyncIterator[ServerSentEvent]:
        async for batch in self._office.hub.watch(IDLE_S):
            yield ServerSentEvent(data=batch) if batch else ServerSentEvent(comment="still here")
            if self._ending:
                return

    async def _order(self, request: Request) -> Response:
        order = await _json(request)
        device, what = order.get("device"), order.get("what")
        if not isinstance(device, str) or not isinstance(what, dict):
            return JSONResponse({"error": "an order is {device, what}"}, 422)
        if not self._office.order(device, **what):
            return JSONResponse({"error": f"{device} is not on the bench"}, 409)
        return JSONResponse({})

    async def _hold(self, request: Request) -> Response:
        text = (await _json(request)).get("text")
        if not isinstance(text, str):
            return JSONResponse({"error": "a paper is {text}"}, 422)
        try:
            held = await self._office.hand.hold(text)
        except ValueError as error:
            return JSONResponse({"error": str(error)}, 422)
        return JSONResponse({} if held else {"error": "no reader is on the bench"}, 200 if held else 409)

    async def _program(self, request: Request) -> Response:
        order = await _json(request)
        supervisor = self._office.supervisor
        do = {"start": supervisor.begin, "stop": supervisor.stop, "kill": supervisor.kill}.get(
            str(order.get("do"))
        )
        if do is None or str(order.get("name")) not in supervisor.lives():
            return JSONResponse({"error": "an order is {name, do: start|stop|kill}"}, 422)
        do(str(order["name"]))
        return JSONResponse({})


async def _json(request: Request) -> dict[str, Any]:
    """The body as a table; an empty one for whatever is not JSON, not a table, or too long."""
    if request.headers.get("content-type") != "application/json":
        return {}
    body = await request.body()
    try:
        found = json.loads(body) if len(body) <= MAX_ORDER else {}
    except ValueError:
        found = {}
    return found if isinstance(found, dict) else {}
