"""Places in the line: ``POST /api/v1/places`` for offices, ``/so/<token>`` for phones anywhere.

Whoever holds a slip is let through, however many others ask from the same address. Only whoever asks for many numbers that
are none goes into a lane of its own, where one question is looked at after the other: what it asks for is answered all the
same, for behind its address there may be a whole hall.
"""

import time
from collections.abc import Callable
from datetime import datetime, timedelta

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from pydantic import ValidationError

from contracts.province import MOST_UNPACKED
from contracts.relay import PLACES, TOKEN_LETTERS, NotKept, PlacesKept, PlacesTold
from contracts.texts import FIRST
from hardware.host.page_router import PageRouter
from hardware.host.visitor import visitor_of
from province.buckets import Buckets
from province.places import Found, Places
from province.registry import Registry
from province.web.intake import Gate, first_fault, later, refused
from province.web.language import SECOND, in_language
from province.web.packed import BadBodyError, unpacked
from province.web.pages import Pages

ADDRESS = "/so"
MESSAGES, MESSAGES_PER_S = 40, 0.5
"""Of one office: all its numbers at once, and then the changes."""
MISSES, MISSES_PER_S = 60, 0.5
"""Of one address: a hall may scan yesterday's slips."""
AT_ONCE, WAITING, SLOW_WAITING = 4, 200, 20
OLD = timedelta(seconds=150)
"""What is older is told as old: an office says every minute that it is there."""


def offices_router(places: Places, registry: Registry, *, relays: bool) -> APIRouter:
    """For offices with a key."""
    routes, gate, messages = (
        PageRouter(),
        Gate(AT_ONCE, WAITING),
        Buckets(MESSAGES, MESSAGES_PER_S),
    )

    def answered(authorization: str, encoding: str, body: bytes) -> Response:
        sender = registry.sender(authorization)
        if sender is None:
            return refused(401, "key", {"www-authenticate": "Bearer"})
        if not relays:
            return JSONResponse(PlacesKept(why=NotKept.OFF).model_dump(mode="json"))
        key, now = str(sender.office), time.monotonic()
        if wait := messages.wait_s(key, now):
            return refused(429, "too many", {"retry-after": str(int(wait) + 1)})
        messages.take(key, now)
        try:
            told = PlacesTold.model_validate_json(unpacked(body, encoding, MOST_UNPACKED))
        except BadBodyError as error:
            return refused(error.status, str(error))
        except ValidationError as error:
            return refused(422, first_fault(error))
        return JSONResponse(places.keep(sender, told).model_dump(mode="json"))

    @routes.post(PLACES)
    async def take(request: Request) -> Response:
        headers, body = request.headers, await request.body()
        given = headers.get("authorization", ""), headers.get("content-encoding", "")
        return await gate.through(lambda: answered(*given, body), later)

    return routes


class PlacePages:
    """Draws what a phone reads."""

    def __init__(self, pages: Pages, places: Places) -> None:
        self._pages, self._places = pages, places
        self._misses = Buckets(MISSES, MISSES_PER_S)

    def is_slow(self, visitor: str) -> bool:
        """Whether this address asked for many numbers that are none."""
        return self._misses.wait_s(visitor, time.monotonic()) > 0

    def page(self, token: str, lang: str, visitor: str) -> HTMLResponse:
        """One number, or that there is none: never was, or not today."""
        found = self._places.find(token)
        if found is None:
            self._misses.take(visitor, time.monotonic())
        return self._drawn(token[:TOKEN_LETTERS], lang, found, 200 if found else 404)

    def busy(self, lang: str) -> HTMLResponse:
        """Too many ask at once: the page asks again by itself."""
        answer = self._drawn("", lang, None, 503, busy=True)
        answer.headers["refresh"] = answer.headers["retry-after"] = "10"
        return answer

    def _drawn(
        self, token: str, lang: str, found: Found | None, status: int, *, busy: bool = False
    ) -> HTMLResponse:
        with in_language(lang):
            facts = {"token": token, "busy": busy, "here": lang, "found": found}
            shown = self._shown(found, lang) if found else {"place": None}
            return HTMLResponse(self._pages.draw("place.html", None, **facts, **shown), status)

    def _shown(self, found: Found, lang: str) -> dict[str, object]:
        return {
            "place": found.told,
            "words": found.told[lang],
            "office": found.card[lang],
            "hotline": found.card["hotline"],
            "hall": found.card["hall"],
            "at": self._pages.clock(found.heard_at),
            "old": self._is_old(found.heard_at),
        }

    def _is_old(self, heard_at: datetime) -> bool:
        return self._pages.now() - heard_at > OLD


def phones_router(drawn: PlacePages) -> APIRouter:
    """For everybody."""
    routes = PageRouter()
    usual, slow = Gate(AT_ONCE, WAITING), Gate(1, SLOW_WAITING)

    @routes.get(f"{ADDRESS}/{{token}}")
    async def place(request: Request, token: str, lang: str = FIRST) -> Response:
        lang = SECOND if lang == SECOND else FIRST
        visitor = visitor_of(request.client.host if request.client else "")
        gate = slow if drawn.is_slow(visitor) else usual
        say_busy: Callable[[str], Response] = lambda _why: drawn.busy(lang)  # noqa: E731 - typed
        return await gate.through(lambda: drawn.page(token, lang, visitor), say_busy)

    return routes
