"""Signing in and out, and the first account of a new centre."""

import time
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from contracts.texts import FIRST
from hardware.host.page_router import PageRouter
from hardware.host.visitor import visitor_of
from province.tries import Tries
from province.web.language import COOKIE as LANGUAGE
from province.web.language import SECOND
from province.web.pages import COOKIE, SIGN_IN, Pages

YEAR_S = 366 * 86_400
Name = Annotated[str, Form(max_length=60)]
Password = Annotated[str, Form(max_length=200)]


def router(pages: Pages) -> APIRouter:
    """For everybody."""
    routes, tries = PageRouter(), Tries()

    def drawn(told: str = "", name: str = "", status: int = 200) -> HTMLResponse:
        first = not pages.people.any()
        return HTMLResponse(pages.draw("sign_in.html", None, told=told, tried=name, first=first), status)

    @routes.get(SIGN_IN)
    def page() -> HTMLResponse:
        return drawn()

    @routes.post(SIGN_IN)
    def enter(request: Request, name: Name, password: Password) -> Response:
        visitor, now = visitor_of(request.client.host if request.client else ""), time.monotonic()
        wait = tries.wait_s(name, visitor, now)
        if wait > 0:
            return drawn(pages.say("sign-in.wait", seconds=int(wait) + 1), name, 429)
        token = pages.people.sign_in(name.strip(), password)
        if token is None:
            tries.wrong(name, visitor, now)
            return drawn(pages.say("sign-in.wrong"), name, 401)
        tries.right(name, visitor)
        answer = RedirectResponse("/", 303)
        safe = request.url.scheme == "https"
        answer.set_cookie(COOKIE, token, httponly=True, samesite="strict", secure=safe)
        return answer

    @routes.post("/thoat")
    def leave(request: Request) -> Response:
        pages.people.sign_out(request.cookies.get(COOKIE, ""))
        answer = RedirectResponse(SIGN_IN, 303)
        answer.delete_cookie(COOKIE)
        return answer

    @routes.post("/ngon-ngu")
    def language(request: Request, language: Annotated[str, Form(max_length=5)]) -> Response:
        came = urlsplit(request.headers.get("referer", ""))
        here = came.netloc == request.headers.get("host", "") and came.path.startswith("/")
        back = f"/{came.path.lstrip('/')}" + (f"?{came.query}" if came.query else "")
        answer = RedirectResponse(back if here else "/", 303)
        answer.set_cookie(
            LANGUAGE, language if language == SECOND else FIRST, samesite="strict", max_age=YEAR_S
        )
        return answer

    return routes
