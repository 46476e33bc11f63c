"""What can be touched on each screen, in reading order. Pure."""

from contracts import messages as m
from contracts.dossiers import DossierStatus, as_code
from contracts.vocabulary import ServiceCode
from kiosk_app.flow import dossier_pages as d
from kiosk_app.flow import facts
from kiosk_app.flow import model as k
from kiosk_app.flow import pages as p
from kiosk_app.flow import targets as t
from kiosk_app.flow.screen import Screen, screen_of

CHOICES = frozenset({Screen.SERVICES, Screen.GROUP, Screen.PRIORITY})
"""Screens that ask something: one of several choices is touched."""
QUIET = frozenset({Screen.SENDING, Screen.NUMBER, Screen.STARTING, Screen.ASKING})
"""Screens on which only their own matter counts."""


def targets(model: k.Model) -> tuple[t.Target, ...]:
    """Everything that can be touched, the choices first."""
    return (*choices(model), *confirms(model), *actions(model), *tools(model))


def stops(model: k.Model) -> tuple[t.Target, ...]:
    """Where the keypad walks. It has digits of its own; walked to, they would be said aloud to bystanders."""
    return tuple(target for target in targets(model) if target not in t.DIGIT_KEYS)


def numbered(model: k.Model) -> tuple[t.Target, ...]:
    """What the keypad's numbers stand for, from 1 on: the choices, then the ways on. 0 is the way back."""
    if isinstance(model.page, d.Manual | d.Proof):  # there digits are digits
        return ()
    ways = [way for way in (*confirms(model), *actions(model)) if way not in (t.Way.BACK, t.Way.SEEN)]
    if t.Way.BACK not in actions(model):
        ways = [way for way in ways if way != t.Way.OK]
    return (*choices(model), *ways)


def choices(model: k.Model) -> tuple[t.Target, ...]:
    """The choices of the screen."""
    match screen_of(model), model.page:
        case Screen.SERVICES, _:
            return _first_screen(model)
        case Screen.GROUP, p.Group(code=code):
            group = facts.group_of(model, code)
            return tuple(map(t.ServiceTarget, group.services)) if group else ()
        case Screen.PRIORITY, _:
            return tuple(map(t.PriorityTarget, facts.groups_of(model)))
    return ()


def _first_screen(model: k.Model) -> tuple[t.Target, ...]:
    """Groups stand where their first service would; a group of one is that service."""
    if model.office is None:
        return ()
    found: list[t.Target] = []
    for service in model.office.services:
        group = _home_of(model.office, service.code)
        target = t.GroupTarget(group.code) if group else t.ServiceTarget(service.code)
        if target not in found:
            found.append(target)
    return tuple(found)


def _home_of(office: m.OfficeState, code: ServiceCode) -> m.ServiceGroup | None:
    groups = (group for group in office.groups if code in group.services and len(group.services) > 1)
    return next(groups, None)


def confirms(model: k.Model) -> tuple[t.Target, ...]:
    """What stands on the page itself: the button of a message or a number, and keys."""
    match screen_of(model), model.page:
        case ((Screen.NO_CONNECTION | Screen.REFUSED | Screen.REMARK), _):
            return (t.Way.OK,)
        case Screen.NUMBER, p.Number(phase=p.SlipPhase.TAKE):
            return (t.Way.OK,)
        case Screen.NUMBER, p.Number(phase=p.SlipPhase.WRITE_DOWN):
            return (t.Way.SEEN,)
        case Screen.MANUAL, _:
            return t.KEYS
        case Screen.PROOF, d.Proof() as page:
            return _proof_keys(page)
        case Screen.DOSSIER, d.Dossier() as page if gives_number(model, page):
            return (t.Way.TAKE_RESULT,)
    return ()


def _proof_keys(page: d.Proof) -> tuple[t.Target, ...]:
    """The keys; and below the few that digits need there is room for both ways on."""
    if not page.digits:
        return t.CODE_KEYS
    ways = {t.Way.PROVE: page.complete, t.Way.SKIP: page.may_skip}
    return (*t.DIGIT_KEYS, t.DELETE, *(way for way, there in ways.items() if there))


def _proof_actions(page: d.Proof) -> tuple[t.Target, ...]:
    """Below a whole keyboard: whoever has begun to type a code goes on with it, or deletes it to go without."""
    if page.digits:
        return (t.Way.BACK,)
    if page.complete:
        return (t.Way.BACK, t.Way.PROVE)
    return (t.Way.BACK, t.Way.SKIP) if page.may_skip else (t.Way.BACK,)


def gives_number(model: k.Model, page: d.Dossier) -> bool:
    """Whether a number for collecting the shown dossier's result can be taken here."""
    service = page.result_service
    ready = page.shown.status == DossierStatus.RESULT_READY
    return ready and service is not None and facts.service_of(model, service) is not None


def actions(model: k.Model) -> tuple[t.Target, ...]:
    """The large buttons below."""
    match screen_of(model), model.page:
        case ((Screen.GROUP | Screen.PRIORITY), _):
            return (t.Way.BACK,)
        case ((Screen.SERVICES | Screen.CLOSED) as screen, _):
            asks = screen == Screen.SERVICES and facts.asks_priority(model)
            offered = {t.Way.PRIORITY: asks, t.Way.SCAN: facts.looks_up(model)}
            return tuple(way for way, there in offered.items() if there)
        case Screen.SCAN, _:
            return (t.Way.BACK, t.Way.MANUAL)
        case Screen.MANUAL, d.Manual(typed=typed):
            return (t.Way.BACK, t.Way.LOOK_UP) if as_code(typed) else (t.Way.BACK,)
        case Screen.PROOF, d.Proof() as page:
            return _proof_actions(page)
        case Screen.REMARK, d.Remark(kind=kind, typed=typed, again=again) if kind in d.AGAIN:
            scanned = model.reader_there and not typed and again is None
            return (t.Way.BACK, t.Way.MANUAL) if scanned else (t.Way.BACK,)
        case Screen.DOSSIER, d.Dossier(found=found, sheet=sheet):
            another = t.SheetTarget((sheet + 1) % len(found))
            return (t.Way.BACK, another) if len(found) > 1 else (t.Way.BACK,)
    return ()


def tools(model: k.Model) -> tuple[t.Tool, ...]:
    """What makes the screen easier to read, reach or hear; the language first."""
    if screen_of(model) in QUIET:
        return ()
    equipment = model.equipment
    offered = {
        t.Tool.LANG: len(model.languages) > 1,
        t.Tool.LARGE: True,
        t.Tool.CONTRAST: True,
        t.Tool.LOW: equipment.lowers,
        t.Tool.ALOUD: equipment.voice,
    }
    return tuple(tool for tool, there in offered.items() if there)
