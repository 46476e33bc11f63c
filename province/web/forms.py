"""``/bieu-mau``: the forms that offices handed up, added up; as a page, an Excel file, a paper to sign."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from starlette.exceptions import HTTPException

from contracts.forms.paper import Letterhead, paper
from contracts.forms.progress import Wrong
from contracts.forms.table import Table, headings, is_number, text
from contracts.forms.workbook import Heading, workbook
from contracts.forms.written import written_date
from contracts.statements import form_name
from hardware.host.program import VERSION
from province.form_sums import Form, Handed, broken, by_field, by_office
from province.people import Person
from province.reading import Reading
from province.web.language import in_first
from province.web.pages import Pages

ADDRESS = "/bieu-mau"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST = timedelta(days=400)


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

    def summed(self, request: Request, person: Person) -> tuple[Summed | None, list[str]]:
        """What the address asks for, and all periods; None: nobody handed anything up yet. Raises HTTPException."""
        given, names = request.query_params, self._reading.form_periods()
        form = Form(given["bieu"]) if given.get("bieu") in list(Form) else Form.II_06A
        name = given.get("ky", "")
        if not names:
            return None, []
        if name not in names:
            name = names[0]
        first, last = _days(name)
        handed = self._handed(person, name, first, last)
        say = self._pages.say
        tables = (by_field(form, handed, say), by_office(form, handed, say))
        return Summed(form, name, first, last, tables, broken(handed)), names

    def _handed(self, person: Person, name: str, first: date, last: date) -> list[Handed]:
        earlier = {one: _days(one) for one in self._reading.form_periods()}
        before = next(
            (
                one
                for one, days in earlier.items()
                if days[1] == first - timedelta(days=1)
                and abs((days[1] - days[0]) - (last - first)) <= timedelta(days=3)
            ),
            "",
        )
        forms = self._reading.forms(name, before)
        return [
            Handed(office.name, forms.get((office.id, name)), forms.get((office.id, before)))
            for office in self._reading.offices(last, person.area).values()
            if (office.id, name) in forms or office.merged_on is None or office.merged_on > first
        ]

    def page(self, request: Request, person: Person) -> str:
        """As a page."""
        found, names = self.summed(request, person)
        facts: dict[str, Any] = {
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
    routes = APIRouter(include_in_schema=False)

    @routes.get(ADDRESS)
    def page(request: Request) -> HTMLResponse:
        return HTMLResponse(drawn.page(request, pages.reader(request)))

    @routes.get(f"{ADDRESS}.{{ending}}")
    def file(request: Request, ending: str) -> Response:
        person = pages.reader(request)
        with in_first():
            found, _ = drawn.summed(request, person)
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
