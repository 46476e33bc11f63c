"""``/danh-gia/<key>``: the rating screen of a counter, for a tablet; and where all pages send what was touched."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass

import segno
from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse, JSONResponse
from fastapi.sse import EventSourceResponse, ServerSentEvent

from contracts.texts import Catalogue
from contracts.vocabulary import CounterId, RatingWay
from controller.domain.rating_rules import LASTS_MS, open_at
from controller.rating.invitations import Invitation
from controller.rating.questionnaire import Questionnaire
from controller.rating.taking import LONGEST_WAIT_MS, STATUS, Given, RatingTaking
from controller.settings import OfficeSettings
from controller.web.drawing import templates
from hardware.host.page_router import PageRouter

ADDRESS = "/danh-gia"
LOOK_S = 1.0
"""Between two looks of a screen; the citizen is still there a second later."""


@dataclass(frozen=True)
class Asking:
    """What a screen asks now; without a token nothing."""

    token: str = ""
    number: str = ""
    left_ms: int = 0


class RatingScreens:
    """Draws them."""

    def __init__(self, settings: OfficeSettings, taking: RatingTaking, texts: Catalogue) -> None:
        self.taking, self._settings, self._texts = taking, settings, texts
        self._templates = templates()
        self._templates.globals |= {"say": texts.say, "code_of": code_of}

    def counter(self, key: str) -> CounterId | None:
        """Whose screen has this address."""
        found = self.taking.ratings.screens.get(key)
        return found if found in self.taking.desk.office.counters else None

    def page(self, key: str, counter: CounterId, asked: Questionnaire) -> str:
        """The whole page."""
        return self._templates.get_template("rating_screen.html").render(
            asked=asked,
            label=self.taking.desk.office.counters[counter].label,
            live=f"{ADDRESS}/{key}/live",
            send=ADDRESS,
            longest_wait_ms=LONGEST_WAIT_MS,
            office=self._settings.name.vi,
            authority=self._settings.authority.vi,
            complaints=self._settings.rating.complaints,
        )

    def asking(self, counter: CounterId) -> Asking:
        """What the screen asks at this moment."""
        desk, ratings = self.taking.desk, self.taking.ratings
        now = desk.now().clock
        visit = open_at(desk.day, counter, now) if ratings.asked else None
        if visit is None:
            return Asking()
        token = ratings.invitations.token(Invitation(visit, RatingWay.COUNTER))
        left = visit.at + LASTS_MS[RatingWay.COUNTER] - now
        return Asking(token, desk.day.tickets[visit.ticket].number, left)


def router(screens: RatingScreens) -> APIRouter:
    """The screen, what it asks from moment to moment, and what it sends."""
    routes = PageRouter(prefix=ADDRESS)

    @routes.post("")
    async def take(given: Given) -> JSONResponse:
        outcome, wrong = await screens.taking.take(given)
        return JSONResponse({"outcome": outcome, "wrong": wrong}, STATUS[outcome])

    @routes.get("/{key}")
    async def page(key: str) -> HTMLResponse:
        counter, asked = screens.counter(key), screens.taking.ratings.asked
        if counter is None or asked is None:
            raise HTTPException(404)
        return HTMLResponse(screens.page(key, counter, asked))

    @routes.get("/{key}/live", response_class=EventSourceResponse)
    async def live(key: str) -> AsyncIterator[ServerSentEvent]:
        counter = screens.counter(key)
        if counter is None:
            raise HTTPException(404)
        async for told in follow(screens, key, counter):
            yield told

    return routes


async def follow(screens: RatingScreens, key: str, counter: CounterId) -> AsyncIterator[ServerSentEvent]:
    """What a screen asks, whenever that changed; ends when its address is another one."""
    told: str | None = None
    while screens.taking.ratings.screens.get(key) == counter:
        asking = screens.asking(counter)
        if asking.token != told:
            said = {"token": asking.token, "number": asking.number, "left_ms": asking.left_ms}
            yield ServerSentEvent(event="asking", raw_data=json.dumps(said))
        else:
            yield ServerSentEvent(comment="here")
        told = asking.token
        await asyncio.sleep(LOOK_S)
    yield ServerSentEvent(event="gone", raw_data="gone")


def code_of(address: str) -> str:
    """An address as a QR code, for the source of a picture."""
    return segno.make(address, error="m").svg_data_uri(scale=4, border=4, dark="#000", light="#fff")
