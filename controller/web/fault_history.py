"""The caretaker's page of what was wrong: which machine, what, since when, for how long."""

from collections.abc import Mapping

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from contracts.vocabulary import DeviceId
from controller.console.history import Entry
from controller.console.history_file import FaultHistory
from controller.web.clerk import Pages
from hardware.host.page_router import PageRouter

ADDRESS = "/may-moc/su-co"
MINUTE_MS = 60_000


def router(pages: Pages, faults: FaultHistory) -> APIRouter:
    """``/may-moc/su-co``; only for caretakers."""
    routes = PageRouter()

    def told(entry: Entry, programs: Mapping[DeviceId, str]) -> dict[str, str]:
        machines, program = pages.machines, programs.get(entry.device, "")
        return {
            "name": machines.name(entry.device, program),
            "what": machines.what(entry.code, entry.device, program),
            "began": pages.viewer.local_time(entry.began),
            "lasted": _lasted(pages, entry),
            "times": pages.say("history.times", count=entry.times) if entry.times > 1 else "",
        }

    @routes.get(ADDRESS)
    async def page(request: Request) -> HTMLResponse:
        session = pages.caretaker(request)
        programs = {device: presence.program for device, presence in pages.presences().items()}
        entries = [told(entry, programs) for entry in faults.history.entries]
        return HTMLResponse(pages.render("fault_history.html", clerk=session.clerk, entries=entries))

    return routes


def _lasted(pages: Pages, entry: Entry) -> str:
    """Empty while it lasts."""
    if entry.ended is None:
        return ""
    minutes = (entry.ended - entry.began) // MINUTE_MS
    if minutes < 1:
        return pages.say("history.moment")
    if minutes < 90:
        return pages.say("history.minutes", count=minutes)
    return pages.say("history.hours", count=round(minutes / 60))
