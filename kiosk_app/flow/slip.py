"""A slip under the reader: the desk says where its owner goes, and the office asks how it was. Pure.

A rating is kept until the desk has answered it, once for one id; nothing but the slip's own address goes with it. Nobody
is thanked before the disk or the desk has it. How old it may be is the desk's to say, by when it was touched.
"""

from dataclasses import replace

from contracts import messages as m
from contracts import scanned as s
from contracts.vocabulary import RefusalCode, RequestId, TicketState
from hardware.link import asker
from kiosk_app.flow import asking, facts
from kiosk_app.flow import dossier_pages as d
from kiosk_app.flow import happenings as h
from kiosk_app.flow import model as k
from kiosk_app.flow import slip_pages as sp
from kiosk_app.flow import targets as t

MOST_RATINGS = 50
NOT_YET = frozenset({RefusalCode.UNKNOWN_DEVICE, RefusalCode.NOT_ALLOWED, RefusalCode.OVERLOADED})
"""What the desk has against this kiosk and not against a rating: it waits until somebody has paired the kiosk again."""
SAFE_S = 5.0
"""So long a rating may take to the disk, or to the desk."""
AGAIN_S = 30.0
"""Between two tries of a disk that takes nothing."""


def see(model: k.Model, slip: s.OwnSlip, instead: d.Remark, moment: h.Moment) -> k.Step:
    """Ask the desk about a slip."""
    command = m.SeeSlip(request_id=moment.fresh_id, at=moment.desk_ms, ticket=slip.ticket, place=slip.place)
    question, effects = asking.ask(command, asking.LOOK_UP, moment)
    return replace(model, page=sp.Seeing(question, instead)), effects


def is_about(model: k.Model, slip: s.OwnSlip) -> bool:
    """Whether this very slip is on the glass, or asked about."""
    match model.page:
        case sp.Seeing(question=question):
            return question.command.ticket == slip.ticket
        case sp.Slip(ticket=ticket):
            return ticket == slip.ticket
    return False


def on_answer(model: k.Model, reply: m.Accepted) -> k.Model:
    """The desk told of a slip; an answer that nobody waits for any more is dropped."""
    page = model.page
    if not isinstance(page, sp.Seeing) or page.question.id != reply.request_id:
        return model
    if not isinstance(reply.result, m.SlipSeen):
        return model
    asked = page.question.command
    return replace(model, page=sp.Slip(asked.ticket, reply.result, asked.place))


def on_reply(model: k.Model, reply: m.AnyReply) -> k.Model:
    """A rating arrived, or does not count; or the desk knows nothing of the slip."""
    if isinstance(reply, m.Refused) and reply.code in NOT_YET and asker.find(model.ratings, reply.request_id):
        return model
    model = replace(model, ratings=asker.without(model.ratings, reply.request_id))
    if not isinstance(reply, m.Refused):
        return _mark(model, frozenset({reply.request_id}), sp.Safe.YES)
    match model.page:
        case sp.Seeing(question=question) as page if question.id == reply.request_id:
            return give_up(model, page)
        case sp.Thanks(request=request) as page if request == reply.request_id:
            return replace(model, page=replace(page, why_not=reply.code))
    return model


def on_kept(model: k.Model, kept: h.RatingsKept, moment: h.Moment) -> k.Model:
    """The disk took what waits, or did not."""
    model = replace(model, keep_ratings_at=None if kept.well else moment.at + AGAIN_S)
    return _mark(model, kept.requests, sp.Safe.YES if kept.well else sp.Safe.NO)


def keep(before: k.Model, after: k.Model) -> tuple[h.Effect, ...]:
    """What is on the disk follows what waits."""
    ids = [question.id for question in after.ratings]
    if ids == [question.id for question in before.ratings]:
        return ()
    return (_keep(after),)


def _keep(model: k.Model) -> h.Effect:
    return h.KeepRatings(tuple(question.command for question in model.ratings))


def _mark(model: k.Model, requests: frozenset[RequestId], safe: sp.Safe) -> k.Model:
    """Where the desk or the disk has it, it does not matter what is said afterwards."""
    page = model.page
    if isinstance(page, sp.Thanks) and page.request in requests and page.safe is not sp.Safe.YES:
        return replace(model, page=replace(page, safe=safe))
    return model


def give_up(model: k.Model, page: sp.Seeing) -> k.Model:
    """The desk does not say: what the kiosk knows itself."""
    return replace(model, page=page.instead)


def on_tick(model: k.Model, page: sp.Seeing, moment: h.Moment) -> k.Step:
    """The answer is waited for."""
    question, due = asker.go_on(page.question, moment.at, asking.LOOK_UP)
    if question is None:
        return give_up(model, page), ()
    return replace(model, page=replace(page, question=question)), tuple(map(h.Send, due))


def resend(model: k.Model, moment: h.Moment) -> k.Step:
    """Ratings that the desk has not answered, or the disk not taken."""
    page = model.page
    again: tuple[h.Effect, ...] = ()
    if isinstance(page, sp.Thanks) and page.is_open and moment.at - page.since >= SAFE_S:
        model = replace(model, page=replace(page, safe=sp.Safe.NO))
    if model.keep_ratings_at is not None and moment.at >= model.keep_ratings_at:
        model, again = replace(model, keep_ratings_at=moment.at + AGAIN_S), (_keep(model),)
    if not model.desk_alive:
        return model, again
    ratings, due = asker.go_on_all(model.ratings, moment.at, asking.REPORT)
    return replace(model, ratings=ratings), (*again, *map(h.Send, due))


def on_touch(model: k.Model, target: t.Target | None, moment: h.Moment) -> k.Step:
    """What is touched on these pages."""
    match target, model.page:
        case t.Way.RATE, sp.Slip(seen=seen) as page if seen.rating:
            return replace(model, page=sp.Rate(page, seen.rating)), ()
        case t.Way.BACK, sp.Rate(answers=answers) as page if answers:
            return replace(model, page=replace(page, answers=answers[:-1], sheet=0)), ()
        case t.Way.BACK, sp.Rate(slip=slip):
            return replace(model, page=slip), ()
        case t.Way.SKIP, sp.Rate(question=None) as page:
            return _send(model, page, "", moment)
        case t.AnswerTarget(code=code), sp.Rate() as page:
            return _answer(model, page, code, moment)
        case ((t.Way.BACK | t.Way.OK), _):
            return replace(model, page=facts.home(model)), ()
    return model, ()


def _answer(model: k.Model, page: sp.Rate, code: str, moment: h.Moment) -> k.Step:
    question = page.question
    if question is None:
        return _send(model, page, code, moment)
    after = replace(page, answers=(*page.answers, (question.id, code)), sheet=0)
    if after.question is None and not (page.asked.reasons and _is_low(after)):
        return _send(model, after, "", moment)
    return replace(model, page=after), ()


def _is_low(page: sp.Rate) -> bool:
    """Whether an answer asks for a reason."""
    chosen = set(page.answers)
    return any(
        each.low and (question.id, each.id) in chosen
        for question in page.asked.questions
        for each in question.choices
    )


def _send(model: k.Model, page: sp.Rate, reason: str, moment: h.Moment) -> k.Step:
    command = m.RateSlip(
        request_id=moment.fresh_id,
        at=moment.desk_ms,
        place=page.slip.place,
        questionnaire=page.asked.questionnaire,
        version=page.asked.version,
        answers=dict(page.answers),
        reason=reason,
    )
    question, effects = asking.ask(command, asking.REPORT, moment)
    ratings = (*model.ratings, question)[-MOST_RATINGS:]
    thanks = sp.Thanks(question.id, moment.at, complaints=page.asked.complaints)
    return replace(model, page=thanks, ratings=ratings), effects


IN_LINE = frozenset({TicketState.WAITING, TicketState.CALLED, TicketState.PARKED, TicketState.NO_SHOW})
"""Numbers that still have somewhere to go."""
