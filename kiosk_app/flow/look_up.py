"""The dossier look-up: what a scan, a typed code and the desk's answer do. Pure.

A scanned text is looked at here once and dropped; only the code of a dossier goes on, in the question to the
desk and on the page that shows the answer, and it is gone with that page.
"""

import re
from dataclasses import replace
from functools import cache

from contracts import messages as m
from contracts import scanned as s
from contracts.dossiers import DossierCode, ProofRule, as_code
from contracts.vocabulary import RefusalCode, TicketId
from hardware.ports import Sound
from kiosk_app.flow import asking, facts, targets
from kiosk_app.flow import dossier_pages as d
from kiosk_app.flow import model as k

MOST_CODES = 5
"""Dossiers of one receipt that are asked about: the desk lets a kiosk ask so often in a minute."""
LONGEST_TYPED = 40
REMARKS: dict[type, d.RemarkKind] = {
    s.OpaquePortalUrl: d.RemarkKind.PORTAL,
    s.CitizenCard: d.RemarkKind.CITIZEN_CARD,
    s.ProcedureCode: d.RemarkKind.PROCEDURE,
    s.PaymentQr: d.RemarkKind.PAYMENT,
    s.VneidQr: d.RemarkKind.VNEID,
    s.OtherUrl: d.RemarkKind.OTHER_URL,
}
REFUSALS = {
    RefusalCode.DOSSIER_NOT_FOUND: d.RemarkKind.NOT_FOUND,
    RefusalCode.LOOK_UP_LIMIT: d.RemarkKind.LIMIT,
    RefusalCode.PROOF_LIMIT: d.RemarkKind.PROOF_LIMIT,
    RefusalCode.OVERLOADED: d.RemarkKind.LIMIT,
    RefusalCode.EXPIRED: d.RemarkKind.NO_ANSWER,
}
READY = frozenset({k.Screen.SERVICES, k.Screen.GROUP, k.Screen.CLOSED, k.Screen.SCAN})
"""Screens on which a scan is meant for us."""

Result = tuple[k.Model, tuple[k.Effect, ...]]


def on_scan(model: k.Model, text: str, moment: k.Moment) -> Result:
    """A code was read."""
    office = model.office
    if office is None or not facts.looks_up(model) or facts.screen_of(model) not in READY:
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
            model, effects = begin(model, codes[:MOST_CODES], moment)
            return model, (k.Beep(Sound.GOOD), *effects)
        case s.OwnSlip():
            remark = _slip(model, found)
        case _:
            remark = d.Remark(REMARKS.get(type(found), d.RemarkKind.RUBBISH))
    sound = Sound.GOOD if remark.kind == d.RemarkKind.SLIP else Sound.BAD
    return replace(model, page=remark), (k.Beep(sound),)


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


def start(model: k.Model) -> k.Model:
    """The citizen wants to look up a dossier: by its barcode, or by hand where nothing reads it."""
    return replace(model, page=d.Scan() if model.reader_there else d.Manual())


def on_key(model: k.Model, target: str) -> k.Model:
    """A key of the keyboard on the glass."""
    if not isinstance(model.page, d.Manual):
        return model
    typed = model.page.typed
    typed = typed[:-1] if target == targets.DELETE else (typed + target.removeprefix("key-"))[:LONGEST_TYPED]
    return replace(model, page=d.Manual(typed))


def on_typed(model: k.Model, moment: k.Moment) -> Result:
    """The typed code is complete."""
    typed = model.page.typed if isinstance(model.page, d.Manual) else ""
    code = as_code(typed)
    return begin(model, (code,), moment, typed) if code else (model, ())


def begin(model: k.Model, codes: tuple[DossierCode, ...], moment: k.Moment, typed: str = "") -> Result:
    """The codes are known: ask the desk, or first for the second factor where the office has one."""
    offer = model.office.look_up if model.office else None
    if offer is None or offer.proof is ProofRule.NONE:
        return _ask(model, codes, moment, typed=typed)
    return replace(model, page=d.Proof(codes, offer, code_typed=typed)), ()


def on_proof_key(model: k.Model, target: str) -> k.Model:
    """A key below the question for the second factor; one that it cannot hold does nothing."""
    page = model.page
    if not isinstance(page, d.Proof):
        return model
    sign = target.removeprefix("key-")
    typed = page.typed[:-1] if target == targets.DELETE else (page.typed + sign)[: page.longest]
    return replace(model, page=replace(page, typed=typed))


def on_proof(model: k.Model, moment: k.Moment, *, skipped: bool) -> Result:
    """The second factor is complete, or the citizen goes on without it."""
    page = model.page
    if not isinstance(page, d.Proof):
        return model, ()
    again = replace(page, typed="")
    proof = "" if skipped else page.typed
    return _ask(model, page.codes, moment, typed=page.code_typed, proof=proof, again=again)


def _ask(
    model: k.Model,
    codes: tuple[DossierCode, ...],
    moment: k.Moment,
    *,
    typed: str = "",
    proof: str = "",
    again: d.Proof | None = None,
) -> Result:
    """Ask the desk about the first of ``codes``; the others follow."""
    before = model.page if isinstance(model.page, d.Asking) else None
    command = m.LookUp(request_id=moment.fresh_id, at=moment.desk_ms, dossier=codes[0], proof=proof)
    question, effects = asking.ask(command, asking.LOOK_UP, moment)
    page = d.Asking(
        question=question,
        codes=codes,
        found=before.found if before else (),
        result_service=before.result_service if before else None,
        typed=typed,
        again=again,
    )
    return replace(model, page=page), effects


def on_answer(model: k.Model, reply: m.Accepted, moment: k.Moment) -> Result:
    """The desk answered a look-up; an answer to a question that nobody waits for any more is dropped."""
    page = model.page
    if not isinstance(page, d.Asking) or not isinstance(reply.result, m.LookedUp):
        return model, ()
    if page.question.id != reply.request_id:
        return model, ()
    known = {seen.dossier for seen in page.found}
    more = tuple(seen for seen in reply.result.dossiers if seen.dossier not in known)
    service = reply.result.result_service or page.result_service
    page = replace(page, found=page.found + more, result_service=service)
    return _next(replace(model, page=page), page, moment)


def on_refusal(model: k.Model, reply: m.Refused, moment: k.Moment) -> Result:
    """The desk does not say."""
    page = model.page
    if not isinstance(page, d.Asking) or page.question.id != reply.request_id:
        return model, ()
    if reply.code == RefusalCode.DOSSIER_NOT_FOUND:
        return _next(model, page, moment)
    after = close(model, page, REFUSALS.get(reply.code, d.RemarkKind.DOWN), moment)
    seconds = reply.facts.get("seconds", "")
    if isinstance(after.page, d.Remark) and seconds.isdecimal():
        after = replace(after, page=replace(after.page, minutes=max(1, -(-int(seconds) // 60))))
    return after, ()


def close(model: k.Model, page: d.Asking, why: d.RemarkKind, moment: k.Moment) -> k.Model:
    """No more questions: show what there is, or say why there is nothing."""
    if page.found:
        return replace(model, page=d.Answer(page.found, page.result_service, moment.at))
    return replace(model, page=d.Remark(why, typed=page.typed, again=page.again))


def _next(model: k.Model, page: d.Asking, moment: k.Moment) -> Result:
    known = {seen.dossier for seen in page.found}
    rest = tuple(code for code in page.codes[1:] if code not in known)
    if rest:
        proof = page.question.command.proof
        return _ask(model, rest, moment, typed=page.typed, proof=proof, again=page.again)
    return close(model, page, d.RemarkKind.NOT_FOUND, moment), ()
