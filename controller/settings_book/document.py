"""Changes values in the text of a settings file and nothing else: what people wrote beside them stays. Pure.

A comment above ``[[services]]`` belongs to the table below it, as people read it, and goes where that goes; tomlkit
counts it to the table above.
"""

from typing import Any

import tomlkit
from tomlkit.items import AoT, Array, Comment, InlineTable, Item, Table, Whitespace

from controller.settings_book.pairing_up import paired

Tail = list[tuple[Any, Item]]


def rewritten(text: str, full: dict[str, Any], sparse: dict[str, Any]) -> str:
    """The text, saying the values of ``full`` at its top; what the text leaves out is added only from ``sparse``.

    A value None is taken out of the text. Raises ValueError for a text that is no TOML.
    """
    document = tomlkit.parse(text)
    _change_table(document, full, sparse, at_top=True)
    return tomlkit.dumps(document)


def _change_table(table: Any, full: dict[str, Any], sparse: dict[str, Any], *, at_top: bool = False) -> None:
    for key, value in full.items():
        if key not in table:
            if key in sparse:
                table[key] = _fresh(sparse[key], at_top=at_top)
        elif value is None or (key not in sparse and isinstance(table[key], AoT)):
            del table[key]
        else:
            _change_value(table, key, value, sparse.get(key, value), at_top=at_top)


def _change_value(table: Any, key: str, value: Any, needed: Any, *, at_top: bool) -> None:
    found = table[key]
    if isinstance(value, dict) and isinstance(found, dict):
        for gone in [name for name in found if name not in value]:
            del found[gone]
        _change_table(found, value, needed if isinstance(needed, dict) else {})
    elif isinstance(found, AoT) and value:
        _change_tables(found, value, needed)
    elif isinstance(found, Array) and _is_of_tables(value) and _is_of_tables(_said(found)):
        _change_array(found, value, needed)
    elif _said(found) != value:
        table[key] = _fresh(needed, at_top=at_top)


def _change_tables(found: AoT, value: list[Any], needed: list[Any]) -> None:
    """``[[services]]``: items that stay keep their text; each goes with the comment above it."""
    before: list[Any] = list(found)
    places = paired([item.unwrap() for item in before], value)
    for place, item, least in zip(places, value, needed, strict=True):
        if place is not None:
            _change_table(before[place], _without(before[place], item), least)
    if places == list(range(len(before))):
        return
    tails = [_cut_tail(item) for item in before]
    for item, above in zip(before[1:], tails, strict=False):
        item.trivia.indent = "".join(part.as_string() for _key, part in above) + item.trivia.indent
    wanted = [
        before[place] if place is not None else _fresh_table(least)
        for place, least in zip(places, needed, strict=True)
    ]
    while len(found):
        del found[0]
    for index, item in enumerate(wanted):
        item.trivia.indent = item.trivia.indent.lstrip("\n") if index == 0 else item.trivia.indent or "\n"
        found.append(item)
    for key, part in tails[-1] if tails else ():
        wanted[-1].value.append(key, part)


def _without(found: Any, item: dict[str, Any]) -> dict[str, Any]:
    """The item, saying also which of the keys that are there must go."""
    return {**{key: None for key in found if key not in item}, **item}


def _cut_tail(item: Table) -> Tail:
    """Comments and empty lines at the end of a table, taken from it."""
    body, tail = item.value.body, Tail()
    while body and body[-1][0] is None and isinstance(body[-1][1], Comment | Whitespace):
        tail.insert(0, body.pop())
    return tail


def _change_array(found: Array, value: list[Any], needed: list[Any]) -> None:
    """``special_days = [{...}]``: lines that stay keep their text, unless the order is another one."""
    before = [item.unwrap() for item in found]
    places = paired(before, value)
    kept = [place for place in places if place is not None]
    for place, item, least in zip(places, value, needed, strict=True):
        if place is not None and isinstance(found[place], InlineTable):
            _change_table(found[place], _without(found[place], item), least)
    if kept != sorted(kept):
        lines = [
            found[place] if place is not None else _inline(least)
            for place, least in zip(places, needed, strict=True)
        ]
        found.clear()
        found.extend(lines)
        return
    for place in reversed(range(len(before))):
        if place not in kept:
            del found[place]
    for index, (place, least) in enumerate(zip(places, needed, strict=True)):
        if place is None:
            found.insert(index, _inline(least))


def _said(found: Any) -> Any:
    """The value in the text; tomlkit gives truth values bare."""
    return found.unwrap() if isinstance(found, Item) else found


def _is_of_tables(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, dict) for item in value)


def _fresh(value: Any, *, at_top: bool) -> Item:
    """A value that was not in the text; at its top, tables stand below their names."""
    if at_top and _is_of_tables(value):
        tables = tomlkit.aot()
        for item in value:
            tables.append(_fresh_table(item))
        return tables
    if at_top and isinstance(value, dict) and any(isinstance(item, dict | list) for item in value.values()):
        return _fresh_table(value)
    return _inline(value)


def _fresh_table(value: dict[str, Any]) -> Table:
    table = tomlkit.table()
    for key, item in value.items():
        table.add(key, _inline(item))
    return table


def _inline(value: Any) -> Item:
    if isinstance(value, dict):
        table = tomlkit.inline_table()
        for key, item in value.items():
            table.add(key, _inline(item))
        return table
    if isinstance(value, list):
        array = tomlkit.array()
        for item in value:
            array.append(_inline(item))
        return array
    bare: Item = tomlkit.item(value)
    return bare
