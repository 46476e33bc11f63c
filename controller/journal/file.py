"""The journal's file: begun whole, checked whenever it is opened."""

import json
import sqlite3
from pathlib import Path

from controller.journal import schema
from controller.journal.connecting import connect
from controller.journal.errors import JournalError
from controller.journal.folder import put_in_place
from controller.journal.seals import is_sealed
from controller.journal.sides import WAL, beside
from controller.journal.verify import Row, day_rows, newest_day

ISSUED = "TicketIssued"
"""The kind of the event of a new ticket."""

FULL = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR}
TROUBLE = FULL | {
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_NOMEM,
}
"""The machine's trouble, not the file's: nothing is wrong with what was written."""


def is_read_only(error: sqlite3.Error) -> bool:
    """Whether SQLite thinks that it may not write."""
    return _code(error) == sqlite3.SQLITE_READONLY


def is_full(error: sqlite3.Error) -> bool:
    """Whether the disk took nothing."""
    return _code(error) in FULL


def is_trouble(error: sqlite3.Error) -> bool:
    """Whether the machine is to blame, and not what is in the file."""
    return _code(error) in TROUBLE


def open_file(path: Path) -> tuple[sqlite3.Connection, dict[str, list[Row]]]:
    """A connection to a file that was checked and has the newest tables, and what ``check`` proved.

    The file is a new one when there is none.

    Raises sqlite3.Error when the file is damaged or cannot be reached (see ``is_trouble``),
    schema.NewerError when a newer program wrote it, JournalError when only its main part is gone.
    """
    if not path.exists():
        _begin(path)
    connection = connect(path, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("PRAGMA busy_timeout = 2000")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        proved = check(connection)
    except BaseException:
        connection.close()
        raise
    return connection, proved


def check(connection: sqlite3.Connection) -> dict[str, list[Row]]:
    """Prove what numbers of today rest on: the newest day, if any, and its events.

    Raises sqlite3.DatabaseError with the first fault in words.
    """
    if connection.execute("PRAGMA user_version").fetchone() == (0,):
        raise sqlite3.DatabaseError("its tables are gone")
    (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if verdict != "ok":
        raise sqlite3.DatabaseError(verdict)
    schema.migrate(connection)
    if not schema.is_whole(connection):
        raise sqlite3.DatabaseError("its tables are not what was written")
    day = newest_day(connection)
    rows, fault = day_rows(connection, day) if day else ([], None)
    fault = fault or _unsealed(connection) or (day and _ticket_fault(connection, day, rows))
    if fault:
        raise sqlite3.DatabaseError(fault)
    return {day: rows} if day else {}


def _unsealed(connection: sqlite3.Connection) -> str | None:
    """Whether a row beside the events is not what was written."""
    for table in ("meta", "request", "gap"):
        for row in connection.execute(f"SELECT * FROM {table}"):  # noqa: S608 - our own words
            if not is_sealed(row):
                return f"a row of {table} is not what was written"
    return None


def _ticket_fault(connection: sqlite3.Connection, day: str, rows: list[Row]) -> str | None:
    """Whether the tickets of a day are all in their table, as they were written."""
    given = {json.loads(body)["ticket"] for _seq, _day, kind, body, *_rest in rows if kind == ISSUED}
    compact = day.replace("-", "")
    found = connection.execute("SELECT * FROM ticket WHERE id GLOB ?", (f"{compact}-*",)).fetchall()
    if {row[0] for row in found} != given or not all(is_sealed(row) for row in found):
        return f"tickets of {day} are not what their events say"
    return None


def _code(error: sqlite3.Error) -> int:
    """SQLite's primary error code; errors that it did not raise itself say that the file is damaged."""
    return int(getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT)) & 0xFF


def _begin(path: Path) -> None:
    """A new, empty journal: built aside, so that a file that is there always has its tables.

    Raises JournalError when only the main file of an older one is gone.
    """
    wal = beside(path, WAL)
    if wal.exists() and wal.stat().st_size:
        raise JournalError(
            f"{path} is missing, but {wal.name} is there: put the file back, or move {wal.name} away too"
        )
    building = path.with_name(f"{path.name}.new")
    building.unlink(missing_ok=True)
    connection = connect(building, isolation_level=None)
    try:
        schema.migrate(connection)
    finally:
        connection.close()
    put_in_place(building, path)
