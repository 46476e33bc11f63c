"""``/may-moc/trung-tam``: what the province's centre has got, what waits, and why, for the caretaker."""

from collections.abc import Callable, Iterator
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from contracts import messages as m
from contracts.province import Certificate
from contracts.vocabulary import FaultCode, Millis
from controller.dossier.service import DossierService
from controller.pairing.office import PairingOffice
from controller.sending.sender import Sender
from controller.sending.settings import ProvinceSettings
from controller.settings import OfficeSettings
from controller.settings_book.book import Book
from controller.web import sending_enrol
from controller.web.clerk import Pages
from controller.web.sending_enrol import ADDRESS, GOOD, TOLD, EnrolPages
from hardware.host.page_router import PageRouter

LATE_MS = 24 * 3600 * 1000
"""An office that could tell nothing for so long asks its caretaker to look."""


def faults_of(sender: Sender | None, now: Millis) -> Iterator[m.Fault]:
    """That the centre has taken nothing for a day."""
    progress = sender.progress if sender else None
    if progress and progress.trouble_since is not None and now - progress.trouble_since >= LATE_MS:
        days = str((now - progress.trouble_since) // LATE_MS)
        yield m.Fault(code=FaultCode.PROVINCE_LATE, facts={"days": days})


def router(
    settings: ProvinceSettings, sender: Sender | None, pages: Pages, enrol: EnrolPages | None = None
) -> APIRouter:
    """Only for caretakers."""
    routes = PageRouter()

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
    async def page(request: Request, told: str = "") -> HTMLResponse:
        session = pages.caretaker(request)
        more = {
            "told": facts(sender) if sender and settings.url else None,
            "enrol": enrol.facts() if enrol else None,
            "said": pages.say(f"enrol.told.{told}") if told in TOLD else "",
            "good": told in GOOD,
            "url": settings.url,
        }
        return HTMLResponse(pages.render("sending.html", clerk=session.clerk, **more))

    return routes


def certificate_ends(
    pairing: PairingOffice | None, look_ups: DossierService | None
) -> Callable[[], tuple[Certificate, ...]]:
    """How the certificates are asked for that the office relies on, beside the centre's."""

    def ends() -> tuple[Certificate, ...]:
        until = look_ups.vouched_until() if look_ups else None
        found = {"pages": pairing.server_ends_at if pairing else 0, "main-system": int((until or 0) * 1000)}
        return tuple(Certificate(of=of, ends_at=at) for of, at in found.items() if at > 0)

    return ends


def routers(
    settings: OfficeSettings, sender: Sender | None, pages: Pages, book: Book | None
) -> Iterator[APIRouter]:
    """The page, and what is done on it."""
    if sender is None:
        yield router(settings.province, None, pages)
        return
    enrol = EnrolPages(settings.province, sender, pages, book, settings.data_dir)
    yield router(settings.province, sender, pages, enrol)
    yield sending_enrol.router(enrol, pages)
