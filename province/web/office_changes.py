"""Offices that are called otherwise, belong elsewhere or become part of another one, from a day on; for heads."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from hardware.host.page_router import PageRouter
from province.registry import Registry
from province.web.office import ADDRESS, OfficePages
from province.web.pages import Pages


def router(pages: Pages, drawn: OfficePages, registry: Registry) -> APIRouter:
    """Below ``/don-vi``."""
    routes = PageRouter(prefix=ADDRESS)

    @routes.post("/{code}/doi-ten")
    def rename(
        request: Request,
        code: str,
        name: Annotated[str, Form(max_length=120)],
        since: Annotated[date, Form()],
        area: Annotated[str, Form(max_length=120)] = "",
    ) -> Response:
        person = pages.head(request)
        office = drawn.find(person, code)
        if not name.strip() or not (name + area).isprintable():
            raise HTTPException(422, pages.say("office.bad-code"))
        registry.add_office(office.code, name.strip(), area.strip(), since)
        pages.people.log(person.name, "renamed", code=code, name=name.strip(), since=since.isoformat())
        return RedirectResponse(f"{ADDRESS}/{code}", 303)

    @routes.post("/{code}/nhap")
    def merge(
        request: Request, code: str, into: Annotated[str, Form(max_length=40)], day: Annotated[date, Form()]
    ) -> Response:
        person = pages.head(request)
        office, other = drawn.find(person, code), drawn.find(person, into.strip())
        if not registry.merge(office.id, other.id, day):
            return HTMLResponse(drawn.draw(person, office, told=pages.say("office.circle")), 409)
        pages.people.log(person.name, "merged", code=code, into=other.code, day=day.isoformat())
        return RedirectResponse(f"{ADDRESS}/{code}", 303)

    return routes
