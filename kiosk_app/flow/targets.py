"""What can be touched on each screen, by stable names and in reading order. Pure."""

from contracts import messages as m
from contracts.dossiers import DossierStatus, as_code
from contracts.vocabulary import ServiceCode
from kiosk_app.flow import dossier_pages as d
from kiosk_app.flow import facts
from kiosk_app.flow import model as k

CHOICES = frozenset({k.Screen.SERVICES, k.Screen.GROUP, k.Screen.PRIORITY})
"""Screens that ask something: cards, and one of them is touched."""
QUIET = frozenset({k.Screen.SENDING, k.Screen.NUMBER, k.Screen.STARTING, k.Screen.ASKING})
"""Screens on which only their own matter counts."""
DELETE = "key-delete"
DIGIT_KEYS = tuple(f"key-{digit}" for digit in "1234567890")
CODE_KEYS = (*DIGIT_KEYS, *(f"key-{letter}" for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"), DELETE)
"""Of a look-up code, which has no other signs."""
KEYS = (*(f"key-{sign}" for sign in "1234567890ABCDEFGHIJKLMNOPQRSTUVWXYZ.-/"), DELETE)
"""The keys of the keyboard on the glass, row by row of ten."""


def targets(model: k.Model) -> tuple[str, ...]:
    """Everything that can be touched, cards first."""
    return (*cards(model), *confirms(model), *actions(model), *tools(model))


def stops(model: k.Model) -> tuple[str, ...]:
    """Where the keypad walks. It has digits of its own; walked to, they would be said aloud to bystanders."""
    return tuple(target for target in targets(model) if target not in DIGIT_KEYS)


def numbered(model: k.Model) -> tuple[str, ...]:
    """What the keypad's numbers stand for, from 1 on: the choices, then the ways on. 0 is the way back."""
    if isinstance(model.page, d.Manual | d.Proof):  # there digits are digits
        return ()
    ways = [way for way in (*confirms(model), *actions(model)) if way not in ("back", "confirm-seen")]
    if "back" not in actions(model):
        ways = [way for way in ways if way != "ok"]
    return (*cards(model), *ways)


def cards(model: k.Model) -> tuple[str, ...]:
    """The choices of the screen."""
    match facts.screen_of(model), model.page:
        case k.Screen.SERVICES, _:
            return _first_screen(model)
        case k.Screen.GROUP, k.Home(group=str() as code):
            group = facts.group_of(model, code)
            return tuple(f"service-{code}" for code in group.services) if group else ()
        case k.Screen.PRIORITY, _:
            return tuple(f"priority-{group}" for group in facts.groups_of(model))
    return ()


def _first_screen(model: k.Model) -> tuple[str, ...]:
    """Groups stand where their first service would; a group of one is that service."""
    if model.office is None:
        return ()
    found: list[str] = []
    for service in model.office.services:
        group = _home_of(model.office, service.code)
        target = f"group-{group.code}" if group else f"service-{service.code}"
        if target not in found:
            found.append(target)
    return tuple(found)


def _home_of(office: m.OfficeState, code: ServiceCode) -> m.ServiceGroup | None:
    groups = (group for group in office.groups if code in group.services and len(group.services) > 1)
    return next(groups, None)


def confirms(model: k.Model) -> tuple[str, ...]:
    """The buttons of a message or a number."""
    match facts.screen_of(model), model.page:
        case ((k.Screen.NO_CONNECTION | k.Screen.REFUSED), _):
            return ("ok",)
        case k.Screen.NUMBER, k.Number(phase=k.SlipPhase.TAKE):
            return ("ok",)
        case k.Screen.NUMBER, k.Number(phase=k.SlipPhase.WRITE_DOWN):
            return ("confirm-seen",)
        case k.Screen.REMARK, _:
            return ("ok",)
        case k.Screen.MANUAL, _:
            return KEYS
        case k.Screen.PROOF, d.Proof() as page:
            return _proof_keys(page)
        case k.Screen.DOSSIER, d.Answer() as page if gives_number(model, page):
            return ("take-result",)
    return ()


def _proof_keys(page: d.Proof) -> tuple[str, ...]:
    """The keys; and below the few that digits need there is room for both ways on."""
    if not page.digits:
        return CODE_KEYS
    ways = {"prove": page.complete, "skip": page.may_skip}
    return (*DIGIT_KEYS, DELETE, *(target for target, there in ways.items() if there))


def _proof_actions(page: d.Proof) -> tuple[str, ...]:
    """Below a whole keyboard: whoever has begun to type a code goes on with it, or deletes it to go without."""
    if page.digits:
        return ("back",)
    if page.complete:
        return ("back", "prove")
    return ("back", "skip") if page.may_skip else ("back",)


def gives_number(model: k.Model, page: d.Answer) -> bool:
    """Whether a number for collecting the shown dossier's result can be taken here."""
    service = page.result_service
    ready = page.shown.status == DossierStatus.RESULT_READY
    return ready and service is not None and facts.service_of(model, service) is not None


def actions(model: k.Model) -> tuple[str, ...]:
    """The large buttons below the choices."""
    match facts.screen_of(model), model.page:
        case ((k.Screen.GROUP | k.Screen.PRIORITY), _):
            return ("back",)
        case ((k.Screen.SERVICES | k.Screen.CLOSED) as screen, _):
            asks = screen == k.Screen.SERVICES and facts.asks_priority(model)
            offered = {"priority": asks, "scan": facts.looks_up(model)}
            return tuple(target for target, there in offered.items() if there)
        case k.Screen.SCAN, _:
            return ("back", "keypad")
        case k.Screen.MANUAL, d.Manual(typed=typed):
            return ("back", "look-up") if as_code(typed) else ("back",)
        case k.Screen.PROOF, d.Proof() as page:
            return _proof_actions(page)
        case k.Screen.REMARK, d.Remark(kind=kind, typed=typed, again=again) if kind in d.AGAIN:
            scanned = model.reader_there and not typed and again is None
            return ("back", "keypad") if scanned else ("back",)
        case k.Screen.DOSSIER, d.Answer(found=found, sheet=sheet):
            return ("back", f"sheet-{(sheet + 1) % len(found)}") if len(found) > 1 else ("back",)
    return ()


def tools(model: k.Model) -> tuple[str, ...]:
    """What makes the screen easier to read, reach or hear; the language first."""
    if facts.screen_of(model) in QUIET:
        return ()
    equipment = model.equipment
    offered = {
        "lang": len(model.languages) > 1,
        "large": True,
        "contrast": True,
        "low": equipment.lowers,
        "aloud": equipment.voice,
    }
    return tuple(target for target, there in offered.items() if there)
