"""Enrolling by code: ``POST /api/v1/enrolments`` for offices, and the button that makes a code for heads."""

import asyncio
import time
from collections.abc import Callable

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from pydantic import ValidationError
from sqlalchemy.exc import SQLAlchemyError

from contracts.enrolling import ENROLMENTS, Enrolled, Enrolment, NotEnrolled, Refusal, shown
from hardware.host.page_router import PageRouter
from hardware.host.visitor import visitor_of
from province.invitations import Invitations
from province.reading import Reading
from province.tries import Tries
from province.web.intake import later, refused
from province.web.office import ADDRESS, OfficePages
from province.web.pages import Pages

WRONG = (NotEnrolled.WRONG, NotEnrolled.USED, NotEnrolled.EXPIRED)


class Desk:
    """Judges whoever asks to be enrolled."""

    def __init__(
        self, pages: Pages, reading: Reading, invitations: Invitations, utc_ms: Callable[[], int]
    ) -> None:
        self._pages, self._reading, self._invitations, self._utc_ms = pages, reading, invitations, utc_ms
        self._tries = Tries()

    def answer(self, body: bytes, visitor: str) -> Response:
        """What an office is told."""
        now = time.monotonic()
        if self._tries.wait_s(visitor, visitor, now) > 0:
            return self._no(NotEnrolled.LATER)
        try:
            asked = Enrolment.model_validate_json(body)
        except ValidationError:
            return refused(422, "enrolment")
        found = self._invitations.enrol(asked)
        if isinstance(found, NotEnrolled):
            if found in WRONG:
                self._tries.wrong(visitor, visitor, now)
            return self._no(found)
        office = self._reading.offices(self._pages.today())[found]
        self._pages.people.log(office.code, "enrolled", code=office.code, key=asked.name)
        told = Enrolled(centre=self._pages.settings.name, office=office.code, name=office.name)
        return JSONResponse(told.model_dump(mode="json"))

    def _no(self, why: NotEnrolled) -> Response:
        return JSONResponse(Refusal(why=why, at=self._utc_ms()).model_dump(mode="json"), 409)


def router(pages: Pages, drawn: OfficePages, invitations: Invitations, desk: Desk) -> APIRouter:
    """For offices without a key, and for heads."""
    routes = PageRouter()

    @routes.post(ENROLMENTS)
    async def enrol(request: Request) -> Response:
        visitor = visitor_of(request.client.host if request.client else "")
        try:
            return await asyncio.to_thread(desk.answer, await request.body(), visitor)
        except SQLAlchemyError:
            return later("database")

    @routes.post(f"{ADDRESS}/{{code}}/ma-noi")
    def invite(request: Request, code: str) -> HTMLResponse:
        person = pages.head(request)
        office = drawn.find(person, code)
        made = invitations.invite(office.id)
        pages.people.log(person.name, "invited", code=code)
        return HTMLResponse(drawn.draw(person, office, invitation=shown(made)))

    return routes
