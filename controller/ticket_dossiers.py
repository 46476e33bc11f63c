"""Which dossier a citizen comes for: an erasable place beside the append-only journal.

The journal keeps a keyed reference only. The key is random, of one day, and lies in the same file as the
codes; when the day closes the file is overwritten and removed, and nobody can tell any more what the
references meant. A number never waits for this: when the file cannot be written, the code is kept in memory,
and is lost at a restart.
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

from contracts.dossiers import DossierCode
from contracts.vocabulary import TicketId
from controller.journal.connecting import connect

log = logging.getLogger(__name__)

T = TypeVar("T")

FILE = "private.db"
KEY_BYTES = 32
REFERENCE_LENGTH = 32
_TABLES = """
CREATE TABLE day (date TEXT NOT NULL, key BLOB NOT NULL, seal TEXT NOT NULL);
CREATE TABLE attached (ticket TEXT PRIMARY KEY, dossier TEXT NOT NULL, seal TEXT NOT NULL) WITHOUT ROWID;
"""


@dataclass
class _Today:
    date: str = ""
    key: bytes = field(default_factory=lambda: secrets.token_bytes(KEY_BYTES), repr=False)
    dossiers: dict[TicketId, DossierCode] = field(default_factory=dict, repr=False)


class TicketDossiers:
    """The dossiers of one day's tickets. Used in the loop; writes in a thread of its own."""

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

    def reference(self, code: DossierCode) -> str:
        """What the journal may know: the same for the same dossier today, meaningless tomorrow."""
        return hmac.new(self._today.key, code.encode(), hashlib.sha256).hexdigest()[:REFERENCE_LENGTH]

    def secret(self, text: str) -> bytes:
        """A keyed hash of a text: the same today, also after a restart, and nobody's tomorrow."""
        return hmac.new(self._today.key, text.encode(), hashlib.sha256).digest()

    def keep(self, ticket: TicketId, code: DossierCode) -> None:
        """Remember a ticket's dossier until the day closes. Returns at once and raises nothing."""
        today = self._today
        if today.dossiers.get(ticket) != code:
            today.dossiers[ticket] = code
            self._thread.submit(_quietly, lambda: self._write(today, ticket, code))

    def of(self, ticket: TicketId | None) -> DossierCode | None:
        """The dossier of a ticket of today."""
        return self._today.dossiers.get(ticket) if ticket else None

    def close(self) -> None:
        """Close the file and end the thread; what it holds is for the next start."""
        self._thread.submit(self._close_file).result()
        self._thread.shutdown()

    def _open(self, date: str) -> _Today:
        self._close_file()
        try:
            found = self._read(date)
        except sqlite3.DatabaseError:  # torn or damaged: it is of one day and expendable
            found = None
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
        rows = db.execute("SELECT ticket, dossier, seal FROM attached").fetchall()
        whole = {TicketId(t): DossierCode(d) for t, d, seal in rows if seal == _seal(row[1], f"{t} {d}")}
        if len(whole) < len(rows):
            log.error("the dossiers of %d tickets are damaged and forgotten", len(rows) - len(whole))
        return _Today(date, row[1], whole)

    def _begin(self, date: str) -> _Today:
        today = _Today(date)
        db = self._connect()
        db.executescript(f"BEGIN IMMEDIATE;{_TABLES}COMMIT;")
        db.execute("INSERT INTO day VALUES (?, ?, ?)", (date, today.key, _seal(today.key, date)))
        return today

    def _connect(self) -> sqlite3.Connection:
        os.close(os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
        self._file = connect(self._path, isolation_level=None, check_same_thread=False)
        for pragma in (
            "secure_delete = ON",
            "journal_mode = MEMORY",
            "synchronous = NORMAL",
            "temp_store = MEMORY",
        ):
            self._file.execute(f"PRAGMA {pragma}")  # no second file in which a code could stay behind
        return self._file

    def _write(self, today: _Today, ticket: TicketId, code: DossierCode) -> None:
        if self._file is None or today.date != self._file_date:
            raise sqlite3.OperationalError
        seal = _seal(today.key, f"{ticket} {code}")
        self._file.execute("INSERT OR REPLACE INTO attached VALUES (?, ?, ?)", (ticket, code, seal))

    def _close_file(self) -> None:
        self._file_date = ""
        if self._file is not None:
            self._file.close()
            self._file = None


def _seal(key: bytes, said: str) -> str:
    """With a wrong digit a code is somebody else's dossier."""
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
        log.error("the dossiers of today are in memory only: %s", type(error).__name__)  # noqa: TRY400 - the same
        return None
