"""``/may``: the machines of all offices, what somebody must look at first."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from province.fleet import Concern, Machine, machine_of, newest_of
from province.reading import Heard, Office, Reading
from province.web.pages import Pages

ADDRESS = "/may"
NOTHING = Machine("", None, (), 0, (Concern.NEVER,))


@dataclass(frozen=True)
class Row:
    """One office's machine."""

    office: Office
    machine: Machine
    ago: str
    live: int
    """Keys that work."""


def router(pages: Pages, reading: Reading) -> APIRouter:
    """The page."""
    routes = APIRouter(include_in_schema=False)

    def row(office: Office, heard: Heard | None, newest: str, live: int) -> Row:
        if heard is None:
            return Row(office, NOTHING, "", live)
        silent = timedelta(minutes=pages.settings.silent_minutes)
        machine = machine_of(heard.told, heard.got_at, pages.now(), silent, newest)
        return Row(office, machine, pages.ago(heard.got_at), live)

    @routes.get(ADDRESS)
    def page(request: Request) -> HTMLResponse:
        person, today = pages.reader(request), pages.today()
        heard, live = reading.heard(), reading.live_keys()
        offices = [
            office
            for office in reading.offices(today, person.area).values()
            if office.merged_on is None or office.merged_on > today
        ]
        said = {
            office.id: str(heard[office.id].told.get("version", ""))
            for office in offices
            if office.id in heard
        }
        newest = newest_of(said.values())
        rows = [row(office, heard.get(office.id), newest, live.get(office.id, 0)) for office in offices]
        order = list(Concern)
        rows.sort(key=lambda one: ([order.index(c) for c in one.machine.concerns] or [99], one.office.name))
        facts = {
            "rows": rows,
            "newest": newest,
            "versions": Counter(filter(None, said.values())).most_common(),
            "concerned": Counter(concern for one in rows for concern in one.machine.concerns),
            "clock": pages.clock,
        }
        return HTMLResponse(pages.draw("fleet.html", person, **facts))

    return routes
