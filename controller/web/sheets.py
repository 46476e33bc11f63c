"""What opens beside a counter's buttons: everything about one number, where to transfer it, what typing finds."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse

from contracts.messages import MOST_NOTE
from contracts.texts import FIRST
from contracts.vocabulary import (
    CancelReason,
    DeviceId,
    ParkReason,
    ServiceCode,
    TicketId,
    TicketState,
)
from controller.domain.selection import callable_at
from controller.domain.staffing import staffed
from controller.domain.ticket_rules import LIVE
from controller.domain.tickets import Ticket
from controller.reasons import Words
from controller.web.clerk import Pages
from controller.web.lone_kiosks import on_slips
from controller.web.sessions import Session
from controller.web.view import known
from hardware.host.page_router import PageRouter

MOST_TYPED = 12
LANGUAGES = ("vi", "en")
"""Those in which slips are printed and voices speak."""
BREAK_MINUTES = (5, 10, 15, 30, 60, 90)
Draw = Callable[[Pages, Session, str], dict[str, object]]


def router(pages: Pages, session_of: Callable[[Request], Session | None]) -> APIRouter:
    """``/desk/sheet/...`` and ``/desk/find``; 204 to whoever is no longer signed in."""
    routes = PageRouter()

    @routes.get("/desk/sheet/{kind}")
    async def sheet(request: Request, kind: str, ticket: str = "") -> HTMLResponse:
        session = session_of(request)
        if session is None:
            return HTMLResponse(status_code=204)
        draw = _SHEETS.get(kind)
        if draw is None:
            raise HTTPException(404, f"no sheet {kind!r}")
        facts = draw(pages, session, ticket)
        about = {"there": _there(pages, session), "shown": session.counter}
        return HTMLResponse(pages.render(f"sheet_{kind}.html", **about, **facts))

    @routes.get("/desk/find")
    async def find(request: Request, typed: str = "") -> HTMLResponse:
        session = session_of(request)
        if session is None:
            return HTMLResponse(status_code=204)
        day, at = pages.desk.day, pages.desk.stamp()
        rows = pages.viewer.lines.found(day, session.counter, at, typed[:MOST_TYPED])
        slips = [
            replace(
                slip,
                service=pages.viewer.lines.service(ServiceCode(slip.service)),
                kiosk=pages.machines.name(DeviceId(slip.kiosk)),
            )
            for slip in on_slips(day, at, typed[:MOST_TYPED])
        ]
        about = {"there": _there(pages, session), "shown": session.counter}
        return HTMLResponse(pages.render("found.html", **about, rows=rows, slips=slips))

    return routes


def _there(pages: Pages, session: Session) -> str:
    return pages.desk.day.at_counter.get(session.counter, "")


def giving(pages: Pages) -> dict[str, object]:
    """What can be chosen for a number: services with who waits, groups, languages, printers."""
    day, office = pages.desk.day, pages.desk.office
    waiting = Counter(ticket.service for ticket in day.waiting_tickets())
    names = pages.viewer.lines
    return {
        "services": [(code, names.service(code), waiting[code]) for code in office.services],
        "groups": office.priority_groups,
        "langs": LANGUAGES,
        "printers": [(device, pages.machines.name(device)) for device in pages.printers],
    }


def _give(pages: Pages, _session: Session, _: str) -> dict[str, object]:
    return {**giving(pages), "give_to": "/desk/issue-ticket"}


def _ticket(pages: Pages, session: Session, name: str) -> dict[str, object]:
    day = pages.desk.day
    ticket = day.tickets.get(TicketId(name))
    if ticket is None:
        raise HTTPException(404, pages.say("desk.not-found"))
    lines, at = pages.viewer.lines, pages.desk.stamp()
    row = lines.row(session.counter, ticket, at, asks=lines.asks(day, session.counter, ticket, at))
    elsewhere = ticket.state is TicketState.CALLED and ticket.counter != session.counter
    return {
        "row": row,
        "note": _note(pages, session, ticket),
        "here": ticket.state is TicketState.CALLED and not elsewhere,
        "dossiers": known(ticket, pages.desk.private),
        "at_counter": ticket.state is TicketState.CALLED,
        "absent": ticket.state is TicketState.NO_SHOW,
        "taken_at": pages.viewer.clock_time(ticket.arrived_at),
        "may_be_cancelled": ticket.state in LIVE and not elsewhere,
        "may_be_corrected": ticket.state in (*LIVE, TicketState.NO_SHOW) and not elsewhere,
        "reasons": tuple(CancelReason),
        "now_is": ticket,
        "stops": pages.desk.office.onward(ticket.stops),
        **giving(pages),
    }


def _note(pages: Pages, session: Session, ticket: Ticket) -> str:
    """What was written for whoever calls a number: for that counter's eyes."""
    day = pages.desk.day
    here = staffed(pages.desk.office, day.staffing, day.clerks, pages.desk.stamp()).counters[session.counter]
    is_its_own = session.counter == ticket.counter if ticket.counter else callable_at(here, ticket)
    return pages.viewer.note(ticket, pages.desk.private) if is_its_own else ""


def _offered(words: Words) -> list[tuple[str, str]]:
    return [(code, name[FIRST]) for code, name in words.items()]


def _call(pages: Pages, session: Session, ticket_id: str) -> dict[str, object]:
    """Why somebody is called out of turn; whom it overtakes, and who leaves by it."""
    day, at, lines = pages.desk.day, pages.desk.stamp(), pages.viewer.lines
    ticket = day.tickets.get(TicketId(ticket_id))
    if ticket is None or ticket.state is TicketState.CALLED:
        raise HTTPException(404, pages.say("sheet.gone"))
    passed = lines.passed(day, session.counter, ticket, at)
    there = day.ticket_at(session.counter)
    return {
        "ticket": ticket.id,
        "number": ticket.number,
        "passed": len(passed),
        "first": passed[0].number if passed else "",
        "leaves": there.number if there else "",
        "reasons": _offered(lines.reasons.by_hand) if lines.asks(day, session.counter, ticket, at) else [],
    }


def _park(pages: Pages, session: Session, _: str) -> dict[str, object]:
    ticket = pages.desk.day.ticket_at(session.counter)
    if ticket is None:
        raise HTTPException(404, pages.say("desk.key-nobody"))
    return {"number": ticket.number, "reasons": tuple(ParkReason)}


def _transfer(pages: Pages, session: Session, _: str) -> dict[str, object]:
    ticket = pages.desk.day.ticket_at(session.counter)
    if ticket is None:
        raise HTTPException(404, pages.say("desk.key-nobody"))
    return {
        "number": ticket.number,
        "targets": pages.viewer.targets(pages.desk.day, session.counter),
        "services": giving(pages)["services"],
        "stops": pages.desk.office.onward(ticket.stops),
        "most_note": MOST_NOTE,
    }


def _counter(pages: Pages, session: Session, _: str) -> dict[str, object]:
    day, at = pages.desk.day, pages.desk.stamp()
    here = staffed(pages.desk.office, day.staffing, day.clerks, at).counters[session.counter]
    waiting = Counter(ticket.service for ticket in day.waiting_tickets())
    names, helps = pages.viewer.lines, day.staffing.helps.get(here.id, {})
    return {
        "label": here.label,
        "counter": here.id,
        "pause": names.pause(day, here.id),
        "closing": here.id in day.staffing.closing,
        "free": pages.seating.free(session),
        "other": pages.viewer.other(day, pages.seating.other(session), at),
        "reasons": _offered(names.reasons.breaks),
        "minutes": BREAK_MINUTES,
        "helps": [
            (code, names.service(code), pages.viewer.clock_time(until))
            for code, until in helps.items()
            if at < until
        ],
        "others": [
            (code, names.service(code), waiting[code])
            for code in pages.desk.office.services
            if code not in here.services
        ],
    }


_SHEETS: dict[str, Draw] = {
    "call": _call,
    "counter": _counter,
    "give": _give,
    "ticket": _ticket,
    "park": _park,
    "transfer": _transfer,
}
