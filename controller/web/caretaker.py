"""The caretaker's page: which device needs what, what the kiosk shows now, and whether the clock is right."""

import asyncio
import base64
import binascii
from collections.abc import AsyncIterator
from uuid import uuid4

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse

from contracts import messages as m
from contracts.vocabulary import DeviceId
from controller.web.api import COOKIE, same_site
from controller.web.clerk import Pages
from controller.web.live import Live
from controller.web.sessions import Session
from controller.wire import Wire

WATCH_MS = 5_000
LOOK_S = 0.4
"""How often the newest picture is passed on."""
ASK_EVERY = 5
"""Every fifth look asks the kiosk again, well before its permission ends."""


def router(pages: Pages, wire: Wire, live: Live) -> APIRouter:
    """``/may-moc`` and what belongs to it; only for clerks who are caretakers."""
    routes = APIRouter(prefix="/may-moc", include_in_schema=False)

    def caretaker(request: Request) -> Session:
        session = pages.sessions.find(request.cookies.get(COOKIE))
        if session is None or not session.clerk.caretaker:
            raise HTTPException(403, pages.say("caretaker.not-allowed"))
        return session

    @routes.get("")
    async def page(request: Request) -> Response:
        session = caretaker(request)
        fault = await pages.desk.verify(pages.desk.day.date)
        return HTMLResponse(pages.caretaker_page(session, chain_fault=fault))

    @routes.get("/stream")
    async def stream(request: Request) -> Response:
        caretaker(request)

        def look() -> str | None:
            session = pages.sessions.find(request.cookies.get(COOKIE))
            return pages.health() if session and session.clerk.caretaker else None

        return StreamingResponse(live.pages(look, str), media_type="text/event-stream")

    @routes.post("/confirm-clock")
    async def confirm_clock(request: Request) -> Response:
        caretaker(request)
        if same_site(request):
            await pages.desk.ask(m.ConfirmClock(request_id=str(uuid4()), at=pages.desk.stamp()))
        return RedirectResponse("/may-moc", 303)

    @routes.get("/screen/{kiosk}")
    async def screen(request: Request, kiosk: str) -> Response:
        caretaker(request)
        if kiosk not in pages.kiosks:
            raise HTTPException(404, f"no kiosk {kiosk!r}")
        return StreamingResponse(_pictures(pages, wire, DeviceId(kiosk)), media_type="text/event-stream")

    return routes


async def _pictures(pages: Pages, wire: Wire, kiosk: DeviceId) -> AsyncIterator[bytes]:
    """New pictures of a kiosk, for as long as somebody looks."""
    shown: m.ScreenPicture | None = None
    for look in range(10**9):
        if look % ASK_EVERY == 0:
            wire.watch(kiosk, pages.desk.stamp() + WATCH_MS)
            yield b": alive\n\n"
        picture = wire.screens.get(kiosk)
        if picture is not None and picture is not shown and _is_jpeg(picture.image):
            shown = picture
            yield f"event: screen\ndata: {picture.image}\n\n".encode()
        await asyncio.sleep(LOOK_S)


def _is_jpeg(text: str) -> bool:
    """Whether a device sent what it promised: it goes into a page."""
    try:
        return base64.b64decode(text, validate=True).startswith(b"\xff\xd8")
    except (binascii.Error, ValueError):
        return False
