"""The controller's machine, examined in the browser, and a report to send to whoever helps."""

import asyncio
from dataclasses import dataclass, field

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from contracts import messages as m
from contracts.texts import FIRST
from controller.web.clerk import Pages
from hardware.doctor.checks import findings_of
from hardware.doctor.finding import Finding, worst, worst_first
from hardware.doctor.machine import Machine, examine
from hardware.doctor.readings import Readings
from hardware.doctor.report import report, tell, texts
from hardware.host.page_router import PageRouter

ADDRESS = "/may-moc/kham"
FILE = "motcua-bao-cao.txt"


@dataclass
class Doctor:
    """Examines one machine; a second look that is asked for meanwhile is the same one."""

    machine: Machine = field(default_factory=Machine)
    _alone: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def look(self) -> tuple[Readings, tuple[Finding, ...]]:
        """What there is to know now; it reads files and asks programs, so it is done beside the loop."""
        async with self._alone:
            readings = await asyncio.to_thread(examine, self.machine)
        return readings, findings_of(readings)


def router(pages: Pages, doctor: Doctor) -> APIRouter:
    """``/may-moc/kham``; only for caretakers."""
    routes, catalogue = PageRouter(), texts()

    @routes.get(ADDRESS)
    async def page(request: Request) -> HTMLResponse:
        session = pages.caretaker(request)
        readings, findings = await doctor.look()
        told = [tell(finding, catalogue, FIRST) for finding in worst_first(findings)]
        facts = {"told": told, "worst": worst(findings), "version": readings.version, "model": readings.model}
        return HTMLResponse(
            pages.render("doctor.html", clerk=session.clerk, d=lambda key: catalogue.say(FIRST, key), **facts)
        )

    @routes.get(f"{ADDRESS}/bao-cao")
    async def sent(request: Request) -> Response:
        pages.caretaker(request)
        readings, findings = await doctor.look()
        told = report(readings, findings, catalogue, map(_line, pages.presences().values()))
        headers = {"content-disposition": f'attachment; filename="{FILE}"', "cache-control": "no-store"}
        return Response(told, media_type="text/plain; charset=utf-8", headers=headers)

    return routes


def _line(presence: m.Presence) -> str:
    """A device in a report: the codes of its faults only, because their details may name somebody."""
    faults = " ".join(fault.code for fault in presence.faults)
    return f"{presence.device} {presence.version} {'online' if presence.online else 'gone'} {faults}".rstrip()
