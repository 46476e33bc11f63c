"""What time does to the kiosk: repeats, patience, and the way back to the start. Pure."""

from dataclasses import replace
from math import ceil

from contracts import messages as m
from contracts.vocabulary import PriorityGroup, SlipState
from hardware.link import asker
from kiosk_app.flow import alone, asking, facts, guide, look_up, slip
from kiosk_app.flow import dossier_pages as d
from kiosk_app.flow import guide_pages as g
from kiosk_app.flow import happenings as h
from kiosk_app.flow import model as k
from kiosk_app.flow import pages as p
from kiosk_app.flow import slip_pages as sp

LATE_S = 60.0
"""A number that comes this late still belongs to whoever asked."""
PATIENCE_S = 12.0
"""After the start: longer than the desk may be silent (10 s)."""
PRINT_S = 12.0
TAKE_S = 8.0
WRITE_DOWN_S = 60.0
MAX_SHOWN_S = 300.0
"""However often somebody asks for more time, a number does not stand on the glass longer than this."""
IDLE_S = 20.0
"""Without a touch: then the warning comes ..."""
WARN_S = 20.0
"""... and stands this long, for a person who needs time to read and to reach (WCAG 2.2.1)."""
READ_S = 60.0
"""Like ``IDLE_S``, where there is much to read."""
ALOUD_TIMES = 3
"""Listening takes longer than reading."""
MAX_REPORTS = 50
ANSWER_S = 15.0
"""How long a dossier stands on the glass after the last touch: the next citizen must not read it."""
ANSWER_WARN_S = 8.0
PROOF_S = 15.0
"""Like ``IDLE_S``, where somebody's dossier waits for a second factor: long enough to find a card in a bag ..."""
PROOF_WARN_S = 12.0
"""... and gone before the next citizen stands there."""


def on_tick(model: k.Model, moment: h.Moment, *, alive: bool) -> k.Step:
    """Time has passed."""
    model = replace(
        model,
        desk_alive=alive,
        patient=model.patient and not alive and moment.at - model.started_at < PATIENCE_S,
        minute=moment.desk_ms // 60_000 if alive else 0,
    )
    if model.late and moment.at - model.late.since > LATE_S:
        model = replace(model, late=None)
    model, resent = _resend_reports(model, moment)
    model, rated = slip.resend(model, moment)
    model, asked = guide.on_tick(model, moment)
    model, by_itself = alone.on_tick(model, moment)
    match model.page:
        case p.Sending():
            model, effects = _wait_for_reply(model, model.page, moment)
        case p.Giving():
            effects = ()
        case p.Number():
            model, effects = _wait_for_paper(model, model.page, moment)
        case d.Asking():
            model, effects = _wait_for_answer(model, model.page, moment)
        case sp.Seeing():
            model, effects = slip.on_tick(model, model.page, moment)
        case d.Dossier():
            model, effects = _close_answer(model, model.page, moment), ()
        case _:
            model, effects = _reset_when_idle(model, moment), ()
    return model, resent + rated + asked + by_itself + effects


def _wait_for_reply(model: k.Model, page: p.Sending, moment: h.Moment) -> k.Step:
    question, due = asker.go_on(page.question, moment.at, asking.NUMBER)
    if question is None:
        given_up = page.question
        late = replace(given_up, command=given_up.command.model_copy(update={"dossier": None}))
        return replace(model, page=p.NoConnection(), late=late), ()
    return replace(model, page=p.Sending(question)), tuple(map(h.Send, due))


def _wait_for_answer(model: k.Model, page: d.Asking, moment: h.Moment) -> k.Step:
    question, due = asker.go_on(page.question, moment.at, asking.LOOK_UP)
    if question is None:
        return look_up.close(model, page, d.RemarkKind.NO_ANSWER, moment), ()
    return replace(model, page=replace(page, question=question)), tuple(map(h.Send, due))


def _close_answer(model: k.Model, page: d.Dossier, moment: h.Moment) -> k.Model:
    slowly = ALOUD_TIMES if page.aloud else 1
    left = ANSWER_S * slowly - (moment.at - max(page.since, model.here_at))
    return _fresh(model) if left <= 0 else _warn(model, left, ANSWER_WARN_S)


def _wait_for_paper(model: k.Model, page: p.Number, moment: h.Moment) -> k.Step:
    waited, slowly = moment.at - page.since, ALOUD_TIMES if model.modes.aloud else 1
    match page.phase:
        case p.SlipPhase.PRINTING if waited >= PRINT_S or facts.paper_fault(model):
            return replace(model, page=replace(page, phase=p.SlipPhase.WRITE_DOWN, since=moment.at)), ()
        case p.SlipPhase.TAKE if waited >= TAKE_S * slowly:
            return _fresh(model), ()
        case p.SlipPhase.WRITE_DOWN if waited >= WRITE_DOWN_S * slowly:
            return (_fresh(model), ()) if page.doubtful else confirm_number(model, moment)
        case p.SlipPhase.WRITE_DOWN:
            return _warn(model, WRITE_DOWN_S * slowly - waited), ()
    return model, ()


def _reset_when_idle(model: k.Model, moment: h.Moment) -> k.Model:
    if model.page == p.Services() and not facts.gives_numbers(model):
        model = replace(model, page=facts.home(model))
    left_behind = model.page, model.declared, model.lang, model.modes, model.focus
    untouched = left_behind == (
        facts.home(model),
        PriorityGroup.ORDINARY,
        model.languages[0],
        k.Modes(),
        None,
    )
    still_coming = isinstance(model.page, p.NoConnection) and model.late is not None
    if untouched or still_coming:
        return replace(model, closes_in=None)
    alone = moment.at - max(model.here_at, model.changed_at)
    warn_s, idle_s = warning_s(model), PROOF_S if _awaits_proof(model) else IDLE_S
    if isinstance(model.page, g.Procedure | g.Blank):
        idle_s = READ_S
    left = idle_s * (ALOUD_TIMES if model.modes.aloud else 1) + warn_s - alone
    return _fresh(model) if left <= 0 else _warn(model, left, warn_s)


def warning_s(model: k.Model) -> float:
    """How long the warning stands before the screen goes back to the start."""
    if isinstance(model.page, d.Dossier):
        return ANSWER_WARN_S
    return PROOF_WARN_S if _awaits_proof(model) else WARN_S


def _awaits_proof(model: k.Model) -> bool:
    page = model.page
    return isinstance(page, d.Proof) or (isinstance(page, d.Remark) and page.again is not None)


def _warn(model: k.Model, left: float, warn_s: float = WARN_S) -> k.Model:
    return replace(model, closes_in=ceil(left) if left <= warn_s else None)


def _fresh(model: k.Model) -> k.Model:
    """As the next citizen finds it."""
    return replace(
        model,
        page=facts.home(model),
        consulting=None,
        declared=PriorityGroup.ORDINARY,
        touched=None,
        lang=model.languages[0],
        modes=k.Modes(),
        closes_in=None,
        focus=None,
        typed="",
    )


def _resend_reports(model: k.Model, moment: h.Moment) -> k.Step:
    if not model.desk_alive:
        return model, ()
    reports, due = asker.go_on_all(model.reports, moment.at, asking.REPORT)
    return replace(model, reports=reports), tuple(map(h.Send, due))


def stay(model: k.Model, moment: h.Moment) -> k.Model:
    """The citizen asks for more time to note the number."""
    page = model.page
    if not isinstance(page, p.Number) or page.phase != p.SlipPhase.WRITE_DOWN:
        return model
    if moment.at - model.changed_at > MAX_SHOWN_S - WRITE_DOWN_S:
        return model
    return replace(model, page=replace(page, since=moment.at), closes_in=None)


def confirm_number(model: k.Model, moment: h.Moment) -> k.Step:
    """Home for the next citizen; a number that was only seen is reported so that no slip comes later.

    A page that closes by itself confirms nothing about a slip that the printer gave up: the number stays
    among those that a clerk asks about. A slip that still waits for paper must not come when its owner is gone.
    """
    page, after = model.page, _fresh(model)
    if not isinstance(page, p.Number) or page.phase != p.SlipPhase.WRITE_DOWN or page.issued.job is None:
        return after, ()
    if page.alone:
        return alone.end_slip(after, page.issued.ticket, SlipState.ON_SCREEN)
    command = m.ReportSlip(
        request_id=moment.fresh_id, at=moment.desk_ms, job=page.issued.job, state=SlipState.ON_SCREEN
    )
    report, effects = asking.ask(command, asking.REPORT, moment)
    return replace(after, reports=(*model.reports, report)[-MAX_REPORTS:]), effects
