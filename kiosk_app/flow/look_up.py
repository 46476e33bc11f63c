"""The dossier look-up: what a code, a second factor and the desk's answer do. Pure.

Only the code of a dossier goes on, in the question to the desk and on the page that shows the answer, and it is gone
with that page.
"""

from dataclasses import replace

from contracts import messages as m
from contracts.dossiers import DossierCode, ProofRule, as_code
from contracts.vocabulary import RefusalCode
from kiosk_app.flow import asking
from kiosk_app.flow import dossier_pages as d
from kiosk_app.flow import happenings as h
from kiosk_app.flow import model as k
from kiosk_app.flow import pages as p
from kiosk_app.flow import targets as t

LONGEST_TYPED = 40
REFUSALS = {
    RefusalCode.DOSSIER_NOT_FOUND: d.RemarkKind.NOT_FOUND,
    RefusalCode.LOOK_UP_LIMIT: d.RemarkKind.LIMIT,
    RefusalCode.PROOF_LIMIT: d.RemarkKind.PROOF_LIMIT,
    RefusalCode.OVERLOADED: d.RemarkKind.LIMIT,
    RefusalCode.EXPIRED: d.RemarkKind.NO_ANSWER,
}


def on_touch(model: k.Model, target: t.Target | None, moment: h.Moment) -> k.Step:
    """What is touched on the way to a dossier, and from it."""
    match target, model.page:
        case t.Way.SCAN, _:
            return replace(model, page=d.Scan() if model.reader_there else d.Manual()), ()
        case t.Way.MANUAL, _:
            return replace(model, page=d.Manual()), ()
        case t.Way.LOOK_UP, d.Manual(typed=typed):
            code = as_code(typed)
            return begin(model, (code,), moment, typed) if code else (model, ())
        case ((t.Way.PROVE | t.Way.SKIP), d.Proof() as page):
            return _on_proof(model, page, moment, skipped=target is t.Way.SKIP)
        case t.KeyTarget() as key, d.Manual(typed=typed):
            return replace(model, page=d.Manual(_type(typed, key, LONGEST_TYPED))), ()
        case t.KeyTarget() as key, d.Proof(typed=typed) as page:
            return replace(model, page=replace(page, typed=_type(typed, key, page.longest))), ()
        case t.SheetTarget(sheet=sheet), d.Dossier() as page:
            return replace(model, page=replace(page, sheet=sheet, aloud=False)), ()
    return model, ()


def _type(typed: str, key: t.KeyTarget, longest: int) -> str:
    """What is typed after a key of the keyboard on the glass; a sign too many does nothing."""
    return typed[:-1] if key == t.DELETE else (typed + key.sign)[:longest]


def begin(model: k.Model, codes: tuple[DossierCode, ...], moment: h.Moment, typed: str = "") -> k.Step:
    """The codes are known: ask the desk, or first for the second factor where the office has one."""
    offer = _proof_offer(model)
    if offer is None:
        return _ask(model, codes, moment, typed=typed)
    return replace(model, page=d.Proof(codes, offer, code_typed=typed)), ()


def _proof_offer(model: k.Model) -> m.LookUpOffer | None:
    """What the office wants beside a code; None when it is nothing."""
    offer = model.office.look_up if model.office else None
    return None if offer is None or offer.proof is ProofRule.NONE else offer


def codes_of(page: p.Page) -> tuple[DossierCode, ...]:
    """The codes of the receipts that the page is about."""
    match page:
        case d.Proof(codes=codes):
            return codes
        case d.Asking(codes=codes, asked=asked):
            return (*asked, *codes)
        case d.Dossier(asked=asked, found=found):
            return (*asked, *(seen.dossier for seen in found))
    return ()


def join(model: k.Model, codes: tuple[DossierCode, ...], moment: h.Moment) -> k.Step:
    """The receipt has more codes than those that the page is about."""
    match model.page:
        case d.Proof() as page:
            return replace(model, page=replace(page, codes=(*page.codes, *codes))), ()
        case d.Asking() as page:
            return replace(model, page=replace(page, codes=(*page.codes, *codes))), ()
        case d.Dossier() if _proof_offer(model) is None:
            return _ask(model, codes, moment)
    return begin(model, codes, moment)


def _on_proof(model: k.Model, page: d.Proof, moment: h.Moment, *, skipped: bool) -> k.Step:
    """The second factor is complete, or the citizen goes on without it."""
    again = replace(page, typed="")
    proof = "" if skipped else page.typed
    return _ask(model, page.codes, moment, typed=page.code_typed, proof=proof, again=again)


def _ask(
    model: k.Model,
    codes: tuple[DossierCode, ...],
    moment: h.Moment,
    *,
    typed: str = "",
    proof: str = "",
    again: d.Proof | None = None,
) -> k.Step:
    """Ask the desk about the first of ``codes``; the others follow."""
    before = model.page if isinstance(model.page, d.Asking | d.Dossier) else None
    command = m.LookUp(request_id=moment.fresh_id, at=moment.desk_ms, dossier=codes[0], proof=proof)
    question, effects = asking.ask(command, asking.LOOK_UP, moment)
    page = d.Asking(
        question=question,
        codes=codes,
        asked=tuple(code for code in codes_of(model.page) if code not in codes) if before else (),
        found=before.found if before else (),
        more=before.more if before else 0,
        result_service=before.result_service if before else None,
        typed=typed,
        again=again,
    )
    return replace(model, page=page), effects


def on_answer(model: k.Model, reply: m.Accepted, moment: h.Moment) -> k.Step:
    """The desk answered a look-up; an answer to a question that nobody waits for any more is dropped."""
    page = model.page
    if not isinstance(page, d.Asking) or not isinstance(reply.result, m.LookedUp):
        return model, ()
    if page.question.id != reply.request_id:
        return model, ()
    known = {seen.dossier for seen in page.found}
    more = tuple(seen for seen in reply.result.dossiers if seen.dossier not in known)
    service = reply.result.result_service or page.result_service
    page = replace(page, found=page.found + more, result_service=service, more=page.more + reply.result.more)
    return _next(replace(model, page=page), page, moment)


def on_refusal(model: k.Model, reply: m.Refused, moment: h.Moment) -> k.Step:
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


def close(model: k.Model, page: d.Asking, why: d.RemarkKind, moment: h.Moment) -> k.Model:
    """No more questions: show what there is, or say why there is nothing."""
    if page.found:
        shown = d.Dossier(page.found, page.result_service, moment.at, asked=codes_of(page), more=page.more)
        return replace(model, page=shown)
    return replace(model, page=d.Remark(why, typed=page.typed, again=page.again))


def _next(model: k.Model, page: d.Asking, moment: h.Moment) -> k.Step:
    known = {seen.dossier for seen in page.found}
    rest = tuple(code for code in page.codes[1:] if code not in known)
    if rest:
        proof = page.question.command.proof
        return _ask(model, rest, moment, typed=page.typed, proof=proof, again=page.again)
    return close(model, page, d.RemarkKind.NOT_FOUND, moment), ()
