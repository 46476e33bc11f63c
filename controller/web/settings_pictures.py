"""Pictures beside the form of the office's texts: the slip, drawn by a printer with what is typed, and the hall board.

A printer draws, because it alone knows the office's template, its paper and its letters. Nothing is printed.
"""

import asyncio
import base64
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import Response

from contracts import messages as m
from contracts.look.lines import notice_lines
from contracts.vocabulary import DeviceId
from controller.desk.wire import Wire
from controller.settings_book.drafts import Draft
from controller.web.caretaker import type_of
from controller.web.clerk import Pages
from hardware.host.page_router import PageRouter

SLIP = "/cai-dat/hinh/phieu"
LETTERS = 200
"""Of a text, as the settings allow; what is longer is told at its field."""
WATCH_MS, LOOK_S, LOOKS, ASK_EVERY = 3000, 0.1, 40, 10
"""A printer is asked again each second, and given up after four."""
FRESH_MS = 10_000
"""An older picture may be of another template."""
NAMES = ("name.vi", "name.en", "authority.vi", "authority.en", "slip.note.vi", "slip.note.en")
"""The fields that are on a slip."""


@dataclass(frozen=True)
class Pictures:
    """What the page needs to draw them."""

    slip: str
    """The address of the slip's picture."""
    office: str
    authority: str
    notices: tuple[str, ...]
    """The notice as the board shows it, one line after the other."""


def pictures_of(draft: Draft) -> Pictures:
    """The pictures of what is typed."""
    typed = {name: draft.first(name).strip() for name in NAMES}
    return Pictures(
        f"{SLIP}?{urlencode({name: value for name, value in typed.items() if value})}",
        typed["name.vi"],
        typed["authority.vi"],
        notice_lines(draft.first("ticker")),
    )


def words_of(typed: Mapping[str, str]) -> m.SlipWords:
    """What is typed, as slips say it; what is missing is a dash, so that the rest can be seen."""
    note = _text("slip.note", typed)
    return m.SlipWords(
        office=_text("name", typed) or {"vi": "–"},
        authority=_text("authority", typed) or {"vi": "–"},
        note=note,
    )


def _text(key: str, typed: Mapping[str, str]) -> dict[str, str] | None:
    said = {lang: typed.get(f"{key}.{lang}", "").strip()[:LETTERS] for lang in ("vi", "en")}
    return {lang: text for lang, text in said.items() if text} if said["vi"] else None


def router(pages: Pages, wire: Wire) -> APIRouter:
    """The slip's picture, for caretakers only; 503 where no printer draws one."""
    routes = PageRouter(prefix="/cai-dat/hinh")

    @routes.get("/phieu")
    async def slip(request: Request) -> Response:
        pages.caretaker(request)
        words = words_of(dict(request.query_params))
        for printer in pages.printers:
            there = pages.presences().get(printer)
            if there and there.online and (picture := await _drawn(wire, pages, printer, words)):
                kind = type_of(picture.image)
                if kind:
                    return Response(base64.b64decode(picture.image), media_type=kind)
        return Response(status_code=503)

    return routes


async def _drawn(wire: Wire, pages: Pages, printer: DeviceId, words: m.SlipWords) -> m.ScreenPicture | None:
    """What a printer draws of these words; None: it does not answer."""
    for look in range(LOOKS):
        picture = wire.worded.get(printer)
        fresh = picture is not None and pages.desk.stamp() - picture.at <= FRESH_MS
        if picture and fresh and picture.words == words:
            return picture
        if look % ASK_EVERY == 0:
            wire.watch(printer, pages.desk.stamp() + WATCH_MS, words)
        await asyncio.sleep(LOOK_S)
    return None
