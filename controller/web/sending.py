"""``/may-moc/trung-tam``: what the province's centre has got, what waits, and why, for the caretaker."""

from collections.abc import Iterator
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from contracts import messages as m
from contracts.vocabulary import FaultCode, Millis
from controller.sending.sender import Sender
from controller.sending.settings import ProvinceSettings
from controller.web.clerk import Pages

ADDRESS = "/may-moc/trung-tam"
LATE_MS = 24 * 3600 * 1000
"""An office that could tell nothing for so long asks its caretaker to look."""


def faults_of(sender: Sender | None, now: Millis) -> Iterator[m.Fault]:
    """That the centre has taken nothing for a day."""
    progress = sender.progress if sender else None
    if progress and progress.trouble_since is not None and now - progress.trouble_since >= LATE_MS:
        days = str((now - progress.trouble_since) // LATE_MS)
        yield m.Fault(code=FaultCode.PROVINCE_LATE, facts={"days": days})


def router(settings: ProvinceSettings, sender: Sender | None, pages: Pages) -> APIRouter:
    """Only for caretakers."""
    routes = APIRouter(include_in_schema=False)

    def facts(sending: Sender) -> dict[str, Any]:
        progress, time = sending.progress, pages.viewer.local_time
        kept = progress.kept
        return {
            "url": settings.url,
            "taken": time(kept.taken_at) if kept.taken_at is not None else "",
            "backlog": progress.backlog,
            "trouble": pages.say(f"sending.trouble.{progress.trouble}") if progress.trouble else "",
            "since": time(progress.trouble_since) if progress.trouble_since is not None else "",
            "apart": kept.apart,
            "contradicted": time(kept.contradicted_at) if kept.contradicted_at is not None else "",
        }

    @routes.get(ADDRESS)
    async def page(request: Request) -> HTMLResponse:
        session = pages.caretaker(request)
        told = facts(sender) if sender and settings.url else None
        return HTMLResponse(pages.render("sending.html", clerk=session.clerk, told=told))

    return routes
