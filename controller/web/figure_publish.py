"""Publishing a month's dossiers on ``/ket-qua``: counted from a list that is forgotten, by the head alone, and taken back again."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import RedirectResponse

from contracts.forms.written import count, percent, share
from contracts.open_data import SMALLEST, OpenDossiers
from controller.figures.filled_forms import Filled
from controller.figures.period import Kind, Period
from controller.figures.published import Published, PublishedMonths
from controller.web.figures import ADDRESS, FORM_KEYS, FigurePages
from controller.web.people import PeoplePages
from controller.web.sessions import Session
from hardware.host.page_router import PageRouter

FORM = f"{ADDRESS}/{FORM_KEYS[0]}"
BACK = f"{FORM}/go-xuong"


@dataclass(frozen=True)
class Publishing:
    """Says whether a month may be published, and does it."""

    drawn: FigurePages
    people: PeoplePages
    months: PublishedMonths

    def publish(self, session: Session, period: Period, filled: Filled) -> str:
        """Publish what a form counted; the sentence about it. Raises HTTPException with the reason."""
        say = self.drawn.say
        if not session.clerk.head:
            raise HTTPException(403, say("publish.not-head"))
        if period.kind is not Kind.MONTH or period.last >= self.drawn.today():
            raise HTTPException(422, say("publish.not-month"))
        whole = filled.counts
        if whole is None or filled.wrongs:
            raise HTTPException(422, say("publish.unsure"))
        if whole.answered < SMALLEST:
            raise HTTPException(422, say("publish.few", smallest=SMALLEST))
        told = OpenDossiers(
            answered=whole.answered,
            early=whole.early,
            on_time=whole.on_time,
            late=whole.late,
            in_time=float(percent(whole.early + whole.on_time, whole.answered) or 0),
        )
        now = self.people.pages.desk.now().clock
        try:
            self.months.put(f"{period.first:%Y-%m}", Published(dossiers=told, by=session.clerk.id, at=now))
        except OSError as error:
            raise HTTPException(503, say("publish.failed")) from error
        return say("publish.done", **self._facts(f"{period.first:%Y-%m}", told))

    def listed(self) -> Sequence[tuple[str, str]]:
        """Each month that is published, and what is told of it with who did it."""
        say, names = self.drawn.say, self.drawn.names.clerks
        local = self.people.pages.desk.office.local
        return [
            (
                month,
                say(
                    "publish.listed",
                    **self._facts(month, one.dossiers),
                    by=names.get(one.by, one.by),
                    at=f"{local(one.at):%H:%M %d/%m/%Y}",
                ),
            )
            for month, one in self.months.months.items()
        ]

    def _facts(self, month: str, told: OpenDossiers) -> dict[str, str]:
        in_time = told.early + told.on_time
        return {
            "month": f"{month[5:]}/{month[:4]}",
            "answered": count(told.answered),
            "share": share(in_time, told.answered),
            "late": count(told.late),
        }


def router(publishing: Publishing) -> APIRouter:
    """Taking a month back."""
    routes = PageRouter()

    @routes.post(BACK)
    async def back(request: Request, month: Annotated[str, Form(max_length=7)]) -> RedirectResponse:
        publishing.people.head(request)
        try:
            await asyncio.to_thread(publishing.months.take_back, month)
        except OSError as error:
            raise HTTPException(503, publishing.drawn.say("publish.failed")) from error
        return RedirectResponse(FORM, 303)

    return routes
