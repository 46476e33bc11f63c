"""What a scan does: the code of a dossier goes on to the look-up, anything else becomes a plain remark. Pure.

A scanned text is looked at here once and dropped.
"""

import re
from dataclasses import replace
from functools import cache

from contracts import scanned as s
from contracts.vocabulary import TicketId
from hardware.ports import Sound
from kiosk_app.flow import dossier_pages as d
from kiosk_app.flow import facts, look_up
from kiosk_app.flow import happenings as h
from kiosk_app.flow import model as k
from kiosk_app.flow.screen import Screen, screen_of

MOST_CODES = 5
"""Dossiers of one receipt that are asked about: the desk lets a kiosk ask so often in a minute."""
REMARKS: dict[type, d.RemarkKind] = {
    s.OpaquePortalUrl: d.RemarkKind.PORTAL,
    s.CitizenCard: d.RemarkKind.CITIZEN_CARD,
    s.ProcedureCode: d.RemarkKind.PROCEDURE,
    s.PaymentQr: d.RemarkKind.PAYMENT,
    s.VneidQr: d.RemarkKind.VNEID,
    s.OtherUrl: d.RemarkKind.OTHER_URL,
}
READY = frozenset({Screen.SERVICES, Screen.GROUP, Screen.CLOSED, Screen.SCAN})
"""Screens on which a scan is meant for us."""


def on_scan(model: k.Model, text: str, moment: h.Moment) -> k.Step:
    """A code was read."""
    office = model.office
    if office is None or not facts.looks_up(model) or screen_of(model) not in READY:
        return model, ()
    model = replace(model, here_at=moment.at, closes_in=None)
    found = s.classify(
        text,
        own_site=office.site,
        portals=model.equipment.portals,
        own_codes=_shape(model.equipment.own_codes),
    )
    match found:
        case s.DossierCodes(codes=codes) | s.LookUpUrl(codes=codes):
            model, effects = look_up.begin(model, codes[:MOST_CODES], moment)
            return model, (h.Beep(Sound.GOOD), *effects)
        case s.OwnSlip():
            remark = _slip(model, found)
        case _:
            remark = d.Remark(REMARKS.get(type(found), d.RemarkKind.RUBBISH))
    sound = Sound.GOOD if remark.kind == d.RemarkKind.SLIP else Sound.BAD
    return replace(model, page=remark), (h.Beep(sound),)


@cache
def _shape(pattern: str) -> re.Pattern[str] | None:
    return re.compile(pattern) if pattern else None


def _slip(model: k.Model, slip: s.OwnSlip) -> d.Remark:
    if not slip.here:
        return d.Remark(d.RemarkKind.SLIP_ELSEWHERE)
    day = model.queue.day.replace("-", "") if model.queue else ""
    if day and not slip.ticket.startswith(f"{day}-"):
        return d.Remark(d.RemarkKind.SLIP_OLD)
    prefix = _prefix(slip.ticket)
    known = model.office.services if model.office else ()
    codes = [service.code for service in known if service.prefix == prefix]
    return d.Remark(d.RemarkKind.SLIP, codes[0] if len(codes) == 1 else None)


def _prefix(ticket: TicketId) -> str:
    return ticket.partition("-")[2].rstrip("0123456789")
