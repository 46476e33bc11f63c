"""Whether the events in a journal are the ones that were written: the chain of hashes, read again.

Events are read by their place in the table, not through an index, because an index may be the damaged part.
"""

import sqlite3
from collections.abc import Iterable
from itertools import takewhile

from controller.event_codec import FIRST_HASH, chain

Row = tuple[int, str, str, str, str]
_ROWS = "SELECT seq, day, kind, body, hash FROM event"


def chain_fault(db: sqlite3.Connection, day: str | None = None) -> str | None:
    """The first fault in the chain (of one day, or of all) in words; None when it holds."""
    if day is None:
        return _fault(db, db.execute(f"{_ROWS} NOT INDEXED ORDER BY seq"), 0)
    return _fault(db, db.execute(f"{_ROWS} WHERE day = ? ORDER BY seq", (day,)), None)


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
    (indexed,) = db.execute(
        "SELECT count(*) FROM event INDEXED BY event_by_day WHERE day = ? AND seq >= ?",
        (newest[1], run[0][0]),
    ).fetchone()
    return None if indexed == len(run) else f"{len(run) - indexed} events of {newest[1]} are not in the index"


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
