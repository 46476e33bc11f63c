"""A SQLite file -> lines: the names of the columns, then the rows. No column is asked for that is not wanted."""

import sqlite3
from collections.abc import Collection, Iterator
from functools import partial
from pathlib import Path

from controller.dossier.export.sheets import Book, Sheet
from controller.dossier.export.words import ExportError, Line, Unusable


def book(path: Path) -> Book:
    """The tables and views of a database. Raises ExportError."""
    try:
        db = _connected(path)
        found = db.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')").fetchall()
        db.close()
    except sqlite3.Error:
        raise ExportError(Unusable.NOT_READABLE) from None
    return [[Sheet(str(name), partial(_lines, path, str(name))) for (name,) in found]]


def _lines(path: Path, table: str, only: Collection[int] | None) -> Iterator[Line]:
    try:
        db = _connected(path)
        source = _quoted(table)
        names = [str(column[0]) for column in db.execute(f"SELECT * FROM {source} LIMIT 0").description]  # noqa: S608 - quoted
        yield Line(0, names)
        wanted = [place for place in range(len(names)) if only is None or place in only]
        cells = ", ".join(_quoted(names[place]) for place in wanted)
        for number, row in enumerate(db.execute(f"SELECT {cells} FROM {source}") if cells else ()):  # noqa: S608 - quoted names of its own
            line: list[object] = [None] * len(names)
            for place, cell in zip(wanted, row, strict=True):
                line[place] = cell
            yield Line(number + 1, line)
        db.close()
    except sqlite3.Error:
        raise ExportError(Unusable.NOT_READABLE) from None


def _connected(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    db.execute("PRAGMA trusted_schema = OFF")
    return db


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
