"""One's place in the line on one's own phone: without account or app; live where the phone can, else read again."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent

from contracts.texts import FIRST, Catalogue
from contracts.vocabulary import TicketId
from controller.desk.desk import Desk
from controller.domain.day import Day
from controller.places import ADDRESS, Places
from controller.settings import OfficeSettings
from controller.web.drawing import templates
from controller.web.place_view import PlaceView, PlaceViewer
from controller.web.rating_phone import RatingPhones
from hardware.host.page_router import PageRouter

LANGUAGES = (FIRST, "en")
LOOK_S = 2.0
"""Between two looks of a page that stays open."""
LONGEST = 40


@dataclass(frozen=True)
class PlaceGround:
    """What the pages are made of. ``closes_early``: when the office closes today, if that is before its time."""

    settings: OfficeSettings
    desk: Desk
    places: Places
    texts: Catalogue
    closes_early: Callable[[], str]
    phones: RatingPhones | None = None
    """Where phones say how it was; None: nowhere."""


class PlacePages:
    """Finds and draws places."""

    def __init__(self, ground: PlaceGround) -> None:
        settings, desk, texts = ground.settings, ground.desk, ground.texts
        self._settings, self._desk, self._places, self._texts = settings, desk, ground.places, texts
        self.phones = ground.phones
        self._outside = settings.relay.outside(settings.province.url)
        self._viewer = PlaceViewer(settings, desk.office, texts)
        self._templates = templates()
        self._templates.globals["closes_early"] = ground.closes_early
        self._seen: tuple[Day, int, dict[tuple[TicketId, str], PlaceView]] | None = None

    def ticket(self, token: str) -> TicketId | None:
        """Whose address it is.

        No tries are counted: nobody guesses one of 2^120, a wrong one costs a look into a table, and behind the
        address of whoever tries there may be a whole hall whose own addresses are right.
        """
        return self._places.ticket(token, self._desk.day.tickets) if len(token) <= LONGEST else None

    def view(self, ticket: TicketId, lang: str) -> PlaceView | None:
        """What stands on the page; worked out once for all phones while nothing changes."""
        day, now = self._desk.day, self._desk.now()
        if ticket not in day.tickets:
            return None
        minute = now.clock // 60_000
        if self._seen is None or self._seen[0] is not day or self._seen[1] != minute:
            self._seen = day, minute, {}
        known = self._seen[2]
        if (ticket, lang) not in known:
            view = self._viewer.view(day, ticket, now, lang)
            if self.phones and self.phones.taking.stands(day.visited.get(ticket)) is None:
                rate = f"{ADDRESS}/{self._places.token(ticket)}/danh-gia?lang={lang}"
                view = replace(view, rate=rate, rate_words=self.phones.say(lang, "phone.rate"))
            known[ticket, lang] = view
        return known[ticket, lang]

    def page(self, token: str, view: PlaceView | None, lang: str) -> HTMLResponse:
        """The whole page; without a view that there is no such number."""
        office = self._settings
        page = self._templates.get_template("place.html").render(
            t=lambda key, **facts: self._texts.say(lang, key, **facts),
            lang=lang,
            address=f"{ADDRESS}/{token}",
            view=view,
            office=office.name.as_text().get(lang, office.name.vi),
            authority=office.authority.as_text().get(lang, office.authority.vi),
            hotline=office.hotline,
            outside=f"{self._outside}{ADDRESS}/{token}" if self._outside and view else "",
        )
        return HTMLResponse(page, 200 if view else 404, headers={"cache-control": "no-store"})

    def part(self, view: PlaceView) -> str:
        """The part of the page that changes."""
        return self._templates.get_template("place_part.html").render(view=view)


def router(pages: PlacePages) -> APIRouter:
    """``/so/<token>``."""
    routes = PageRouter()

    @routes.get(f"{ADDRESS}/{{token}}")
    async def place(token: str, lang: str = FIRST) -> Response:
        lang = lang if lang in LANGUAGES else FIRST
        ticket = pages.ticket(token)
        if ticket is None and pages.phones and pages.phones.is_carried(token):
            return RedirectResponse(f"{ADDRESS}/{token}/danh-gia?lang={lang}", 303)
        return pages.page(token[:LONGEST], pages.view(ticket, lang) if ticket else None, lang)

    @routes.get(f"{ADDRESS}/{{token}}/live", response_class=EventSourceResponse)
    async def live(token: str, lang: str = FIRST) -> AsyncIterator[ServerSentEvent]:
        ticket = pages.ticket(token)
        async for told in follow(pages, ticket, lang if lang in LANGUAGES else FIRST):
            yield told

    return routes


async def follow(pages: PlacePages, ticket: TicketId | None, lang: str) -> AsyncIterator[ServerSentEvent]:
    """The part that changes, whenever it did; ends with the day."""
    shown = None
    while ticket and (seen := pages.view(ticket, lang)):
        if seen != shown:
            yield ServerSentEvent(event="place", raw_data=pages.part(seen))
        else:
            yield ServerSentEvent(comment="here")
        shown = seen
        await asyncio.sleep(LOOK_S)
    yield ServerSentEvent(event="gone", raw_data="gone")
