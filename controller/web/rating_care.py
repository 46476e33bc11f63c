"""``/may-moc/danh-gia``: the caretaker gives each counter's tablet its address, and takes it away again."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from contracts.texts import FIRST, Catalogue
from contracts.vocabulary import CounterId
from controller.rating.box import BoxError
from controller.rating.ratings import Ratings
from controller.settings import OfficeSettings
from controller.web.clerk import Pages
from controller.web.drawing import templates
from controller.web.rating_screen import ADDRESS, code_of
from controller.web.sessions import Session
from hardware.host.page_router import PageRouter

CARE = "/may-moc/danh-gia"


class RatingCare:
    """Draws the page."""

    def __init__(self, settings: OfficeSettings, ratings: Ratings | None, texts: Catalogue) -> None:
        self.ratings, self._settings = ratings, settings
        self._templates = templates()
        self._templates.globals |= {"t": self.say, "code_of": code_of}
        self._texts = texts

    def say(self, key: str, **facts: object) -> str:
        """A sentence."""
        return self._texts.say(FIRST, key, **facts)

    def label(self, counter: str) -> str:
        """What a counter is called; its id where there is none."""
        return next((known.label for known in self._settings.counters if known.id == counter), counter)

    def page(self, session: Session, base: str, told: str = "", *, has_book: bool) -> HTMLResponse:
        """``base``: how this browser reaches the pages, for an office that did not say how tablets do."""
        ends = {counter: key for key, counter in self.ratings.screens.items()} if self.ratings else {}
        base = self._settings.web.address or base.rstrip("/")
        screens = [(c, f"{base}{ADDRESS}/{ends[c.id]}") for c in self._settings.counters if c.id in ends]
        words = self._templates.get_template("rating_care.html").render(
            office=self._settings,
            clerk=session.clerk,
            told=told,
            wrong=self.ratings.shelf.wrong if self.ratings else (),
            book=has_book,
            asked=self.ratings.asked if self.ratings else None,
            is_set=self.ratings is not None,
            has_address=bool(self._settings.web.address),
            screens=screens,
        )
        return HTMLResponse(words)


def router(care: RatingCare, pages: Pages) -> APIRouter:
    """For clerks who are caretakers."""
    routes = PageRouter()

    @routes.get(CARE)
    async def page(request: Request) -> HTMLResponse:
        return care.page(pages.caretaker(request), str(request.base_url), has_book=pages.has_book)

    @routes.post(f"{CARE}/{{counter}}")
    async def change(request: Request, counter: CounterId) -> HTMLResponse:
        session, told = pages.caretaker(request), ""
        if care.ratings and counter in care.ratings.screens.values():
            try:
                await care.ratings.change_screen(counter)
                told = care.say("care.changed", label=care.label(counter))
            except BoxError as error:
                told = care.say("care.failed", why=error)
        return care.page(session, str(request.base_url), told, has_book=pages.has_book)

    return routes
