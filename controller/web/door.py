"""The page of whoever stands at the door: gives numbers, finds them, has slips printed again. Needs no scripts."""

from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import HTMLResponse
from pydantic import ValidationError

from contracts import messages as m
from controller.web.api import COOKIE
from controller.web.clerk import Pages
from controller.web.forms import command_of
from controller.web.sessions import NOWHERE, Session
from controller.web.sheets import MOST_TYPED, giving
from hardware.host.page_router import PageRouter

ADDRESS = "/don-tiep"
_KINDS = {"cap-so": "issue-ticket", "in-lai": "reprint"}


def router(pages: Pages) -> APIRouter:
    """``/don-tiep``."""
    routes = PageRouter()

    def asked_by(request: Request) -> Session:
        session = pages.sessions.find(request.cookies.get(COOKIE))
        if session is None or not (session.clerk.door or session.clerk.caretaker):
            raise HTTPException(403, pages.say("door.not-allowed"))
        return session

    @routes.get(ADDRESS)
    async def door(request: Request, typed: str = "") -> HTMLResponse:
        return _page(pages, asked_by(request), "", typed[:MOST_TYPED])

    @routes.post(ADDRESS + "/{what}")
    async def act(
        request: Request, what: str, typed: Annotated[str, Form(max_length=MOST_TYPED)] = ""
    ) -> HTMLResponse:
        session = asked_by(request)
        form = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
        if what not in _KINDS:
            raise HTTPException(404, f"no action {what!r}")
        try:
            command = command_of(_KINDS[what], form, NOWHERE, pages.desk.now().clock)
        except ValidationError as error:
            raise HTTPException(422, str(error.errors(include_url=False)[0]["msg"])) from None
        return _page(pages, session, _said(pages, await pages.desk.ask(command, session.principal)), typed)

    return routes


def _said(pages: Pages, reply: m.AnyReply) -> str:
    """What came of it, in words."""
    if isinstance(reply, m.Refused):
        return pages.viewer.refusal(reply)
    if isinstance(reply.result, m.Issued):
        key = "said.issue-ticket" if reply.result.job else "said.issue-ticket-no-paper"
        return pages.say(key, number=reply.result.number)
    return pages.say("door.printing")


def _page(pages: Pages, session: Session, said: str, typed: str) -> HTMLResponse:
    day, at = pages.desk.day, pages.desk.stamp()
    facts = giving(pages) | {
        "clerk": session.clerk,
        "seated": session.seated,
        "said": said,
        "typed": typed,
        "rows": pages.viewer.lines.found(day, NOWHERE, at, typed),
        "give_to": f"{ADDRESS}/cap-so",
    }
    return HTMLResponse(pages.render("door.html", **facts))
