"""The journal was taken away while it worked: what was acknowledged is written to a new file, from what is left of it.

In this order: the open file itself, which can be read although it has no name any more; the file that has its name
now, if that is an older copy of the same journal, and the events of today, which are in memory; those alone, with
everything older set aside.
"""

import contextlib
import logging
import shutil
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path

from contracts.vocabulary import FaultCode
from controller.journal import schema
from controller.journal.connecting import connect
from controller.journal.event_codec import read_known
from controller.journal.file import check
from controller.journal.projections import TICKET, ticket_row
from controller.journal.recovery.mends import begin_lineage, note_mend
from controller.journal.remembering import remembered
from controller.journal.seals import seal
from controller.journal.sides import WAL, beside
from controller.journal.verify import Row, Tail, chain_fault, day_rows, head_before

log = logging.getLogger(__name__)


def save(connection: sqlite3.Connection, path: Path, tail: Tail, stamp: str) -> Path:
    """A whole new journal in a file beside ``path``; which. What has the name now is kept aside.

    Raises sqlite3.Error or OSError when nothing can be written.
    """
    building = path.with_name(f"{path.name}.building")
    kept = _keep(path, stamp)
    ways: tuple[tuple[str, Callable[[Path], None]], ...] = (
        ("saved", lambda to: _whole(connection, to)),
        ("saved", lambda to: _longer(kept, to, tail.rows)),
        ("today", lambda to: _alone(to, tail)),
    )
    for what, way in ways:
        building.unlink(missing_ok=True)
        try:
            way(building)
            _finish(building, tail.rows, {"what": what, "kept": kept.name if kept else ""})
        except (sqlite3.DatabaseError, ValueError, FileNotFoundError) as error:
            log.warning("the journal cannot be saved this way: %s", error)
            continue
        return building
    raise sqlite3.OperationalError("the journal cannot be saved")


def _keep(path: Path, stamp: str) -> Path | None:
    """Copy what has the journal's name now, and its log: not moved, because we may still hold the file open."""
    kept = path.with_name(f"{path.name}.found-{stamp}")
    if not path.exists():
        return None
    for side in ("", WAL):
        if beside(path, side).exists():
            shutil.copy2(beside(path, side), beside(kept, side))
    return kept


def _whole(connection: sqlite3.Connection, to: Path) -> None:
    with contextlib.closing(connect(to)) as copy:
        connection.backup(copy)


def _longer(kept: Path | None, to: Path, tail: Sequence[Row]) -> None:
    """An older copy of the same journal, with the events that it lacks."""
    if kept is None or not tail:
        raise FileNotFoundError("nothing has the journal's name, or nothing is in memory")
    shutil.copy(kept, to)
    with contextlib.closing(connect(to, isolation_level=None)) as db:
        schema.migrate(db)
        (last,) = db.execute("SELECT coalesce(max(seq), 0) FROM event").fetchone()
        fault = chain_fault(db)
        known = dict(db.execute("SELECT seq, hash FROM event WHERE seq >= ?", (tail[0][0],)).fetchall())
        if fault or last + 1 < tail[0][0] or any(known.get(row[0], row[5]) != row[5] for row in tail):
            raise ValueError(fault or "it is another journal, or too old")
        _append(db, [row for row in tail if row[0] > last])


def _alone(to: Path, tail: Tail) -> None:
    """Today alone; what was before is a gap."""
    if not tail.rows:
        raise ValueError("nothing is in memory")
    with contextlib.closing(connect(to, isolation_level=None)) as db:
        schema.migrate(db)
        if tail.rows[0][0] > 1:
            gap = (1, tail.rows[0][0] - 1, tail.head)
            db.execute("INSERT INTO gap VALUES (?, ?, ?, ?)", (*gap, seal(*gap)))
        begin_lineage(db)
        _append(db, tail.rows)


def _append(db: sqlite3.Connection, rows: Sequence[Row]) -> None:
    db.execute("BEGIN IMMEDIATE")
    db.executemany("INSERT INTO event VALUES (?, ?, ?, ?, ?, ?)", rows)
    for day in {row[1] for row in rows}:
        events = read_known((row[2], row[3]) for row in day_rows(db, day)[0]).events
        tickets = remembered(day, events).tickets.values()
        db.executemany(f"{TICKET} ON CONFLICT (id) DO NOTHING", [ticket_row(day, t) for t in tickets])
    db.execute("COMMIT")


def _finish(building: Path, tail: Sequence[Row], facts: dict[str, str]) -> None:
    """Prove it, and note what happened."""
    with contextlib.closing(connect(building, isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode = DELETE")
        check(db)
        newest = tail[-1] if tail else None
        if newest and head_before(db, newest[0] + 1, {}) != newest[5]:
            raise ValueError("its newest event is not the one that was written last")
        note_mend(db, FaultCode.JOURNAL_GONE, facts)
