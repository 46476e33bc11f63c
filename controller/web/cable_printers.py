"""Printers on the cables of the machines that have a printer program: each looks when it is asked, and uses what is chosen here."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from contracts import messages as m
from contracts.topics import DESK
from contracts.vocabulary import DeviceId
from controller.web.clerk import Pages
from hardware.host.page_router import PageRouter

log = logging.getLogger(__name__)

ADDRESS = "/may-moc/may-in"
CARE_MS = 8000
TOLD = ("looking", "using", "not-heard", "not-found")
Sent = Callable[[DeviceId, m.Care], bool]


@dataclass(frozen=True)
class PrinterMachine:
    """A printer program and what its machine found."""

    device: DeviceId
    online: bool
    printers: tuple[m.FoundPrinter, ...] | None


def printer_machines(pages: Pages) -> Iterator[PrinterMachine]:
    """All that were ever heard."""
    presences, _now, link_up = pages.look()
    for device, presence in presences.items():
        if device != DESK and pages.machines.kind(device, presence.program) == "printer":
            yield PrinterMachine(device, presence.online and link_up, presence.printers)


def router(pages: Pages, send: Sent) -> APIRouter:
    """Only for caretakers. ``send``: tells a device."""
    routes = PageRouter(prefix=f"{ADDRESS}/may")

    def known(device: str) -> PrinterMachine:
        found = next((one for one in printer_machines(pages) if one.device == device), None)
        if found is None:
            raise HTTPException(404)
        return found

    def tell(machine: PrinterMachine, care: m.Care, told: str) -> Response:
        done = machine.online and send(machine.device, care)
        return RedirectResponse(f"{ADDRESS}?told={told if done else 'not-heard'}", 303)

    @routes.post("/{device}/tim")
    async def find(request: Request, device: str) -> Response:
        session, machine = pages.caretaker(request), known(device)
        log.info("%s looks for printers at %s", session.clerk.id, device)
        until = pages.desk.now().clock + CARE_MS
        return tell(machine, m.Care(what="find-printers", until=until), "looking")

    @routes.post("/{device}/dung")
    async def use(request: Request, device: str, place: Annotated[str, Form(max_length=200)]) -> Response:
        session, machine = pages.caretaker(request), known(device)
        found = next((one for one in machine.printers or () if one.place == place), None)
        if found is None or found.answer != "printer":
            return RedirectResponse(f"{ADDRESS}?told=not-found", 303)
        log.warning("%s has %s use the printer at %s", session.clerk.id, device, place)
        until = pages.desk.now().clock + CARE_MS
        return tell(machine, m.Care(what="use-printer", until=until, printer=found), "using")

    return routes
