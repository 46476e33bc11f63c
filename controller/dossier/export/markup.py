"""Tables in HTML, or in the XML of Excel 2003, as web systems write them under the name of a workbook -> lines."""

import re
from collections.abc import Collection, Iterator
from functools import partial
from html.parser import HTMLParser
from pathlib import Path

from controller.dossier.export.sheets import Book, Sheet
from controller.dossier.export.text_file import Encoding, encodings
from controller.dossier.export.words import Line

_ROWS, _CELLS = {"tr", "row"}, {"td", "th", "cell"}
_TABLES, _BREAKS = {"table"}, {"br", "p", "div"}
_UNSEEN = {"script", "style", "comment", "title"}
WIDEST = 500
_DECLARED = re.compile(rb'(?:charset|encoding)\s*=\s*["\']?([\w-]+)', re.IGNORECASE)


def book(path: Path) -> Book:
    """The tables of a page."""
    return [_sheets(path, encoding) for encoding in _encodings(path)]


def _encodings(path: Path) -> list[Encoding]:
    with path.open("rb") as file:
        said = _DECLARED.search(file.read(4096))
    found = encodings(path)
    try:
        declared = [Encoding(said[1].decode(), "replace")] if said else []
        "".encode(declared[0].name if declared else "utf-8")
    except LookupError:
        declared = []
    return [*found, *(one for one in declared if one.name.lower() not in ("utf-8", "utf-16"))]


def _sheets(path: Path, encoding: Encoding) -> list[Sheet]:
    parser = _Tables()
    with path.open(encoding=encoding.name, errors=encoding.errors) as file:
        while piece := file.read(1 << 20):
            parser.feed(piece)
    parser.close()
    told = "" if encoding.name.startswith("utf-8") else encoding.name
    return [
        Sheet(name, partial(_lines, rows), True, told, encoding.spellings)
        for name, rows in parser.tables
        if rows
    ]


def _lines(rows: list[tuple[int, list[str]]], _only: Collection[int] | None) -> Iterator[Line]:
    yield from (Line(number, cells) for number, cells in rows)


class _Tables(HTMLParser):
    """Collects the cells of every table, those that span rows or columns in the first place that they take."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: list[tuple[str, list[tuple[int, list[str]]]]] = []
        self._open: list[tuple[str, list[tuple[int, list[str]]]]] = []
        self._down: list[dict[int, tuple[int, str]]] = []
        """For each open table: column -> how many more rows say what."""
        self._row: list[str] | None = None
        self._cell: list[str] | None = None
        self._span = (1, 1)
        self._sheet = ""
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        name, given = tag.rpartition(":")[2], {key.rpartition(":")[2]: value or "" for key, value in attrs}
        if name in _UNSEEN:
            self._unseen += 1
        elif name == "worksheet":
            self._sheet = given.get("name", "")
        elif name in _TABLES:
            self._end_row()
            self._open.append((self._sheet, []))
            self._down.append({})
            self.tables.append(self._open[-1])
        elif name in _ROWS and self._open:
            self._end_row()
            rows = self._open[-1][1]
            skipped = int(given["index"]) - 1 if given.get("index", "").isdecimal() else 0
            while len(rows) < min(skipped, len(rows) + 1000):
                rows.append((len(rows) + 1, []))
            self._row = []
        elif name in _CELLS and self._row is not None:
            self._begin_cell(given)
        elif name in _BREAKS and self._cell is not None:
            self._cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        name = tag.rpartition(":")[2]
        if name in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif name in _CELLS:
            self._end_cell()
        elif name in _ROWS:
            self._end_row()
        elif name in _TABLES and self._open:
            self._end_row()
            self._open.pop()
            self._down.pop()

    def handle_data(self, data: str) -> None:
        if self._cell is not None and not self._unseen:
            self._cell.append(data)

    def _begin_cell(self, given: dict[str, str]) -> None:
        self._end_cell()
        assert self._row is not None  # noqa: S101 - asked before
        index = given.get("index", "")
        if index.isdecimal():
            self._row += [""] * (min(int(index), WIDEST) - 1 - len(self._row))
        across = _number(given, "colspan") or 1 + _number(given, "mergeacross")
        down = _number(given, "rowspan") or 1 + _number(given, "mergedown")
        self._cell, self._span = [], (across, down)

    def _end_cell(self) -> None:
        if self._cell is None or self._row is None:
            return
        said = " ".join("".join(self._cell).split(" ")).strip()
        self._fill()
        across, down = self._span
        if down > 1:
            self._down[-1][len(self._row)] = (down - 1, said)
        self._row += [said, *[""] * (min(across, WIDEST) - 1)]
        self._cell = None

    def _fill(self) -> None:
        """The columns that a cell of a row before takes in this one."""
        assert self._row is not None  # noqa: S101 - asked before
        down = self._down[-1]
        while len(self._row) in down and len(self._row) < WIDEST:
            column = len(self._row)
            left, said = down.pop(column)
            if left > 1:
                down[column] = (left - 1, said)
            self._row.append(said)

    def _end_row(self) -> None:
        self._end_cell()
        if self._row is None or not self._open:
            return
        self._fill()
        rows = self._open[-1][1]
        rows.append((len(rows) + 1, self._row))
        self._row = None


def _number(given: dict[str, str], name: str) -> int:
    said = given.get(name, "")
    return min(int(said), 10_000) if said.isdecimal() else 0
