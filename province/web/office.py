"""One office: how it is now, its days and services, its journals and keys."""

from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from contracts.vocabulary import is_id
from hardware.host.page_router import PageRouter
from province.compare import by_name, ranking, top_of_scale, total
from province.invitations import Invitations
from province.opinions import Asked, opinions
from province.people import Person
from province.period import Period
from province.reading import By, Office, Reading
from province.registry import Registry, TooManyKeysError
from province.web.compare import Comparison
from province.web.now import Board
from province.web.pages import Pages

ADDRESS = "/don-vi"
SHOWN = timedelta(days=29)
"""Before today, of figures; of ratings, of which there are fewer, this month and the two before it."""


class OfficePages:
    """Draws one office."""

    def __init__(
        self,
        pages: Pages,
        reading: Reading,
        board: Board,
        comparison: Comparison,
        invitations: Invitations,
    ) -> None:
        self._pages, self._reading, self._board, self._comparison = pages, reading, board, comparison
        self._invitations = invitations

    def find(self, person: Person, code: str) -> Office:
        """The office, if this person may see it. Raises HTTPException."""
        for office in self._reading.offices(self._pages.today(), person.area).values():
            if office.code == code:
                return office
        raise HTTPException(404)

    def draw(
        self, person: Person, office: Office, told: str = "", key: str = "", invitation: str = ""
    ) -> str:
        """The page; ``key``, ``invitation``: a new key or code, which is shown this once."""
        today = self._pages.today()
        period = Period(today - SHOWN, today)
        found = self._reading.sums(period, By.SERVICE).get(str(office.id), {})
        names = self._comparison.services({office.id: office})
        rows = ranking(by_name((names.get(code, code), sums) for code, sums in found.items()))
        issued = self._reading.issued_by_day(period, [office.id])
        board = [row for row in self._board.rows(person.area) if row.office.id == office.id]
        facts = {
            "row": board[0] if board else None,
            "office": office,
            "rows": rows,
            "whole": total(row.sums for row in rows),
            "top": top_of_scale(rows),
            "bars": [(f"{day:%d/%m}", count) for day, count in issued.items()],
            "opinions": self._opinions(office, today),
            "lineages": self._reading.lineages(office.id),
            "apart": self._reading.apart_of(office.id),
            "keys": self._reading.keys(office.id),
            "clock": self._pages.clock,
            "clock_ms": self._pages.clock_of_ms,
            "told": told,
            "invitation": invitation,
            "invited": self._invitations.newest(office.id) if person.heads else None,
            "now": self._pages.now(),
            "new_key": key,
            "limit": self._pages.settings.wait_limit_minutes,
        }
        return self._pages.draw("office.html", person, **facts)

    def _opinions(self, office: Office, today: date) -> list[Asked]:
        last = today.replace(day=1) - timedelta(days=1)
        first = (last.replace(day=1) - timedelta(days=1)).replace(day=1)
        said = self._reading.said(Period(first, today), [office.id])
        return opinions(said, {office.id: office.name})


def router(pages: Pages, drawn: OfficePages, registry: Registry) -> APIRouter:
    """``/don-vi``; keys and new offices are for heads."""
    routes = PageRouter(prefix=ADDRESS)

    @routes.get("/{code}")
    def page(request: Request, code: str) -> HTMLResponse:
        person = pages.reader(request)
        return HTMLResponse(drawn.draw(person, drawn.find(person, code)))

    @routes.post("")
    def add(
        request: Request,
        code: Annotated[str, Form(max_length=40)],
        name: Annotated[str, Form(max_length=120)],
        area: Annotated[str, Form(max_length=120)] = "",
    ) -> Response:
        person = pages.head(request)
        if not is_id(code) or not name.strip() or not (name + area).isprintable():
            raise HTTPException(422, pages.say("office.bad-code"))
        if registry.knows(code):
            raise HTTPException(409, pages.say("office.taken", code=code))
        registry.add_office(code, name.strip(), area.strip(), pages.today())
        pages.people.log(person.name, "office", code=code, name=name.strip())
        return RedirectResponse(f"{ADDRESS}/{code}", 303)

    @routes.post("/{code}/khoa")
    def give(request: Request, code: str) -> HTMLResponse:
        person = pages.head(request)
        office = drawn.find(person, code)
        try:
            key = registry.give_key(office.id)
        except TooManyKeysError:
            return HTMLResponse(drawn.draw(person, office, told=pages.say("office.two-keys")), 409)
        pages.people.log(person.name, "key-given", code=code, key=key.name)
        return HTMLResponse(drawn.draw(person, office, key=key.whole))

    @routes.post("/{code}/thu-hoi")
    def revoke(request: Request, code: str, key: Annotated[int, Form()]) -> Response:
        person = pages.head(request)
        office = drawn.find(person, code)
        name = registry.revoke(office.id, key)
        if name:
            pages.people.log(person.name, "key-revoked", code=code, key=name)
        return RedirectResponse(f"{ADDRESS}/{code}", 303)

    return routes
