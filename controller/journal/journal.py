"""The event journal: the one memory of the office. Plain SQLite, WAL, ``synchronous=FULL``.

With FULL, 0 of 6,315 simulated power cuts lost an acknowledged ticket; with the popular NORMAL 2,676 of
5,946 did. Everything one command leads to (events, projections, the reply to its request id) is one transaction.
One thread owns the connection (see ``writer.py``).
"""

import contextlib
import json
import sqlite3
from collections.abc import Iterable
from pathlib import Path

from contracts.vocabulary import FaultCode, RequestId
from controller.domain.events import AnyEvent, TicketIssued
from controller.domain.lost_rules import DOUBTS
from controller.journal.began import Beginnings
from controller.journal.entries import Answered, Entry
from controller.journal.errors import JournalConflictError, JournalDamagedError, JournalError
from controller.journal.event_codec import FIRST_HASH, chain, dump_event, read_known
from controller.journal.projections import answers_in, project
from controller.journal.recovered import Recovered
from controller.journal.recovery.lost_end import LostEnd
from controller.journal.recovery.mends import (
    LINEAGE,
    begin_lineage,
    forget_mends,
    mends_of,
    note,
    note_mend,
    noted,
)
from controller.journal.store import Store
from controller.journal.verify import Row, Walk, chain_fault, day_rows, gaps_of, newest_day, tail_of

REQUEST_DAYS = 7
_REQUESTS = "SELECT request_id, day, fingerprint, reply, seal FROM request"


class Journal:
    """An open journal. Not thread-safe: one thread opens and uses it."""

    def __init__(self, data_dir: Path) -> None:
        """Lock the directory, open and check the file, bring the tables up to date.

        Raises JournalBusyError when another desk runs here, JournalFullError when the disk takes nothing,
        JournalDamagedError when the file is not what was written, JournalError for everything else.
        """
        self._store = Store(data_dir)
        self.last_seq, self._last_hash = 0, FIRST_HASH
        self._given: dict[str, set[str]] = {}
        """The tickets of the days that were read last, by day: none of them is given again."""
        self.unread = 0
        """How many events of the day that was read last are a newer program's, and not understood."""
        self._began = Beginnings()
        self._proved: dict[str, list[Row]] = {}
        """The newest day as it was proved when the file was opened, until somebody asks or something is written."""
        self.reread()
        self._proved = self._store.proved()
        self._tail = tail_of(self._connection)
        self._lost_end = LostEnd(lambda: self._store.folder)
        known = self._hash_at(self._store.folder.witness.seq)
        self._lost_end.compare(self._store.path, self.last_seq, known)
        self._store.folder.keep_reserve()

    @property
    def _connection(self) -> sqlite3.Connection:
        return self._store.db

    def start(self, now: int) -> Recovered:
        """Raise the epoch (it must rise even over a restored copy) and remember. ``now``: UTC milliseconds.

        Raises JournalDamagedError, JournalFullError.
        """
        return self._store.guarded(lambda: self._start(now))

    def _start(self, now: int) -> Recovered:
        db, lost, witness = self._connection, self._lost_end.lost, self._lost_end.witness
        known = noted(db, "epoch") or ""
        last = max(int(known) if known.isdecimal() else 0, witness.epoch)
        epoch = max(last + 1, now // 1000)
        self.note("epoch", str(epoch))
        blind = not witness.seq and bool(self.last_seq)
        if (blind or lost) and FaultCode.JOURNAL_RESTORED not in mends_of(
            db
        ):  # else it was told, and begun, then
            self.begin_lineage()
            facts = {"what": "end" if lost.events else "copy", "events": str(lost.events)} if lost else {}
            code = FaultCode.JOURNAL_SHORT if lost else FaultCode.WITNESS_LOST
            self._store.write(lambda: note_mend(db, code, facts))
        lineage = self.lineage()
        newest = newest_day(db)
        events = self.events(newest) if newest else ()
        if newest:
            self._lost_end.given(newest, events)
        self._lost_end.remember(self.last_seq, self._last_hash, epoch)
        mends = mends_of(db)
        return Recovered(
            epoch=epoch,
            newest_day=newest,
            answers=self._recent_answers(newest),
            lineage=lineage,
            in_doubt=lost is not None or bool(DOUBTS & mends.keys()),
            mends=mends,
            lost=lost,
            events=events,
        )

    def count_loss(self) -> int:
        """Which loss of this journal one is that somebody else noticed."""
        return self._lost_end.count_loss()

    def settle(self) -> None:
        """Events now make up for what was lost: the witness may forget it."""
        self._lost_end.settle()
        self._lost_end.remember(self.last_seq, self._last_hash)

    def mends(self) -> dict[FaultCode, dict[str, str]]:
        """How the journal was mended, if no event says so yet."""
        return mends_of(self._connection)

    def forget_mends(self) -> None:
        """Events now tell how the journal was mended."""
        self._store.write(lambda: forget_mends(self._connection))

    def lineage(self) -> str:
        """Which unbroken history this is; a journal that does not say begins one."""
        return noted(self._connection, LINEAGE) or self.begin_lineage()

    def begin_lineage(self) -> str:
        """Something of the old history is lost, or may be: what comes now must not be taken for it."""
        return self._store.write(lambda: begin_lineage(self._connection))

    def note(self, key: str, value: str) -> None:
        """Note something beside the events."""
        self._store.write(lambda: note(self._connection, key, value))

    def note_of(self, key: str) -> str | None:
        """What was noted; None when nothing was, or it is not what was written."""
        return noted(self._connection, key)

    def answers(self, requests: list[RequestId]) -> dict[RequestId, Answered]:
        """The answers that these requests got, as far as the last seven days know."""
        found: dict[RequestId, Answered] = {}
        for request in requests:
            rows = self._connection.execute(f"{_REQUESTS} WHERE request_id = ?", (request,))
            found |= answers_in(rows)
        return found

    def events(self, day: str) -> tuple[AnyEvent, ...]:
        """Every event of a service day that this program knows, in order, and proved.

        Raises JournalDamagedError when the day is not as it was written.
        """
        rows, fault = self._proved.pop(day, None), None
        if rows is None:
            rows, fault = self._store.guarded(lambda: day_rows(self._connection, day))
        if fault:
            raise JournalDamagedError(f"{self._store.path} is damaged: {fault}")
        if rows:
            self._began = self._began.read(day, rows[0][0])
        self._given = {day: {json.loads(row[3])["ticket"] for row in rows if row[2] == TicketIssued.__name__}}
        read = read_known((row[2], row[3]) for row in rows)
        self.unread = read.unread
        return read.events

    def told(self, day: str) -> list[tuple[str, str]]:
        """Kind and body of every event of a day as the file has them, proved or not."""
        rows, _fault = self._store.guarded(lambda: day_rows(self._connection, day))
        return [(kind, body) for _seq, _day, kind, body, *_rest in rows]

    def commit(self, entries: Iterable[Entry]) -> None:
        """Write the entries in one durable transaction, all or nothing.

        Raises JournalFullError when the disk took nothing, JournalGoneError when the file has no name any more, and
        JournalConflictError when an entry would give a number or use a request id twice (then the rules were
        wrong, and nothing was written).
        """
        entries = tuple(entries)
        fresh = self._fresh_tickets(entries)
        try:
            self._store.commit(lambda: self._commit(entries), self._tail)
        except sqlite3.IntegrityError as error:
            raise JournalConflictError(f"the journal refused what the rules decided: {error}") from error
        for day, ticket in fresh:
            self._given[day].add(ticket)
        for entry in entries:
            if entry.events:
                self._lost_end.given(entry.day, entry.events)
        self._lost_end.remember(self.last_seq, self._last_hash)

    def in_place(self) -> bool:
        """Whether the file is still in its place, and as we wrote it."""
        return self._store.in_place(self._tail)

    def heal(self, stamp: str) -> bool:
        """Try whether the disk takes writes; write a journal anew that was taken away. False: not yet.

        ``stamp`` names what is found in its place.
        """
        healed = self._store.heal(self._tail, stamp, lambda: note(self._connection, "probe", ""))
        if healed:
            self.reread()
            self._lost_end.remember(self.last_seq, self._last_hash)
        return healed

    def reread(self) -> None:
        """Find the head again after a failed commit: whether it was written is then for the file to say."""
        db = self._connection
        self._given, self._proved, self._began = {}, {}, Beginnings()
        row = db.execute("SELECT seq, hash FROM event ORDER BY seq DESC LIMIT 1").fetchone()
        last = max([(0, FIRST_HASH), *((gap.last, gap.head) for gap in gaps_of(db).values())])
        self.last_seq, self._last_hash = max(row or (0, FIRST_HASH), last)

    def reserve_intact(self) -> bool:
        """Whether the reserve is still there; if not, the disk was full once and needs a person."""
        return self._store.folder.reserve_intact()

    def verify(self, day: str | None = None) -> str | None:
        """Check the hash chain (of one day, or all); the first fault in words, None when it holds."""
        return chain_fault(self._connection, day)

    def walk(self, walk: Walk) -> Walk:
        """Check a few more events of old days; see ``Walk``."""
        return walk.step(self._connection)

    def close(self) -> None:
        """Close and release the directory; what was taken away is saved, if it can be."""
        with contextlib.suppress(JournalError):
            if not self.in_place():
                self.heal("closing")
        self._store.close()

    def _commit(self, entries: tuple[Entry, ...]) -> None:
        db, seq, head = self._connection, self.last_seq, self._last_hash
        began, self._proved = self._began, {}
        rows: list[Row] = []
        db.execute("BEGIN IMMEDIATE")
        try:
            for entry in entries:
                began = began.written(db, entry.day, seq + 1) if entry.events else began
                for event in entry.events:
                    seq += 1
                    kind, body = dump_event(event)
                    head = chain(head, seq, entry.day, kind, body, entry.request_id)
                    rows.append((seq, entry.day, kind, body, entry.request_id, head))
                    db.execute("INSERT INTO event VALUES (?, ?, ?, ?, ?, ?)", rows[-1])
                project(db, entry)
            db.execute("COMMIT")
        except BaseException:
            if db.in_transaction:
                db.execute("ROLLBACK")
            raise
        self.last_seq, self._last_hash, self._began = seq, head, began
        self._tail.add(rows)

    def _fresh_tickets(self, entries: tuple[Entry, ...]) -> set[tuple[str, str]]:
        """Day and ticket of every new number. Raises JournalConflictError when one was given before."""
        fresh: set[tuple[str, str]] = set()
        for entry in entries:
            given = self._given.get(entry.day)
            if given is None:
                known = self._given
                self.events(entry.day)
                self._given = known | self._given
                given = self._given[entry.day]
            for ticket in (event.ticket for event in entry.events if isinstance(event, TicketIssued)):
                if ticket in given or (entry.day, ticket) in fresh:
                    raise JournalConflictError(f"the journal refused what the rules decided: {ticket} twice")
                fresh.add((entry.day, ticket))
        return fresh

    def _recent_answers(self, newest: str | None) -> dict[RequestId, Answered]:
        """The answers of the latest days; those of days long past are forgotten in the file, too."""
        db = self._connection
        days = [d for (d,) in db.execute("SELECT DISTINCT day FROM request ORDER BY day DESC")]
        if len(days) > REQUEST_DAYS:
            oldest = days[REQUEST_DAYS - 1]
            self._store.write(lambda: db.execute("DELETE FROM request WHERE day < ?", (oldest,)))
        found: dict[RequestId, Answered] = {}
        for day in {newest, *days[:2]} if newest else set():
            found |= answers_in(db.execute(f"{_REQUESTS} WHERE day = ?", (day,)))
        return found

    def _hash_at(self, seq: int) -> str | None:
        row = self._connection.execute("SELECT hash FROM event WHERE seq = ?", (seq,)).fetchone()
        return row[0] if row else None
