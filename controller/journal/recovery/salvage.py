"""What of a damaged journal proves itself: every event that follows from the one before, every row that is sealed.

One flipped bit in an event is turned back: only the right one gives the hash that was written. An event whose own
hash is damaged is known by the next one. What cannot be mended or read is set aside, and what comes after must follow
from the hash that it left.
"""

import contextlib
import logging
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from controller.journal.connecting import any_text, connect
from controller.journal.event_codec import FIRST_HASH, chain
from controller.journal.seals import Value, is_sealed
from controller.journal.verify import ROWS, Gap, Row, gaps_of

log = logging.getLogger(__name__)

SIDE_TABLES = ("meta", "request", "ticket")
MOST_MISSING = 5_000
"""So many events in a row may be unreadable; a page of the file holds some twenty."""


@dataclass
class Salvage:
    """What was found in a damaged file."""

    rows: list[Row] = field(default_factory=list)
    """Events that prove themselves, in order."""
    gaps: list[Gap] = field(default_factory=list)
    known: frozenset[Gap] = frozenset()
    """Those of an earlier repair."""
    side: dict[str, list[tuple[Value, ...]]] = field(default_factory=dict)
    """Sealed rows of the other tables."""
    unsealed: int = 0
    """Rows of answers and notes that were not what was written."""

    @property
    def last(self) -> int:
        """The place of the newest event that proves itself."""
        return self.rows[-1][0] if self.rows else 0

    @property
    def set_aside(self) -> list[Gap]:
        """What this repair could not mend."""
        return [gap for gap in self.gaps if gap not in self.known]


def salvage(path: Path, newest: tuple[int, str]) -> Salvage:
    """Read everything that can be read. ``newest``: place and hash of the newest event, as the witness knows it.

    Raises sqlite3.Error when the file is no database, or has no events.
    """
    with contextlib.closing(connect(path, isolation_level=None)) as db:
        db.text_factory = any_text
        known = _known_gaps(db)
        found = Salvage(known=frozenset(known.values()))
        _Proof(found, known).run(_readable(db), newest)
        for table in SIDE_TABLES:
            found.side[table] = list(_sealed(db, table, found))
        return found


class _Proof:
    """Goes along the chain. What is doubted waits for the next event to say which of its hashes is right."""

    def __init__(self, found: Salvage, known: dict[int, Gap]) -> None:
        self._found, self._known = found, known
        self._at, self._head = 0, FIRST_HASH
        self._doubted: Row | None = None
        self._lost: list[int] = []
        """Events that are set aside, up to the present place."""

    def run(self, rows: Iterator[Row], newest: tuple[int, str]) -> None:
        """Prove them all; ``newest`` says which hash of the last one is right."""
        for found in rows:
            row = self._placed(found)
            if self._at < row[0] <= self._at + MOST_MISSING:  # else a damaged page shows it out of its place
                self._pass_gaps(row[0])
                self._take(row)
        if self._doubted is not None:
            self._judge_last(self._doubted, newest)
        if self._lost:
            self._close_gap("")

    def _placed(self, row: Row) -> Row:
        """The row in the next place, when it is the damaged number of its place that does not fit."""
        expected = self._at + 1
        if row[0] == expected or expected in self._known:
            return row
        heads = (
            [self._head] if self._doubted is None else [_chained(self._head, self._doubted), self._doubted[5]]
        )
        here: Row = (expected, *row[1:])
        return here if any(head and _chained(head, here) == row[5] for head in heads) else row

    def _pass_gaps(self, seq: int) -> None:
        """Come to ``seq``: over gaps that are known, and over what cannot be read."""
        while seq != self._at + 1:
            gap = self._known.get(self._at + 1)
            if gap:
                self._set_aside_doubted()
                if self._lost:
                    self._close_gap("")
                self._found.gaps.append(gap)
                self._at, self._head = gap.last, gap.head
            else:
                self._set_aside_doubted()
                self._at += 1
                self._lost.append(self._at)
                self._head = ""

    def _take(self, row: Row) -> None:
        doubted, self._doubted = self._doubted, None
        if doubted is not None:
            self._resolve(doubted, row)
        self._at = row[0]
        mended = _mended(self._head, row) if self._head else None
        if mended is not None:
            if self._lost:
                self._close_gap(self._head)
            self._found.rows.append(mended)
            self._head = mended[5]
        else:
            self._doubted = row

    def _resolve(self, doubted: Row, following: Row) -> None:
        """Which hash of a doubted event the next one follows from: what was computed of it, or what is stored."""
        computed = _chained(self._head, doubted) if self._head else ""
        if computed and _mended(computed, following) is not None:
            if self._lost:
                self._close_gap(self._head)
            self._found.rows.append((*doubted[:5], computed))
            self._head = computed
        else:
            self._lost.append(doubted[0])
            self._head = str(doubted[5])

    def _judge_last(self, doubted: Row, newest: tuple[int, str]) -> None:
        computed = _chained(self._head, doubted) if self._head else ""
        if computed and newest == (doubted[0], computed):
            self._found.rows.append((*doubted[:5], computed))
        else:
            self._lost.append(doubted[0])

    def _set_aside_doubted(self) -> None:
        if self._doubted is not None:
            self._lost.append(self._doubted[0])
            self._head, self._doubted = str(self._doubted[5]), None

    def _close_gap(self, head: str) -> None:
        self._found.gaps.append(Gap(self._lost[0], self._lost[-1], head))
        self._lost = []


def _chained(head: str, row: Row) -> str:
    seq, day, kind, body, request, _digest = row
    return chain(head, seq, day, kind, body, request)


def _mended(head: str, row: Row) -> Row | None:
    """The row as it follows from ``head``: as it is, or with the one bit turned back that does not fit."""
    if not all(isinstance(value, str) for value in (*row[1:4], row[5])):
        return None
    if _chained(head, row) == row[5]:
        return row
    for place in (1, 2, 3, 4):
        text = row[place]
        if not isinstance(text, str):
            continue
        data = bytearray(text.encode("utf-8", "surrogateescape"))
        for bit in range(len(data) * 8):
            data[bit // 8] ^= 1 << bit % 8
            candidate = data.decode("utf-8", "surrogateescape")
            other: Row = (*row[:place], candidate, *row[place + 1 :])  # type: ignore[assignment] # a text for a text
            if _chained(head, other) == row[5]:
                return other
            data[bit // 8] ^= 1 << bit % 8
    return None


def _readable(db: sqlite3.Connection) -> Iterator[Row]:
    """Every event that can be read, as they lie in the file; what lies on an unreadable page is passed over."""
    at, missing = 0, 0
    while missing <= MOST_MISSING:
        try:
            for row in db.execute(f"{ROWS} WHERE seq > ?", (at,)):
                missing = 0
                at = row[0] if at < row[0] <= at + MOST_MISSING else at + 1
                yield row
        except sqlite3.DatabaseError:
            at, missing = at + 1, missing + 1
        else:
            return


def _sealed(db: sqlite3.Connection, table: str, found: Salvage) -> Iterator[tuple[Value, ...]]:
    """The rows of a table that are as they were written, as far as it can be read."""
    try:
        for row in db.execute(f"SELECT * FROM {table}"):  # noqa: S608 - our own words
            if is_sealed(row):
                yield row
            else:
                found.unsealed += table != "ticket"
    except sqlite3.DatabaseError as error:
        log.warning("table %s can be read in part only: %s", table, error)
        found.unsealed += table != "ticket"


def _known_gaps(db: sqlite3.Connection) -> dict[int, Gap]:
    try:
        return gaps_of(db)
    except sqlite3.DatabaseError:
        return {}
