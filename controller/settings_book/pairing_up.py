"""Which item of a list became which: by its name where it has one, else by what it is. Pure."""

from collections.abc import Sequence
from typing import Any

NAMES = ("code", "id", "device", "day")
"""What an item of the settings may be called by; nothing else has this name in its list."""


def name_of(item: Any) -> str:
    """The name by which an item is known again; empty: it has none."""
    if not isinstance(item, dict):
        return ""
    return next((str(item[key]) for key in NAMES if item.get(key)), "")


def paired(before: Sequence[Any], after: Sequence[Any]) -> list[int | None]:
    """For each item of ``after`` its place in ``before``; None: it is new. No place is given twice."""
    found: list[int | None] = [None] * len(after)
    free = list(range(len(before)))
    for matches in (_same_name, _equal, _nameless):
        for index, item in enumerate(after):
            if found[index] is not None:
                continue
            at = next((place for place in free if matches(before[place], item)), None)
            if at is not None:
                found[index] = at
                free.remove(at)
    return found


def _same_name(before: Any, after: Any) -> bool:
    return name_of(before) != "" and name_of(before) == name_of(after)


def _equal(before: Any, after: Any) -> bool:
    return bool(before == after)


def _nameless(before: Any, after: Any) -> bool:
    """What has no name and is not there as it was has taken the place of the first that is gone."""
    return isinstance(before, dict) and name_of(before) == name_of(after) == ""
