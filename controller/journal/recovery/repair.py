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

from contracts.vocabulary import FaultCode
from controller.domain.day import Day, fold
from controller.domain.events import TicketIssued
from controller.journal import schema
from controller.journal.connecting import connect
from controller.journal.errors import JournalDamagedError, JournalError, JournalLostError
from controller.journal.event_codec import read_known
from controller.journal.folder import FILE, JournalDir, put_in_place
from controller.journal.journal import Journal
from controller.journal.projections import TICKET, ticket_row
from controller.journal.recovery.first_page import with_first_page
from controller.journal.recovery.mends import begin_lineage, mends_of, note_mend
from controller.journal.recovery.salvage import Salvage, salvage
from controller.journal.recovery.swap import REBUILT, take_place, waiting
from controller.journal.recovery.witness import Witness
from controller.journal.seals import Value, seal
from controller.journal.verify import Row

log = logging.getLogger(__name__)

SITE = "site"
"""The note that says of which office a journal is."""


def open_journal(data_dir: Path, stamp: str, site: str = "") -> Journal:
    """Open the journal; when it is damaged, keep it aside and rebuild it.

    ``stamp`` names the file that is kept; ``site``: the office whose journal it must be, if that matters.
    Raises JournalError with the remedy when that is impossible.
    """
    journal = _opened(data_dir, stamp)
    if site:
        try:
            _claim(journal, data_dir / FILE, site)
        except BaseException:
            journal.close()
            raise
    return journal


def _claim(journal: Journal, path: Path, site: str) -> None:
    """The journal is of this office, and says so from now on."""
    found = journal.note_of(SITE)
    if found is None:
        journal.note(SITE, site)
    elif found != site:
        raise JournalLostError(
            f"{path} is the journal of another office ({found}; the settings say {site}). Put this office's own in its "
            f"place: motcua controller restore FILE. If the office has a new name, move it away: a new one begins"
        )


def _opened(data_dir: Path, stamp: str) -> Journal:
    path = data_dir / FILE
    try:
        if waiting(data_dir):
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
        f"{path} is damaged and today's events cannot all be read. Restore the last backup: motcua controller restore "
        f"FILE; without a backup, and if the office agrees to forget who waits, move it and its -wal and -shm to "
        f"another folder, leaving the file lock where it is: numbers go on behind the last known"
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
        put_in_place(building, path.with_name(REBUILT))
    except (sqlite3.Error, OSError) as error:
        raise JournalError(
            f"{path} is damaged, and a new one cannot be written ({error}): make room"
        ) from error
    finally:
        held.close()
    return found


def _salvaged(path: Path, newest: tuple[int, str]) -> Salvage:
    """What proves itself as the file is, or else with the first page that it must have had."""
    with contextlib.suppress(sqlite3.Error):
        found = salvage(path, newest)
        if found.rows:
            return found
    with with_first_page(path) as copy:
        again = salvage(copy, newest)
    log.critical("%s: its first page was damaged, and is made anew", path)
    return again


def _found(path: Path, witness: Witness) -> Salvage:
    """What proves itself. Raises JournalLostError when the newest day is not whole."""
    remedy = _remedy(path)
    try:
        found = _salvaged(path, (witness.seq, witness.head))
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


def _aside(path: Path, stamp: str) -> Path:
    return path.with_name(f"{path.name}.damaged-{stamp}")


def _replace(data_dir: Path, stamp: str) -> None:
    """A finished file takes the place of the journal, unless somebody else saw to it meanwhile."""
    held = JournalDir(data_dir)
    try:
        ready = waiting(data_dir)
        if ready:
            path = data_dir / FILE
            take_place(
                held, ready, _aside(path, stamp) if ready.name == REBUILT else _as_told(ready, path, stamp)
            )
    finally:
        held.close()


def _as_told(ready: Path, path: Path, stamp: str) -> Path:
    """The name under which the restored journal says that the one before it is kept."""
    with contextlib.suppress(sqlite3.Error), contextlib.closing(connect(ready)) as db:
        name = mends_of(db).get(FaultCode.JOURNAL_RESTORED, {}).get("kept")
        if name:
            return path.with_name(Path(name).name)
    return before_restore(path, stamp)


def before_restore(path: Path, stamp: str) -> Path:
    """Where the journal is kept whose place a restored one took."""
    return path.with_name(f"{path.name}.before-restore-{stamp}")


def _write(building: Path, found: Salvage, facts: Mapping[str, str]) -> None:
    """A new file with the same events and what follows from them; it says that it is a new one.

    Replies and notes are taken over as far as they are sealed: a repeat of a request whose reply is lost may be done
    again.
    """
    with contextlib.closing(connect(building, isolation_level=None)) as db:
        schema.migrate(db)
        db.execute("BEGIN IMMEDIATE")
        db.executemany("INSERT INTO event VALUES (?, ?, ?, ?, ?, ?)", found.rows)
        gaps = [(*gap, seal(*gap)) for gap in found.gaps]
        db.executemany("INSERT INTO gap VALUES (?, ?, ?, ?)", gaps)
        db.executemany("INSERT OR IGNORE INTO meta VALUES (?, ?, ?)", found.side["meta"])
        db.executemany("INSERT OR IGNORE INTO request VALUES (?, ?, ?, ?, ?)", found.side["request"])
        db.executemany(TICKET, _tickets(found))
        if found.set_aside:
            begin_lineage(db)
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
        tickets = fold(Day(day), read_known((row[2], row[3]) for row in events).events).tickets
    except KeyError:
        return []
    return [ticket_row(day, ticket) for ticket in tickets.values()]
