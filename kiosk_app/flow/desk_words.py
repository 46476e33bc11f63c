"""What the desk's words do to the kiosk: snapshots, replies, the end of a slip. Pure."""

from dataclasses import replace

from contracts import messages as m
from contracts.topics import DESK
from contracts.vocabulary import RefusalCode, SlipState
from hardware.link import asker
from hardware.link.asker import OpenQuestion
from kiosk_app.flow import alone, alone_desk, facts, guide, look_up, slip, time
from kiosk_app.flow import happenings as h
from kiosk_app.flow import model as k
from kiosk_app.flow import pages as p


def on_message(model: k.Model, message: m.Message, moment: h.Moment) -> k.Step:
    """A message came."""
    match message:
        case m.OfficeState():
            return replace(model, office=message), ()
        case m.QueueState():
            return replace(model, queue=message), ()
        case m.Presence():
            return _on_presence(model, message), ()
        case m.Accepted(result=m.SlipSeen()):
            return slip.on_answer(model, message), ()
        case m.Accepted(result=m.LookedUp()):
            return look_up.on_answer(model, message, moment)
        case m.Accepted() | m.Refused():
            model, kept = alone_desk.on_reply(slip.on_reply(model, message), message, moment)
            model, effects = _on_reply(model, message, moment)
            return model, kept + effects
        case m.Event(job=str(), slip=SlipState()):
            return alone.on_slip(_on_slip_end(model, message, moment), message)
    return model, ()


def _on_reply(model: k.Model, reply: m.AnyReply, moment: h.Moment) -> k.Step:
    if isinstance(reply, m.Accepted):
        return guide.on_answer(_on_accepted(model, reply, moment), reply), guide.pages_of(reply)
    model = guide.on_refusal(_on_refused(model, reply), reply, moment)
    return look_up.on_refusal(model, reply, moment)


def _on_presence(model: k.Model, presence: m.Presence) -> k.Model:
    if presence.device == DESK:
        if presence.desk and presence.online:
            model = alone_desk.on_pulse(model, presence.desk)
        return replace(model, desk_faults=frozenset(fault.code for fault in presence.faults))
    return replace(model, presences={**model.presences, presence.device: presence})


def _on_accepted(model: k.Model, reply: m.Accepted, moment: h.Moment) -> k.Model:
    model = replace(model, reports=asker.without(model.reports, reply.request_id))
    if not isinstance(reply.result, m.Issued):
        return model
    if _answers_page(model, reply.request_id):
        return _show_number(model, reply.result, moment)
    if model.late is None or model.late.id != reply.request_id:
        return model
    late, model = model.late, replace(model, late=None)
    somebody_else = isinstance(model.page, p.Sending | p.Giving | p.Number)
    if somebody_else or moment.at - late.since > time.LATE_S:
        return model
    return _show_number(replace(model, lang=late.command.lang), reply.result, moment)


def _show_number(model: k.Model, issued: m.Issued, moment: h.Moment) -> k.Model:
    paper = issued.job is not None and facts.paper_fault(model) is None
    phase = p.SlipPhase.PRINTING if paper else p.SlipPhase.WRITE_DOWN
    return replace(model, page=p.Number(issued, phase, moment.at))


def _on_refused(model: k.Model, reply: m.Refused) -> k.Model:
    model = replace(model, reports=asker.without(model.reports, reply.request_id))
    late = model.late if model.late and model.late.id == reply.request_id else None
    if late:
        model = replace(model, late=None)
    match model.page:
        case p.Sending(question=question) if question.id == reply.request_id:
            return replace(model, page=_refusal(model, reply, question))
        case p.NoConnection() if late and reply.code != RefusalCode.EXPIRED:
            return replace(model, page=_refusal(model, reply, late))
    return model


def _refusal(model: k.Model, reply: m.Refused, question: OpenQuestion[m.IssueTicket]) -> p.Refused:
    opens = facts.opening_time(model, reply.opens_at)
    return p.Refused(reply.code, question.command.service, opens)


def _on_slip_end(model: k.Model, event: m.Event, moment: h.Moment) -> k.Model:
    page = model.page
    if not isinstance(page, p.Number) or page.issued.job != event.job:
        return model
    match event.slip, page.phase:
        case SlipState.PRINTED, p.SlipPhase.PRINTING | p.SlipPhase.WRITE_DOWN:
            phase = p.SlipPhase.TAKE
        case SlipState.NOT_PRINTED | SlipState.UNKNOWN, p.SlipPhase.PRINTING:
            page = replace(page, phase=p.SlipPhase.WRITE_DOWN, since=moment.at, doubtful=True)
            return replace(model, page=page)
        case SlipState.NOT_PRINTED | SlipState.UNKNOWN, p.SlipPhase.WRITE_DOWN:
            return replace(model, page=replace(page, doubtful=True))
        case _:
            return model
    return replace(model, page=replace(page, phase=phase, since=moment.at, doubtful=False), closes_in=None)


def _answers_page(model: k.Model, request_id: str) -> bool:
    return isinstance(model.page, p.Sending) and model.page.question.id == request_id
