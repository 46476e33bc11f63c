"""What somebody typed into the page of a part, and what it asks of the file. Pure.

A draft keeps every field as it was typed, so that nothing is lost while something in it is wrong.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from contracts.letters import unaccented
from controller.settings_book.parts import Field, Kind, Part
from controller.settings_book.slots import CHAIN, WEEK, Stretch, chain_of, clock, named, rota_of, week_of

Typed = Mapping[str, tuple[str, ...]]
"""Name of a field in the form -> what was typed or chosen."""
MOST_ROWS = 1000
ID_LENGTH = 32
_DATE = re.compile(r"^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$")


@dataclass(frozen=True)
class Draft:
    """A form, filled in."""

    typed: Typed = field(default_factory=dict)
    rows: tuple[int, ...] = ()
    """The numbers of the items in the names of the fields: ``services.3.name.vi``."""

    def first(self, name: str) -> str:
        """What was typed into a field."""
        return next(iter(self.typed.get(name, ())), "")

    def all(self, name: str) -> tuple[str, ...]:
        """What was chosen in a field."""
        return self.typed.get(name, ())

    def slots(self, name: str, count: int) -> tuple[str, ...]:
        """What was chosen in each place of a field that has several."""
        return tuple(self.first(place) for place in named(name, count))

    def with_row(self) -> "Draft":
        """One more empty item."""
        return Draft(self.typed, (*self.rows, max(self.rows, default=-1) + 1))


@dataclass(frozen=True)
class Asked:
    """What a draft asks of the file."""

    edit: dict[str, Any]
    rows: tuple[int, ...] = ()
    """Which item of the form became which of the list."""


def draft_of(part: Part, values: Mapping[str, Any]) -> Draft:
    """The form of a part, filled in with what the file says; ``values`` as ``plain.full`` gives them."""
    typed: dict[str, tuple[str, ...]] = {}
    for each in part.fields:
        value = _at(values, each.key)
        typed[each.key] = (
            (", ".join(f"{day:%d/%m/%Y}" for day in value),) if each.kind is Kind.DAYS else _shown(value)
        )
    items = values.get(part.rows) or []
    for index, item in enumerate(items):
        if part.id:
            typed[f"{part.rows}.{index}.{part.id}"] = (str(item[part.id]),)
        for each in part.row:
            name, value = f"{part.rows}.{index}.{each.key}", _at(item, each.key)
            if slots := _slots(each, name, value):
                typed |= {place: (chosen,) for place, chosen in slots.items()}
            elif each.kind is not Kind.PIN:
                typed[name] = _shown(value)
        typed[f"{part.rows}.{index}.was"] = (_known(part, item, index),)
        typed[f"{part.rows}.{index}.place"] = (str(index + 1),)
    return Draft(typed, tuple(range(len(items))))


def draft_from(part: Part, sent: Iterable[tuple[str, str]]) -> Draft:
    """The form as a browser sent it."""
    typed: dict[str, tuple[str, ...]] = {}
    rows: set[int] = set()
    for name, value in sent:
        typed[name] = (*typed.get(name, ()), value)
        top, _, rest = name.partition(".")
        number = rest.partition(".")[0]
        if top == part.rows and number.isdecimal() and len(number) <= 4:
            rows.add(int(number))
    return Draft(typed, tuple(sorted(rows)[:MOST_ROWS]))


def asked(part: Part, draft: Draft, values: Mapping[str, Any]) -> Asked:
    """What the file is to say; ``values``: what it says (``plain.sparse``), for what the form does not show."""
    edit: dict[str, Any] = {}
    for each in part.fields:
        top, _, rest = each.key.partition(".")
        if rest:
            edit.setdefault(top, _copy(values.get(top) or {}))
            _put(edit[top], rest, _value(each, draft, each.key))
        else:
            edit[top] = _value(each, draft, each.key)
    for top in list(edit):
        _drop_empty(edit, top)
        edit.setdefault(top, {})  # said, and empty: what must not be will be told
    if not part.rows:
        return Asked(edit)
    rows = [row for row in draft.rows if not _is_gone(part, draft, row)]
    if part.ordered:
        rows.sort(key=lambda row: _place(draft, part, row))
    edit[part.rows] = _items(part, draft, rows, values.get(part.rows) or [])
    return Asked(_followed(part, edit, values), tuple(rows))


def _items(part: Part, draft: Draft, rows: list[int], known: list[Any]) -> list[Any]:
    by_name = {_known(part, item, index): item for index, item in enumerate(known)}
    taken = {str(item[part.id]) for item in known} if part.id else set()
    items = []
    for row in rows:
        prefix = f"{part.rows}.{row}"
        before = by_name.get(draft.first(f"{prefix}.was"))
        item = _copy(before or {})
        for each in part.row:
            if each.kind is Kind.PIN:
                item |= {"pin_hash": new} if (new := draft.first(f"{prefix}.pin_hash")) else {}
            elif not (each.only_new and before) and not _as_it_was(each, draft, f"{prefix}.{each.key}", item):
                _put(item, each.key, _value(each, draft, f"{prefix}.{each.key}"))
        for key in list(item):
            _drop_empty(item, key)
        if part.id and not before and part.id not in {each.key for each in part.row}:
            item[part.id] = _new_id(str(_at(item, "name.vi") or item.get("label") or ""), part.rows, taken)
            taken.add(item[part.id])
        items.append(item)
    return items


def _followed(part: Part, edit: dict[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """Counters serve a new service at once, and neither they nor headings nor next stops name one that is gone."""
    if part.rows != "services":
        return edit
    now = [item["code"] for item in edit["services"]]
    gone = {item["code"] for item in values["services"]} - set(now)
    for item in edit["services"]:
        if gone & set(item.get("then", ())):
            item["then"] = [code for code in item["then"] if code not in gone]
    new = [code for code in now if code not in {item["code"] for item in values["services"]}]
    for key, more in (("counters", new), ("groups", [])):
        items = [
            {**item, "services": [code for code in (*item["services"], *more) if code in now]}
            for item in values.get(key) or []
        ]
        if key == "groups":
            items = [item for item in items if item["services"]]
        if items != (values.get(key) or []):
            edit[key] = items or None
    return edit


def _value(each: Field, draft: Draft, name: str) -> Any:
    text = draft.first(name).strip()
    match each.kind:
        case Kind.MANY:
            return list(draft.all(name))
        case Kind.CHAIN:
            return [code for code in draft.slots(name, CHAIN) if code]
        case Kind.WEEK:
            return rota_of(week_in(draft, name))
        case Kind.FLAG:
            return bool(text)
        case Kind.DAYS:
            return [_day(each) for each in re.split(r"[\s,;]+", text)] if text else []
        case Kind.TIME:
            return clock(text) or None
        case Kind.AMOUNT:
            return text.replace(",", ".") or None
    return text or None


def _slots(each: Field, name: str, value: Any) -> dict[str, str]:
    """What stands in the places of a field that has several; nothing for any other."""
    match each.kind:
        case Kind.CHAIN:
            return dict(zip(named(name, CHAIN), chain_of(value or ()), strict=True))
        case Kind.WEEK:
            week = zip(WEEK, week_of(value or ()), strict=True)
            return {
                f"{name}.{end}": chosen
                for place, stretch in week
                for end, chosen in zip((place.counter, place.hours), stretch, strict=True)
            }
    return {}


def week_in(draft: Draft, name: str) -> tuple[Stretch, ...]:
    """What was typed in the places of a week, from Monday."""
    return tuple(
        Stretch(draft.first(f"{name}.{place.counter}"), draft.first(f"{name}.{place.hours}"))
        for place in WEEK
    )


def _as_it_was(each: Field, draft: Draft, name: str, item: Mapping[str, Any]) -> bool:
    """Whether a week is the one of the file, however that writes it down."""
    return each.kind is Kind.WEEK and week_of(item.get(each.key) or ()) == week_in(draft, name)


def _day(text: str) -> str:
    """``24/11/2026`` as the file has it; what is no day is left as it is."""
    found = _DATE.match(text)
    return f"{found[3]}-{int(found[2]):02d}-{int(found[1]):02d}" if found else text


def _is_gone(part: Part, draft: Draft, row: int) -> bool:
    """Whether an item is to go, or was left empty and never was one."""
    prefix = f"{part.rows}.{row}"
    if draft.first(f"{prefix}.gone"):
        return True
    chosen = (Kind.CHOICE, Kind.MANY, Kind.FLAG, Kind.CHAIN, Kind.WEEK)
    shown = [each for each in part.row if each.kind not in chosen]
    filled = any(draft.first(f"{prefix}.{each.key}").strip() for each in shown)
    return not (filled or draft.first(f"{prefix}.was"))


def _known(part: Part, item: Mapping[str, Any], index: int) -> str:
    """By what an item of the file is known again in the form: its name, or its place in this very file."""
    return str(item[part.id]) if part.id else f"#{index}"


def _new_id(title: str, rows: str, taken: set[str]) -> str:
    """A short name that no other item has: ``Hộ tịch`` -> ``ho-tich``."""
    plain = (
        re.sub(r"[^a-z0-9]+", "-", unaccented(title).lower()).strip("-")[: ID_LENGTH - 4].strip("-")
        or rows[:-1]
    )
    return next(
        name
        for nth in range(1, MOST_ROWS + 2)
        if (name := plain if nth == 1 else f"{plain}-{nth}") not in taken
    )


def _place(draft: Draft, part: Part, row: int) -> tuple[float, bool]:
    """Where an item is to stand; one that was given the place of another goes before it."""
    try:
        place = float(draft.first(f"{part.rows}.{row}.place").replace(",", "."))
    except ValueError:
        return float("inf"), False
    return place, place == row + 1


def _at(values: Any, key: str) -> Any:
    for step in key.split("."):
        values = values.get(step) if isinstance(values, Mapping) else None
    return values


def _put(values: dict[str, Any], key: str, value: Any) -> None:
    """Set a value in a table of tables; one that is not there is not begun for nothing."""
    top, _, rest = key.partition(".")
    if rest:
        if value is None and not isinstance(values.get(top), dict):
            return
        inner = values.setdefault(top, {})
        _put(inner, rest, value)
    elif value is None:
        values.pop(top, None)
    else:
        values[top] = value


def _drop_empty(values: dict[str, Any], key: str) -> None:
    """A table in which nothing is left is none."""
    value = values[key]
    if isinstance(value, dict):
        for inner in list(value):
            _drop_empty(value, inner)
        if not value:
            del values[key]


def _shown(value: Any) -> tuple[str, ...]:
    match value:
        case None | False:
            return ()
        case True:
            return ("1",)
        case list():
            return tuple(str(each) for each in value)
        case float() if value.is_integer():
            return (str(int(value)),)
    return (str(value),)


def _copy(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _copy(each) for key, each in value.items()}
    return [_copy(each) for each in value] if isinstance(value, list) else value
