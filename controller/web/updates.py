"""The caretaker's page for updates: what runs, what waits, whose it is, when it is to be installed, how the last one went."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from functools import partial
from http import HTTPStatus
from pathlib import Path
from tempfile import gettempdir
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from contracts.vocabulary import Millis
from controller.domain.day import Day
from controller.domain.hours import closed
from controller.domain.office import Office
from controller.updates.rolling import Rolling
from controller.updates.shelf import GO, LOOK, NOT_FOUND, WANTED, Offer, Shelf, room_for
from controller.web import rollout
from controller.web.clerk import Pages
from hardware.host.page_router import PageRouter, take_in
from hardware.update.outcome import BEGUN, Outcome
from hardware.update.said import say

Work = Callable[[], Coroutine[Any, Any, None]]

ADDRESS = "/may-moc/cap-nhat"
UPLOADS = {f"{ADDRESS}/tep": 1024**3}
LONGEST_MS = 3_600_000
"""As long as the job may take (``office-update.service``)."""
ROOM_MS = 1_800_000
"""So long before it opens again nothing is begun any more: an update takes minutes, and as many if it goes back."""
LOOK_S = 20.0
"""How often it is looked whether nobody is served, so that what is wanted begins."""


def router(
    shelf: Shelf,
    rolling: Rolling,
    pages: Pages,
    works: list[Work],
    centre: Callable[[], dict[str, Any]],
) -> APIRouter:
    """``/may-moc/cap-nhat``; only for caretakers.

    ``works`` gets what goes on beside the pages; ``centre``: what the page says of the province's.
    """
    works.append(partial(_follow, shelf, rolling, pages))
    routes, one_at_a_time = PageRouter(prefix=ADDRESS), asyncio.Lock()

    async def drawn(request: Request, told: str = "", status: int = 200) -> HTMLResponse:
        session = pages.caretaker(request)
        installed, offer, last = await asyncio.to_thread(
            lambda: (shelf.installed, shelf.offered(), shelf.last)
        )
        facts = {
            "installed": installed,
            "offer": offer,
            "trouble": _trouble(offer),
            **_wishes(shelf, last, pages.desk.now().clock),
            **_came_of(last, pages),
            "told": told,
            **rollout.facts_of(rolling, pages),
            "centre": centre(),
        }
        return HTMLResponse(pages.render("updates.html", clerk=session.clerk, **facts), status)

    @routes.get("")
    async def page(request: Request) -> HTMLResponse:
        return await drawn(request)

    @routes.post("/tep")
    async def upload(request: Request) -> Response:
        pages.caretaker(request)
        if one_at_a_time.locked():
            return await drawn(request, pages.say("update.busy"), HTTPStatus.CONFLICT)
        async with one_at_a_time:
            return await done(request, _received(request, shelf))

    async def done(request: Request, work: Awaitable[str | None]) -> Response:
        """``work`` says what is wrong, if anything is."""
        try:
            wrong = await work
        except OSError as error:
            told = say("error.not-written", why=error.strerror or type(error).__name__)
            return await drawn(request, told, HTTPStatus.INSUFFICIENT_STORAGE)
        if wrong:
            return await drawn(request, pages.say(wrong), HTTPStatus.UNPROCESSABLE_ENTITY)
        return RedirectResponse(ADDRESS, 303)

    def pressed(path: str, do: Callable[[], None]) -> None:
        async def press(request: Request) -> Response:
            pages.caretaker(request)
            return await done(request, asyncio.to_thread(do))

        routes.add_api_route(path, press, methods=["POST"])

    pressed("/usb", lambda: shelf.say(LOOK))
    pressed("/cai", lambda: _want(shelf, WANTED))
    pressed("/cai-ngay", lambda: _want(shelf, GO))
    pressed("/thoi", shelf.withdraw)
    pressed("/bo", shelf.discard)
    take_in(routes, rollout.router(rolling, pages, ADDRESS))
    return routes


def _wishes(shelf: Shelf, last: Outcome | None, now: Millis) -> dict[str, object]:
    """What was pressed and has not ended."""
    return {
        "wanted": shelf.said(WANTED),
        "works": shelf.said(GO) or _is_going_on(last, now),
        "looks": shelf.said(LOOK),
        "not_found": shelf.said(NOT_FOUND),
    }


def _came_of(last: Outcome | None, pages: Pages) -> dict[str, object]:
    """How the last update of this machine ended."""
    return {
        "last": _sentence(last) if last else "",
        "good": last is not None and last.good,
        "at": pages.viewer.local_time(last.at) if last else "",
    }


async def _received(request: Request, shelf: Shelf) -> str:
    """A file comes, and waits then; what is wrong, as a key of the texts. Raises OSError."""
    room_for(int(request.headers.get("content-length", 0)), Path(gettempdir()))  # where it comes to first
    async with request.form(max_files=1, max_fields=1) as given:
        file = given.get("file")
        if file is None or isinstance(file, str) or not file.size:
            return "update.no-file"
        await asyncio.to_thread(shelf.take, file.file)
        return ""


async def _follow(shelf: Shelf, rolling: Rolling, pages: Pages) -> None:
    """What is wanted begins as soon as nobody is served, and what runs here goes to the other machines then."""
    while True:
        desk, now = pages.desk, pages.desk.now()
        free = now.trusted_after(desk.day.last_at) and nobody_is_served(desk.office, desk.day, now.clock)
        await asyncio.to_thread(shelf.begin_if, free=free)
        await rollout.follow(rolling, free=free and not shelf.said(GO))
        await asyncio.sleep(LOOK_S)


def nobody_is_served(office: Office, day: Day, at: Millis) -> bool:
    """Whether minutes without numbers and calls keep nobody waiting: of those who came, and of those who come next."""
    shut = closed(office, at)
    if shut is None or day.waiting or day.at_counter:
        return False
    return shut.opens_at is None or shut.opens_at - at >= ROOM_MS


def _is_going_on(last: Outcome | None, now: Millis) -> bool:
    return last is not None and last.key == BEGUN and 0 <= now - last.at < LONGEST_MS


def _want(shelf: Shelf, what: str) -> None:
    """Only what may be installed here; the job of the machine proves it once more."""
    offer = shelf.offered()
    if offer and offer.trouble is None:
        shelf.say(what)


def _trouble(offer: Offer | None) -> str:
    return say(f"error.{offer.trouble.key}", **offer.trouble.facts) if offer and offer.trouble else ""


def _sentence(last: Outcome) -> str:
    try:
        return say(last.key, **last.facts)
    except ValueError:  # noted by another version
        return last.key
