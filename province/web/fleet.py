"""``/may``: the machines of all offices, what somebody must look at first."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from contracts.offered_updates import UpdateAsked
from hardware.host.page_router import PageRouter
from province.bundles import Bundles
from province.fleet import Concern, Machine, machine_of, newest_of, rank
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
    offered: str = ""
    """The newest update that is offered to it."""
    getting: str = ""
    """How far it is with it, in words."""


def router(pages: Pages, reading: Reading, bundles: Bundles | None = None) -> APIRouter:
    """The page."""
    routes = PageRouter()

    def row(
        office: Office, heard: Heard | None, newest: str, live: int, update: tuple[str, str] = ("", "")
    ) -> Row:
        if heard is None:
            return Row(office, NOTHING, "", live, *update)
        silent = timedelta(minutes=pages.settings.silent_minutes)
        machine = machine_of(heard.told, heard.got_at, pages.now(), silent, newest)
        return Row(office, machine, pages.ago(heard.got_at), live, *update)

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
        updates = offered_to(offices, bundles, pages) if bundles else {}
        rows = [
            row(
                office, heard.get(office.id), newest, live.get(office.id, 0), updates.get(office.id, ("", ""))
            )
            for office in offices
        ]
        order = list(Concern)
        rows.sort(key=lambda one: ([order.index(c) for c in one.machine.concerns] or [99], one.office.name))
        facts = {
            "rows": rows,
            "newest": newest,
            "versions": Counter(filter(None, said.values())).most_common(),
            "concerned": Counter(concern for one in rows for concern in one.machine.concerns),
            "clock": pages.clock,
            "offers": bundles is not None,
        }
        return HTMLResponse(pages.draw("fleet.html", person, **facts))

    return routes


def offered_to(offices: list[Office], bundles: Bundles, pages: Pages) -> dict[int, tuple[str, str]]:
    """What is offered to each, and how far it is with it, in words."""
    there, told = bundles.all(), bundles.told()
    found = {}
    for office in offices:
        said = told.get(office.id)
        asked = said.asked if said else None
        mine = [
            bundle
            for bundle in there
            if bundle.is_for(office.id) and (asked is None or bundle.fits(asked.suite, asked.arch))
        ]
        if mine:
            found[office.id] = mine[0].version, _getting(asked, mine[0].version, pages)
    return found


def _getting(asked: UpdateAsked | None, version: str, pages: Pages) -> str:
    """How far an office is with a version that is offered to it."""
    if asked is None:
        return pages.say("getting.unasked")
    if asked.runs and rank(asked.runs) >= rank(version):
        return pages.say("getting.installed" if asked.runs == version else "getting.newer")
    if asked.version != version:
        return pages.say("getting.nothing")
    why = f"update-why.{asked.why}"
    words = pages.say(f"getting.{asked.getting}", percent=asked.percent)
    return f"{words} {pages.say(why)}" if asked.why and pages.knows(why) else words
