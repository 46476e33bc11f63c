"""The page of a counter: who is signed in there sees it and presses its buttons; everybody else signs in."""

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from controller.web import sheets
from controller.web.api import COOKIE, LAST_COUNTER
from controller.web.clerk import Pages
from controller.web.forms import AT_COUNTER, GIVES, OF_COUNTER, ON_TICKET
from controller.web.live import Live
from controller.web.sessions import Session
from controller.web.streaming import Stream
from controller.web.view import CounterView
from hardware.host.page_router import PageRouter, take_in

MACHINES, FIGURES, DOOR = "/may-moc", "/so-lieu", "/don-tiep"
"""Where somebody goes who sits at no counter."""
SWITCH = "switch"
"""The button that goes over to the clerk's other counter; the desk is not asked for it."""


def router(pages: Pages, live: Live) -> APIRouter:
    """``/`` and ``/desk/...``."""
    routes = PageRouter()

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
        form = await _form(request)
        if (
            session is None or form.get("page", session.name) != session.name
        ):  # signed out, or in as somebody else
            return Response(status_code=204, headers={"HX-Refresh": "true"})
        if _of_seat(pages, session, kind, form):
            return HTMLResponse(pages.panel(session))
        panel = await pages.act(session, _known(kind), form)
        live.wake()
        return HTMLResponse(panel)

    @routes.get("/desk/stream", response_class=Stream)
    async def stream(request: Request) -> Stream:
        def look() -> CounterView | None:
            session = session_of(request)
            return pages.view(session) if session else None

        return Stream(live.pages(look, pages.drawn))

    take_in(routes, sheets.router(pages, session_of))
    return routes


def _known(kind: str) -> str:
    """The kind of a press. Raises HTTPException 404 for one that there is not."""
    if kind not in (*AT_COUNTER, *ON_TICKET, *OF_COUNTER, *GIVES):
        raise HTTPException(404, f"no action {kind!r}")
    return kind


async def _form(request: Request) -> dict[str, str]:
    return {name: value for name, value in (await request.form()).items() if isinstance(value, str)}


def _of_seat(pages: Pages, session: Session, kind: str, form: dict[str, str]) -> bool:
    """Whether a press only goes over to the other counter, or was meant for the one that the page does not work at any more."""
    if form.get("shown", session.counter) != session.counter:
        pages.presses.say(session, pages.say("said.other-counter", label=pages.view(session).label))
        return True
    if kind == SWITCH:
        pages.seating.go_over(session)
    return kind == SWITCH


def _elsewhere(session: Session) -> Response:
    reads = MACHINES if session.clerk.caretaker else FIGURES
    return RedirectResponse(reads if session.clerk.reads_figures else DOOR, 303)
