"""Everything about ratings but their figures: screens at counters, phones, and the caretaker's page."""

from collections.abc import Iterator
from pathlib import Path

from fastapi import APIRouter

from contracts.texts import Catalogue, load_catalogue
from controller.desk.desk import Desk
from controller.places import Places
from controller.rating.taking import RatingTaking
from controller.settings import OfficeSettings
from controller.web import rating_care, rating_phone, rating_screen
from controller.web.clerk import Pages
from controller.web.rating_phone import RatingPhones, RatingTexts
from controller.web.rating_screen import RatingScreens

TEXTS = Path(__file__).parents[1] / "rating" / "texts"


class RatingRoutes:
    """Made once for an office."""

    def __init__(
        self, settings: OfficeSettings, desk: Desk, pages: Pages, places: Places | None, texts: Catalogue
    ) -> None:
        """``texts``: of all citizens' pages."""
        self._texts, self._settings = load_catalogue(TEXTS), settings
        self._pages, self._ratings = pages, desk.ratings
        self._taking = RatingTaking(desk, desk.ratings) if desk.ratings else None
        words = RatingTexts(self._texts, texts)
        phones = self._taking and places and RatingPhones(settings, self._taking, places, words)
        self.phones = phones or None
        """What phones say; None: nothing."""

    def routers(self) -> Iterator[APIRouter]:
        """The pages that this office has."""
        yield rating_care.router(
            rating_care.RatingCare(self._settings, self._ratings, self._texts), self._pages
        )
        if self._taking:
            yield rating_screen.router(RatingScreens(self._settings, self._taking, self._texts))
        if self.phones:
            yield rating_phone.router(self.phones)
