"""Accounts and the log of what was done; for heads."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from contracts.vocabulary import is_id
from hardware.host.page_router import PageRouter
from province.people import SHORTEST, Role
from province.reading import Reading
from province.web.pages import Pages

ADDRESS, LOG = "/nguoi-dung", "/nhat-ky"
SHOWN = 200


class AccountPages:
    """Draws the accounts, and judges what somebody typed for a new one."""

    def __init__(self, pages: Pages, reading: Reading) -> None:
        self._pages, self._reading = pages, reading

    def draw(self, request: Request, told: str = "", status: int = 200) -> HTMLResponse:
        """The page."""
        facts = {
            "everybody": self._pages.people.everybody(),
            "areas": self._reading.areas(),
            "told": told,
            "shortest": SHORTEST,
        }
        return HTMLResponse(self._pages.draw("people.html", self._pages.head(request), **facts), status)

    def problem(self, name: str, shown: str, password: str, area: str) -> str:
        """Why there can be no such account; empty: there can."""
        if not is_id(name) or not shown.strip() or not shown.isprintable():
            return self._pages.say("people.bad-name")
        if len(password) < SHORTEST:
            return self._pages.say("people.short", count=SHORTEST)
        if area and area not in self._reading.areas():
            return self._pages.say("people.no-area")
        return ""


def router(pages: Pages, reading: Reading) -> APIRouter:
    """``/nguoi-dung`` and ``/nhat-ky``."""
    routes, people, accounts = PageRouter(), pages.people, AccountPages(pages, reading)

    @routes.get(ADDRESS)
    def page(request: Request) -> HTMLResponse:
        return accounts.draw(request)

    @routes.post(ADDRESS)
    def add(
        request: Request,
        name: Annotated[str, Form(max_length=40)],
        shown: Annotated[str, Form(max_length=80)],
        password: Annotated[str, Form(max_length=200)],
        role: Annotated[Role, Form()],
        area: Annotated[str, Form(max_length=120)] = "",
    ) -> Response:
        head = pages.head(request)
        problem = accounts.problem(name, shown, password, area)
        if problem:
            return accounts.draw(request, problem, 422)
        if not people.add(name, shown.strip(), password, role, "" if role is Role.HEAD else area):
            return accounts.draw(request, pages.say("people.taken", name=name), 409)
        people.log(head.name, "account", name=name, role=role, area=area)
        return RedirectResponse(ADDRESS, 303)

    @routes.post(f"{ADDRESS}/dong")
    def close(request: Request, person: Annotated[int, Form()]) -> Response:
        head = pages.head(request)
        if person == head.id:
            return accounts.draw(request, pages.say("people.oneself"), 409)
        name = people.close(person)
        if name:
            people.log(head.name, "account-closed", name=name)
        return RedirectResponse(ADDRESS, 303)

    @routes.get(LOG)
    def log(request: Request) -> HTMLResponse:
        head = pages.head(request)
        entries = [
            (pages.clock(row.at), row.who or pages.say("log.nobody"), pages.say(f"log.{row.what}"), row.about)
            for row in people.logged(SHOWN)
        ]
        return HTMLResponse(pages.draw("log.html", head, entries=entries))

    return routes
