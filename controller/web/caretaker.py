"""The caretaker's page: which device needs what, what kiosks show and how slips look now, and the clock."""

import asyncio
import base64
import binascii
from collections.abc import AsyncIterator, Callable
from typing import Annotated, Final, Literal
from uuid import uuid4

from fastapi import APIRouter, Depends, Form, Request
from fastapi.params import Depends as DependsParam
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import TypeAdapter, ValidationError

from contracts import messages as m
from contracts.vocabulary import DeviceId
from controller.desk.desk import Desk
from controller.desk.wire import Wire
from controller.web.clerk import Pages
from controller.web.live import Live
from controller.web.streaming import Stream
from hardware.host.page_router import PageRouter

WATCH_MS = 5_000
LOOK_S = 0.4
"""How often the newest picture is passed on."""
ASK_EVERY = 5
"""Every fifth look asks the devices again, well before their permission ends."""
_COMMAND: Final[TypeAdapter[m.AnyCommand]] = TypeAdapter(m.AnyCommand)
_MAGIC = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}
"""How the files begin that a page may show -> their type."""


def router(pages: Pages, wire: Wire, live: Live) -> APIRouter:
    """``/may-moc`` and what belongs to it; only for clerks who are caretakers."""
    routes = PageRouter(prefix="/may-moc")

    async def guard(request: Request) -> None:  # in the loop, where the sessions are
        pages.caretaker(request)

    @routes.get("")
    async def page(request: Request) -> Response:
        session = pages.caretaker(request)
        fault = await pages.desk.verify(pages.desk.day.date)
        return HTMLResponse(pages.caretaker_page(session, chain_fault=fault))

    @routes.post("/{kind}")
    async def about_the_day(
        request: Request,
        kind: Literal["confirm-clock", "reopen-day", "close-early", "close-as-usual"],
        until: Annotated[str, Form()] = "",
        now: Annotated[str, Form()] = "",
    ) -> Response:
        session = pages.caretaker(request)
        given = {"kind": kind, "request_id": str(uuid4()), "at": pages.desk.now().clock}
        if kind == "close-early" and not now:
            given["until"] = until
        try:
            command = _COMMAND.validate_python(given)
        except ValidationError:
            pages.presses.say(session, pages.say("refusal.no-time", typed=until[:20]))
        else:
            await pages.about_the_day(session, command)
            live.wake()
        return RedirectResponse("/may-moc", 303)

    _add_streams(routes, pages, wire, live, Depends(guard))
    return routes


def _add_streams(routes: APIRouter, pages: Pages, wire: Wire, live: Live, guard: DependsParam) -> None:
    @routes.get("/stream", response_class=Stream, dependencies=[guard])
    async def stream(request: Request) -> Stream:
        def look() -> str | None:
            session = pages.find_caretaker(request)
            return pages.health(session) if session else None

        return Stream(live.pages(look, str))

    @routes.get("/screens", response_class=EventSourceResponse, dependencies=[guard])
    async def screens(request: Request) -> AsyncIterator[ServerSentEvent]:
        def allowed() -> bool:
            return pages.find_caretaker(request) is not None

        async for event in _pictures((*pages.kiosks, *pages.printers), pages.desk, wire, allowed):
            yield event


async def _pictures(
    devices: tuple[DeviceId, ...], desk: Desk, wire: Wire, allowed: Callable[[], bool]
) -> AsyncIterator[ServerSentEvent]:
    """New pictures of kiosks and printers, for as long as somebody looks who may.

    One stream for all: a browser keeps only six connections to a desk.
    """
    shown: dict[DeviceId, m.ScreenPicture | None] = {}
    look = 0
    while allowed():
        if look % ASK_EVERY == 0:
            for device in devices:
                wire.watch(device, desk.stamp() + WATCH_MS)
            yield ServerSentEvent(event="alive", raw_data=str(desk.now().clock))
        for device in devices:
            picture = wire.screens.get(device) if wire.up else None
            if picture is not shown.get(device):
                shown[device] = picture
                yield _told(device, picture.image if picture else "")
        look += 1
        await asyncio.sleep(LOOK_S)


def _told(device: DeviceId, image: str) -> ServerSentEvent:
    """An event with a picture; without one where there is none any more, or what came is none."""
    kind = type_of(image)
    told = {"device": device, "type": kind, "image": image} if kind else {"device": device, "image": ""}
    return ServerSentEvent(event="screen", data=told)


def type_of(image: str) -> str | None:
    """The type of a picture by its first bytes; None when it is none, for it goes into a page."""
    try:
        data = base64.b64decode(image, validate=True)
    except (binascii.Error, ValueError):
        return None
    return next((kind for magic, kind in _MAGIC.items() if data.startswith(magic)), None)
