"""The page of a counter: who is signed in there sees it and presses its buttons; everybody else signs in."""

from collections.abc import AsyncIterator

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent

from controller.web import sheets
from controller.web.api import COOKIE, LAST_COUNTER
from controller.web.clerk import Pages
from controller.web.forms import AT_COUNTER, GIVES, OF_COUNTER, ON_TICKET
from controller.web.live import Live
from controller.web.sessions import Session
from controller.web.threshold import take_in
from controller.web.view import CounterView

MACHINES, FIGURES, DOOR = "/may-moc", "/so-lieu", "/don-tiep"
"""Where somebody goes who sits at no counter."""


def router(pages: Pages, live: Live) -> APIRouter:
    """``/`` and ``/desk/...``."""
    routes = APIRouter(include_in_schema=False)

    def session_of(request: Request) -> Session | None:
        session = pages.sessions.find(request.cookies.get(COOKIE))
        return session if session and session.seated else None

    @routes.get("/")
    async def home(request: Request) -> Response:
        session = pages.sessions.find(request.cookies.get(COOKIE))
        if session:
            return pages.desk_page(session) if session.seated else _elsewhere(session)
        message = pages.why_ended(request.cookies.get(COOKIE, ""))
        return pages.sign_in(message, counter=request.cookies.get(LAST_COUNTER, ""))

    @routes.post("/desk/{kind}")
    async def act(request: Request, kind: str) -> Response:
        session = session_of(request)
        form = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
        if (
            session is None or form.get("page", session.name) != session.name
        ):  # signed out, or in as somebody else
            return Response(status_code=204, headers={"HX-Refresh": "true"})
        if kind not in (*AT_COUNTER, *ON_TICKET, *OF_COUNTER, *GIVES):
            raise HTTPException(404, f"no action {kind!r}")
        panel = await pages.act(session, kind, form)
        live.wake()
        return HTMLResponse(panel)

    @routes.get("/desk/stream", response_class=EventSourceResponse)
    async def stream(request: Request) -> AsyncIterator[ServerSentEvent]:
        def look() -> CounterView | None:
            session = session_of(request)
            return pages.view(session) if session else None

        async for event in live.pages(look, pages.drawn):
            yield event

    take_in(routes, sheets.router(pages, session_of))
    return routes


def _elsewhere(session: Session) -> Response:
    reads = MACHINES if session.clerk.caretaker else FIGURES
    return RedirectResponse(reads if session.clerk.reads_figures else DOOR, 303)
