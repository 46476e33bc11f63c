"""``/bieu-mau``: the forms that offices handed up, added up; as a page, an Excel file, a paper to sign."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeVar

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from starlette.exceptions import HTTPException

from contracts.forms.paper import Letterhead, paper
from contracts.forms.progress import Wrong
from contracts.forms.table import Table, headings, is_number, text
from contracts.forms.workbook import Heading, workbook
from contracts.forms.written import written_date
from contracts.stated_forms import AnyForm, StatedAnnex, StatedProcedures
from contracts.statements import StatedForm, form_name
from hardware.host.page_router import PageRouter
from hardware.host.program import VERSION
from province import annex_sums
from province.annex_sums import annex_of_all
from province.form_sums import KINDS, Form, Handed, broken, by_field, by_office
from province.people import Person
from province.procedure_sums import procedures_of_all
from province.reading import Office, Reading
from province.web.language import in_first
from province.web.pages import Pages

ADDRESS = "/bieu-mau"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
F = TypeVar("F", bound=AnyForm)


@dataclass(frozen=True)
class Summed:
    """One form of one period."""

    form: Form
    name: str
    first: date
    last: date
    tables: tuple[Table, ...]
    wrong: Sequence[Wrong]


class FormPages:
    """Reads what was handed up, and draws its sums."""

    def __init__(self, pages: Pages, reading: Reading) -> None:
        self._pages, self._reading = pages, reading

    def summed(self, request: Request, person: Person) -> tuple[Form, Summed | None, list[str]]:
        """What the address asks for, and all periods; None: nobody handed that form up yet. Raises HTTPException."""
        given = request.query_params
        form = Form(given["bieu"]) if given.get("bieu") in list(Form) else Form.II_06A
        names = self._reading.form_periods(KINDS[form])
        if not names:
            return form, None, []
        name = given.get("ky", "")
        if name not in names:
            name = names[0]
        first, last = _days(name)
        return form, Summed(form, name, first, last, *self._added_up(form, name, person)), names

    def _added_up(self, form: Form, name: str, person: Person) -> tuple[tuple[Table, ...], Sequence[Wrong]]:
        """The tables, and what does not hold."""
        say, offices = self._pages.say, self._offices(form, name, person)
        if form is Form.II_07B:
            return (procedures_of_all(self._told(form, name, offices, StatedProcedures), say),), ()
        if form is Form.ANNEX:
            annexes = self._told(form, name, offices, StatedAnnex)
            return (annex_of_all(annexes, say),), annex_sums.broken(annexes)
        now, then = (self._told(form, one, offices, StatedForm) for one in (name, self._before(form, name)))
        handed = [Handed(*one, earlier) for one, (_, earlier) in zip(now, then, strict=True)]
        return (by_field(form, handed, say), by_office(form, handed, say)), broken(handed)

    def _before(self, form: Form, name: str) -> str:
        """The name of the period right before, if anybody handed that up; else empty."""
        first, last = _days(name)
        for one in self._reading.form_periods(KINDS[form]):
            days = _days(one)
            alike = abs((days[1] - days[0]) - (last - first)) <= timedelta(days=3)
            if days[1] == first - timedelta(days=1) and alike:
                return one
        return ""

    def _offices(self, form: Form, name: str, person: Person) -> list[Office]:
        """Those that were there in the period, or handed that form up of it."""
        first, last = _days(name)
        told = self._reading.forms(KINDS[form], name)
        return [
            office
            for office in self._reading.offices(last, person.area).values()
            if office.merged_on is None or office.merged_on > first or (office.id, name) in told
        ]

    def _told(
        self, form: Form, name: str, offices: Iterable[Office], shape: type[F]
    ) -> list[tuple[str, F | None]]:
        """Each office with what it handed up of a period; None: nothing."""
        told = self._reading.forms(KINDS[form], name)
        found: list[tuple[str, F | None]] = []
        for office in offices:
            own = told.get((office.id, name))
            found.append((office.name, own if isinstance(own, shape) else None))
        return found

    def page(self, request: Request, person: Person) -> str:
        """As a page."""
        form, found, names = self.summed(request, person)
        facts: dict[str, Any] = {
            "asked": form,
            "found": found,
            "periods": [(name, self.period(*_days(name))) for name in names],
            "forms": list(Form),
            "headings": headings,
            "cell": text,
            "is_number": is_number,
            "wrong": [self._sum(one) for one in found.wrong] if found else [],
        }
        return self._pages.draw("forms.html", person, **facts)

    def excel(self, found: Summed) -> bytes:
        """As an Excel file."""
        heading = Heading(self._left(), found.tables[0].title, self._line(found), (self._made(),))
        return workbook(heading, found.tables)

    def signed(self, found: Summed) -> bytes:
        """As a paper to sign."""
        say = self._pages.say
        head = Letterhead(
            left=self._left(),
            nation=say("document.nation"),
            motto=say("document.motto"),
            title=found.tables[0].title,
            period=self._line(found),
            notes=[self._sum(one) for one in found.wrong],
            made=(self._made(),),
            place=say("document.place"),
            signers=(
                (say("document.maker"), say("document.sign")),
                (say("document.head"), say("document.seal")),
            ),
            page=say("document.page", page="{page}"),
        )
        return paper(head, found.tables)

    def period(self, first: date, last: date) -> str:
        """As people name it."""
        return self._pages.say("forms.period", first=written_date(first), last=written_date(last))

    def _left(self) -> tuple[str, ...]:
        return (self._pages.settings.name.upper(),)

    def _line(self, found: Summed) -> str:
        return self._pages.say("forms.line", period=self.period(found.first, found.last))

    def _made(self) -> str:
        now = self._pages.local(self._pages.now())
        return self._pages.say(
            "document.made", time=f"{now:%H:%M}", date=written_date(now.date()), version=VERSION
        )

    def _sum(self, one: Wrong) -> str:
        rule = self._pages.say("forms.carried") if one.rule == "6=11" else one.rule
        return self._pages.say("forms.sum", name=one.name, rule=rule, left=one.left, right=one.right)


def _days(name: str) -> tuple[date, date]:
    """The period that a form's name tells."""
    return date.fromisoformat(name[:10]), date.fromisoformat(name[11:])


FILES: dict[str, tuple[str, Callable[[FormPages, Summed], bytes]]] = {
    "xlsx": (XLSX, FormPages.excel),
    "pdf": ("application/pdf", FormPages.signed),
}


def router(pages: Pages, drawn: FormPages) -> APIRouter:
    """The page and its files."""
    routes = PageRouter()

    @routes.get(ADDRESS)
    def page(request: Request) -> HTMLResponse:
        return HTMLResponse(drawn.page(request, pages.reader(request)))

    @routes.get(f"{ADDRESS}.{{ending}}")
    def file(request: Request, ending: str) -> Response:
        person = pages.reader(request)
        with in_first():
            _, found, _ = drawn.summed(request, person)
            if ending not in FILES or found is None:
                raise HTTPException(404)
            kind, draw = FILES[ending]
            body = draw(drawn, found)
        pages.people.log(
            person.name, "form-file", form=found.form, first=str(found.first), last=str(found.last)
        )
        name = f"{found.form}-{form_name(found.first, found.last)}.{ending}"
        headers = {"content-disposition": f'attachment; filename="{name}"'}
        return Response(body, media_type=kind, headers=headers)

    return routes
