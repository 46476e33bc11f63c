"""Periods and comparison: offices, areas or services beside each other, with intervals; the same as CSV."""

import csv
import io
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from hardware.host.page_router import PageRouter
from province import opinions
from province.compare import Compared, Sums, by_name, ranking, top_of_scale, total
from province.people import Person
from province.period import Period
from province.reading import SUMMED, By, Office, Reading
from province.waits import at_most
from province.web.pages import Pages

ADDRESS, FILE = "/so-sanh", "/so-sanh.csv"
MOST_DRAWN = timedelta(days=91)
"""Days of which the picture has a column."""
LONGEST = timedelta(days=5 * 366)
EARLIEST, LATEST = date(1900, 1, 1), date(2999, 12, 31)
"""Days beyond were not meant: and before and behind them calendars end."""


@dataclass(frozen=True)
class Asked:
    """What somebody wants to compare. ``problem``: why the days that were typed cannot be; then it is this month."""

    period: Period
    by: By
    service: str
    problem: str

    @property
    def before(self) -> Period:
        """The period of the same length before it."""
        length = self.period.last - self.period.first + timedelta(days=1)
        return Period(self.period.first - length, self.period.first - timedelta(days=1))


class Comparison:
    """Reads a period and puts it into rows."""

    def __init__(self, pages: Pages, reading: Reading) -> None:
        self._pages, self._reading = pages, reading

    def asked(self, request: Request) -> Asked:
        """What the address says."""
        given, today = request.query_params, self._pages.today()
        by = By(given["theo"]) if given.get("theo") in list(By) else By.OFFICE
        service = given.get("linh-vuc", "")[:40]
        month = Period(today.replace(day=1), today)
        try:
            first, last = (
                date.fromisoformat(given[key]) if given.get(key) else None for key in ("tu", "den")
            )
        except ValueError:
            return Asked(month, by, service, self._pages.say("compare.no-day"))
        period = Period(first or month.first, last or today)
        if period.first < EARLIEST or period.last > LATEST:
            return Asked(month, by, service, self._pages.say("compare.no-day"))
        if period.first > period.last or period.last - period.first > LONGEST:
            return Asked(month, by, service, self._pages.say("compare.no-period"))
        return Asked(period, by, service, "")

    def rows(self, asked: Asked, person: Person, period: Period) -> list[Compared]:
        """Ranked; an office that was merged counts with the one that it belongs to now."""
        offices = self._reading.offices(asked.period.last, person.area)
        found = self._reading.sums(period, asked.by, asked.service)
        services, called = self.services(offices), _told_apart(offices)
        named: list[tuple[str, Sums]] = []
        for office, by_key in found.items():
            if int(office) not in offices:
                continue
            for key, sums in by_key.items():
                by_service = asked.by is By.SERVICE
                name = (
                    services.get(key, key) if by_service else self._name(asked, offices, called, int(office))
                )
                named.append((name, sums))
        return ranking(by_name(named))

    def opinions(self, asked: Asked, person: Person) -> list[opinions.Asked]:
        """What people said, by office or area; of single services offices state nothing."""
        offices = self._reading.offices(asked.period.last, person.area)
        called = _told_apart(offices)
        by = By.AREA if asked.by is By.AREA else By.OFFICE
        names = {office: self._name(replace(asked, by=by), offices, called, office) for office in offices}
        return opinions.opinions(self._reading.said(asked.period, list(offices)), names)

    def services(self, offices: Mapping[int, Office]) -> dict[str, str]:
        """What services are called: as most offices call them."""
        names: dict[str, dict[str, int]] = {}
        for office in offices.values():
            for service in office.card.get("services", ()):
                counted = names.setdefault(service["code"], {})
                counted[service["name"]] = counted.get(service["name"], 0) + 1
        return {code: max(counted, key=lambda name: counted[name]) for code, counted in sorted(names.items())}

    def _name(
        self, asked: Asked, offices: Mapping[int, Office], called: Mapping[int, str], office: int
    ) -> str:
        now = offices[office]
        while now.merged_on and now.merged_on <= asked.period.last:
            into = offices.get(now.merged_into or 0)
            if into is None:  # it belongs to another part of the province now
                break
            now = into
        return called[now.id] if asked.by is By.OFFICE else now.area or self._pages.say("compare.no-area")

    def facts(self, request: Request, person: Person) -> dict[str, object]:
        """Everything that the page shows."""
        asked = self.asked(request)
        offices = self._reading.offices(asked.period.last, person.area)
        rows = self.rows(asked, person, asked.period)
        whole, before = (
            total(row.sums for row in found) for found in (rows, self.rows(asked, person, asked.before))
        )
        waits = self._reading.waits(asked.period, list(offices), asked.service)
        drawn = Period(max(asked.period.first, asked.period.last - MOST_DRAWN), asked.period.last)
        issued = self._reading.issued_by_day(drawn, list(offices), asked.service)
        return {
            "asked": asked,
            "rows": rows,
            "whole": whole,
            "before": before,
            "top": top_of_scale(rows),
            "steps": [(share, at_most(waits, share / 100)) for share in (50, 90)],
            "bars": [(f"{day:%d/%m}", count) for day, count in issued.items()],
            "services": self.services(offices),
            "opinions": self.opinions(asked, person),
            "presets": self._presets(),
            "ways": list(By),
            "limit": self._pages.settings.wait_limit_minutes,
        }

    def _presets(self) -> list[tuple[str, str, str]]:
        today = self._pages.today()
        firsts = {
            "week": today - timedelta(days=today.weekday()),
            "month": today.replace(day=1),
            "quarter": today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1),
            "year": today.replace(month=1, day=1),
        }
        return [
            (self._pages.say(f"compare.{name}"), first.isoformat(), today.isoformat())
            for name, first in firsts.items()
        ]


def _told_apart(offices: Mapping[int, Office]) -> dict[int, str]:
    """What offices are called, with their code where two are called the same: they are not one office."""
    counted = Counter(office.name for office in offices.values())
    return {
        key: office.name if counted[office.name] == 1 else f"{office.name} ({office.code})"
        for key, office in offices.items()
    }


def router(pages: Pages, comparison: Comparison) -> APIRouter:
    """The page and its file."""
    routes = PageRouter()

    @routes.get(ADDRESS)
    def page(request: Request) -> HTMLResponse:
        person = pages.reader(request)
        return HTMLResponse(pages.draw("compare.html", person, **comparison.facts(request, person)))

    @routes.get(FILE)
    def file(request: Request) -> Response:
        person = pages.reader(request)
        asked = comparison.asked(request)
        rows = comparison.rows(asked, person, asked.period)
        pages.people.log(person.name, "file", first=str(asked.period.first), last=str(asked.period.last))
        name = f"so-lieu-{asked.period.first}-{asked.period.last}.csv"
        headers = {"content-disposition": f'attachment; filename="{name}"'}
        return Response(as_csv(rows), media_type="text/csv; charset=utf-8", headers=headers)

    return routes


def as_csv(rows: list[Compared]) -> str:
    """For spreadsheets: a first column of names, which can do nothing there but be read."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["name", *SUMMED, "mean_wait_s", "mean_wait_low_s", "mean_wait_high_s"])
    for row in rows:
        mean = row.sums.mean_wait_s
        shown = ["" if value is None else f"{value:.1f}" for value in (mean, row.low, row.high)]
        writer.writerow([_harmless(row.name), *(getattr(row.sums, name) for name in SUMMED), *shown])
    return "\ufeff" + out.getvalue()


def _harmless(name: str) -> str:
    return f"'{name}" if name[:1] in "=+-@\t\r" else name
