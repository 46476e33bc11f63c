"""What happens when a citizen touches something: a service, a way on or back, a switch. Pure."""

from dataclasses import replace

from contracts import messages as m
from contracts.dossiers import DossierCode
from contracts.vocabulary import PriorityGroup, ProcedureCode, ServiceCode
from kiosk_app.flow import alone, asking, facts, guide, look_up, offered, slip, time
from kiosk_app.flow import dossier_pages as d
from kiosk_app.flow import guide_pages as g
from kiosk_app.flow import happenings as h
from kiosk_app.flow import model as k
from kiosk_app.flow import pages as p
from kiosk_app.flow import slip_pages as sp
from kiosk_app.flow import targets as t
from kiosk_app.flow.guide_pages import GuidePage
from kiosk_app.flow.screen import Screen, screen_of

GUIDE_WAYS = frozenset(
    {t.Way.GUIDE, t.Way.EVENTS, t.Way.FIELDS, t.Way.FIND, t.Way.SEARCH, t.Way.CHECKLIST, t.Way.BLANKS}
)

SETTLE_S = 0.6
"""After a screen changed: a finger that is still on its way meant the old one."""
HAMMER_S = 0.3
"""Touches of one button closer together than this are one hand that hammers, not a decision."""
BOUNCE_S = 0.08
"""Closer together than this is one touch that bounced, also on two keys or two buttons."""


def on_touch(model: k.Model, target: t.Target | None, moment: h.Moment) -> k.Step:
    """A finger left the glass, or the keypad pressed what it is on."""
    meant = is_meant(model, target, moment)
    touched = None if isinstance(target, t.KeyTarget) else target
    model = replace(model, touched_at=moment.at, touched=touched, here_at=moment.at, closes_in=None)
    if not meant:
        return model, ()
    match target, screen_of(model):
        case t.SheetTarget(sheet=sheet), screen if screen in offered.CHOICES:
            return _turn(model, sheet), ()
        case t.Way.MORE_TIME, Screen.NUMBER:
            return time.stay(model, moment), ()
        case t.SheetTarget(sheet=sheet), Screen.PROCEDURE:
            return _turn_papers(model, sheet), ()
        case t.SheetTarget(sheet=sheet), Screen.BLANK:
            return _turn_pages(model, sheet), ()
        case t.HoldTarget(sign=sign), Screen.FIND if sign in t.MARKED:
            return guide.on_touch(model, target, moment)
    return _choose(model, target, moment) if target in offered.targets(model) else (model, ())


def is_meant(model: k.Model, target: t.Target | None, moment: h.Moment) -> bool:
    """Whether a touch is a decision; a switch that does no harm stands where it stood on the screen before."""
    tools = offered.tools(model)
    settle_s = HAMMER_S if target in tools and model.touched not in tools else SETTLE_S
    again = target == model.touched
    apart_s = HAMMER_S if again or target in tools else BOUNCE_S
    return moment.at - model.changed_at >= settle_s and moment.at - model.touched_at >= apart_s


def _choose(model: k.Model, target: t.Target | None, moment: h.Moment) -> k.Step:
    if isinstance(model.page, sp.SlipPage) and not isinstance(target, t.Tool):
        return slip.on_touch(model, target, moment)
    wants_else = not isinstance(target, t.Tool)  # larger letters are no other wish
    if wants_else and model.consulting and not model.consulting.quiet:
        model = replace(model, consulting=None)
    match target:
        case t.ServiceTarget(code=code):
            return take_number(model, code, moment)
        case t.GroupTarget(code=code):
            return replace(model, page=p.Group(code)), ()
        case t.PriorityTarget(group=group):
            return replace(model, page=p.Services(), declared=group), ()
        case t.Tool() as tool:
            return _on_tool(model, tool), ()
        case t.Way() as way:
            return _on_way(model, way, moment)
    if isinstance(model.page, GuidePage):
        return guide.on_touch(model, target, moment)
    return look_up.on_touch(model, target, moment)


def _on_way(model: k.Model, way: t.Way, moment: h.Moment) -> k.Step:
    if way in GUIDE_WAYS:
        return guide.on_touch(model, way, moment)
    match way, model.page:
        case ((t.Way.PRIORITY | t.Way.NUMBERS), _):
            return replace(model, page=p.Priority() if way is t.Way.PRIORITY else p.Services()), ()
        case t.Way.BACK, p.Priority():
            return replace(model, page=p.Services(), declared=PriorityGroup.ORDINARY), ()
        case ((t.Way.OK | t.Way.SEEN), p.Number()):
            return time.confirm_number(model, moment)
        case ((t.Way.OK | t.Way.BACK), page):
            before = guide.page_before(model) if isinstance(page, GuidePage) else _page_before(model, way)
            return replace(model, page=before), ()
        case ((t.Way.TAKE_RESULT | t.Way.TAKE_ABOUT), d.Dossier() as page):
            return _take_for_dossier(model, page, way, moment)
        case t.Way.TAKE_FOR, g.Procedure(told=told) if told.service:
            return take_number(model, told.service, moment, procedure=told.code)
    return look_up.on_touch(model, way, moment)


def _take_for_dossier(model: k.Model, page: d.Dossier, way: t.Way, moment: h.Moment) -> k.Step:
    """A number to collect the result, or to be helped on with the dossier."""
    service = page.result_service if way is t.Way.TAKE_RESULT else page.shown.service
    return take_number(model, service, moment, dossier=page.shown.dossier) if service else (model, ())


def _page_before(model: k.Model, way: t.Way) -> p.Page:
    """After most remarks one tries again, with what was typed; a typed code can be mended; else the start."""
    match way, model.page:
        case t.Way.OK, d.Remark(kind=why, again=d.Proof() as again) if why in d.AGAIN:
            return again
        case t.Way.OK, d.Remark(kind=why, typed=typed) if why in d.AGAIN:
            return d.Scan() if model.reader_there and not typed else d.Manual(typed)
        case t.Way.BACK, d.Proof(code_typed=str(typed)) if typed:
            return d.Manual(typed)
    return facts.home(model)


def _turn_papers(model: k.Model, sheet: int) -> k.Model:
    """Other papers of the same procedure."""
    page = model.page
    if not isinstance(page, g.Procedure) or not 0 <= sheet < len(page.told.papers) + 1 + len(page.told.steps):
        return model
    return replace(model, page=replace(page, sheet=sheet))


def _turn_pages(model: k.Model, sheet: int) -> k.Model:
    """Another page of the same form, or another strip of it."""
    page = model.page
    if not isinstance(page, g.Blank) or not 0 <= sheet < len(page.told.pages) * g.MOST_STRIPS:
        return model
    return replace(model, page=replace(page, sheet=sheet))


def _turn(model: k.Model, sheet: int) -> k.Model:
    """Another sheet of the same choices."""
    if not isinstance(model.page, p.Choosing) or not 0 <= sheet < len(offered.choices(model)):
        return model
    return replace(model, page=replace(model.page, sheet=sheet))


def _on_tool(model: k.Model, tool: t.Tool) -> k.Model:
    page = model.page
    if tool is t.Tool.LANG:
        at = model.languages.index(model.lang)
        return replace(model, lang=model.languages[(at + 1) % len(model.languages)])
    if tool is t.Tool.ALOUD and isinstance(page, d.Dossier):  # it is read out only when asked for here
        aloud = not page.aloud
        return replace(model, modes=replace(model.modes, aloud=aloud), page=replace(page, aloud=aloud))
    modes = replace(model.modes, **{tool.value: not getattr(model.modes, tool.value)})
    modes = replace(modes, by_ear=modes.by_ear and modes.aloud)
    return replace(
        model,
        modes=modes,
        page=replace(page, sheet=0) if isinstance(page, p.Choosing | g.Procedure) else page,
    )


def take_number(
    model: k.Model,
    code: ServiceCode,
    moment: h.Moment,
    *,
    dossier: DossierCode | None = None,
    procedure: ProcedureCode | None = None,
) -> k.Step:
    """The citizen wants a number for a service, perhaps to collect the result of a dossier, or for a procedure."""
    line = facts.queue_of(model, code)
    if line is not None and line.closed is not None:
        opens = facts.opening_time(model, line.opens_at)
        return replace(model, page=p.Refused(line.closed, code, opens)), ()
    if model.alone.giving:
        return alone.take(model, code, procedure, moment)
    command = m.IssueTicket(
        request_id=moment.fresh_id,
        at=moment.desk_ms,
        service=code,
        priority=model.declared,
        lang=model.lang,
        dossier=dossier,
        procedure=procedure,
    )
    question, effects = asking.ask(command, asking.NUMBER, moment)
    return replace(model, page=p.Sending(question)), effects
