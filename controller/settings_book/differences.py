"""What is different between two offices, value by value. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from controller.settings_book.pairing_up import name_of, paired
from controller.settings_book.parts import WHOLE

SECRET_ENDINGS = ("_hash",)


class How(StrEnum):
    """What happened to a value or an item of a list."""

    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    """The items of a list are the same, in another order."""


@dataclass(frozen=True)
class Difference:
    """One thing that is different."""

    how: How
    key: str
    """The value, without the places in lists: ``services.name.vi``."""
    items: tuple[str, ...] = ()
    """In which items of lists it is, as people call them."""
    before: Any = None
    after: Any = None

    @property
    def secret(self) -> bool:
        """Whether its values are shown to nobody."""
        return self.key.endswith(SECRET_ENDINGS)


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Difference, ...]:
    """What is different between two offices as ``plain.full`` gives them."""
    return tuple(_of_tables(before, after, "", ()))


def title_of(item: Any) -> str:
    """What people call an item of a list."""
    if not isinstance(item, dict):
        return str(item)
    name = item.get("name") or item.get("label") or item.get("day") or name_of(item)
    return str(name.get("vi", "") if isinstance(name, dict) else name)


def _of_tables(
    before: Mapping[str, Any], after: Mapping[str, Any], prefix: str, items: tuple[str, ...]
) -> Iterator[Difference]:
    for key in dict.fromkeys((*before, *after)):
        yield from _of_values(before.get(key), after.get(key), f"{prefix}{key}", items)


def _of_values(before: Any, after: Any, key: str, items: tuple[str, ...]) -> Iterator[Difference]:
    if before == after:
        return
    if _is_table(before) and _is_table(after):
        yield from _of_tables(before or {}, after or {}, f"{key}.", items)
    elif key not in WHOLE and (_has_tables(before) or _has_tables(after)):
        yield from _of_lists(before or [], after or [], key, items)
    else:
        yield Difference(How.CHANGED, key, items, before, after)


def _of_lists(before: list[Any], after: list[Any], key: str, items: tuple[str, ...]) -> Iterator[Difference]:
    places = paired(before, after)
    kept = [place for place in places if place is not None]
    for index, item in enumerate(before):
        if index not in kept:
            yield Difference(How.REMOVED, key, (*items, title_of(item)), before=item)
    for item, place in zip(after, places, strict=True):
        if place is None:
            yield Difference(How.ADDED, key, (*items, title_of(item)), after=item)
        else:
            yield from _of_values(before[place], item, key, (*items, title_of(before[place])))
    if kept != sorted(kept):
        yield Difference(
            How.MOVED,
            key,
            items,
            [title_of(before[at]) for at in sorted(kept)],
            [title_of(before[at]) for at in kept],
        )


def _is_table(value: Any) -> bool:
    return value is None or isinstance(value, dict)


def _has_tables(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(item, dict) for item in value)
