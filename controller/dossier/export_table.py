"""An export file -> the rows of each dossier. Reads the mapped columns and no others: people stay in the file."""

import csv
import io
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from contracts.dossiers import as_code
from controller.dossier.settings import FieldNames

MAX_BYTES = 64 * 1024 * 1024
MAX_ROWS = 500_000
SQLITE = (".db", ".sqlite", ".sqlite3")
KINDS = (".csv", ".xlsx", *SQLITE)

Row = tuple[Any, ...]


class ExportError(ValueError):
    """An export that cannot be used: half-written, empty, or without the columns. Quotes no content."""


@dataclass(frozen=True)
class Table:
    """Columns, and for every code or receipt code its rows."""

    columns: tuple[str, ...]
    rows: dict[str, tuple[Row, ...]]

    def items(self, code: str) -> list[dict[str, Any]]:
        """The dossiers of a code, each as a table of column and value."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows.get(code, ())]


def read_table(path: Path, sheet: str, names: FieldNames) -> Table:
    """Read an export. Raises ExportError when it is not whole or not one, OSError when it is gone."""
    if path.stat().st_size > MAX_BYTES:
        raise ExportError(f"more than {MAX_BYTES} bytes")
    try:
        lines = _lines(path, sheet)
        head = [str(cell).strip() for cell in next(lines, ())]
        return _table(head, lines, names)
    except (CalamineError, sqlite3.Error, csv.Error, UnicodeDecodeError) as error:
        raise ExportError(f"cannot be read as {path.suffix}: {type(error).__name__}") from None


def _table(head: Sequence[str], lines: Iterable[Sequence[Any]], names: FieldNames) -> Table:
    wanted = tuple(dict.fromkeys(name for name in names.model_dump().values() if name in head))
    for name in (names.code, names.status):
        if name not in wanted:
            raise ExportError(f"no column {name!r}")
    places = [head.index(name) for name in wanted]
    found: dict[str, list[Row]] = {}
    keys = [wanted.index(name) for name in (names.code, names.receipt) if name in wanted]
    for count, line in enumerate(lines):
        if count >= MAX_ROWS:
            raise ExportError(f"more than {MAX_ROWS} rows")
        if len(line) < len(head):
            raise ExportError(f"row {count + 2} is not whole")
        row = tuple(line[place] for place in places)
        for code in {as_code(str(row[key])) for key in keys} - {None}:
            found.setdefault(str(code), []).append(row)
    if not found:
        raise ExportError("no dossiers")
    return Table(wanted, {code: tuple(rows) for code, rows in found.items()})


def _lines(path: Path, sheet: str) -> Iterator[Sequence[Any]]:
    suffix = path.suffix.lower()
    if suffix == ".csv":
        return _csv_lines(path)
    return _xlsx_lines(path, sheet) if suffix == ".xlsx" else _sqlite_lines(path, sheet)


def _csv_lines(path: Path) -> Iterator[Sequence[Any]]:
    text = path.read_bytes().decode("utf-8-sig")
    if text and not text.endswith("\n"):
        raise ExportError("the last line has no end: it is still being written")
    first = text.partition("\n")[0]
    delimiter = max(",;\t|", key=first.count)
    return (line for line in csv.reader(io.StringIO(text), delimiter=delimiter, strict=True) if line)


def _xlsx_lines(path: Path, sheet: str) -> Iterator[Sequence[Any]]:
    book = CalamineWorkbook.from_path(path)
    if sheet and sheet not in book.sheet_names:
        raise ExportError(f"no sheet {sheet!r}")
    rows = (book.get_sheet_by_name(sheet) if sheet else book.get_sheet_by_index(0)).to_python()
    return iter(rows)


def _sqlite_lines(path: Path, table: str) -> Iterator[Sequence[Any]]:
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as db:
        tables = [
            name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")
        ]
        if not tables or (table and table not in tables):
            raise ExportError(f"no table {table!r}")
        quoted = (table or tables[0]).replace('"', '""')
        rows = db.execute(f'SELECT * FROM "{quoted}"')  # noqa: S608 - a name from our settings, quoted
        return iter([[column[0] for column in rows.description], *islice(rows, MAX_ROWS + 1)])
