"""Lists that are shipped: what is in force where the file has none of its own, shown to be changed like any other."""

from collections.abc import Mapping
from typing import Any

from controller.reasons import shipped
from controller.settings_book.differences import Difference, differences
from controller.settings_book.parts import Part
from controller.settings_book.plain import full
from controller.settings_book.proposal import Proposal

KINDS = {"call_reasons": "by_hand", "break_reasons": "breaks"}
"""The key of a list in the settings -> of what is shipped."""


def is_usual(part: Part, values: Mapping[str, Any]) -> bool:
    """Whether the list of a part is the shipped one, because the file has none."""
    return part.rows in KINDS and not values.get(part.rows)


def with_usual(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values with the lists that are in force."""
    return {**values, **{key: _items(kind) for key, kind in KINDS.items() if not values.get(key)}}


def without_usual(part: Part, edit: dict[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """What is asked of the file, which need not say what is shipped."""
    same = is_usual(part, values) and edit.get(part.rows) == _items(KINDS[part.rows])
    return {**edit, part.rows: []} if same else edit


def compared(proposal: Proposal) -> tuple[Difference, ...]:
    """What becomes different of what is in force."""
    return tuple(differences(with_usual(full(proposal.before)), with_usual(full(proposal.after))))


def _items(kind: str) -> list[dict[str, Any]]:
    return [{"code": code, "name": dict(name)} for code, name in shipped(kind).items()]
