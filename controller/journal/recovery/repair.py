"""A damaged journal: kept aside, rebuilt from everything that still proves itself, or refused with the remedy.

Never silently empty, and never silently shorter. The newest day must be whole, because numbers go on behind it; what
cannot be mended of older days, which give no numbers any more, is set aside and told. Interrupted at any moment, the
next start finishes the work: the damaged file stays in its place until the rebuilt one is complete.
"""

import contextlib
import json
import logging
import sqlite3
from collections.abc import Mapping
from itertools import groupby
from pathlib import Path
from uuid import uuid4

from contracts.vocabulary import FaultCode
from controller.domain.day import Day, fold
from controller.domain.events import TicketIssued
from controller.journal import schema
from controller.journal.errors import JournalDamagedError, JournalError, JournalLostError
from controller.journal.event_codec import load_event
from controller.journal.folder import FILE, JournalDir, put_in_place
from controller.journal.journal import Journal
from controller.journal.projections import TICKET, ticket_row
from controller.journal.recovery.mends import note, note_mend
from controller.journal.recovery.salvage import Salvage, salvage
from controller.journal.recovery.witness import Witness
from controller.journal.seals import Value, seal
from controller.journal.verify import Row

log = logging.getLogger(__name__)

SIDES = ("-wal", "-shm")


def open_journal(data_dir: Path, stamp: str) -> Journal:
    """Open the journal; when it is damaged, keep it aside and rebuild it.

    ``stamp`` names the file that is kept. Raises JournalError with the remedy when that is impossible.
    """
    path = data_dir / FILE
    try:
        if _rebuilt(path).exists():
            _replace(data_dir, stamp)
        try:
            return Journal(data_dir)
        except JournalDamagedError as damage:
            log.critical("%s: trying to rebuild it", damage)
        found = _rebuild(data_dir, stamp)
        _replace(data_dir, stamp)
        kept = _aside(path, stamp)
        log.critical("journal rebuilt with %d events; the damaged one is kept as %s", len(found.rows), kept)
        return Journal(data_dir)
    except JournalDamagedError as damage:
        raise JournalLostError(f"{_remedy(path)} ({damage}).") from damage
    except JournalError:
        raise
    except Exception as error:  # whatever nobody foresaw: a start ends with a page, never with a traceback
        log.exception("the journal cannot be opened")
        raise JournalLostError(f"{_remedy(path)} ({type(error).__name__}: {error}).") from error


def _remedy(path: Path) -> str:
    return (
        f"{path} is damaged and today's events cannot all be read. Move it and its -wal and -shm to another folder "
        f"and copy the last backup to {path.name}, leaving the file lock where it is; without a backup, and if the "
        f"office agrees to forget who waits, only move it away: numbers go on behind the last known"
    )


def _rebuild(data_dir: Path, stamp: str) -> Salvage:
    """Salvage everything into a finished file beside the damaged one."""
    path = data_dir / FILE
    held = JournalDir(data_dir)
    try:
        found = _found(path, held.witness)
        building = path.with_name(f"{path.name}.building")
        building.unlink(missing_ok=True)
        _write(building, found, _facts(found, _aside(path, stamp).name))
        put_in_place(building, _rebuilt(path))
    except (sqlite3.Error, OSError) as error:
        raise JournalError(
            f"{path} is damaged, and a new one cannot be written ({error}): make room"
        ) from error
    finally:
        held.close()
    return found


def _found(path: Path, witness: Witness) -> Salvage:
    """What proves itself. Raises JournalLostError when the newest day is not whole."""
    remedy = _remedy(path)
    try:
        found = salvage(path, (witness.seq, witness.head))
    except sqlite3.Error as error:
        raise JournalLostError(f"{remedy} ({error}).") from error
    if not found.rows or found.last < witness.seq:
        raise JournalLostError(f"{remedy} ({found.last} of {witness.seq} events could be read).")
    newest = found.rows[-1][1]
    first = next(row[0] for row in found.rows if row[1] == newest)
    bad = [gap for gap in found.set_aside if gap.last >= first - 1]
    if bad:
        raise JournalLostError(f"{remedy} (event {bad[0].first} is missing or altered).")
    return found


def _facts(found: Salvage, kept: str) -> dict[str, str]:
    facts = {"events": str(len(found.rows)), "kept": kept}
    if found.set_aside:
        facts["what"] = "set-aside"
        facts["lost"] = str(sum(gap.last - gap.first + 1 for gap in found.set_aside))
        facts["days"] = ", ".join(_days_of(found))[:200]
    return facts


def _days_of(found: Salvage) -> list[str]:
    """The service days in which something was set aside: those of the events around each gap."""
    days = {row[0]: row[1] for row in found.rows}
    around = [days.get(place) for gap in found.set_aside for place in (gap.first - 1, gap.last + 1)]
    return sorted({day for day in around if day})


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


def _write(building: Path, found: Salvage, facts: Mapping[str, str]) -> None:
    """A new file with the same events and what follows from them; it says that it is a new one.

    Replies and notes are taken over as far as they are sealed: a repeat of a request whose reply is lost may be done
    again.
    """
    with contextlib.closing(sqlite3.connect(building, isolation_level=None)) as db:
        schema.migrate(db)
        db.execute("BEGIN IMMEDIATE")
        db.executemany("INSERT INTO event VALUES (?, ?, ?, ?, ?, ?)", found.rows)
        gaps = [(*gap, seal(*gap)) for gap in found.gaps]
        db.executemany("INSERT INTO gap VALUES (?, ?, ?, ?)", gaps)
        db.executemany("INSERT OR IGNORE INTO meta VALUES (?, ?, ?)", found.side["meta"])
        db.executemany("INSERT OR IGNORE INTO request VALUES (?, ?, ?, ?, ?)", found.side["request"])
        db.executemany(TICKET, _tickets(found))
        if found.set_aside:
            note(db, "lineage", uuid4().hex)
        note_mend(db, FaultCode.JOURNAL_REBUILT, facts)
        db.execute("COMMIT")


def _tickets(found: Salvage) -> list[tuple[Value, ...]]:
    """The reports' rows: those that are sealed, where a day has them all, else as its events say."""
    sealed: dict[str, dict[str, tuple[Value, ...]]] = {}
    for row in found.side["ticket"]:
        sealed.setdefault(str(row[1]), {})[str(row[0])] = row
    rows: list[tuple[Value, ...]] = []
    by_day = sorted(found.rows, key=lambda row: (row[1], row[0]))
    for day, of_day in groupby(by_day, key=lambda row: row[1]):
        events = list(of_day)
        given = {json.loads(row[3])["ticket"] for row in events if row[2] == TicketIssued.__name__}
        kept = sealed.get(day, {})
        rows += kept.values() if given <= kept.keys() else _folded(day, events) or kept.values()
    return rows


def _folded(day: str, events: list[Row]) -> list[tuple[Value, ...]]:
    """As the events say; nothing when too many are missing to tell."""
    try:
        tickets = fold(Day(day), (load_event(kind, body) for _s, _d, kind, body, *_rest in events)).tickets
    except (KeyError, ValueError):
        return []
    return [ticket_row(day, ticket) for ticket in tickets.values()]
