"""Targets by their names, as a person on the bench knows them."""

from collections.abc import Iterable

from contracts.vocabulary import PriorityGroup, ServiceCode
from kiosk_app.flow import targets as t
from kiosk_app.present.target_name import target_name


def named(name: str) -> t.Target:
    """The target of this name."""
    kind, _, rest = name.partition("-")
    match kind:
        case "service":
            return t.ServiceTarget(ServiceCode(rest))
        case "group":
            return t.GroupTarget(ServiceCode(rest))
        case "priority" if rest:
            return t.PriorityTarget(PriorityGroup(rest))
        case "key":
            return t.KeyTarget(rest)
        case "sheet":
            return t.SheetTarget(int(rest))
    return t.Tool(name) if name in set(t.Tool) else t.Way(name)


def names(targets: Iterable[t.Target | None]) -> tuple[str, ...]:
    """Their names, "" for none."""
    return tuple(target_name(target) if target else "" for target in targets)
