"""What can be touched on each screen, by stable names and in reading order. Pure."""

from contracts import messages as m
from contracts.vocabulary import ServiceCode
from kiosk_app import facts
from kiosk_app import model as k

CHOICES = frozenset({k.Screen.SERVICES, k.Screen.GROUP, k.Screen.PRIORITY})
"""Screens that ask something: cards, and one of them is touched."""
QUIET = frozenset({k.Screen.SENDING, k.Screen.NUMBER, k.Screen.STARTING})
"""Screens on which only their own matter counts."""


def targets(model: k.Model) -> tuple[str, ...]:
    """Everything, cards first: the order in which the keypad walks."""
    return (*cards(model), *confirms(model), *actions(model), *tools(model))


def cards(model: k.Model) -> tuple[str, ...]:
    """The choices of the screen. Number n on the keypad is the n-th."""
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
    return ()


def actions(model: k.Model) -> tuple[str, ...]:
    """The large buttons below the choices."""
    match facts.screen_of(model):
        case k.Screen.GROUP | k.Screen.PRIORITY:
            return ("back",)
        case k.Screen.SERVICES:
            offered = {"priority": facts.asks_priority(model), "scan": facts.can_scan(model)}
            return tuple(target for target, there in offered.items() if there)
    return ()


def tools(model: k.Model) -> tuple[str, ...]:
    """What makes the screen easier to read, reach or hear; the language first."""
    if facts.screen_of(model) in QUIET:
        return ()
    equipment = model.equipment
    offered = {
        "lang": len(model.languages) > 1,
        "large": equipment.enlarges,
        "contrast": True,
        "low": equipment.lowers,
        "aloud": equipment.voice,
    }
    return tuple(target for target, there in offered.items() if there)
