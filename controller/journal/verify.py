"""Whether the events in a journal are the ones that were written: the chain of hashes, read again.

Events are read by their place in the table; there is no index that could hide one. What is found of a day is proved
together with everything between its first and its last event and one more at each end, so that an event whose day was
altered is noticed, too.
"""

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import takewhile
from typing import NamedTuple

from controller.journal.began import span_of
from controller.journal.event_codec import FIRST_HASH, chain
from controller.journal.seals import is_sealed

Row = tuple[int, str, str, str, str | None, str]
"""Place, service day, kind, body, request, hash."""
ROWS = "SELECT seq, day, kind, body, request_id, hash FROM event"

PIECE = 200
"""Events that are proved at a time: on a small Pi some 10 ms, which a command may have to wait."""


class Gap(NamedTuple):
    """Events that were set aside, because they could not be proved when the journal was mended."""

    first: int
    last: int
    head: str
    """The hash of the last of them: what comes next follows from it."""


Gaps = Mapping[int, Gap]
"""By the place of the first event."""


def gaps_of(db: sqlite3.Connection) -> dict[int, Gap]:
    """The gaps. Raises sqlite3.Error when they cannot be read or are not what was written."""
    rows = db.execute("SELECT first, last, head, seal FROM gap ORDER BY first").fetchall()
    if not all(is_sealed(row) for row in rows):
        raise sqlite3.DatabaseError("a gap is not what was written")
    return {first: Gap(first, last, head) for first, last, head, _seal in rows}


@dataclass(frozen=True)
class Walk:
    """A walk over the events of all days before one, and then over all tickets, from the first, a few at a time."""

    until: str
    """The service day that is not old yet; the first event of it ends the walk."""
    at: int = 0
    """The event that was proved last."""
    day: str = ""
    """Its service day."""
    ticket: str | None = None
    """The ticket that was looked at last; None: the events come first."""
    fault: str | None = None
    """The first fault, in words that name the day; it ends the walk."""
    done: bool = False

    def step(self, db: sqlite3.Connection) -> "Walk":
        """The walk after a few more events or tickets."""
        if self.ticket is not None:
            return self._step_tickets(db, self.ticket)
        try:
            rows = db.execute(f"{ROWS} WHERE seq > ? ORDER BY seq LIMIT ?", (self.at, PIECE)).fetchall()
            old = list(takewhile(lambda row: row[1] != self.until, rows))
            fault = _fault(db, old, self.at)
        except sqlite3.Error as error:
            fault = f"events after {self.at} ({self.day or 'the first day'}) cannot be read: {error}"
            return replace(self, fault=fault, done=True)
        if fault:
            return replace(self, day=old[0][1] if old else self.day, fault=fault, done=True)
        if len(old) < PIECE:
            return replace(
                self, at=old[-1][0] if old else self.at, day=old[-1][1] if old else self.day, ticket=""
            )
        return replace(self, at=old[-1][0], day=old[-1][1])

    def _step_tickets(self, db: sqlite3.Connection, after: str) -> "Walk":
        """Tickets follow from events, but reports read their table: each row must be as it was written."""
        try:
            found = db.execute(
                "SELECT * FROM ticket WHERE id > ? ORDER BY id LIMIT ?", (after, PIECE)
            ).fetchall()
        except sqlite3.Error as error:
            return replace(
                self, fault=f"tickets after {after or 'the first'} cannot be read: {error}", done=True
            )
        bad = next((row for row in found if not is_sealed(row)), None)
        if bad:
            return replace(self, day=str(bad[1]), fault=f"ticket {bad[0]} is not what was written", done=True)
        return replace(self, ticket=found[-1][0] if found else after, done=len(found) < PIECE)


def chain_fault(db: sqlite3.Connection, day: str | None = None) -> str | None:
    """The first fault in the chain (of one day, or of all) in words; None when it holds."""
    try:
        if day is None:
            return _fault(db, db.execute(f"{ROWS} ORDER BY seq"), 0)
        return day_rows(db, day)[1]
    except sqlite3.Error as error:
        return f"events cannot be read: {error}"


def newest_day(db: sqlite3.Connection) -> str | None:
    """The service day that was written last."""
    row = db.execute("SELECT day FROM event ORDER BY seq DESC LIMIT 1").fetchone()
    return row[0] if row else None


TAIL_DAYS = 2
"""Days of events that are kept in memory: today's, and those of yesterday that may still be in the log only."""


@dataclass
class Tail:
    """The newest events, in order and without a gap, should the file be taken away."""

    head: str = FIRST_HASH
    """The hash that the first of them follows from."""
    rows: list[Row] = field(default_factory=list)

    @property
    def newest(self) -> str:
        """The hash of the newest event."""
        return self.rows[-1][5] if self.rows else self.head

    def add(self, rows: list[Row]) -> None:
        """More events were written."""
        turns = bool(self.rows and rows) and self.rows[-1][1] != rows[-1][1]
        self.rows += rows
        if turns:
            self._forget()

    def _forget(self) -> None:
        """Keep the latest days only."""
        days: list[str] = []
        for place in range(len(self.rows) - 1, -1, -1):
            day = self.rows[place][1]
            if not days or day != days[-1]:
                days.append(day)
            if len(days) > TAIL_DAYS:
                self.head, self.rows = self.rows[place][5], self.rows[place + 1 :]
                return


def newest_hash(db: sqlite3.Connection) -> str:
    """Of the newest event, or of the last one that was set aside behind it."""
    row = db.execute("SELECT seq, hash FROM event ORDER BY seq DESC LIMIT 1").fetchone() or (0, FIRST_HASH)
    return str(max([tuple(row), *((gap.last, gap.head) for gap in gaps_of(db).values())])[1])


def tail_of(db: sqlite3.Connection) -> Tail:
    """The events of the latest days, as far as they follow one another at the end."""
    tail, days = Tail(), list[str]()
    for row in db.execute(f"{ROWS} ORDER BY seq DESC"):
        if not days or row[1] != days[-1]:
            days.append(row[1])
        if len(days) > TAIL_DAYS or (tail.rows and row[0] != tail.rows[-1][0] - 1):
            break
        tail.rows.append(row)
    tail.rows.reverse()
    if tail.rows:
        tail.head = head_before(db, tail.rows[0][0], gaps_of(db))
    return tail


def day_rows(db: sqlite3.Connection, day: str) -> tuple[list[Row], str | None]:
    """The events of a day, and why they are not to be believed; None when they prove themselves.

    Raises sqlite3.Error when they cannot be read.
    """
    span = span_of(db, day)
    if span is None:
        return [], None
    first, last = span
    rows = db.execute(f"{ROWS} WHERE seq BETWEEN ? AND ? ORDER BY seq", (first - 1, last + 1)).fetchall()
    fault = _fault(db, rows, max(0, first - 2) if rows[0][0] < first else first - 1)
    return [row for row in rows if row[1] == day], fault


def head_before(db: sqlite3.Connection, seq: int, gaps: Gaps) -> str:
    """The hash that the event at ``seq`` follows from; empty when nobody knows it."""
    if seq == 1:
        return FIRST_HASH
    gap = next((gap for gap in gaps.values() if gap.last == seq - 1), None)
    if gap:
        return gap.head
    found = db.execute("SELECT hash FROM event WHERE seq = ?", (seq - 1,)).fetchone()
    return str(found[0]) if found else ""


def _fault(db: sqlite3.Connection, rows: Iterable[Row], before: int) -> str | None:
    """``before``: the event after which the rows begin; between them there are no gaps but the known ones."""
    gaps = gaps_of(db)
    at, head = before, None
    for seq, day, kind, body, request, digest in rows:
        while seq != at + 1 and at + 1 in gaps:
            at, head = gaps[at + 1].last, gaps[at + 1].head
        if seq != at + 1:
            return f"event {at + 1} is missing"
        head = chain(head if head is not None else head_before(db, seq, gaps), seq, day, kind, body, request)
        if head != digest:
            return f"event {seq} of {day} ({kind}) does not fit the chain"
        at = seq
    return None
