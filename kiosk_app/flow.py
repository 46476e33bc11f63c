"""The whole kiosk without a window: ``step(model, happening, moment) -> model, effects``. Pure.

One touch on a service is one ticket. The request is repeated with the same id until the desk replies,
so a lost reply cannot make a second ticket; and a number leaves the glass before the next citizen comes.
"""

from dataclasses import replace

from contracts import messages as m
from contracts.topics import DESK
from contracts.vocabulary import PriorityGroup, RefusalCode, ServiceCode, SlipState
from kiosk_app import facts
from kiosk_app import model as k

SETTLE_S = 0.6
"""After a screen changed: a finger that is still on its way meant the old one."""
HAMMER_S = 0.3
"""Touches closer together than this are one hand that hammers, not a decision."""
RETRY_S = 1.0
GIVE_UP_S = 15.0
"""As long as the desk accepts an IssueTicket."""
LATE_S = 60.0
"""A number that comes this late still belongs to whoever asked."""
REPORT_RETRY_S = 2.0
PATIENCE_S = 12.0
"""After the start: longer than the desk may be silent (10 s)."""
PRINT_S = 12.0
TAKE_S = 8.0
WRITE_DOWN_S = 60.0
WARN_S = 15.0
IDLE_S = 30.0
MAX_REPORTS = 50

Result = tuple[k.Model, tuple[k.Send, ...]]


def step(model: k.Model, happening: k.Happening, moment: k.Moment) -> Result:
    """What the kiosk becomes, and what it asks the desk."""
    match happening:
        case k.Tick(desk_alive=alive):
            after, effects = _on_tick(model, moment, alive=alive)
        case k.Touched(target=target):
            after, effects = _on_touch(model, target, moment)
        case k.Told(message=message):
            after, effects = _on_message(model, message, moment)
    if facts.screen_of(after) != facts.screen_of(model):
        after = replace(after, changed_at=moment.at)
    return after, effects


# --- touches ----------------------------------------------------------------------------------------


def _on_touch(model: k.Model, target: str, moment: k.Moment) -> Result:
    meant = moment.at - model.changed_at >= SETTLE_S and moment.at - model.touched_at >= HAMMER_S
    model = replace(model, touched_at=moment.at)
    if not meant or not target:
        return model, ()
    screen = facts.screen_of(model)
    match target.partition("-")[0], screen:
        case "lang", k.Screen.SENDING | k.Screen.NUMBER:
            return model, ()
        case "lang", _:
            return replace(model, lang=_next_language(model)), ()
        case "service", k.Screen.SERVICES:
            return _on_service(model, ServiceCode(target.removeprefix("service-")), moment)
        case "priority", k.Screen.SERVICES | k.Screen.PRIORITY:
            return _on_priority(model, target.removeprefix("priority").removeprefix("-")), ()
        case ("back", k.Screen.PRIORITY) | ("ok", k.Screen.REFUSED | k.Screen.NO_CONNECTION):
            return replace(model, page=k.Home()), ()
        case ("ok" | "confirm", k.Screen.NUMBER):
            return _on_seen(model, target, moment)
    return model, ()


def _next_language(model: k.Model) -> str:
    at = model.languages.index(model.lang)
    return model.languages[(at + 1) % len(model.languages)]


def _on_service(model: k.Model, code: ServiceCode, moment: k.Moment) -> Result:
    if facts.service_of(model, code) is None or not isinstance(model.page, k.Home):
        return model, ()
    line = facts.queue_of(model, code)
    if line is not None and line.closed is not None:
        opens = facts.opening_time(model, str(line.opens_at or ""))
        return replace(model, page=k.Refused(line.closed, code, opens)), ()
    command = m.IssueTicket(
        request_id=moment.fresh_id,
        at=moment.desk_ms,
        service=code,
        priority=model.page.priority,
        lang=model.lang,
    )
    return replace(model, page=k.Sending(k.Pending(command, moment.at, moment.at))), (k.Send(command),)


def _on_priority(model: k.Model, group: str) -> k.Model:
    if not group:
        return replace(model, page=k.Choosing()) if facts.asks_priority(model) else model
    if group in facts.groups_of(model) and isinstance(model.page, k.Choosing):
        return replace(model, page=k.Home(PriorityGroup(group)))
    return model


def _on_seen(model: k.Model, target: str, moment: k.Moment) -> Result:
    match model.page, target:
        case (k.Number(phase=k.SlipPhase.TAKE), "ok") | (
            k.Number(phase=k.SlipPhase.WRITE_DOWN),
            "confirm-seen",
        ):
            return _forget_number(model, moment)
    return model, ()


# --- time -------------------------------------------------------------------------------------------


def _on_tick(model: k.Model, moment: k.Moment, *, alive: bool) -> Result:
    model = replace(
        model,
        desk_alive=alive,
        patient=model.patient and not alive and moment.at - model.started_at < PATIENCE_S,
        minute=moment.desk_ms // 60_000 if alive else 0,
    )
    if model.late and moment.at - model.late.asked_at > LATE_S:
        model = replace(model, late=None)
    model, resent = _resend_reports(model, moment)
    match model.page:
        case k.Sending(pending=pending):
            model, effects = _wait_for_reply(model, pending, moment)
        case k.Number():
            model, effects = _wait_for_paper(model, model.page, moment)
        case _:
            model, effects = _reset_when_idle(model, moment), ()
    return model, resent + effects


def _wait_for_reply(model: k.Model, pending: k.Pending, moment: k.Moment) -> Result:
    if moment.at - pending.asked_at >= GIVE_UP_S:
        return replace(model, page=k.NoConnection(), late=pending), ()
    if moment.at - pending.sent_at < RETRY_S:
        return model, ()
    again = replace(pending, sent_at=moment.at)
    return replace(model, page=k.Sending(again)), (k.Send(pending.command),)


def _wait_for_paper(model: k.Model, page: k.Number, moment: k.Moment) -> Result:
    waited = moment.at - page.since
    match page.phase:
        case k.SlipPhase.PRINTING if waited >= PRINT_S or facts.paper_fault(model):
            return replace(model, page=replace(page, phase=k.SlipPhase.WRITE_DOWN, since=moment.at)), ()
        case k.SlipPhase.TAKE if waited >= TAKE_S:
            return _forget_number(model, moment)
        case k.SlipPhase.WRITE_DOWN if waited >= WRITE_DOWN_S:
            return _forget_number(model, moment)
        case k.SlipPhase.WRITE_DOWN if waited >= WRITE_DOWN_S - WARN_S:
            return replace(model, page=replace(page, closes_in=int(WRITE_DOWN_S - waited) + 1)), ()
    return model, ()


def _reset_when_idle(model: k.Model, moment: k.Moment) -> k.Model:
    untouched = model.page == k.Home() and model.lang == model.languages[0]
    still_coming = isinstance(model.page, k.NoConnection) and model.late is not None
    if untouched or still_coming or moment.at - max(model.touched_at, model.changed_at) < IDLE_S:
        return model
    return replace(model, page=k.Home(), lang=model.languages[0])


def _resend_reports(model: k.Model, moment: k.Moment) -> Result:
    if not model.desk_alive:
        return model, ()
    due = [r for r in model.reports if moment.at - r.sent_at >= REPORT_RETRY_S]
    if not due:
        return model, ()
    reports = tuple(replace(r, sent_at=moment.at) if r in due else r for r in model.reports)
    return replace(model, reports=reports), tuple(k.Send(r.command) for r in due)


# --- messages ---------------------------------------------------------------------------------------


def _on_message(model: k.Model, message: m.Message, moment: k.Moment) -> Result:
    match message:
        case m.OfficeState():
            return replace(model, office=message), ()
        case m.QueueState():
            return replace(model, queue=message), ()
        case m.Presence():
            return _on_presence(model, message), ()
        case m.Accepted():
            return _on_accepted(model, message, moment), ()
        case m.Refused():
            return _on_refused(model, message), ()
        case m.Event(job=str(), slip=SlipState()):
            return _on_slip_end(model, message, moment), ()
    return model, ()


def _on_presence(model: k.Model, presence: m.Presence) -> k.Model:
    if presence.device == DESK:
        return replace(model, desk_faults=frozenset(fault.code for fault in presence.faults))
    return replace(model, presences={**model.presences, presence.device: presence})


def _on_accepted(model: k.Model, reply: m.Accepted, moment: k.Moment) -> k.Model:
    model = _without_report(model, reply.request_id)
    if not isinstance(reply.result, m.Issued):
        return model
    if _answers_page(model, reply.request_id):
        return _show_number(model, reply.result, moment)
    if model.late is None or model.late.command.request_id != reply.request_id:
        return model
    late, model = model.late, replace(model, late=None)
    somebody_else = isinstance(model.page, k.Sending | k.Number)
    if somebody_else or moment.at - late.asked_at > LATE_S:
        return model
    return _show_number(replace(model, lang=late.command.lang), reply.result, moment)


def _show_number(model: k.Model, issued: m.Issued, moment: k.Moment) -> k.Model:
    paper = issued.job is not None and facts.paper_fault(model) is None
    phase = k.SlipPhase.PRINTING if paper else k.SlipPhase.WRITE_DOWN
    return replace(model, page=k.Number(issued, phase, moment.at))


def _on_refused(model: k.Model, reply: m.Refused) -> k.Model:
    model = _without_report(model, reply.request_id)
    late = model.late if model.late and model.late.command.request_id == reply.request_id else None
    if late:
        model = replace(model, late=None)
    match model.page:
        case k.Sending(pending=pending) if pending.command.request_id == reply.request_id:
            return replace(model, page=_refusal(model, reply, pending))
        case k.NoConnection() if late and reply.code != RefusalCode.EXPIRED:
            return replace(model, page=_refusal(model, reply, late))
    return model


def _refusal(model: k.Model, reply: m.Refused, pending: k.Pending) -> k.Refused:
    opens = facts.opening_time(model, reply.facts.get("opens_at", ""))
    return k.Refused(reply.code, pending.command.service, opens)


def _on_slip_end(model: k.Model, event: m.Event, moment: k.Moment) -> k.Model:
    page = model.page
    if not isinstance(page, k.Number) or page.issued.job != event.job:
        return model
    match event.slip, page.phase:
        case SlipState.PRINTED, k.SlipPhase.PRINTING | k.SlipPhase.WRITE_DOWN:
            phase = k.SlipPhase.TAKE
        case SlipState.NOT_PRINTED | SlipState.UNKNOWN, k.SlipPhase.PRINTING:
            phase = k.SlipPhase.WRITE_DOWN
        case _:
            return model
    return replace(model, page=k.Number(page.issued, phase, moment.at))


def _answers_page(model: k.Model, request_id: str) -> bool:
    return isinstance(model.page, k.Sending) and model.page.pending.command.request_id == request_id


def _forget_number(model: k.Model, moment: k.Moment) -> Result:
    """Home for the next citizen; a number that was only seen is reported so that no slip comes later."""
    page = model.page
    after = replace(model, page=k.Home(), lang=model.languages[0])
    if not isinstance(page, k.Number) or page.phase != k.SlipPhase.WRITE_DOWN or page.issued.job is None:
        return after, ()
    command = m.ReportSlip(
        request_id=moment.fresh_id, at=moment.desk_ms, job=page.issued.job, state=SlipState.ON_SCREEN
    )
    reports = (*model.reports, k.Report(command, moment.at))[-MAX_REPORTS:]
    return replace(after, reports=reports), (k.Send(command),)


def _without_report(model: k.Model, request_id: str) -> k.Model:
    return replace(model, reports=tuple(r for r in model.reports if r.command.request_id != request_id))
