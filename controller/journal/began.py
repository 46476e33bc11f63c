"""Where the day that is written now begins among the events, noted beside them: a start need not look through all years.

The events have no index, because one could hide an event. This note hides none: it is sealed, it is believed for the
newest day only, and only if the event there is the day's and the one before it is not. Whatever else is asked, and
whenever the note is not there, every event is looked at.
"""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field

from controller.journal.recovery.mends import note, noted

_KEY = "began"


@dataclass(frozen=True)
class Beginnings:
    """Where the days begin that were read or written since the file was opened, as far as they have events."""

    first: Mapping[str, int] = field(default_factory=dict)
    noted: str = ""
    """The day whose beginning stands in the file."""

    def read(self, day: str, first: int) -> "Beginnings":
        """A day was read, and ``first`` is its first event."""
        return Beginnings({**self.first, day: first}, self.noted)

    def written(self, db: sqlite3.Connection, day: str, seq: int) -> "Beginnings":
        """``seq`` is the next event of a day that was read: note where the day begins, in the same transaction."""
        if day == self.noted:
            return self
        first = self.first.get(day, seq)
        note(db, _KEY, f"{day} {first}")
        return Beginnings({**self.first, day: first}, day)


def span_of(db: sqlite3.Connection, day: str) -> tuple[int, int] | None:
    """The first and the last event of a day; None when it has none. Raises sqlite3.Error."""
    first, newest = (
        _noted(db, day),
        db.execute("SELECT seq, day FROM event ORDER BY seq DESC LIMIT 1").fetchone(),
    )
    if first is not None and newest and newest[1] == day and _begins_at(db, day, first):
        return first, int(newest[0])
    first, last = db.execute("SELECT min(seq), max(seq) FROM event WHERE day = ?", (day,)).fetchone()
    return None if first is None else (first, last)


def _noted(db: sqlite3.Connection, day: str) -> int | None:
    noted_day, _, first = (noted(db, _KEY) or "").partition(" ")
    return int(first) if noted_day == day and first.isdecimal() else None


def _begins_at(db: sqlite3.Connection, day: str, first: int) -> bool:
    found = dict(db.execute("SELECT seq, day FROM event WHERE seq IN (?, ?)", (first - 1, first)))
    return found.get(first) == day and found.get(first - 1) != day
