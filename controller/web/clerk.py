"""The clerk's page: the same commands as the buttons, the live queue, and why this one was called."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from pydantic import TypeAdapter, ValidationError

from contracts import messages as m
from contracts.texts import Catalogue
from contracts.topics import DESK
from contracts.vocabulary import CounterId, DeviceId
from controller.desk import Desk
from controller.settings import OfficeSettings
from controller.web.api import COOKIE, same_site
from controller.web.live import Live
from controller.web.sessions import Session, Sessions
from controller.web.view import CounterView, Viewer
from controller.wire import Wire

_COMMAND: TypeAdapter[m.AnyCommand] = TypeAdapter(m.AnyCommand)
AT_COUNTER = ("call-next", "recall", "mark-no-show", "finish", "park", "transfer")
ON_TICKET = ("call-number", "resume", "cancel", "reprint")
SECOND_CLICK_S = 1.0
"""A second click on call-next within this time is a double click, not another citizen."""


class Pages:
    """Draws the pages and turns forms into commands."""

    def __init__(
        self,
        settings: OfficeSettings,
        desk: Desk,
        wire: Wire,
        sessions: Sessions,
        texts: Catalogue,
        troubles: Callable[[], tuple[m.Fault, ...]] = lambda: (),
    ) -> None:
        """``troubles``: what is wrong with the controller outside its desk."""
        self.desk, self.sessions = desk, sessions
        self._settings, self._wire, self._troubles = settings, wire, troubles
        self._viewer = Viewer(settings, desk.office, texts)
        folder = Path(__file__).parent / "templates"
        self._templates = Environment(
            loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined
        )
        self._templates.globals |= {"t": self._viewer.say, "new_id": lambda: str(uuid4())}
        self._last_call: dict[CounterId, float] = {}

    def sign_in(self, message: str = "", status: int = 200) -> HTMLResponse:
        """The form with name, PIN and counter."""
        page = self._templates.get_template("sign_in.html")
        return HTMLResponse(page.render(office=self._settings, message=message), status)

    def desk_page(self, session: Session) -> HTMLResponse:
        """The whole page of a counter."""
        page = self._templates.get_template("desk.html")
        return HTMLResponse(
            page.render(office=self._settings, clerk=session.clerk, panel=self.panel(session))
        )

    def panel(self, session: Session, message: str = "") -> str:
        """The part of the page that changes."""
        return self.drawn(self.view(session), message)

    def view(self, session: Session) -> CounterView:
        """What the counter of a session shows now."""
        return self._viewer.counter(
            self.desk.day,
            session.counter,
            self.desk.stamp(),
            self._devices() if session.clerk.caretaker else self._wire.devices,
            link_up=self._wire.up,
            dossier=self.desk.dossier_at(session.counter),
        )

    def drawn(self, view: CounterView, message: str = "") -> str:
        """A view as a panel; every button gets a request id of its own."""
        return self._templates.get_template("panel.html").render(view=view, message=message)

    @property
    def kiosks(self) -> tuple[str, ...]:
        """The kiosks of the office."""
        return tuple(kiosk.device for kiosk in self._settings.kiosks)

    def caretaker_page(self, session: Session, chain_fault: str | None) -> str:
        """The page with the health of everything."""
        return self._templates.get_template("caretaker.html").render(
            office=self._settings,
            clerk=session.clerk,
            kiosks=self.kiosks,
            health=self.health(),
            chain_fault=chain_fault,
        )

    def health(self) -> str:
        """The part of that page that changes: the clock, the journal, every device."""
        return self._templates.get_template("health.html").render(
            devices=self._viewer.devices(self._devices()),
            name=self._viewer.name,
            time=self._viewer.local_time(self.desk.now().clock),
            clock_wrong=not self.desk.now().trusted_after(self.desk.day.last_at),
        )

    def _devices(self) -> dict[DeviceId, m.Presence]:
        """The controller itself and every device that was ever heard."""
        own = self.desk.announcer.presence(online=True)
        faults = (*self.desk.faults(), *self._troubles())
        return {DESK: own.model_copy(update={"faults": faults}), **self._wire.devices}

    async def act(self, session: Session, kind: str, form: dict[str, str]) -> str:
        """Carry out what a form asks for; the panel afterwards, with the refusal if there was one."""
        if kind == "call-next" and self._is_second_click(session.counter):
            return self.panel(session)
        given = {"kind": kind, "request_id": form.get("request_id", ""), "at": self.desk.stamp()}
        if kind in AT_COUNTER or kind == "call-number":
            given["counter"] = session.counter
        if kind in ON_TICKET:
            given["ticket"] = form.get("ticket", "")
        if kind == "transfer":
            where, _, name = form.get("to", "").partition(":")
            given["to_counter" if where == "counter" else "to_service"] = name
        try:
            message = _COMMAND.validate_python(given)
        except ValidationError as error:
            raise HTTPException(422, str(error.errors(include_url=False)[0]["msg"])) from None
        reply = await self.desk.ask(message)
        if isinstance(reply, m.Refused):
            return self.panel(session, self._viewer.refusal(reply))
        empty = isinstance(reply.result, m.Done) and reply.result.queue_empty
        return self.panel(session, self._viewer.say("desk.nobody") if empty else "")

    async def seat(self, session: Session, *, leaves: bool) -> None:
        """Tell the desk who sits at a counter."""
        common = {"request_id": str(uuid4()), "at": self.desk.stamp(), "counter": session.counter}
        command = m.SignOut(**common) if leaves else m.SignIn(**common, clerk=session.clerk.id)
        await self.desk.ask(command)

    def say(self, key: str) -> str:
        """A sentence of the catalogue."""
        return self._viewer.say(key)

    def _is_second_click(self, counter: CounterId) -> bool:
        now = self.desk.monotonic()
        again = now - self._last_call.get(counter, -SECOND_CLICK_S) < SECOND_CLICK_S
        if not again:
            self._last_call[counter] = now
        return again


def router(pages: Pages, live: Live) -> APIRouter:  # noqa: C901 - a table of routes
    """``/``, ``/sign-in``, ``/sign-out``, ``/desk/...``."""
    routes = APIRouter(include_in_schema=False)

    def session_of(request: Request) -> Session | None:
        return pages.sessions.find(request.cookies.get(COOKIE))

    @routes.get("/")
    async def home(request: Request) -> Response:
        session = session_of(request)
        return pages.desk_page(session) if session else pages.sign_in()

    @routes.post("/sign-in")
    async def sign_in(
        request: Request,
        clerk: Annotated[str, Form(max_length=32)],
        pin: Annotated[str, Form(max_length=64)],
        counter: Annotated[str, Form(max_length=32)],
    ) -> Response:
        if not same_site(request) or counter not in pages.desk.office.counters:
            return pages.sign_in(pages.say("sign-in.wrong"), 403)
        secret = await pages.sessions.sign_in(clerk.strip().lower(), pin, CounterId(counter))
        session = pages.sessions.find(secret)
        if secret is None or session is None:
            return pages.sign_in(pages.say("sign-in.wrong"), 403)
        await pages.seat(session, leaves=False)
        answer = RedirectResponse("/", 303)
        answer.set_cookie(COOKIE, secret, httponly=True, samesite="strict")
        return answer

    @routes.post("/sign-out")
    async def sign_out(request: Request) -> Response:
        session = session_of(request)
        if session and same_site(request):
            await pages.seat(session, leaves=True)
            pages.sessions.sign_out(request.cookies.get(COOKIE))
        return RedirectResponse("/", 303)

    @routes.post("/desk/{kind}")
    async def act(request: Request, kind: str) -> Response:
        session = session_of(request)
        if session is None or not same_site(request):
            return Response(status_code=204, headers={"HX-Refresh": "true"})
        if kind not in (*AT_COUNTER, *ON_TICKET):
            raise HTTPException(404, f"no action {kind!r}")
        form = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
        return HTMLResponse(await pages.act(session, kind, form))

    @routes.get("/desk/stream")
    async def stream(request: Request) -> Response:
        def look() -> CounterView | None:
            session = session_of(request)
            return pages.view(session) if session else None

        return StreamingResponse(live.pages(look, pages.drawn), media_type="text/event-stream")

    return routes
