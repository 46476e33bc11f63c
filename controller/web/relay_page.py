"""``/may-moc/trung-tam/dien-thoai``: whether phones outside see places in the line, and which address slips bear; for the caretaker."""

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import ValidationError

from controller.relaying.relay import Relay
from controller.relaying.settings import RelaySettings, SlipAddress
from controller.settings import OfficeSettings
from controller.settings_book.book import Book, Broken, Changed
from controller.settings_book.proposal import CannotBe
from controller.settings_book.verdict import When
from controller.web.clerk import Pages
from controller.web.sending_enrol import ADDRESS as CENTRE
from controller.web.sessions import Session
from hardware.host.page_router import PageRouter

ADDRESS = f"{CENTRE}/dien-thoai"
OFF = "off"
CHOICES = (OFF, *SlipAddress)
TOLD = frozenset({"saved", "next-day", "no-centre", "no-hall", "bad-address", "not-written", "refused"})
PART = "dien-thoai-tu-ngoai"
"""By which the settings' history names this change."""


def router(settings: OfficeSettings, relay: Relay, pages: Pages, book: Book | None) -> APIRouter:
    """Only for caretakers."""
    routes = PageRouter()

    @routes.get(ADDRESS)
    async def page(request: Request, told: str = "") -> HTMLResponse:
        session = pages.caretaker(request)
        facts = {
            "said": pages.say(f"relay.told.{told}") if told in TOLD else "",
            "good": told in ("saved", "next-day"),
            "choices": CHOICES,
            "chosen": settings.relay.slip if settings.relay.enabled else OFF,
            "relay": settings.relay,
            "centre": settings.province.url,
            "hall": settings.web.address,
            "can": book is not None,
            **_progress(relay, pages),
        }
        return HTMLResponse(pages.render("relay.html", clerk=session.clerk, **facts))

    @routes.post(ADDRESS)
    async def choose(
        request: Request,
        choice: Annotated[str, Form(max_length=20)] = "",
        address: Annotated[str, Form(max_length=250)] = "",
    ) -> Response:
        session = pages.caretaker(request)
        told = _chosen(settings, pages, book, session, choice, address)
        return RedirectResponse(f"{ADDRESS}?{urlencode({'told': told})}", 303)

    return routes


def _progress(relay: Relay, pages: Pages) -> dict[str, Any]:
    progress, time = relay.progress, pages.viewer.local_time
    return {
        "visible": progress.visible,
        "taken": time(progress.taken_at) if progress.taken_at is not None else "",
        "trouble": pages.say(f"sending.trouble.{progress.trouble}") if progress.trouble else "",
        "since": time(progress.trouble_since) if progress.trouble_since is not None else "",
    }


def _chosen(
    settings: OfficeSettings,
    pages: Pages,
    book: Book | None,
    session: Session,
    choice: str,
    address: str,
) -> str:
    """What becomes of a choice; the key of the sentence about it."""
    if choice not in CHOICES or book is None:
        return "refused"
    if choice != OFF and not settings.province.url:
        return "no-centre"
    if choice == SlipAddress.HALL and not settings.web.address:
        return "no-hall"
    edit = {
        "enabled": choice != OFF,
        "address": address.strip().rstrip("/"),
        "every_s": settings.relay.every_s,
    }
    edit["slip"] = SlipAddress(choice).value if choice != OFF else SlipAddress.HALL.value
    try:
        wished = RelaySettings.model_validate(edit)
    except ValidationError:
        return "bad-address"
    if any(problem.key == "relay.address" for problem in wished.problems("x", "x")):
        return "bad-address"
    return _put(pages, book, session, wished)


def _put(pages: Pages, book: Book, session: Session, wished: RelaySettings) -> str:
    desk, edit = pages.desk, {"relay": wished.model_dump(mode="json", exclude_defaults=True) or None}
    try:
        copy = book.read()
        wish = book.wish(copy.digest, edit, desk.day, desk.now())
        when = book.save(wish, session.clerk.id, PART, desk.day.date, desk.stamp())
    except OSError:
        return "not-written"
    except (Broken, Changed, CannotBe):
        return "refused"
    return {When.NOW: "saved", When.NEXT_DAY: "next-day"}.get(when, "refused")
