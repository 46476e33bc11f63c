"""Reads the journal for the province, through connections of its own that can only read: the desk is never kept waiting."""

import contextlib
import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from contracts.facts import KINDS
from contracts.province import MOST_FACTS, NO_HASH, Mark
from controller.journal.connecting import any_text, connect
from controller.journal.folder import FILE as JOURNAL
from controller.journal.seals import is_sealed
from controller.sending.choosing import Names, Piece, Row, piece_of

UNREADABLE = (sqlite3.Error, OSError, ValueError, KeyError)
"""What reading the journal may raise."""
LINEAGE = "lineage"
NEWEST_TOLD = (
    "SELECT seq, hash FROM event WHERE seq > ? AND seq <= ? AND kind IN ("  # noqa: S608 - our own words
    + ", ".join(f"'{kind}'" for kind in KINDS)
    + ") ORDER BY seq DESC LIMIT 1"
)


@dataclass(frozen=True)
class Seen:
    """The journal at a moment: which history it is, and its newest event."""

    lineage: str
    seq: int
    at: int


class JournalReader:
    """Raises what ``UNREADABLE`` names."""

    def __init__(self, data_dir: Path, names: Names) -> None:
        self._journal, self._names = data_dir / JOURNAL, names

    def seen(self) -> Seen:
        """The journal now."""
        with self._open() as db:
            noted = db.execute("SELECT key, value, seal FROM meta WHERE key = ?", (LINEAGE,)).fetchone()
            if noted is None or not is_sealed(noted):
                raise ValueError("the journal does not say which history it is")
            newest = db.execute("SELECT seq, body FROM event ORDER BY seq DESC LIMIT 1").fetchone()
        seq, at = (newest[0], int(json.loads(newest[1])["at"])) if newest else (0, 0)
        return Seen(str(noted[1]), seq, at)

    def piece(self, first: int, most: int = MOST_FACTS) -> Piece | None:
        """The next events to be told. None: the journal ends before ``first`` - 1, so it is not the one that was sent."""
        with self._open() as db:
            newest = db.execute("SELECT max(seq) FROM event").fetchone()[0] or 0
            if newest < first - 1:
                return None
            before = db.execute(
                "SELECT hash FROM event WHERE seq < ? ORDER BY seq DESC LIMIT 1", (first,)
            ).fetchone()
            rows = db.execute(
                "SELECT seq, day, kind, body, hash FROM event WHERE seq >= ? ORDER BY seq LIMIT ?",
                (first, most),
            ).fetchall()
        return piece_of([Row(*row) for row in rows], first, before[0] if before else NO_HASH, self._names)

    def marks(self, places: Sequence[int], low: int) -> tuple[Mark, ...]:
        """For each place the newest event at or before it that is told, behind ``low``; the newest mark first."""
        with self._open() as db:
            found = {db.execute(NEWEST_TOLD, (low, place)).fetchone() for place in places} - {None}
        return tuple(Mark(seq=seq, hash=digest) for seq, digest in sorted(found, reverse=True))

    @contextlib.contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with contextlib.closing(connect(f"{self._journal.resolve().as_uri()}?mode=ro", uri=True)) as db:
            db.text_factory = any_text
            yield db
