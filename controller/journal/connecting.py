"""Connections to files that may be damaged.

SQLite quotes the file in its errors, and the ``sqlite3`` module cannot put a quotation that is no UTF-8 into words: one
flipped bit in the name of a table is then a UnicodeDecodeError, which nobody expects of a database. Here it is one.
"""

import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any


class Connection(sqlite3.Connection):
    """Raises ``sqlite3.DatabaseError`` for whatever is wrong with the file."""

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        """As in the base class."""
        try:
            return super().execute(sql, parameters)
        except UnicodeError:
            raise sqlite3.DatabaseError(_DAMAGED) from None

    def executemany(self, sql: str, parameters: Iterable[Any], /) -> sqlite3.Cursor:
        """As in the base class."""
        try:
            return super().executemany(sql, parameters)
        except UnicodeError:
            raise sqlite3.DatabaseError(_DAMAGED) from None

    def executescript(self, sql_script: str, /) -> sqlite3.Cursor:
        """As in the base class."""
        try:
            return super().executescript(sql_script)
        except UnicodeError:
            raise sqlite3.DatabaseError(_DAMAGED) from None


_DAMAGED = "the file names what is no text"


def any_text(data: bytes) -> str:
    """A ``text_factory`` for files that may be damaged: what is no UTF-8 is read, too, and its seal does not fit it."""
    return data.decode("utf-8", "surrogateescape")


def connect(path: Path | str, **options: Any) -> Connection:
    """As ``sqlite3.connect``."""
    return sqlite3.connect(path, factory=Connection, **options)
