"""Targets by their names, as a person on the bench knows them."""

from collections.abc import Callable, Iterable

from contracts.vocabulary import PriorityGroup, ProcedureCode, ServiceCode
from kiosk_app.flow import targets as t
from kiosk_app.present.target_name import target_name

KINDS: dict[str, Callable[[str], t.Target]] = {
    "service": lambda code: t.ServiceTarget(ServiceCode(code)),
    "group": lambda code: t.GroupTarget(ServiceCode(code)),
    "priority": lambda group: t.PriorityTarget(PriorityGroup(group)),
    "topic": t.TopicTarget,
    "procedure": lambda code: t.ProcedureTarget(ProcedureCode(code)),
    "answer": t.AnswerTarget,
    "blank": lambda index: t.BlankTarget(int(index)),
    "key": t.KeyTarget,
    "hold": t.HoldTarget,
    "sheet": lambda sheet: t.SheetTarget(int(sheet)),
}


def named(name: str) -> t.Target:
    """The target of this name."""
    kind, _, rest = name.partition("-")
    if rest and kind in KINDS:
        return KINDS[kind](rest)
    return t.Tool(name) if name in set(t.Tool) else t.Way(name)


def names(targets: Iterable[t.Target | None]) -> tuple[str, ...]:
    """Their names, "" for none."""
    return tuple(target_name(target) if target else "" for target in targets)
