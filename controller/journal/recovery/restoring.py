"""A backup takes the place of the journal, and says so: proved first, with a lineage of its own.

The journal that was there is kept. The witness beside it stays as it is: what it knows and the backup does not is
skipped at the next start, and the neighbours are asked for the rest.
"""

import contextlib
import errno
import json
import os
import shutil
import sqlite3
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from contracts.vocabulary import FaultCode
from controller.file_stamp import file_stamp
from controller.journal.connecting import connect
from controller.journal.errors import JournalBusyError, JournalError
from controller.journal.file import check
from controller.journal.folder import FILE, LOCK, JournalDir, put_in_place, sync
from controller.journal.recovery.mends import begin_lineage, forget_mends, note, note_mend, noted
from controller.journal.recovery.repair import SITE, before_restore
from controller.journal.recovery.swap import RESTORED, take_place
from controller.journal.said import both
from controller.journal.schema import NewerError, migrate
from controller.journal.sides import WAL, beside, remove_sides
from controller.journal.verify import chain_fault

HEADER = b"SQLite format 3\0"
TABLES = {"event", "meta", "request", "ticket"}
ROOM = 4 * 1024 * 1024
"""Left free beside the copy: SQLite's own files, and the first numbers after it."""


class RestoreError(Exception):
    """Nothing was changed; the text says why and what to do."""

    def __init__(self, key: str, **facts: object) -> None:
        """``key``: of the sentence."""
        super().__init__(both(f"restore.{key}", **facts))


@dataclass(frozen=True)
class Moment:
    """When it is restored: UTC milliseconds, and what local time is."""

    utc_ms: int
    utc_offset_minutes: int

    @property
    def stamp(self) -> str:
        """Names the file that is kept."""
        return file_stamp(self.utc_ms)

    def local(self, utc_ms: int) -> str:
        """Time and date as people here write them; a copy may say anything."""
        try:
            at = datetime.fromtimestamp(utc_ms / 1000, UTC) + timedelta(minutes=self.utc_offset_minutes)
        except (ValueError, OverflowError, OSError):
            return f"{utc_ms} ms"
        return at.strftime("%H:%M %d/%m/%Y")


@dataclass(frozen=True)
class Restored:
    """What is in the journal's place now."""

    events: int
    as_of: str
    """When its last event was, in local time."""
    kept: Path | None
    """The journal that was there."""


@dataclass
class Staged:
    """A proved copy beside the journal, whose folder is held. ``building`` becomes ``ready``, and then takes its place.

    As soon as there is ``ready`` it takes its place, now or at the next start.
    """

    held: JournalDir
    building: Path
    ready: Path
    restored: Restored
    stamp: str
    handed_over: bool = False
    """Somebody else sees to it that ``building`` becomes ``ready`` or goes."""

    def take_place(self) -> None:
        """Raises RestoreError when it has to wait for the next start."""
        try:
            take_place(self.held, self.ready, before_restore(self.held.journal, self.stamp))
        except JournalError as error:
            raise RestoreError("cut-short", folder=self.held.journal.parent, error=error) from error


@contextlib.contextmanager
def staged(data_dir: Path, backup: Path, site: str, moment: Moment) -> Iterator[Staged]:
    """A backup, proved and beside the journal. What is not ``ready`` at the end is gone. Raises RestoreError."""
    try:
        held = JournalDir(data_dir)
    except JournalBusyError as error:
        raise RestoreError("running", folder=data_dir) from error
    except JournalError as error:
        raise RestoreError("not-written", folder=data_dir, error=error) from error
    building, new = data_dir / f"{FILE}.restoring", None
    try:
        _copy(held, backup, building)
        restored = _proved(held, building, backup, site, moment)
        _belongs_to_the_folder(building, data_dir / LOCK)
        sync(building)
        new = Staged(held, building, data_dir / RESTORED, restored, moment.stamp)
        yield new
    except (OSError, JournalError) as error:
        raise RestoreError("not-written", folder=data_dir, error=error) from error
    finally:
        with contextlib.suppress(OSError):
            if new is None or not new.handed_over:
                building.unlink(missing_ok=True)
            remove_sides(building)
        held.close()


def restore(data_dir: Path, backup: Path, site: str, moment: Moment) -> Restored:
    """Put a backup in the journal's place. Raises RestoreError; then the journal that was there still is."""
    with staged(data_dir, backup, site, moment) as new:
        put_in_place(new.building, new.ready)
        new.take_place()
    return new.restored


def _copy(held: JournalDir, backup: Path, building: Path) -> None:
    """Copy it, with the log of writes beside it if it was copied by hand."""
    try:
        found = backup.stat()
        if stat.S_ISDIR(found.st_mode):
            raise RestoreError("folder", file=backup)
        if not stat.S_ISREG(found.st_mode):
            raise RestoreError("not-regular", file=backup)
        if held.journal.exists() and backup.samefile(held.journal):
            raise RestoreError("present", file=backup)
        with backup.open("rb") as file:
            if file.read(len(HEADER)) != HEADER:
                raise RestoreError("not-journal", file=backup)
        wal = beside(backup, WAL)
        sizes = found.st_size + (wal.stat().st_size if wal.exists() else 0)
    except OSError as error:
        raise RestoreError("missing", file=backup, error=error.strerror or error) from error
    _make_room(held, sizes + ROOM)
    remove_sides(building)
    shutil.copyfile(backup, building)
    if wal.exists():
        shutil.copyfile(wal, beside(building, WAL))


def _make_room(held: JournalDir, needed: int) -> None:
    folder = held.journal.parent
    if shutil.disk_usage(folder).free < needed:
        held.give_reserve_back()
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise RestoreError("no-room", folder=folder, needed=_megabytes(needed), free=_megabytes(free))


def _proved(held: JournalDir, building: Path, backup: Path, site: str, moment: Moment) -> Restored:
    """Prove all of it, and note in it what it is."""
    try:
        with contextlib.closing(connect(building, isolation_level=None)) as db:
            db.execute("PRAGMA journal_mode = DELETE")  # one file, nothing beside it
            names = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            if not names >= TABLES:
                raise RestoreError("not-journal", file=backup)
            migrate(db)
            _prove(db, backup, site)
            return _noted(db, held, backup, site, moment)
    except NewerError as error:
        raise RestoreError("newer", file=backup, error=error) from error
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR):
            raise OSError(errno.ENOSPC, str(error)) from error
        raise RestoreError("damaged", file=backup, error=error) from error


def _prove(db: sqlite3.Connection, backup: Path, site: str) -> None:
    (verdict,) = db.execute("PRAGMA integrity_check(1)").fetchone()
    fault = None if verdict == "ok" else verdict
    fault = fault or chain_fault(db)
    if fault:
        raise RestoreError("damaged", file=backup, error=fault)
    check(db)
    found = noted(db, SITE)
    if found not in (None, site):
        raise RestoreError("other-office", file=backup, found=found, site=site)


def _noted(db: sqlite3.Connection, held: JournalDir, backup: Path, site: str, moment: Moment) -> Restored:
    newest = db.execute("SELECT seq, body FROM event ORDER BY seq DESC LIMIT 1").fetchone()
    if newest is None:
        raise RestoreError("empty", file=backup)
    as_of = moment.local(int(json.loads(newest[1])["at"]))
    kept = before_restore(held.journal, moment.stamp) if held.journal.exists() else None
    facts = {
        "file": backup.name,
        "when": moment.local(moment.utc_ms),
        "as_of": as_of,
        "events": str(newest[0]),
        "kept": kept.name if kept else "",
    }
    db.execute("BEGIN IMMEDIATE")
    forget_mends(db)  # what was told of the file that it was copied from
    note(db, SITE, site)
    note_mend(db, FaultCode.JOURNAL_RESTORED, {**facts, "lineage": begin_lineage(db)})
    db.execute("COMMIT")
    return Restored(newest[0], as_of, kept)


def _belongs_to_the_folder(*files: Path) -> None:
    """What root writes here must be the controller's own, or it could not open it."""
    if os.geteuid() == 0:
        owner = files[0].parent.stat()
        for file in files:
            os.chown(file, owner.st_uid, owner.st_gid)


def _megabytes(size: int) -> int:
    return -(-size // 2**20)
