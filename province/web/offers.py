"""``/may/cap-nhat``: the updates that lie at the centre, and to which offices each is offered; for heads."""

import re
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from hardware.host.page_router import PageRouter
from province.bundles import Bundle, Bundles
from province.reading import Office, Reading
from province.web.fleet import ADDRESS as FLEET
from province.web.pages import Pages

ADDRESS = f"{FLEET}/cap-nhat"
TO_ALL, TO_NAMED, TO_NOBODY = "all", "named", "nobody"
MOST_TYPED = 20_000
MOST_NAMED = 5


@dataclass(frozen=True)
class Row:
    """A bundle. ``codes``: of the offices to which it is offered by name; ``there``: its file lies here whole."""

    bundle: Bundle
    to: str
    codes: str
    there: bool


class OfferPages:
    """Draws the page, and does what was pressed."""

    def __init__(self, pages: Pages, reading: Reading, bundles: Bundles) -> None:
        self._pages, self._reading, self._bundles = pages, reading, bundles

    def draw(self, request: Request, told: str = "", status: int = 200) -> HTMLResponse:
        """The page."""
        offices = self._offices()
        rows = [self._row(bundle, offices) for bundle in self._bundles.all()]
        facts = {"rows": rows, "told": told, "clock": self._pages.clock, "offices": offices.values()}
        return HTMLResponse(self._pages.draw("offers.html", self._pages.head(request), **facts), status)

    def find(self, number: int) -> Bundle:
        """One of them. Raises HTTPException."""
        found = next((bundle for bundle in self._bundles.all() if bundle.id == number), None)
        if found is None:
            raise HTTPException(404)
        return found

    def offer(self, bundle: Bundle, to: str, typed: str) -> str:
        """What is wrong with it, as a sentence; empty: it is done."""
        if to not in (TO_ALL, TO_NAMED, TO_NOBODY):
            return self._pages.say("error.typed")
        codes = {office.code: office.id for office in self._offices().values()}
        wanted = {word.lower() for word in re.split(r"[\s,;]+", typed) if word} if to == TO_NAMED else set()
        unknown = sorted(wanted - codes.keys())
        if unknown:
            named = ", ".join(word[:40] for word in unknown[:MOST_NAMED])
            return self._pages.say("offers.unknown", codes=named)
        if to == TO_NAMED and not wanted:
            return self._pages.say("offers.nobody-named")
        self._bundles.offer(bundle.id, [codes[code] for code in wanted], to_all=to == TO_ALL)
        return ""

    def remove(self, bundle: Bundle) -> str:
        """What is wrong, as a sentence; empty: it is gone."""
        try:
            self._bundles.remove(bundle.id)
        except OSError as error:
            return self._pages.say("offers.not-removed", why=error.strerror or type(error).__name__)
        return ""

    def _offices(self) -> dict[int, Office]:
        return self._reading.offices(self._pages.today())

    def _row(self, bundle: Bundle, offices: dict[int, Office]) -> Row:
        to = TO_ALL if bundle.for_all else TO_NAMED if bundle.offices else TO_NOBODY
        codes = " ".join(sorted(offices[one].code for one in bundle.offices if one in offices))
        return Row(bundle, to, codes, self._bundles.is_there(bundle))


def router(pages: Pages, reading: Reading, bundles: Bundles) -> APIRouter:
    """The page and its buttons."""
    routes, drawn = PageRouter(prefix=ADDRESS), OfferPages(pages, reading, bundles)

    @routes.get("")
    def page(request: Request) -> HTMLResponse:
        return drawn.draw(request)

    @routes.post("/{number}")
    def offer(
        request: Request,
        number: int,
        to: Annotated[str, Form(max_length=20)],
        codes: Annotated[str, Form(max_length=MOST_TYPED)] = "",
    ) -> Response:
        head, bundle = pages.head(request), drawn.find(number)
        wrong = drawn.offer(bundle, to, codes)
        if wrong:
            return drawn.draw(request, wrong, 422)
        pages.people.log(head.name, "offered", version=bundle.version, to=codes if to == TO_NAMED else to)
        return RedirectResponse(ADDRESS, 303)

    @routes.post("/{number}/bo")
    def remove(request: Request, number: int) -> Response:
        head, bundle = pages.head(request), drawn.find(number)
        wrong = drawn.remove(bundle)
        pages.people.log(head.name, "bundle-removed", version=bundle.version)
        return drawn.draw(request, wrong, 507) if wrong else RedirectResponse(ADDRESS, 303)

    return routes
