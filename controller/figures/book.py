"""The book of figures: one sheet for each service day, in a file of its own that can always be written anew.

It follows from the journal alone, which is only read, through a connection of its own: the desk is never kept
waiting for figures. A sheet that is not what was written, or that was made from events which the journal no longer has
(it was mended, or an older copy was put in its place), is made again; so is the whole book where its file is damaged.
"""

import contextlib
import json
import logging
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

from contracts.vocabulary import Millis
from controller.domain.events import AnyEvent
from controller.figures.figures import Figures, Hole, added_up, stretches
from controller.figures.period import Kind, Period, around, free
from controller.figures.ratings import Marks
from controller.figures.sheet import Sheet, dump, everything, load, sheet_of
from controller.journal.connecting import any_text, connect
from controller.journal.event_codec import read_known
from controller.journal.file import is_trouble
from controller.journal.folder import FILE as JOURNAL
from controller.journal.seals import is_sealed, seal
from controller.journal.sides import remove_sides

log = logging.getLogger(__name__)
T = TypeVar("T")
Head = tuple[str, int, int, str]

FILE = "figures.db"
VERSION = 8
"""Of the sheets: raised when they are made differently."""
TABLES = (
    # ``body`` last but for the seal: what stands before it is read without it.
    "CREATE TABLE sheet (day TEXT PRIMARY KEY, first INTEGER, last INTEGER, mark TEXT, body TEXT, seal TEXT) STRICT",
    "CREATE TABLE seen (seq INTEGER, hash TEXT, mended TEXT, heads TEXT, seal TEXT) STRICT",
)
UNREADABLE = (sqlite3.Error, OSError, ValueError, KeyError)
"""What reading the journal or the book may raise."""
PIECE = 5_000
"""Events that are read at a time; between two pieces the journal's log can be written back."""


class FiguresError(Exception):
    """The journal cannot be read."""


class Book:
    """One thread at a time uses it."""

    def __init__(
        self, data_dir: Path, local: Callable[[Millis], datetime], today: Callable[[], str] = lambda: ""
    ) -> None:
        """``today``: the day (ISO) that goes on; see ``added_up``."""
        self._journal, self._path, self._local = data_dir / JOURNAL, data_dir / FILE, local
        self._today = today

    def figures(self, period: Period) -> Figures:
        """The figures as the journal has them now. Raises FiguresError."""

        def read(journal: sqlite3.Connection, newest: str) -> Figures:
            found = added_up(period, self._sheets(period), newest, self._today())
            return replace(found, holes=tuple(_holes(journal, period)))

        return self._up_to_date(period, read)

    def events(self, day: str) -> list[AnyEvent]:
        """Everything that the journal has of one service day (ISO). Raises FiguresError."""

        def read(journal: sqlite3.Connection, _newest: str) -> list[AnyEvent]:
            with contextlib.closing(self._open()) as book:
                places = book.execute("SELECT first, last FROM sheet WHERE day = ?", (day,)).fetchone()
            return _events(journal, day, *places) if places else []

        return self._up_to_date(around(Kind.DAY, date.fromisoformat(day)), read)

    def ratings(self, month: Period) -> dict[Period, Marks]:
        """What may be told of a month's ratings, see ``stretches``. Raises FiguresError."""

        def read(_journal: sqlite3.Connection, _newest: str) -> dict[Period, Marks]:
            return stretches(month, self._sheets(month), self._today())

        return self._up_to_date(month, read)

    def marks(self) -> dict[str, str]:
        """Each service day, and a mark that changes with its figures. Raises FiguresError."""

        def read(_journal: sqlite3.Connection, _newest: str) -> dict[str, str]:
            with contextlib.closing(self._open()) as book:
                return {day: mark for day, _, _, mark in _heads(book) if mark}

        return self._up_to_date(free(date.max, date.max), read)

    def _up_to_date(self, period: Period, read: Callable[[sqlite3.Connection, str], T]) -> T:
        """What is read once the sheets of a period are those of now; ``read`` has the journal and its newest hash."""
        try:
            try:
                return self._read(period, read)
            except UNREADABLE as error:
                if not self._is_damaged():
                    raise
                log.warning("%s is damaged (%s) and is written anew", self._path, error)
                self._path.unlink(missing_ok=True)
                remove_sides(self._path)
                return self._read(period, read)
        except UNREADABLE as error:
            raise FiguresError(f"{self._journal} cannot be read for figures: {error}") from error

    def _read(self, period: Period, read: Callable[[sqlite3.Connection, str], T]) -> T:
        with contextlib.closing(_reader(self._journal)) as journal:
            newest = self._catch_up(journal)
            if not self._whole(period):
                newest = self._catch_up(journal)
            return read(journal, newest)

    def _sheets(self, period: Period) -> Iterator[tuple[str, Sheet]]:
        with contextlib.closing(self._open()) as book:
            rows = book.execute(
                "SELECT day, body FROM sheet WHERE day BETWEEN ? AND ? ORDER BY day",
                (period.first.isoformat(), period.last.isoformat()),
            )
            for day, body in rows:
                yield day, load(json.loads(body))

    def _whole(self, period: Period) -> bool:
        """Whether the sheets of a period are as they were written, and none is hidden; if not, all are made again."""
        first, last = period.first.isoformat(), period.last.isoformat()
        with contextlib.closing(self._open()) as book:
            there = [day for day, *_ in _heads(book) if first <= day <= last]
            found = book.execute("SELECT * FROM sheet WHERE day BETWEEN ? AND ? ORDER BY day", (first, last))
            rows = found.fetchall()
            if [row[0] for row in rows] == there and all(map(is_sealed, rows)):
                return True
            log.warning("%s is not what was written and is written anew", self._path)
            book.execute("DELETE FROM seen")
            return False

    def _catch_up(self, journal: sqlite3.Connection) -> str:
        """Make the sheets of the days on which something happened since; returns the newest event's hash."""
        with contextlib.closing(self._open()) as book:
            mended = json.dumps(
                journal.execute("SELECT first, last, head FROM gap ORDER BY first").fetchall()
            )
            seen, digest = self._seen(book, mended)
            there = journal.execute("SELECT hash FROM event WHERE seq = ?", (seen,)).fetchone()
            if seen and there != (digest,):
                log.warning("the journal is not the one that the figures were made from: they are made again")
                book.execute("DELETE FROM sheet")
                seen, digest = 0, ""
            last, newest = journal.execute(
                "SELECT seq, hash FROM event ORDER BY seq DESC LIMIT 1"
            ).fetchone() or (0, "")
            if last != seen:
                self._add(book, journal, seen)
                self._note(book, last, newest, mended)
            return str(newest)

    def _add(self, book: sqlite3.Connection, journal: sqlite3.Connection, seen: int) -> None:
        """Sheets of all days that have events after ``seen``."""
        begins = {day: first for day, first, *_ in _heads(book)}
        ends: dict[str, int] = {}
        for seq, day in _places(journal, seen):
            begins.setdefault(day, seq)
            ends[day] = seq
        for day, last in ends.items():  # days may be mixed: a clock may have been wrong
            first = begins[day]
            sheet = sheet_of(_events(journal, day, first, last), self._local)
            body = json.dumps(dump(sheet), separators=(",", ":"))
            mark = seal(day, first, body) if everything(sheet).issued else ""
            row = (day, first, last, mark, body)
            book.execute("INSERT OR REPLACE INTO sheet VALUES (?, ?, ?, ?, ?, ?)", (*row, seal(*row)))

    def _open(self) -> sqlite3.Connection:
        """The book; a new one where there is none, or another program made it."""
        book = connect(self._path, isolation_level=None)
        book.text_factory = any_text
        try:
            book.execute("PRAGMA journal_mode = WAL")
            book.execute("PRAGMA synchronous = NORMAL")
            if book.execute("PRAGMA user_version").fetchone() != (VERSION,):
                book.execute("DROP TABLE IF EXISTS sheet")
                book.execute("DROP TABLE IF EXISTS seen")
                for table in TABLES:
                    book.execute(table)
                book.execute(f"PRAGMA user_version = {VERSION}")
        except sqlite3.Error:
            book.close()
            raise
        return book

    def _is_damaged(self) -> bool:
        """Whether the book is to blame, and not the journal or the machine."""
        try:
            with contextlib.closing(self._open()) as book:
                tables = {sql for (sql,) in book.execute("SELECT sql FROM sqlite_master WHERE sql NOT NULL")}
                return tables != set(TABLES) or book.execute("PRAGMA integrity_check").fetchone() != ("ok",)
        except sqlite3.Error as error:
            return not is_trouble(error)

    def _seen(self, book: sqlite3.Connection, mended: str) -> tuple[int, str]:
        """The event up to which the sheets are made; 0 when they are not to be believed."""
        row = book.execute("SELECT seq, hash, mended, heads, seal FROM seen").fetchone()
        if row is not None and is_sealed(row) and row[2:4] == (mended, _mark(book)):
            return row[0], row[1]
        book.execute("DELETE FROM sheet")
        return 0, ""

    @staticmethod
    def _note(book: sqlite3.Connection, seq: int, newest: str, mended: str) -> None:
        book.execute("BEGIN")
        book.execute("DELETE FROM seen")
        row = (seq, newest, mended, _mark(book))
        book.execute("INSERT INTO seen VALUES (?, ?, ?, ?, ?)", (*row, seal(*row)))
        book.execute("COMMIT")


def _heads(book: sqlite3.Connection) -> list[Head]:
    """Day, places of its events, and mark of every sheet, by days; read without the index, which may hide one."""
    return sorted(book.execute("SELECT day, first, last, mark FROM sheet NOT INDEXED"), key=str)


def _mark(book: sqlite3.Connection) -> str:
    """A mark of all heads: another one when one is altered, gone or hidden."""
    return seal(*(value for head in _heads(book) for value in head))


def _reader(journal: Path) -> sqlite3.Connection:
    """A connection that can only read."""
    return connect(f"{journal.resolve().as_uri()}?mode=ro", uri=True)


def _events(journal: sqlite3.Connection, day: str, first: int, last: int) -> list[AnyEvent]:
    """Those of a service day, all of which lie between two places: the journal has no index by days."""
    rows = journal.execute(
        "SELECT kind, body FROM event WHERE seq BETWEEN ? AND ? AND day = ? ORDER BY seq", (first, last, day)
    )
    return list(read_known(rows).events)


def _holes(journal: sqlite3.Connection, period: Period) -> Iterator[Hole]:
    """Where events of a period may be missing, because they were set aside when the journal was mended."""
    for first, last in journal.execute("SELECT first, last FROM gap ORDER BY first").fetchall():
        before = "SELECT day FROM event WHERE seq < ? ORDER BY seq DESC LIMIT 1"
        behind = "SELECT day FROM event WHERE seq > ? ORDER BY seq LIMIT 1"
        days = [
            date.fromisoformat(day)
            for sql, seq in ((before, first), (behind, last))
            for (day,) in journal.execute(sql, (seq,))
        ]
        if days and min(days) <= period.last and max(days) >= period.first:
            yield Hole(last - first + 1, min(days), max(days))


def _places(journal: sqlite3.Connection, after: int) -> Iterator[tuple[int, str]]:
    """Place and service day of every event after one."""
    while rows := journal.execute(
        "SELECT seq, day FROM event WHERE seq > ? ORDER BY seq LIMIT ?", (after, PIECE)
    ).fetchall():
        yield from rows
        after = rows[-1][0]
