"""Where the table of an export begins, and which of its columns is which. Pure.

Above the heading may stand titles, the heading may take up to three rows, and the table may begin in any column.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from contracts.letters import unaccented
from controller.dossier.export.words import Line

DEEPEST = 60
"""So many lines with something in them may stand above the last line of the heading."""
ROWS = 3
_NOTE = re.compile(r"\([^)]*\)|\*")


@dataclass(frozen=True)
class Wanted:
    """What is looked for: field -> the headings that it may have, the likeliest first."""

    headings: Mapping[str, tuple[str, ...]]
    needed: tuple[str, ...]


@dataclass(frozen=True)
class Head:
    """A heading: its last line, and field -> column."""

    line: int
    columns: Mapping[str, int]
    names: Mapping[str, str]
    width: int


@dataclass(frozen=True)
class Miss:
    """No heading: the line that comes nearest to one, what it lacks, and what it has."""

    line: int = 0
    lacks: tuple[str, ...] = ()
    has: tuple[str, ...] = field(default=(), repr=False)
    matched: int = 0


def find_head(lines: Iterator[Line], wanted: Wanted, spell: Any = str) -> Head | Miss:
    """The heading in the first lines; of several the one with most of what is wanted, and of those the first."""
    keys = {name: tuple(map(_key, headings)) for name, headings in wanted.headings.items()}
    best: Head | None = None
    nearest = Miss()
    rows: list[tuple[int, list[str]]] = []
    seen = found_at = 0
    for line in lines:
        cells = [_words(spell(cell)) if isinstance(cell, str) else "" for cell in line.cells]
        if not any(cells):
            continue
        seen += 1
        if seen > (DEEPEST if best is None else found_at + ROWS - 1):
            break
        rows = [*rows[-ROWS + 1 :], (line.number, cells)]
        for depth in range(1, len(rows) + 1):
            columns = _matched([cells for _, cells in rows[-depth:]], keys)
            lacks = tuple(name for name in wanted.needed if name not in columns)
            if lacks:
                if len(columns) > nearest.matched:
                    nearest = Miss(line.number, lacks, tuple(filter(None, cells)), len(columns))
            elif best is None or len(columns) > len(best.columns):
                names = {name: _named(rows[-depth:], column) for name, column in columns.items()}
                best, found_at = Head(line.number, columns, names, len(cells)), found_at or seen
    return best or nearest


def _matched(rows: Sequence[Sequence[str]], keys: Mapping[str, tuple[str, ...]]) -> dict[str, int]:
    """Field -> column, when the last row takes part in naming one of them."""
    said = [set(_said(rows, column)) for column in range(len(rows[-1]))]
    plain = [
        {_key(_NOTE.sub(" ", text)) for text in texts} | {_key(text) for text in texts} for texts in said
    ]
    own = [_key(text) for text in rows[-1]]
    found: dict[str, int] = {}
    for name, headings in keys.items():
        places = (
            (place, heading) for heading in headings for place, texts in enumerate(plain) if heading in texts
        )
        place = next((place for place, _ in places if place not in found.values()), None)
        if place is not None:
            found[name] = place
    return found if any(own[place] and not rows[-1][place].isdecimal() for place in found.values()) else {}


def _said(rows: Sequence[Sequence[str]], column: int) -> Iterator[str]:
    """What the rows say above a column: each for itself, and joined from above; an empty one says what is left of it."""
    joined = ""
    for depth, row in enumerate(rows):
        own = row[column] if column < len(row) else ""
        yield own
        last = depth == len(rows) - 1
        spread = own if last or own else next((text for text in reversed(row[: column + 1]) if text), "")
        joined = f"{joined} {spread}".strip()
        yield joined


def _named(rows: Sequence[tuple[int, Sequence[str]]], column: int) -> str:
    texts = [row[column] for _, row in rows if column < len(row) and row[column]]
    return " / ".join(dict.fromkeys(texts))


def _words(text: str) -> str:
    return " ".join(text.split())[:200]


@lru_cache(maxsize=20_000)
def _key(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", unaccented(text))
