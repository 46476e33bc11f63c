"""What ratings need beside the journal, in a file of its own: it can be deleted from, and losing it loses no number.

The addresses of the rating screens, the visits of yesterday that phones may still rate, suggestions in free text, and
who looked at whose figures. Each call opens the file and closes it again; they may come from any thread.
"""

import contextlib
import logging
import os
import secrets
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from contracts.vocabulary import ClerkId, CounterId, Millis, ServiceCode
from contracts.vocabulary import TicketId as Ticket
from controller.domain.tickets import Served
from controller.journal.connecting import any_text, connect
from controller.journal.seals import Value, is_sealed, seal
from controller.journal.sides import remove_sides

log = logging.getLogger(__name__)

FILE = "rating.db"
KEY_BYTES = 32
MOST_SUGGESTIONS = 5_000
"""More than a year of a large centre; then the oldest go."""
_TABLES = """
CREATE TABLE IF NOT EXISTS secret (key TEXT NOT NULL, seal TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS screen (counter TEXT PRIMARY KEY, key TEXT NOT NULL, seal TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS carried (ticket TEXT PRIMARY KEY, place TEXT NOT NULL, counter TEXT NOT NULL, clerk TEXT,
  service TEXT NOT NULL, at INTEGER NOT NULL, seal TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS suggestion (id INTEGER PRIMARY KEY, month TEXT NOT NULL, said TEXT NOT NULL,
  seal TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS suggested (ticket TEXT PRIMARY KEY, day TEXT NOT NULL, seal TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS note (clerk TEXT, first TEXT, last TEXT, said TEXT NOT NULL, seal TEXT NOT NULL,
  PRIMARY KEY (clerk, first, last)) STRICT;
CREATE TABLE IF NOT EXISTS look (at INTEGER NOT NULL, reader TEXT NOT NULL, whose TEXT NOT NULL, period TEXT NOT NULL,
  seal TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS taken (at INTEGER NOT NULL, reader TEXT NOT NULL, why TEXT NOT NULL, seal TEXT NOT NULL) STRICT;
"""
_SEALED = {
    "secret": "key",
    "screen": "counter, key",
    "carried": "place, ticket, counter, clerk, service, at",
    "suggestion": "month, said",
    "suggested": "ticket, day",
    "note": "clerk, first, last, said",
    "look": "at, reader, whose, period",
    "taken": "at, reader, why",
}
"""What the seal of a row is about; in this order rows are written and read."""
EVERYBODY = ""
"""``Look.whose``: the figures of all clerks side by side."""


class BoxError(Exception):
    """It cannot be read or written."""


@dataclass(frozen=True)
class Suggestion:
    """Free text of somebody who was served; only the month is kept with it."""

    id: int
    month: str
    said: str


@dataclass(frozen=True)
class Look:
    """Somebody looked at a clerk's figures."""

    at: Millis
    reader: ClerkId
    whose: str
    period: str


@dataclass(frozen=True)
class Taken:
    """Somebody took a copy of the journal's events, and said for whom or what."""

    at: Millis
    reader: ClerkId
    why: str


class Box:
    """The file. Every method may raise BoxError."""

    def __init__(self, data_dir: Path) -> None:
        """Opens nothing."""
        self._path = data_dir / FILE

    def begin(self) -> bytes:
        """Make the file where there is none; the key of addresses.

        A file that is damaged, or of another version (out of an old backup), is set aside and begun anew.
        """
        try:
            with self._open() as db:
                # Not the quick one: an index may hide a row.
                if db.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                    raise sqlite3.DatabaseError("damaged")
                if not all(_is_ours(db, table) for table in _SEALED):
                    raise sqlite3.DatabaseError("of another version")
        except BoxError as error:
            if isinstance(error.__cause__, sqlite3.OperationalError | OSError):
                raise
            log.error("%s is damaged or of another version, set aside, and begun anew", self._path)  # noqa: TRY400 - its text may quote it
            with contextlib.suppress(OSError):
                os.replace(self._path, self._path.with_suffix(".damaged"))  # noqa: PTH105 - the older one goes
                remove_sides(self._path)
        with self._open() as db:
            for table in _SEALED:
                self._clean(db, table)
            for (key,) in _whole(db, "secret"):
                return bytes.fromhex(str(key))
            made = secrets.token_bytes(KEY_BYTES)
            _put(db, "secret", made.hex())
            return made

    def screens(self, counters: Iterable[CounterId]) -> dict[str, CounterId]:
        """The address of each counter's rating screen, made where there is none: the end of it -> the counter."""
        with self._open() as db:
            for counter in counters:
                _put(db, "screen", counter, secrets.token_urlsafe(15))
            return {key: CounterId(counter) for counter, key in _whole(db, "screen")}

    def change_screen(self, counter: CounterId) -> None:
        """Another address: whoever has the old one sees nothing any more."""
        with self._open() as db:
            db.execute("DELETE FROM screen WHERE counter = ?", (counter,))
            _put(db, "screen", counter, secrets.token_urlsafe(15))

    def carry(self, visits: Iterable[tuple[Served, str]], since: Millis) -> dict[str, Served]:
        """Keep visits with the end of the address on their slip; forget those from before ``since``; all there are."""
        with self._open() as db:
            db.execute("DELETE FROM carried WHERE at < ?", (since,))
            for v, place in visits:
                _put(db, "carried", place, v.ticket, v.counter, v.clerk, v.service, v.at)
            return {place: _served(*row) for place, *row in _whole(db, "carried")}

    def suggest(self, ticket: Ticket, day: str, said: str) -> bool:
        """Keep a suggestion, and, apart from it, that this visit made one; False: it made one before."""
        with self._open() as db:
            if not _put(db, "suggested", ticket, day):
                return False
            _put(db, "suggestion", day[:7], said)
            keep = "SELECT id FROM suggestion ORDER BY id DESC LIMIT ?"
            db.execute(f"DELETE FROM suggestion WHERE id NOT IN ({keep})", (MOST_SUGGESTIONS,))  # noqa: S608 - ours
            return True

    def suggestions(self) -> list[Suggestion]:
        """All, the newest first."""
        with self._open() as db:
            rows = db.execute("SELECT id, month, said, seal FROM suggestion ORDER BY id DESC").fetchall()
        return [Suggestion(*row[:-1]) for row in rows if is_sealed(row[1:])]

    def delete(self, suggestion: int) -> None:
        """Delete a suggestion; its letters are overwritten in the file."""
        with self._open() as db:
            db.execute("DELETE FROM suggestion WHERE id = ?", (suggestion,))

    def note_look(self, look: Look) -> None:
        """Write down who looked; before anything is shown."""
        with self._open() as db:
            _put(db, "look", look.at, look.reader, look.whose, look.period)

    def looks(self, whose: ClerkId, most: int = 50) -> list[Look]:
        """Who looked at a clerk's figures, or at everybody's, the newest first."""
        with self._open() as db:
            rows = _whole(
                db, "look", "WHERE whose IN (?, ?) ORDER BY at DESC LIMIT ?", whose, EVERYBODY, most
            )
        return [Look(*row) for row in rows]

    def note_taken(self, taken: Taken) -> None:
        """Write down who takes the journal's events; before they leave."""
        with self._open() as db:
            _put(db, "taken", taken.at, taken.reader, taken.why)

    def taken(self, most: int = 50) -> list[Taken]:
        """Who took the journal's events, the newest first."""
        with self._open() as db:
            rows = _whole(db, "taken", "ORDER BY at DESC LIMIT ?", most)
        return [Taken(*row) for row in rows]

    def write_note(self, clerk: ClerkId, first: str, last: str, said: str) -> None:
        """What a clerk says of the own figures of a period (ISO dates); without words it is taken back."""
        with self._open() as db:
            db.execute("DELETE FROM note WHERE clerk = ? AND first = ? AND last = ?", (clerk, first, last))
            if said:
                _put(db, "note", clerk, first, last, said)

    def notes(self, first: str, last: str) -> dict[ClerkId, str]:
        """What clerks say of a period."""
        with self._open() as db:
            found = _whole(db, "note", "WHERE first = ? AND last = ?", first, last)
        return {ClerkId(clerk): said for clerk, _, _, said in found}

    def forget(self, month: str, at: Millis) -> None:
        """Delete suggestions and notes of before a month (``2026-11``), and looks and takings of before a moment."""
        with self._open() as db:
            db.execute("DELETE FROM suggestion WHERE month < ?", (month,))
            db.execute("DELETE FROM suggested WHERE day < ?", (month,))
            db.execute("DELETE FROM look WHERE at < ?", (at,))
            db.execute("DELETE FROM taken WHERE at < ?", (at,))
            db.execute("DELETE FROM note WHERE last < ?", (month,))

    def _clean(self, db: sqlite3.Connection, table: str) -> None:
        """Rows that are not as they were written go."""
        (there,), whole = db.execute(f"SELECT count(*) FROM {table}").fetchone(), _whole(db, table)  # noqa: S608 - ours
        if len(whole) < there:
            log.error("%s: %d rows of %s are damaged, and are gone", self._path, there - len(whole), table)
            db.execute(f"DELETE FROM {table}")  # noqa: S608 - ours
            for row in whole:
                _put(db, table, *row)

    @contextlib.contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            os.close(os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
            with contextlib.closing(connect(self._path, isolation_level=None)) as db:
                db.text_factory = any_text
                for pragma in ("secure_delete = ON", "journal_mode = TRUNCATE", "synchronous = FULL"):
                    db.execute(f"PRAGMA {pragma}")
                for table in filter(str.strip, _TABLES.split(";")):
                    db.execute(table)
                db.execute("BEGIN IMMEDIATE")
                yield db
                db.execute("COMMIT")
        except (sqlite3.Error, OSError) as error:
            raise BoxError(f"{self._path} cannot be used: {type(error).__name__}") from error


def _is_ours(db: sqlite3.Connection, table: str) -> bool:
    """Whether a table has all columns that are written here."""
    found = {name for _, name, *_ in db.execute(f"PRAGMA table_info({table})")}
    return found >= {*_SEALED[table].split(", "), "seal"}


def _put(db: sqlite3.Connection, table: str, *row: Value) -> bool:
    """Write a row with its seal; False: there is one of that name already."""
    columns, marks = _SEALED[table], ", ".join("?" * len(row))
    said = f"INSERT OR IGNORE INTO {table} ({columns}, seal) VALUES ({marks}, ?)"  # noqa: S608 - ours
    return db.execute(said, (*row, seal(*row))).rowcount > 0


def _whole(db: sqlite3.Connection, table: str, which: str = "", *values: Value) -> list[Any]:
    """The rows that are as they were written."""
    rows = db.execute(f"SELECT {_SEALED[table]}, seal FROM {table} {which}", values)  # noqa: S608 - ours
    return [row[:-1] for row in rows.fetchall() if is_sealed(row)]


def _served(ticket: str, counter: str, clerk: str | None, service: str, at: int) -> Served:
    return Served(
        Ticket(ticket), CounterId(counter), ClerkId(clerk) if clerk else None, ServiceCode(service), at
    )
