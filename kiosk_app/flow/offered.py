"""What can be touched on each screen, in reading order. Pure."""

from contracts import messages as m
from contracts.dossiers import DossierStatus, as_code, needs_counter
from contracts.vocabulary import ServiceCode
from kiosk_app.flow import dossier_pages as d
from kiosk_app.flow import facts
from kiosk_app.flow import guide_pages as g
from kiosk_app.flow import model as k
from kiosk_app.flow import pages as p
from kiosk_app.flow import slip_pages as sp
from kiosk_app.flow import targets as t
from kiosk_app.flow.screen import Screen, screen_of

CHOICES = frozenset(
    {
        *(Screen.SERVICES, Screen.GROUP, Screen.PRIORITY, Screen.GUIDE, Screen.FIELDS, Screen.LISTED),
        Screen.RATE,
        Screen.BLANKS,
    }
)
"""Screens that ask something: one of several choices is touched."""
NUMBER_WAYS: dict[p.SlipPhase, tuple[t.Way, ...]] = {
    p.SlipPhase.TAKE: (t.Way.OK,),
    p.SlipPhase.WRITE_DOWN: (t.Way.SEEN,),
}
LEAST_TYPED = 2
"""Letters of a search."""
QUIET = frozenset({Screen.SENDING, Screen.NUMBER, Screen.STARTING, Screen.ASKING, Screen.OPENING})
"""Screens on which only their own matter counts."""


def targets(model: k.Model) -> tuple[t.Target, ...]:
    """Everything that can be touched, the choices first."""
    return (*choices(model), *confirms(model), *actions(model), *tools(model))


def stops(model: k.Model) -> tuple[t.Target, ...]:
    """Where keypad and corner walk: not to what the keypad has itself, nor to digits that bystanders must not hear."""
    silent = isinstance(model.page, d.Proof) or not model.modes.by_ear
    return tuple(target for target in targets(model) if not (silent and target in t.DIGIT_KEYS))


def numbered(model: k.Model) -> tuple[t.Target, ...]:
    """What the keypad's numbers stand for, from 1 on: the choices, then the ways on. 0 is the way back."""
    if isinstance(model.page, d.Manual | d.Proof | g.Find):  # there digits are digits
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
        case Screen.GUIDE, _ if model.topics:
            return tuple(t.TopicTarget(topic.code) for topic in model.topics.events)
        case Screen.FIELDS, _ if model.topics:
            return tuple(t.TopicTarget(topic.code) for topic in model.topics.fields)
    return _from_a_list(model)


def _from_a_list(model: k.Model) -> tuple[t.Target, ...]:
    """The choices that the desk told."""
    match screen_of(model), model.page:
        case Screen.LISTED, g.Listed(found=found):
            return tuple(t.ProcedureTarget(line.code) for line in found)
        case Screen.RATE, sp.Rate(options=options):
            return tuple(t.AnswerTarget(each.id) for each in options)
        case Screen.BLANKS, g.Blanks(before=page):
            shown = facts.blanks_here(model, page.told)
            return tuple(t.BlankTarget(page.told.blanks.index(blank)) for blank in shown)
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
        case ((Screen.NO_CONNECTION | Screen.REFUSED | Screen.REMARK | Screen.SORRY), _):
            return (t.Way.OK,)
        case Screen.NUMBER, p.Number(phase=phase):
            return NUMBER_WAYS.get(phase, ())
        case ((Screen.SLIP | Screen.RATED), page):
            return _slip_confirms(page)
        case Screen.MANUAL, _:
            return t.KEYS
        case Screen.PROOF, d.Proof() as page:
            return _proof_keys(page)
        case Screen.FIND, g.Find(marks=marks):
            return t.mark_keys(marks) if marks else t.FIND_KEYS
        case Screen.DOSSIER, d.Dossier() as page:
            way = number_way(model, page)
            return (way,) if way else ()
    return ()


def _asks(page: p.Page) -> bool:
    """Whether the office asks the owner of this slip how it was."""
    return isinstance(page, sp.Slip) and page.seen.rating is not None


def _slip_confirms(page: p.Page) -> tuple[t.Target, ...]:
    if isinstance(page, sp.Thanks) and page.is_open:
        return ()
    return (t.Way.RATE,) if _asks(page) else (t.Way.OK,)


def _slip_actions(page: sp.SlipPage) -> tuple[t.Target, ...]:
    if isinstance(page, sp.Rate):
        return (t.Way.BACK,) if page.question else (t.Way.BACK, t.Way.SKIP)
    return (t.Way.BACK,) if _asks(page) else ()


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


def number_way(model: k.Model, page: d.Dossier) -> t.Way | None:
    """How one comes to a number for the shown dossier; None where it needs none, or this kiosk gives none."""
    seen = page.shown
    if not facts.gives_numbers(model):
        return None
    if seen.status == DossierStatus.RESULT_READY:
        return t.Way.TAKE_RESULT if _has(model, page.result_service) else None
    if needs_counter(seen.status, seen.deadline):
        return t.Way.TAKE_ABOUT if _has(model, seen.service) else t.Way.NUMBERS
    return None


def _has(model: k.Model, service: ServiceCode | None) -> bool:
    return service is not None and facts.service_of(model, service) is not None


def actions(model: k.Model) -> tuple[t.Target, ...]:
    """The large buttons below."""
    match screen_of(model), model.page:
        case (
            (
                Screen.GROUP
                | Screen.PRIORITY
                | Screen.SLIP
                | Screen.RATE
                | Screen.RATED
                | Screen.BLANKS
                | Screen.BLANK
            ),
            page,
        ):
            return _slip_actions(page) if isinstance(page, sp.SlipPage) else (t.Way.BACK,)
        case ((Screen.SERVICES | Screen.CLOSED) as screen, _):
            asks = screen == Screen.SERVICES and facts.asks_priority(model)
            offered = {
                t.Way.PRIORITY: asks,
                t.Way.SCAN: facts.looks_up(model),
                t.Way.GUIDE: facts.guides(model),
            }
            return tuple(way for way, there in offered.items() if there)
        case ((Screen.GUIDE | Screen.FIELDS | Screen.FIND | Screen.LISTED | Screen.PROCEDURE) as screen, _):
            return guide_actions(model, screen)
        case ((Screen.SCAN | Screen.MANUAL | Screen.PROOF), _):
            return _look_up_actions(model)
        case Screen.SORRY, g.Sorry() as page:
            return _sorry_actions(model, page)
        case Screen.REMARK, d.Remark(kind=kind, typed=typed, again=again) if kind in d.AGAIN:
            scanned = model.reader_there and not typed and again is None
            return (t.Way.BACK, t.Way.MANUAL) if scanned else (t.Way.BACK,)
        case Screen.DOSSIER, d.Dossier(found=found, sheet=sheet):
            another = t.SheetTarget((sheet + 1) % len(found))
            return (t.Way.BACK, another) if len(found) > 1 else (t.Way.BACK,)
    return ()


def _back(model: k.Model) -> tuple[t.Way, ...]:
    """The way back; there is none at the start."""
    return () if model.page == facts.home(model) else (t.Way.BACK,)


def _look_up_actions(model: k.Model) -> tuple[t.Target, ...]:
    """On the way to a dossier."""
    match model.page:
        case d.Manual(typed=typed):
            return (*_back(model), t.Way.LOOK_UP) if as_code(typed) else _back(model)
        case d.Proof() as page:
            return _proof_actions(page)
    return (*_back(model), t.Way.MANUAL)


def guide_actions(model: k.Model, screen: Screen) -> tuple[t.Target, ...]:
    """The large buttons below a page of the guide."""
    match screen, model.page:
        case Screen.GUIDE, _:
            look_up = (t.Way.SCAN,) if model.page == facts.home(model) and facts.looks_up(model) else ()
            fields = (t.Way.FIELDS,) if model.topics and model.topics.fields else ()
            return (*_back(model), *look_up, *fields, t.Way.FIND)
        case ((Screen.FIELDS | Screen.LISTED), _):
            return (*_back(model), t.Way.FIND)
        case Screen.FIND, g.Find(typed=typed):
            return (t.Way.BACK, t.Way.SEARCH) if len(typed.strip()) >= LEAST_TYPED else (t.Way.BACK,)
        case Screen.PROCEDURE, g.Procedure() as page:
            prints = facts.prints(model) and page.checklist in (g.Paper.NOT_ASKED, g.Paper.FAILED)
            offered = {
                t.Way.BLANKS: bool(facts.blanks_here(model, page.told)),
                t.Way.CHECKLIST: prints,
                t.Way.TAKE_FOR: takes_for(model, page),
            }
            return (t.Way.BACK, *(way for way, there in offered.items() if there))
    return ()


def _sorry_actions(model: k.Model, page: g.Sorry) -> tuple[t.Target, ...]:
    """Other ways to what was not found: what happens in a life, the fields, or somebody who helps."""
    if page.kind not in (g.SorryKind.NOTHING, g.SorryKind.UNKNOWN) or model.topics is None:
        return ()
    offered = {
        t.Way.EVENTS: bool(model.topics.events),
        t.Way.FIELDS: bool(model.topics.fields),
        t.Way.NUMBERS: facts.gives_numbers(model),
    }
    return tuple(way for way, there in offered.items() if there)


def takes_for(model: k.Model, page: g.Procedure) -> bool:
    """Whether a number for the procedure can be taken here."""
    service = page.told.service
    return facts.gives_numbers(model) and service is not None and facts.service_of(model, service) is not None


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
