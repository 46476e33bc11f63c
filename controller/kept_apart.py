"""What may name a person and is kept of a day's tickets: an erasable place beside the append-only journal.

It holds texts: the dossiers for which citizens come, and what one clerk wrote for the next. The journal keeps a keyed
reference to each only. The key is random, of one day, and lies in the same file as the texts; when the day closes the
file is overwritten and removed, and nobody can tell any more what the references meant. A number never waits for this:
when the file cannot be written, a text is kept in memory, and is lost at a restart.
"""

import asyncio
import contextlib
import hashlib
import hmac
import logging
import os
import secrets
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from controller.journal.connecting import connect

log = logging.getLogger(__name__)

T = TypeVar("T")

FILE = "private.db"
KEY_BYTES = 32
REFERENCE_LENGTH = 32
_PASSING = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_READONLY,
}
"""What says nothing of the file itself: the next start may read it."""
LOCK_WAIT_S = 1.0
_TABLES = """
CREATE TABLE day (date TEXT NOT NULL, key BLOB NOT NULL, seal TEXT NOT NULL);
CREATE TABLE kept (reference TEXT PRIMARY KEY, text TEXT NOT NULL) WITHOUT ROWID;
"""


@dataclass
class _Today:
    date: str = ""
    key: bytes = field(default_factory=lambda: secrets.token_bytes(KEY_BYTES), repr=False)
    texts: dict[str, str] = field(default_factory=dict, repr=False)

    def reference(self, text: str) -> str:
        return hmac.new(self.key, text.encode(), hashlib.sha256).hexdigest()[:REFERENCE_LENGTH]


class KeptApart:
    """The private texts of one day. Used in the loop; writes in a thread of its own."""

    def __init__(self, data_dir: Path) -> None:
        """Opens nothing: ``turn`` does."""
        self._path = data_dir / FILE
        self._today = _Today()
        self._file: sqlite3.Connection | None = None
        self._file_date = ""
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="private")

    async def turn(self, date: str) -> None:
        """Come to a day: everything of other days is erased. Raises nothing."""
        if date != self._today.date:
            loop = asyncio.get_running_loop()
            opened = await loop.run_in_executor(self._thread, lambda: _quietly(lambda: self._open(date)))
            self._today = opened or _Today(date)

    def reference(self, text: str) -> str:
        """What the journal may know: the same for the same text today, meaningless tomorrow."""
        return self._today.reference(text)

    def secret(self, text: str) -> bytes:
        """A keyed hash of a text: the same today, also after a restart, and nobody's tomorrow."""
        return hmac.new(self._today.key, text.encode(), hashlib.sha256).digest()

    def keep(self, text: str) -> None:
        """Remember a text until the day closes. Returns at once and raises nothing."""
        today = self._today
        reference = today.reference(text)
        if reference not in today.texts:
            today.texts[reference] = text
            self._thread.submit(_quietly, lambda: self._write(today, reference, text))

    def of(self, reference: str) -> str:
        """The text of a reference of today; empty where nothing of it is known any more."""
        return self._today.texts.get(reference, "")

    def close(self) -> None:
        """Close the file and end the thread; what it holds is for the next start."""
        self._thread.submit(self._close_file).result()
        self._thread.shutdown()

    def _open(self, date: str) -> _Today:
        self._close_file()
        try:
            found = self._read(date)
        except sqlite3.DatabaseError as error:
            if getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF in _PASSING:
                self._close_file()
                raise
            found = None  # torn or damaged: it is of one day and expendable
        if found is None:
            self._close_file()
            _erase(self._path)
            found = self._begin(date)
        self._file_date = date
        return found

    def _read(self, date: str) -> _Today | None:
        """Today's, if the file is of today."""
        if not self._path.exists():
            return None
        db = self._connect()
        row = db.execute("SELECT date, key, seal FROM day").fetchone()
        if row is None or row[0] != date or not isinstance(row[1], bytes) or row[2] != _seal(row[1], date):
            return None
        today = _Today(date, row[1])
        rows = db.execute("SELECT reference, text FROM kept").fetchall()
        today.texts = {
            reference: text
            for reference, text in rows
            if isinstance(text, str) and reference == today.reference(text)
        }
        if len(today.texts) < len(rows):  # with a wrong digit a code is somebody else's dossier
            log.error("%d private texts of today are damaged and forgotten", len(rows) - len(today.texts))
        return today

    def _begin(self, date: str) -> _Today:
        today = _Today(date)
        db = self._connect()
        db.executescript(f"BEGIN IMMEDIATE;{_TABLES}COMMIT;")
        db.execute("INSERT INTO day VALUES (?, ?, ?)", (date, today.key, _seal(today.key, date)))
        return today

    def _connect(self) -> sqlite3.Connection:
        os.close(os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
        self._file = connect(self._path, isolation_level=None, check_same_thread=False, timeout=LOCK_WAIT_S)
        for pragma in (
            "secure_delete = ON",
            "journal_mode = MEMORY",
            "synchronous = NORMAL",
            "temp_store = MEMORY",
        ):
            self._file.execute(f"PRAGMA {pragma}")  # no second file in which a text could stay behind
        return self._file

    def _write(self, today: _Today, reference: str, text: str) -> None:
        if self._file is None or today.date != self._file_date:
            raise sqlite3.OperationalError
        self._file.execute("INSERT OR REPLACE INTO kept VALUES (?, ?)", (reference, text))

    def _close_file(self) -> None:
        self._file_date = ""
        if self._file is not None:
            self._file.close()
            self._file = None


def _seal(key: bytes, said: str) -> str:
    """Whether the key of a day is whole."""
    return hashlib.blake2b(said.encode("utf-8", "replace"), key=key[:KEY_BYTES], digest_size=16).hexdigest()


def _erase(path: Path) -> None:
    """Overwrite and remove; a file that cannot be overwritten is removed all the same. Raises OSError when it stays."""
    with contextlib.suppress(FileNotFoundError):
        with contextlib.suppress(OSError), path.open("r+b", buffering=0) as file:
            file.write(b"\0" * path.stat().st_size)
            os.fsync(file.fileno())
        path.unlink()


def _quietly(work: Callable[[], T]) -> T | None:
    """Do it; an error is told by its kind only, because its text may name a row."""
    try:
        return work()
    except (sqlite3.Error, OSError) as error:
        log.error("private texts of today are in memory only: %s", type(error).__name__)  # noqa: TRY400 - the same
        return None
