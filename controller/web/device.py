"""The caretaker's page of one machine: what is known of it, to try it, to begin it anew or to switch it off safely."""

import logging
from collections.abc import Callable
from typing import Annotated, Literal

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from contracts import messages as m
from contracts.topics import DESK
from contracts.vocabulary import DeviceId
from controller.web.clerk import Pages
from controller.web.sessions import Session
from hardware.host.page_router import PageRouter

ADDRESS = "/may-moc/may"
CARE_MS = 8000
"""A machine that does not hear it within so long does not do it later."""
What = Literal["restart", "reboot", "power-off"]
TRIED = frozenset({"printer", "board", "kiosk", "panel"})
"""What can be tried."""
log = logging.getLogger(__name__)
Sent = Callable[[DeviceId, m.Care], bool]


def router(pages: Pages, send: Sent, take_care: Callable[[m.Care], bool]) -> APIRouter:
    """``/may-moc/may/...``; only for caretakers. ``send``: tells a device; ``take_care``: of this machine itself."""
    routes = PageRouter(prefix=ADDRESS)

    def known(device: str) -> m.Presence:
        presence = pages.presences().get(DeviceId(device))
        if presence is None:
            raise HTTPException(404)
        return presence

    @routes.get("/{device}")
    async def page(request: Request, device: str, told: str = "") -> HTMLResponse:
        session, presence = pages.caretaker(request), known(device)
        if told == "tried" and _kind(pages, presence) in TRIED:
            told = f"tried-{_kind(pages, presence)}"
        elif told not in ("asked", "not-heard"):
            told = ""
        return HTMLResponse(_drawn(pages, session, presence, pages.say(f"care.{told}") if told else ""))

    @routes.post("/{device}/try")
    async def try_out(request: Request, device: str) -> Response:
        session, presence = pages.caretaker(request), known(device)
        if _kind(pages, presence) not in TRIED:
            raise HTTPException(404)
        now = pages.desk.now().clock
        local = pages.desk.office.local(now).strftime("%H:%M:%S, %d/%m/%Y")
        done = send(presence.device, m.Care(what="try", until=now + CARE_MS, local_time=local))
        log.info("%s tries %s", session.clerk.id, presence.device)
        return RedirectResponse(f"{ADDRESS}/{device}?told={'tried' if done else 'not-heard'}", 303)

    @routes.post("/{device}/{what}")
    async def care(
        request: Request, device: str, what: What, sure: Annotated[str, Form(max_length=4)] = ""
    ) -> Response:
        session, presence = pages.caretaker(request), known(device)
        if not sure:
            return HTMLResponse(_really(pages, presence, what))
        wanted = m.Care(what=what, until=pages.desk.now().clock + CARE_MS)
        log.warning("%s wants of %s: %s", session.clerk.id, presence.device, what)
        done = take_care(wanted) if presence.device == DESK else send(presence.device, wanted)
        return RedirectResponse(f"{ADDRESS}/{device}?told={'asked' if done else 'not-heard'}", 303)

    return routes


def _drawn(pages: Pages, session: Session, presence: m.Presence, told: str) -> str:
    """The page of one machine."""
    _presences, _now, link_up = pages.look()
    (machine,) = pages.machines.lines({presence.device: presence}, link_up=link_up, printed=pages.printed())
    online = presence.online and (link_up or presence.device == DESK)
    kind = _kind(pages, presence)
    return pages.render(
        "device.html",
        clerk=session.clerk,
        machine=machine,
        online=online,
        told=told,
        trial=kind if kind in TRIED else "",
    )


def _kind(pages: Pages, presence: m.Presence) -> str:
    return pages.machines.kind(presence.device, presence.program)


def _really(pages: Pages, presence: m.Presence, what: str) -> str:
    """The question before a machine is begun anew or switched off, and what that leads to."""
    is_desk, hint = presence.device == DESK, ""
    own, there = (one.vitals.address if one.vitals else "" for one in (pages.presences()[DESK], presence))
    if is_desk:
        hint = pages.say("care.desk-hint", count=len(pages.desk.day.waiting))
    elif what != "restart" and own == there != "":
        hint = pages.say("care.same-machine")
    back, do = f"{ADDRESS}/{presence.device}", f"{ADDRESS}/{presence.device}/{what}"
    name = pages.machines.name(presence.device, presence.program)
    choices = [(do, "yes", pages.say(f"care.{what}")), (back, "", pages.say("care.no"))]
    return pages.asks(
        title=pages.say(f"care.{what}-ask", name=name), hint=hint, choices=choices, field="sure"
    )
