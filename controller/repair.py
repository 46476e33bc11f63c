"""A damaged journal: moved aside, rebuilt from every event that still proves itself, or refused with the remedy.

Never silently empty. The events are the truth and are chained by hashes: a copy is rebuilt only if every
event from the first to the last can be read and the chain holds. Otherwise numbers might be given twice,
and a person must decide.
"""

import logging
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from controller import schema
from controller.domain.day import Day, fold
from controller.event_codec import FIRST_HASH, chain, load_event
from controller.journal import FILE, Journal, JournalError

log = logging.getLogger(__name__)

Row = tuple[int, str, str, str, str | None, str]


def open_journal(data_dir: Path, stamp: str) -> Journal:
    """Open the journal; when it is damaged, move it aside and rebuild it.

    ``stamp`` names the file that is moved aside. Raises JournalError with the remedy when that is impossible.
    """
    path = data_dir / FILE
    try:
        return Journal(data_dir)
    except sqlite3.DatabaseError as damage:
        if "update it" in str(damage):
            raise JournalError(str(damage)) from damage
        log.critical("journal damaged (%s): trying to rebuild it", damage)
        rows = _salvage(path)
        aside = _move_aside(path, stamp)
        _rebuild(path, rows)
        log.critical("journal rebuilt with %d events; the damaged one is kept as %s", len(rows), aside.name)
        return Journal(data_dir)


def _salvage(path: Path) -> list[Row]:
    """Every event, in order, proved by the chain."""
    remedy = (
        f"{path} is damaged and not every event can be read. Put the last backup in its place, "
        f"or, if the office agrees to begin a new series of numbers, move the file away"
    )
    try:
        rows = list(_read_rows(path))
    except sqlite3.DatabaseError as error:
        raise JournalError(f"{remedy} ({error}).") from error
    head = FIRST_HASH
    for expected, row in enumerate(rows, start=1):
        seq, day, kind, body, _request, digest = row
        head = chain(head, seq, day, kind, body)
        if seq != expected or head != digest:
            raise JournalError(f"{remedy} (event {expected} is missing or altered).")
    if not rows:
        raise JournalError(f"{remedy} (no event could be read).")
    return rows


def _read_rows(path: Path) -> Iterator[Row]:
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        # By rowid, not through an index: an index may be the damaged part.
        yield from connection.execute(
            "SELECT seq, day, kind, body, request_id, hash FROM event NOT INDEXED ORDER BY seq"
        )
    finally:
        connection.close()


def _move_aside(path: Path, stamp: str) -> Path:
    aside = path.with_name(f"{path.name}.damaged-{stamp}")
    path.rename(aside)
    for suffix in ("-wal", "-shm"):
        side = path.with_name(path.name + suffix)
        if side.exists():
            side.rename(aside.with_name(aside.name + suffix))
    return aside


def _rebuild(path: Path, rows: list[Row]) -> None:
    """A new file with the same events and the projections that follow from them.

    Replies to requests are lost with the damaged file: a repeat of one from the last seconds may be done
    again. Jobs that were waiting for a printer are not sent again; their slips end as void or unknown.
    """
    building = path.with_name(path.name + ".building")
    building.unlink(missing_ok=True)
    connection = sqlite3.connect(building, isolation_level=None)
    schema.migrate(connection)
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany("INSERT INTO event VALUES (?, ?, ?, ?, ?, ?)", rows)
    for day in sorted({row[1] for row in rows}):
        state = fold(Day(day), (load_event(kind, body) for _s, of, kind, body, _r, _h in rows if of == day))
        connection.executemany(
            "INSERT INTO ticket VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    t.id,
                    day,
                    t.series,
                    t.n,
                    t.number,
                    t.service,
                    t.priority,
                    t.state,
                    t.counter,
                    t.arrived_at,
                    t.first_called_at,
                    t.ended_at,
                )
                for t in state.tickets.values()
            ],
        )
    connection.execute("COMMIT")
    connection.close()
    building.rename(path)
