"""Handing form II.06a up to the province: counted from a list that is forgotten, by the head alone, and taken back again."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import RedirectResponse
from pydantic import ValidationError

from contracts.forms.progress import COUNTS
from contracts.forms.written import count, written_date
from contracts.province import Statement
from contracts.statements import FormRow, StatedForm, StatementKind, form_name
from controller.figures.filled_forms import Filled
from controller.figures.period import Period
from controller.figures.stated_forms import HandedUp, StatedForms
from controller.sending.stating import Stating
from controller.web.figures import ADDRESS, FORM_KEYS, FigurePages
from controller.web.people import PeoplePages
from controller.web.sessions import Session

FORM = f"{ADDRESS}/{FORM_KEYS[0]}"
BACK = f"{FORM}/rut-ve"


@dataclass(frozen=True)
class HandingUp:
    """Says whether a form may be handed up, and does it. ``stating``: tells the province."""

    drawn: FigurePages
    people: PeoplePages
    forms: StatedForms
    stating: Stating

    def hand_up(self, session: Session, period: Period, filled: Filled) -> str:
        """Hand up what a form counted; the sentence about it. Raises HTTPException with the reason."""
        say = self.drawn.say
        if not session.clerk.head:
            raise HTTPException(403, say("hand-up.not-head"))
        if period.last >= self.drawn.today():
            raise HTTPException(422, say("hand-up.not-over"))
        if not filled.rows or filled.wrongs:
            raise HTTPException(422, say("hand-up.unsure"))
        try:
            rows = tuple(
                FormRow(name=" ".join(one.name.split()), **{name: getattr(one, name) for name in COUNTS})
                for one in filled.rows
            )
            told = StatedForm(
                first=period.first, last=period.last, rows=rows, lacks=tuple(sorted(filled.lacks))
            )
        except ValidationError as error:
            raise HTTPException(422, say("hand-up.unsure")) from error
        self._put(form_name(period.first, period.last), session, told)
        return say("hand-up.done", period=self.drawn.named(period), count=len(rows))

    def take_back(self, name: str, session: Session) -> None:
        """The province forgets it. Raises HTTPException."""
        if name in self.forms.forms:
            self._put(name, session, None)

    def listed(self) -> Sequence[tuple[str, str]]:
        """Each form that is handed up, by its name, and what is told of it with who did it."""
        names, local = self.drawn.names.clerks, self.people.pages.desk.office.local
        return [
            (
                name,
                self.drawn.say(
                    "hand-up.listed",
                    first=written_date(one.form.first),
                    last=written_date(one.form.last),
                    count=count(
                        sum(row.online + row.direct + row.post + row.carried for row in one.form.rows)
                    ),
                    by=names.get(one.by, one.by),
                    at=f"{local(one.at):%H:%M %d/%m/%Y}",
                ),
            )
            for name, one in self.forms.forms.items()
            if one.form
        ]

    def statements(self) -> Iterator[Statement]:
        """All of them, also what was taken back."""
        for name, one in self.forms.forms.items():
            body = one.form.model_dump(mode="json") if one.form else None
            yield Statement(kind=StatementKind.FORM_06A, name=name, body=body)

    def _put(self, name: str, session: Session, form: StatedForm | None) -> None:
        now = self.people.pages.desk.now().clock
        try:
            self.forms.put(name, HandedUp(form=form, by=session.clerk.id, at=now))
        except OSError as error:
            raise HTTPException(503, self.drawn.say("publish.failed")) from error
        self.stating.soon()


def router(handing: HandingUp) -> APIRouter:
    """Taking a form back."""
    routes = APIRouter(include_in_schema=False)

    @routes.post(BACK)
    async def back(request: Request, name: Annotated[str, Form(max_length=40)]) -> RedirectResponse:
        session = handing.people.head(request)
        await asyncio.to_thread(handing.take_back, name, session)
        return RedirectResponse(FORM, 303)

    return routes
