"""Below ``/may-moc/cap-nhat``: whether updates come from the province's centre, and how far the one is that it offers."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from controller.sending.settings import ProvinceSettings
from controller.settings_book.book import Book, Broken, Changed
from controller.settings_book.plain import sparse
from controller.settings_book.proposal import CannotBe
from controller.settings_book.verdict import When
from controller.updates.from_centre import Came, FromCentre
from controller.web.clerk import Pages
from controller.web.sessions import Session
from hardware.host.page_router import PageRouter
from hardware.update.said import say

PAGE = "/may-moc/cap-nhat"
ADDRESS = f"{PAGE}/trung-tam"
PART = "cap-nhat-tu-trung-tam"
"""By which the settings' history names this change."""


class CentreOffers:
    """What the page says, and what is wished there."""

    def __init__(
        self, settings: ProvinceSettings, fetching: FromCentre, pages: Pages, book: Book | None
    ) -> None:
        self._settings, self.fetching, self._pages, self._book = settings, fetching, pages, book
        self._said, self._good = "", False

    def facts(self) -> dict[str, Any]:
        """What stands on the page; what was said of a press stands there once."""
        seen, on = self.fetching.seen, self.fetching.wished
        note, offered = seen.note, seen.offered
        said, self._said = self._said, ""
        refused = note.came is Came.REFUSED and note.digest == offered.digest
        how = "asking" if not seen.asked else "offers" if offered.version else "nothing"
        if offered.digest and note.digest == offered.digest and note.came is Came.TAKEN:
            how = "taken"
        return {
            "on": on,
            "url": self._settings.url,
            "can": self._book is not None,
            "said": self._pages.say(f"update.centre.told.{said}") if said else "",
            "good": self._good,
            "trouble": self._pages.say(f"sending.trouble.{seen.trouble}") if seen.trouble else "",
            "percent": seen.percent,
            "version": offered.version,
            "wrong": _sentence(note.why, note.facts) if refused else "",
            "refused": note.version,
            "how": how,
            "again": bool(offered.digest) and note.digest == offered.digest and seen.percent is None,
        }

    def choose(self, session: Session, *, wished: bool) -> None:
        """Updates come from there from now on, or no more."""
        self._said = self._put(session, wished=wished)
        self._good = self._said == "saved"

    async def again(self) -> None:
        """The one that is offered is fetched once more. Raises OSError."""
        await self.fetching.again()

    def not_written(self) -> None:
        """The disk took nothing."""
        self._said, self._good = "not-written", False

    def _put(self, session: Session, *, wished: bool) -> str:
        if self._book is None or not self._settings.url:
            return "refused"
        desk = self._pages.desk
        try:
            copy = self._book.read()
            told = sparse(copy.settings).get("province", {})
            edit = {"province": {**told, "updates": wished}}
            wish = self._book.wish(copy.digest, edit, desk.day, desk.now())
            when = self._book.save(wish, session.clerk.id, PART, desk.day.date, desk.stamp())
        except OSError:
            return "not-written"
        except (Broken, Changed, CannotBe):
            return "refused"
        return "refused" if when is When.REFUSED else "saved"


def router(offers: CentreOffers, pages: Pages) -> APIRouter:
    """Only for caretakers."""
    routes = PageRouter()

    @routes.post(ADDRESS)
    async def choose(request: Request, wish: Annotated[str, Form(max_length=10)] = "") -> Response:
        offers.choose(pages.caretaker(request), wished=wish == "on")
        return RedirectResponse(PAGE, 303)

    @routes.post(f"{ADDRESS}/lai")
    async def again(request: Request) -> Response:
        pages.caretaker(request)
        try:
            await offers.again()
        except OSError:
            offers.not_written()
        return RedirectResponse(PAGE, 303)

    return routes


def _sentence(key: str, facts: dict[str, str]) -> str:
    try:
        return say(f"error.{key}", **facts)
    except ValueError:  # noted by another version
        return key
