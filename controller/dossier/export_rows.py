"""An export file -> the cells of its mapped columns. Runs in a process of its own: a stranger made the file.

No other column is ever taken out of the file: people stay in it.
"""

import csv
import os
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from controller.dossier.export import MAX_BYTES, MAX_ROWS, ExportError

MAX_TEXT = 500

Cell = str | int | float | bool | None
"""What JSON has too."""
Row = tuple[Cell, ...]


def read_rows(path: Path, table: str, wanted: Sequence[str], needed: Sequence[str]) -> Iterator[Row]:
    """First the names of those ``wanted`` columns that are there, then their cells, row by row.

    ``table``: SQLite table or XLSX sheet; empty: the first. Raises ExportError when the file is not whole, is
    no export, or lacks a ``needed`` column; OSError when it is gone.
    """
    if path.stat().st_size > MAX_BYTES:
        raise ExportError(f"more than {MAX_BYTES} bytes")
    suffix = path.suffix.lower()
    try:
        if suffix in (".csv", ".xlsx"):
            yield from _picked(_csv(path) if suffix == ".csv" else _xlsx(path, table), wanted, needed)
        else:
            yield from _sqlite(path, table, wanted, needed)
    except (CalamineError, sqlite3.Error, csv.Error, UnicodeDecodeError) as error:
        raise ExportError(f"cannot be read as {suffix}: {type(error).__name__}") from None


def plain(cell: Any) -> Cell:
    """A cell as JSON can say it: a whole number without its ``.0``, a date as ISO 8601, text not too long."""
    if isinstance(cell, float):
        return int(cell) if cell.is_integer() else cell if cell - cell == 0 else None
    if cell is None or isinstance(cell, bool | int):
        return cell
    if isinstance(cell, date | datetime | time):
        return cell.isoformat()
    text = cell.decode("utf-8", "replace") if isinstance(cell, bytes) else str(cell)
    return text.strip()[:MAX_TEXT]


def _present(head: Sequence[Any], wanted: Sequence[str], needed: Sequence[str]) -> tuple[str, ...]:
    names = [str(cell).strip() for cell in head]
    for name in needed:
        if name not in names:
            raise ExportError(f"no column {name!r}")
    return tuple(name for name in wanted if name in names)


def _picked(lines: Iterator[Sequence[Any]], wanted: Sequence[str], needed: Sequence[str]) -> Iterator[Row]:
    head = [str(cell).strip() for cell in next(lines, ())]
    present = _present(head, wanted, needed)
    yield present
    places = [head.index(name) for name in present]
    for count, line in enumerate(lines):
        if count >= MAX_ROWS:
            raise ExportError(f"more than {MAX_ROWS} rows")
        if len(line) < len(head):
            raise ExportError(f"row {count + 2} is not whole")
        yield tuple(plain(line[place]) for place in places)


def _csv(path: Path) -> Iterator[Sequence[Any]]:
    with path.open("rb") as file:
        if file.seek(0, os.SEEK_END):
            file.seek(-1, os.SEEK_END)
            if file.read() != b"\n":
                raise ExportError("the last line has no end: it is still being written")
    with path.open(encoding="utf-8-sig", newline="") as file:
        first = file.readline()
        file.seek(0)
        delimiter = max(",;\t|", key=first.count)
        yield from (line for line in csv.reader(file, delimiter=delimiter, strict=True) if line)


def _xlsx(path: Path, name: str) -> Iterator[Sequence[Any]]:
    book = CalamineWorkbook.from_path(path)
    if name and name not in book.sheet_names:
        raise ExportError(f"no sheet {name!r}")
    yield from (book.get_sheet_by_name(name) if name else book.get_sheet_by_index(0)).iter_rows()


def _sqlite(path: Path, table: str, wanted: Sequence[str], needed: Sequence[str]) -> Iterator[Row]:
    db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    try:
        db.execute("PRAGMA trusted_schema = OFF")
        tables = [
            name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")
        ]
        if not tables or (table and table not in tables):
            raise ExportError(f"no table {table!r}")
        source = _quoted(table or tables[0])
        head = [column[0] for column in db.execute(f"SELECT * FROM {source} LIMIT 0").description]  # noqa: S608 - quoted
        present = _present(head, wanted, needed)
        yield present
        by_name = {str(name).strip(): name for name in reversed(head)}
        cells = ", ".join(_quoted(by_name[name]) for name in present)
        for count, row in enumerate(db.execute(f"SELECT {cells} FROM {source}")):  # noqa: S608 - quoted names of its own
            if count >= MAX_ROWS:
                raise ExportError(f"more than {MAX_ROWS} rows")
            yield tuple(plain(cell) for cell in row)
    finally:
        db.close()


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
