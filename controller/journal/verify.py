"""Whether the events in a journal are the ones that were written: the chain of hashes, read again.

Events are read by their place in the table, not through an index, because an index may be the damaged part.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import takewhile

from controller.journal.event_codec import FIRST_HASH, chain

Row = tuple[int, str, str, str, str]
_ROWS = "SELECT seq, day, kind, body, hash FROM event"


PIECE = 200
"""Events that are proved at a time: on a small Pi some 10 ms, which a command may have to wait."""


@dataclass(frozen=True)
class Walk:
    """A walk over the events of all days before one, from the first, a few at a time."""

    until: str
    """The service day that is not old yet; the first event of it ends the walk."""
    at: int = 0
    """The event that was proved last."""
    day: str = ""
    """Its service day."""
    fault: str | None = None
    """The first fault, in words that name the day; it ends the walk."""
    done: bool = False

    def step(self, db: sqlite3.Connection) -> "Walk":
        """The walk after a few more events."""
        try:
            found = db.execute(f"{_ROWS} NOT INDEXED WHERE seq > ? ORDER BY seq LIMIT ?", (self.at, PIECE))
            rows = list(found)
            old = list(takewhile(lambda row: row[1] != self.until, rows))
            fault = _fault(db, old, self.at) or _index_fault(db, old)
        except sqlite3.Error as error:
            fault = f"events after {self.at} ({self.day or 'the first day'}) cannot be read: {error}"
            return replace(self, fault=fault, done=True)
        if fault or not old:
            return replace(self, day=old[0][1] if old else self.day, fault=fault, done=True)
        return replace(self, at=old[-1][0], day=old[-1][1], done=len(old) < PIECE)


def chain_fault(db: sqlite3.Connection, day: str | None = None) -> str | None:
    """The first fault in the chain (of one day, or of all) in words; None when it holds."""
    try:
        if day is None:
            return _fault(db, db.execute(f"{_ROWS} NOT INDEXED ORDER BY seq"), 0)
        return _fault(db, db.execute(f"{_ROWS} WHERE day = ? ORDER BY seq", (day,)), None)
    except sqlite3.Error as error:
        return f"events cannot be read: {error}"


def newest_day_fault(db: sqlite3.Connection) -> str | None:
    """Why the newest day cannot be trusted; None when every event of it is there and proves itself.

    Older days give no numbers any more; ``chain_fault`` looks at them when there is time.
    """
    rows: Iterable[Row] = db.execute(f"{_ROWS} NOT INDEXED ORDER BY seq DESC")
    newest = next(iter(rows), None)
    if newest is None:
        return None
    run = [newest, *takewhile(lambda row: row[1] == newest[1], rows)][::-1]
    fault = _fault(db, run, run[0][0] - 1)
    if fault:
        return fault
    return _index_fault(db, run)


def _index_fault(db: sqlite3.Connection, rows: list[Row]) -> str | None:
    """Whether all of these events, which follow one another, are found by their day, too."""
    for day, there in Counter(row[1] for row in rows).items():
        (indexed,) = db.execute(
            "SELECT count(*) FROM event INDEXED BY event_by_day WHERE day = ? AND seq BETWEEN ? AND ?",
            (day, rows[0][0], rows[-1][0]),
        ).fetchone()
        if indexed != there:
            return f"{there - indexed} events of {day} are not in the index"
    return None


def _fault(db: sqlite3.Connection, rows: Iterable[Row], before: int | None) -> str | None:
    """``before``: the event after which the rows begin without a gap; None where other days lie between."""
    at, head = -1, ""
    for seq, day, kind, body, digest in rows:
        if before is not None and seq != before + 1:
            return f"event {before + 1} is missing"
        if seq != at + 1:
            head = _hash_of(db, seq - 1)
        head = chain(head, seq, day, kind, body)
        if head != digest:
            return f"event {seq} of {day} ({kind}) does not fit the chain"
        at = seq
        before = seq if before is not None else None
    return None


def _hash_of(db: sqlite3.Connection, seq: int) -> str:
    found = db.execute("SELECT hash FROM event WHERE seq = ?", (seq,)).fetchone()
    return found[0] if found else FIRST_HASH if seq == 0 else ""
