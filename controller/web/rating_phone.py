"""``/so/<token>/danh-gia``: whoever has the slip says how the visit was, and what could be better. Works without scripts."""

import asyncio
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple
from urllib.parse import quote
from uuid import uuid4

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from contracts.texts import FIRST, Catalogue
from contracts.vocabulary import RatingWay
from controller.domain.tickets import Served
from controller.places import ADDRESS, Places
from controller.rating.box import BoxError
from controller.rating.free_text import cleaned
from controller.rating.invitations import Invitation
from controller.rating.ratings import Ratings
from controller.rating.taking import STATUS, Outcome, RatingTaking, given_in
from controller.settings import OfficeSettings
from controller.web.drawing import templates
from controller.web.rating_screen import code_of
from hardware.host.page_router import PageRouter

LANGUAGES = (FIRST, "en")
MOST_LETTERS = 1000
"""Of a suggestion."""
LONGEST_PLACE = 40


@dataclass(frozen=True)
class Shown:
    """What stands on the page. ``stands``: what became of the rating, or why there can be none; None: it is asked for."""

    visit: Served | None
    stands: Outcome | None = None
    wrong: str = ""
    """The key of what to do better."""
    boxed: str = ""
    """The key of what became of the suggestion."""
    typed: str = ""


class RatingTexts(NamedTuple):
    """The catalogues of ratings, and of all citizens' pages."""

    own: Catalogue
    more: Catalogue


class RatingPhones:
    """Draws the pages and takes what comes."""

    def __init__(
        self, settings: OfficeSettings, taking: RatingTaking, places: Places, texts: RatingTexts
    ) -> None:
        self.taking, self._settings, self._places = taking, settings, places
        self._texts, self._more_texts = texts
        self._templates = templates()
        self._templates.globals |= {"code_of": code_of, "closes_early": lambda: ""}

    @property
    def ratings(self) -> Ratings:
        """What is asked and kept."""
        return self.taking.ratings

    def say(self, lang: str, key: str) -> str:
        """A sentence."""
        return self._texts.say(lang, key)

    def is_carried(self, place: str) -> bool:
        """Whether it is the slip of a visit of the day before."""
        return place in self.ratings.invitations.carried

    def found(self, place: str) -> Shown:
        """What a slip's page shows."""
        desk = self.taking.desk
        if len(place) > LONGEST_PLACE:
            return Shown(None, Outcome.UNKNOWN)
        ticket, carried = self._places.ticket(place, desk.day.tickets), self.ratings.invitations.carried
        visit = desk.day.visited.get(ticket) if ticket else carried.get(place)
        if ticket and visit is None:
            return Shown(None, Outcome.NOT_SERVED)
        return Shown(visit, self.taking.stands(visit))

    async def rated(self, visit: Served, fields: dict[str, str]) -> Shown:
        """Take what the form says; the page afterwards."""
        asked, chosen = self.ratings.asked, {k[2:]: v for k, v in fields.items() if k.startswith("q-")}
        if asked is None or not chosen:
            return Shown(visit, wrong="phone.choose")
        reason = fields.get("reason", "")
        given = given_in(
            {
                "id": fields.get("id", ""),
                "token": self.ratings.invitations.token(Invitation(visit, RatingWay.PHONE)),
                "questionnaire": fields.get("questionnaire", ""),
                "version": fields.get("version", ""),
                "answers": chosen,
                "reason": reason if reason and not asked.why_not(chosen, reason) else None,
            }
        )
        outcome = (await self.taking.take(given))[0] if given else Outcome.MALFORMED
        failed = outcome in (Outcome.LATER, Outcome.MALFORMED)
        return Shown(visit, wrong="phone.failed") if failed else Shown(visit, outcome)

    async def suggest(self, visit: Served, typed: str) -> tuple[str, str]:
        """Keep a suggestion; the key of what became of it, and what stays in the field."""
        said = cleaned(typed)
        if not said:
            return "phone.box-empty", ""
        if len(said) > MOST_LETTERS:
            return "phone.box-long", said
        try:
            kept = await asyncio.to_thread(
                self.ratings.box.suggest, visit.ticket, self._today().isoformat(), said
            )
        except BoxError:
            return "phone.failed", said
        return ("phone.box-thanks" if kept else "phone.box-twice"), ""

    def _saying(self, key: str) -> Catalogue:
        """Who has the words: the catalogue of ratings, or that of all citizens' pages."""
        return self._texts if self._texts.has(key) else self._more_texts

    def has_box(self, shown: Shown) -> bool:
        """Whether there is a box for free text: after the rating, if the office wants it."""
        return self._settings.rating.suggestions and shown.stands in (Outcome.TAKEN, Outcome.RATED)

    def page(self, place: str, shown: Shown, lang: str) -> HTMLResponse:
        """The whole page."""
        place, lang = quote(place[:LONGEST_PLACE]), lang if lang in LANGUAGES else FIRST
        visit = shown.visit
        ticket = self.taking.desk.day.tickets.get(visit.ticket) if visit else None
        words = self._templates.get_template("rating_phone.html").render(
            t=lambda key, **facts: self._saying(key).say(lang, key, **facts),
            lang=lang,
            hotline=self._settings.hotline,
            asked=self.ratings.asked if shown.stands is None else None,
            number=ticket.number if ticket else visit.ticket.partition("-")[2] if visit else "",
            place=f"{ADDRESS}/{place}" if ticket else "",
            box_address=f"{ADDRESS}/{place}/gop-y",
            address=f"{ADDRESS}/{place}/danh-gia",
            shown=shown,
            box=self.has_box(shown),
            most=MOST_LETTERS,
            letters=len(shown.typed),
            complaints=self._settings.rating.complaints,
            new_id=str(uuid4()),
            office=self._settings.name.as_text().get(lang, self._settings.name.vi),
            authority=self._settings.authority.as_text().get(lang, self._settings.authority.vi),
        )
        status = STATUS[shown.stands] if shown.stands in (Outcome.UNKNOWN, Outcome.LATER) else 200
        return HTMLResponse(words, 422 if shown.wrong else status)

    def _today(self) -> date:
        desk = self.taking.desk
        return desk.office.local(desk.now().clock).date()


def router(phones: RatingPhones) -> APIRouter:
    """The page, and its two forms."""
    routes = PageRouter(prefix=ADDRESS)

    @routes.get("/{place}/danh-gia")
    async def page(place: str, lang: str = FIRST) -> HTMLResponse:
        return phones.page(place, phones.found(place), lang)

    @routes.post("/{place}/danh-gia")
    async def rate(request: Request, place: str, lang: str = FIRST) -> HTMLResponse:
        shown, fields = phones.found(place), await _fields(request)
        if shown.visit and shown.stands is None:
            shown = await phones.rated(shown.visit, fields)
        return phones.page(place, shown, lang)

    @routes.post("/{place}/gop-y")
    async def suggest(request: Request, place: str, lang: str = FIRST) -> HTMLResponse:
        shown, fields = phones.found(place), await _fields(request)
        if shown.visit and phones.has_box(shown):
            boxed, typed = await phones.suggest(shown.visit, fields.get("said", ""))
            shown = replace(shown, boxed=boxed, typed=typed)
        return phones.page(place, shown, lang)

    return routes


async def _fields(request: Request) -> dict[str, str]:
    return {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
