"""A damaged journal: kept aside, rebuilt from every event that still proves itself, or refused with the remedy.

Never silently empty, and never silently shorter. The events are the truth and are chained by hashes: a copy
is rebuilt only if every event from the first to the last can be read and the chain holds. Otherwise numbers
might be given twice, and a person must decide. Interrupted at any moment, the next start finishes the work:
the damaged file stays in its place until the rebuilt one is complete.
"""

import contextlib
import logging
import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path

from contracts.vocabulary import FaultCode
from controller.domain.day import Day, fold
from controller.journal import schema
from controller.journal.errors import JournalDamagedError, JournalError
from controller.journal.event_codec import FIRST_HASH, chain, load_event
from controller.journal.folder import FILE, JournalDir, put_in_place
from controller.journal.journal import Journal
from controller.journal.projections import ticket_row
from controller.journal.recovery.mends import note_mend

log = logging.getLogger(__name__)

Row = tuple[int, str, str, str, str | None, str]
SIDES = ("-wal", "-shm")


def open_journal(data_dir: Path, stamp: str) -> Journal:
    """Open the journal; when it is damaged, keep it aside and rebuild it.

    ``stamp`` names the file that is kept. Raises JournalError with the remedy when that is impossible.
    """
    path = data_dir / FILE
    if _rebuilt(path).exists():
        _replace(data_dir, stamp)
    try:
        return Journal(data_dir)
    except JournalDamagedError as damage:
        log.critical("%s: trying to rebuild it", damage)
    rows = _rebuild(data_dir, stamp)
    _replace(data_dir, stamp)
    log.critical(
        "journal rebuilt with %d events; the damaged one is kept as %s", len(rows), _aside(path, stamp)
    )
    return Journal(data_dir)


def _rebuild(data_dir: Path, stamp: str) -> list[Row]:
    """Salvage every event into a finished file beside the damaged one."""
    path = data_dir / FILE
    held = JournalDir(data_dir)
    try:
        rows = _salvage(path, held.witness.seq)
        building = path.with_name(f"{path.name}.building")
        building.unlink(missing_ok=True)
        _write(building, rows, {"events": str(len(rows)), "kept": _aside(path, stamp).name})
        put_in_place(building, _rebuilt(path))
    except (sqlite3.Error, OSError) as error:
        raise JournalError(
            f"{path} is damaged, and a new one cannot be written ({error}): make room"
        ) from error
    finally:
        held.close()
    return rows


def _salvage(path: Path, written: int) -> list[Row]:
    """Every event, in order, proved by the chain. ``written``: how many there were at least."""
    remedy = (
        f"{path} is damaged and not every event can be read. Put the last backup in its place, "
        f"or, if the office agrees to forget who waits, move the file away: numbers go on behind the last known"
    )
    try:
        rows = list(_read_rows(path))
        indexed = _indexed(path)
    except sqlite3.Error as error:
        raise JournalError(f"{remedy} ({error}).") from error
    head = FIRST_HASH
    for expected, row in enumerate(rows, start=1):
        seq, day, kind, body, _request, digest = row
        if not all(isinstance(text, str) for text in (day, kind, body)):
            raise JournalError(f"{remedy} (event {expected} is altered).")
        head = chain(head, seq, day, kind, body)
        if seq != expected or head != digest:
            raise JournalError(f"{remedy} (event {expected} is missing or altered).")
    if not rows or len(rows) < max(written, indexed):
        raise JournalError(f"{remedy} ({len(rows)} of {max(written, indexed)} events could be read).")
    return rows


def _read_rows(path: Path) -> Iterator[Row]:
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as db:
        # By rowid, not through an index: an index may be the damaged part.
        yield from db.execute(
            "SELECT seq, day, kind, body, request_id, hash FROM event NOT INDEXED ORDER BY seq"
        )


def _indexed(path: Path) -> int:
    """How many events the index knows; 0 when it is the damaged part."""
    with (
        contextlib.closing(sqlite3.connect(path, isolation_level=None)) as db,
        contextlib.suppress(sqlite3.Error),
    ):
        return int(db.execute("SELECT count(*) FROM event INDEXED BY event_by_day").fetchone()[0])
    return 0


def _rebuilt(path: Path) -> Path:
    return path.with_name(f"{path.name}.rebuilt")


def _aside(path: Path, stamp: str) -> Path:
    return path.with_name(f"{path.name}.damaged-{stamp}")


def _replace(data_dir: Path, stamp: str) -> None:
    """The finished file takes the place of the damaged one, which gets a second name first."""
    path = data_dir / FILE
    held = JournalDir(data_dir)
    try:
        for suffix in ("", *SIDES):
            side, kept = path.with_name(path.name + suffix), _aside(path, stamp)
            if side.exists() and not kept.with_name(kept.name + suffix).exists():
                kept.with_name(kept.name + suffix).hardlink_to(side)
        for suffix in SIDES:  # they belong to the damaged file and would spoil the new one
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        put_in_place(_rebuilt(path), path)
    except OSError as error:
        raise JournalError(f"{_rebuilt(path)} cannot be put in the place of {path}: {error}") from error
    finally:
        held.close()


def _write(building: Path, rows: list[Row], facts: Mapping[str, str]) -> None:
    """A new file with the same events and the projections that follow from them; it says that it is a new one.

    Replies to requests are lost with the damaged file: a repeat of one from the last seconds may be done
    again. Jobs that were waiting for a printer are not sent again; their slips end as void or unknown.
    """
    with contextlib.closing(sqlite3.connect(building, isolation_level=None)) as db:
        schema.migrate(db)
        db.execute("BEGIN IMMEDIATE")
        db.executemany("INSERT INTO event VALUES (?, ?, ?, ?, ?, ?)", rows)
        days: dict[str, Day] = {}
        for _seq, day, kind, body, _request, _hash in rows:
            days[day] = fold(days.get(day, Day(day)), (load_event(kind, body),))
        db.executemany(
            "INSERT INTO ticket VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [ticket_row(day.date, ticket) for day in days.values() for ticket in day.tickets.values()],
        )
        note_mend(db, FaultCode.JOURNAL_REBUILT, facts)
        db.execute("COMMIT")
