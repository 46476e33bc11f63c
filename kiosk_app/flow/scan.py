"""What a scan does: the code of a dossier goes on to the look-up, anything else becomes a plain remark. Pure.

A scanned text is looked at here once and dropped.
"""

import re
from dataclasses import replace
from functools import cache

from contracts import scanned as s
from contracts.dossiers import DossierCode
from contracts.vocabulary import TicketId
from hardware.ports import Sound
from kiosk_app.flow import dossier_pages as d
from kiosk_app.flow import facts, guide, look_up, slip
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
READY = frozenset(
    {
        *(Screen.SERVICES, Screen.GROUP, Screen.CLOSED, Screen.SCAN, Screen.REMARK),
        *(Screen.GUIDE, Screen.FIELDS, Screen.LISTED, Screen.PROCEDURE, Screen.SORRY),
        *(Screen.SLIP, Screen.RATED),
        *(Screen.BLANKS, Screen.BLANK),
    }
)
"""Screens on which anything that is scanned is meant for us."""
LOOKING_UP = READY | {Screen.MANUAL, Screen.PROOF, Screen.ASKING, Screen.DOSSIER}
"""Screens on which a dossier is, too: one more of the same receipt, or the next receipt."""
SHOWING_S = 3.0
"""What is read within this time of the scan before lies on the same paper, or in the same hand."""
FIRST = (
    d.RemarkKind.SLIP,
    d.RemarkKind.SLIP_OLD,
    d.RemarkKind.SLIP_ELSEWHERE,
    d.RemarkKind.PORTAL,
    d.RemarkKind.PROCEDURE,
    d.RemarkKind.CITIZEN_CARD,
    d.RemarkKind.VNEID,
    d.RemarkKind.PAYMENT,
    d.RemarkKind.OTHER_URL,
    d.RemarkKind.RUBBISH,
)
"""Of several things on one paper, the remark that helps most."""


def on_scan(model: k.Model, text: str, moment: h.Moment) -> k.Step:
    """A code was read."""
    office, screen = model.office, screen_of(model)
    reads = facts.looks_up(model) or facts.guides(model) or facts.sees_slips(model)
    if office is None or not reads or screen not in LOOKING_UP or _types(model):
        return model, ()
    found = s.classify(
        text,
        own_site=office.site,
        portals=model.equipment.portals,
        own_codes=_shape(model.equipment.own_codes),
    )
    same = moment.at - model.scanned_at <= SHOWING_S
    there = replace(model, here_at=moment.at, scanned_at=moment.at, closes_in=None)
    match found:
        case s.DossierCodes(codes=codes) | s.LookUpUrl(codes=codes) if facts.looks_up(model):
            return _on_codes(there, codes[:MOST_CODES], moment, same=same)
        case _ if screen not in READY:
            return model, ()
        case s.ProcedureCode(code=code) if facts.guides(model):
            there, effects = guide.open_procedure(there, code, moment)
            return there, (h.Beep(Sound.GOOD), *effects)
        case s.OwnSlip():
            remark = _slip(model, found)
            if found.here and facts.sees_slips(model):
                return _on_slip(there, found, remark, moment, same=same)
        case _:
            remark = d.Remark(REMARKS.get(type(found), d.RemarkKind.RUBBISH))
    if same and isinstance(model.page, d.Remark) and not _helps_more(remark, model.page):
        return there, ()
    sound = Sound.GOOD if remark.kind == d.RemarkKind.SLIP else Sound.BAD
    return replace(there, page=remark), (h.Beep(sound),)


def _on_slip(model: k.Model, found: s.OwnSlip, instead: d.Remark, moment: h.Moment, *, same: bool) -> k.Step:
    """A slip of ours; one that still lies under the reader is asked about once."""
    if same and slip.is_about(model, found):
        return model, ()
    model, effects = slip.see(model, found, instead, moment)
    return model, (h.Beep(Sound.GOOD), *effects)


def _types(model: k.Model) -> bool:
    """Whether somebody is at it by hand: then nothing is taken away."""
    return isinstance(model.page, d.Manual | d.Proof) and bool(model.page.typed)


def _on_codes(model: k.Model, codes: tuple[DossierCode, ...], moment: h.Moment, *, same: bool) -> k.Step:
    """A receipt; its dossiers join those that are on the glass when they were shown with them."""
    known = look_up.codes_of(model.page)
    new = tuple(code for code in codes if code not in known)
    if known and not new:
        return model, ()
    if not (same and known):
        model, effects = look_up.begin(replace(model, page=d.Scan()), codes, moment)
    elif more := new[: MOST_CODES - len(known)]:
        model, effects = look_up.join(model, more, moment)
    else:
        return model, ()
    return model, (h.Beep(Sound.GOOD), *effects)


def _helps_more(remark: d.Remark, than: d.Remark) -> bool:
    return than.kind in FIRST and FIRST.index(remark.kind) < FIRST.index(than.kind)


@cache
def _shape(pattern: str) -> re.Pattern[str] | None:
    return re.compile(pattern) if pattern else None


def _slip(model: k.Model, told: s.OwnSlip) -> d.Remark:
    if not told.here:
        return d.Remark(d.RemarkKind.SLIP_ELSEWHERE)
    day = model.queue.day.replace("-", "") if model.queue else ""
    if day and not told.ticket.startswith(f"{day}-"):
        return d.Remark(d.RemarkKind.SLIP_OLD)
    prefix = _prefix(told.ticket)
    known = model.office.services if model.office else ()
    codes = [service.code for service in known if service.prefix == prefix]
    return d.Remark(d.RemarkKind.SLIP, codes[0] if len(codes) == 1 else None)


def _prefix(ticket: TicketId) -> str:
    return ticket.partition("-")[2].rstrip("0123456789")
