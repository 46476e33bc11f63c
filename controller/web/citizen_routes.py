"""Where a number stands, in the hall and outside, and what people thought of it: the pages of whoever has a slip."""

from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter

from contracts.texts import Catalogue
from controller.desk.desk import Desk
from controller.places import Places
from controller.settings import OfficeSettings
from controller.settings_book.book import Book
from controller.web import place, relay_page
from controller.web.clerk import Pages
from controller.web.place import PlaceGround, PlacePages
from controller.web.place_relay import relay_of
from controller.web.rating_routes import RatingRoutes

Work = Callable[[], Coroutine[Any, Any, None]]


@dataclass(frozen=True)
class CitizenRoutes:
    """What the pages are made of. ``places``: None where phones see nothing of it."""

    settings: OfficeSettings
    desk: Desk
    pages: Pages
    places: Places | None
    texts: Catalogue
    closes_early: Callable[[], str]

    def routers(self, works: list[Work], book: Book | None) -> Iterator[APIRouter]:
        """All of them; ``works`` gets what goes on beside the pages."""
        settings, desk, places, texts = self.settings, self.desk, self.places, self.texts
        rating = RatingRoutes(settings, desk, self.pages, places, texts)
        yield from rating.routers()
        if places is None:
            return
        ground = PlaceGround(settings, desk, places, texts, self.closes_early, rating.phones)
        yield place.router(PlacePages(ground))
        relay = relay_of(settings, desk, places, texts)
        works.append(relay.follow)
        yield relay_page.router(settings, relay, self.pages, book)
