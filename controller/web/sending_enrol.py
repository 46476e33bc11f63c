"""Below ``/may-moc/trung-tam``: the caretaker types the centre's address and code, and confirms whose centre it is."""

import asyncio
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlencode, urlsplit

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from contracts.enrolling import typed
from contracts.settings import is_loopback
from controller.sending import enrolling
from controller.sending.sender import Sender
from controller.sending.settings import ProvinceSettings
from controller.settings_book.book import Book, Broken, Changed
from controller.settings_book.plain import sparse
from controller.settings_book.proposal import CannotBe
from controller.settings_book.verdict import When
from controller.web.clerk import Pages
from controller.web.sessions import Session
from hardware.host.page_router import PageRouter

ADDRESS = "/may-moc/trung-tam"
TOLD = frozenset(
    {"bad-address", "bad-code", "other-centre", "no-book", "not-written", "refused", "asked", "confirmed"}
    | {"dropped", "nothing"}
)
PART = "trung-tam-tinh"
"""By which the settings' history names this change."""
GOOD = frozenset({"asked", "confirmed", "dropped"})


class EnrolPages:
    """Judges what was typed, and does what is wished."""

    def __init__(
        self, settings: ProvinceSettings, sender: Sender, pages: Pages, book: Book | None, data_dir: Path
    ) -> None:
        self._settings, self._sender, self._pages, self._book = settings, sender, pages, book
        self._data_dir = data_dir

    @property
    def key_file(self) -> Path:
        """Where the key stands, or is to stand."""
        return self._settings.key_file or self._data_dir / enrolling.KEY_FILE

    def facts(self) -> dict[str, Any]:
        """What the page says of it."""
        there = enrolling.kept_enrolling(self._data_dir)
        refused = there.refused if there else None
        say = self._pages.say
        return {
            "there": there,
            "refused": say(f"enrol.refused.{refused}", minutes=abs(there.minutes))
            if there and refused
            else "",
            "can": self._book is not None or bool(self._settings.url),
        }

    def begin(self, session: Session, address: str, code: str) -> str:
        """What becomes of an address and a code; the key of the sentence about it."""
        url, digits = url_of(address), typed(code)
        if not url:
            return "bad-address"
        if not digits:
            return "bad-code"
        is_new = url != self._settings.url
        try:
            if (
                is_new and self._settings.url and self.key_file.exists()
            ):  # an address without a key was a slip
                return "other-centre"
            if is_new and self._book is None:
                return "no-book"
            enrolling.begin(self._data_dir, url, digits)
            if is_new and self._book and not self._put(self._book, session, url):
                return "refused"
        except OSError:
            return "not-written"
        except (Broken, Changed, CannotBe):
            return "refused"
        self._sender.soon.set()
        return "asked"

    def _put(self, book: Book, session: Session, url: str) -> bool:
        """The address goes into the settings: only what they name is reached. Raises as ``Book.save`` and ``wish``."""
        copy, desk = book.read(), self._pages.desk
        said = sparse(copy.settings).get("province", {})
        edit = {"province": {**said, "url": url, "key_file": str(self.key_file)}}
        wish = book.wish(copy.digest, edit, desk.day, desk.now())
        return book.save(wish, session.clerk.id, PART, desk.day.date, desk.stamp()) is not When.REFUSED

    def confirm(self) -> str:
        """It is the right centre; the key of the sentence."""
        try:
            done = enrolling.confirm(self._data_dir, self.key_file, self._pages.desk.now().clock)
        except OSError:
            return "not-written"
        self._sender.soon.set()
        return "confirmed" if done else "nothing"

    def drop(self) -> str:
        """It is not."""
        try:
            enrolling.drop(self._data_dir)
        except OSError:
            return "not-written"
        return "dropped"


def url_of(address: str) -> str:
    """An address as somebody typed it; empty: it can be none."""
    plain = address.strip().lower()
    whole = (plain if "://" in plain else f"https://{plain}").rstrip("/")
    try:
        found = ProvinceSettings(url=whole)
        host, scheme = urlsplit(whole).hostname or "", urlsplit(whole).scheme
    except ValueError:
        return ""
    return found.url if host and (scheme == "https" or is_loopback(host)) else ""


def router(drawn: EnrolPages, pages: Pages) -> APIRouter:
    """Only for caretakers."""
    routes = PageRouter(prefix=ADDRESS)

    def back(told: str) -> Response:
        return RedirectResponse(f"{ADDRESS}?{urlencode({'told': told})}", 303)

    @routes.post("/noi")
    async def begin(
        request: Request,
        address: Annotated[str, Form(max_length=250)] = "",
        code: Annotated[str, Form(max_length=60)] = "",
    ) -> Response:
        return back(drawn.begin(pages.caretaker(request), address, code))

    @routes.post("/dung")
    async def confirm(request: Request) -> Response:
        pages.caretaker(request)
        return back(await asyncio.to_thread(drawn.confirm))

    @routes.post("/bo")
    async def drop(request: Request) -> Response:
        pages.caretaker(request)
        return back(await asyncio.to_thread(drawn.drop))

    return routes
