"""Handing forms up to the province: counted from a file that is forgotten, by the head alone, and taken back again."""

import asyncio
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import RedirectResponse
from pydantic import ValidationError

from contracts.forms.progress import COUNTS
from contracts.forms.written import count, written_date
from contracts.province import MOST_STATEMENT, Statement
from contracts.stated_forms import AnnexGroup, AnnexReason, AnnexUnit, AnyForm, StatedAnnex, StatedProcedures
from contracts.statements import FormRow, StatedForm, StatementKind, form_name
from controller.figures.filled_forms import Filled
from controller.figures.period import Period
from controller.figures.stated_forms import HandedUp, StatedForms
from controller.sending.stating import Stating
from controller.web.figures import ADDRESS, FORM_KEYS, FigurePages
from controller.web.people import PeoplePages
from controller.web.sessions import Session
from hardware.host.page_router import PageRouter

Make = Callable[[Period, Filled], AnyForm | None]
FORM = f"{ADDRESS}/{FORM_KEYS[0]}"
BACK = f"{FORM}/rut-ve"


def _progress(period: Period, filled: Filled) -> StatedForm | None:
    rows = tuple(
        FormRow(name=" ".join(one.name.split()), **{name: getattr(one, name) for name in COUNTS})
        for one in filled.rows
    )
    lacks = tuple(sorted(filled.lacks))
    return StatedForm(first=period.first, last=period.last, rows=rows, lacks=lacks) if rows else None


def _annex(period: Period, filled: Filled) -> StatedAnnex | None:
    groups = tuple(
        AnnexGroup(name=one.name, units=tuple(AnnexUnit.model_validate(asdict(unit)) for unit in one.units))
        for one in filled.groups
    )
    reasons = tuple(AnnexReason(reason=one.reason, number=one.number) for one in filled.late)
    if not groups:
        return None
    return StatedAnnex(first=period.first, last=period.last, groups=groups, reasons=reasons)


def _procedures(period: Period, filled: Filled) -> StatedProcedures | None:
    if filled.procedures is None:
        return None
    told = asdict(filled.procedures) | {"first": period.first, "last": period.last}
    return StatedProcedures.model_validate(told)


MADE: Mapping[str, tuple[StatementKind, Make]] = {
    "bieu-06a": (StatementKind.FORM_06A, _progress),
    "phu-luc-ii": (StatementKind.ANNEX, _annex),
    "bieu-07b": (StatementKind.FORM_07B, _procedures),
}
"""What the province is told of a form, by its address. The table of Decision 766 follows from form II.06a."""


@dataclass(frozen=True)
class HandingUp:
    """Says whether a form may be handed up, and does it. ``stating``: tells the province."""

    drawn: FigurePages
    people: PeoplePages
    forms: StatedForms
    stating: Stating
    key: str
    """The form's address below that of figures."""

    @property
    def back(self) -> str:
        """Where it is taken back."""
        return f"{ADDRESS}/{self.key}/rut-ve"

    def hand_up(self, session: Session, period: Period, filled: Filled) -> str:
        """Hand up what a form counted; the sentence about it. Raises HTTPException with the reason."""
        say = self.drawn.say
        if not session.clerk.head:
            raise HTTPException(403, say("hand-up.not-head"))
        if period.last >= self.drawn.today():
            raise HTTPException(422, say("hand-up.not-over"))
        if filled.wrongs:
            raise HTTPException(422, say("hand-up.unsure"))
        try:
            told = MADE[self.key][1](period, filled)
        except ValidationError as error:
            raise HTTPException(422, say("hand-up.unsure")) from error
        if told is None or len(json.dumps(told.model_dump(mode="json"))) > MOST_STATEMENT:
            raise HTTPException(422, say("hand-up.unsure"))
        self._put(form_name(period.first, period.last), session, told)
        return say("hand-up.done", period=self.drawn.named(period), what=self._what(told))

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
                    what=self._what(one.form),
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
            yield Statement(kind=MADE[self.key][0], name=name, body=body)

    def _what(self, form: AnyForm) -> str:
        """How much it says."""
        match form:
            case StatedForm(rows=rows):
                number = sum(row.online + row.direct + row.post + row.carried for row in rows)
            case StatedProcedures(all_levels=number):
                pass
            case StatedAnnex(groups=groups):
                number = sum(len(group.units) for group in groups)
        return self.drawn.say(f"hand-up.what-{self.key}", count=count(number))

    def _put(self, name: str, session: Session, form: AnyForm | None) -> None:
        now = self.people.pages.desk.now().clock
        try:
            self.forms.put(name, HandedUp(form=form, by=session.clerk.id, at=now))
        except OSError as error:
            raise HTTPException(503, self.drawn.say("publish.failed")) from error
        self.stating.soon()


def router(handing: HandingUp) -> APIRouter:
    """Taking a form back."""
    routes = PageRouter()

    @routes.post(handing.back)
    async def back(request: Request, name: Annotated[str, Form(max_length=40)]) -> RedirectResponse:
        session = handing.people.head(request)
        await asyncio.to_thread(handing.take_back, name, session)
        return RedirectResponse(f"{ADDRESS}/{handing.key}", 303)

    return routes
