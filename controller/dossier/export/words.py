"""What an export may be, and what may be wrong with it: said for the controller, and for the process that reads it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

KINDS = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".db", ".sqlite", ".sqlite3")
MAX_BYTES = 64 * 1024 * 1024
MAX_ROWS = 500_000
MOST_NOTES = 200
"""So many are kept of an export in use; the others are counted."""
SAID_LENGTH = 100


class Unusable(StrEnum):
    """Why an export is not used."""

    NO_ACCESS = "no-access"
    TOO_BIG = "too-big"
    TOO_MANY_ROWS = "too-many-rows"
    TOO_COSTLY = "too-costly"
    NOT_READABLE = "not-readable"
    PROTECTED = "protected"
    UNFINISHED = "unfinished"
    EMPTY = "empty"
    NO_SHEET = "no-sheet"
    ALL_HIDDEN = "all-hidden"
    """The only sheet with dossiers is one that somebody hid."""
    NO_HEADING = "no-heading"
    NO_COLUMN = "no-column"
    NO_DOSSIERS = "no-dossiers"


class Odd(StrEnum):
    """What was not understood of an export that is used all the same."""

    NO_CODE = "no-code"
    ROUNDED_CODE = "rounded-code"
    """A spreadsheet took the code for a number and lost its digits."""
    SEVERAL_CODES = "several-codes"
    NO_STATUS = "no-status"
    CELLS_MISSING = "cells-missing"
    BAD_QUOTES = "bad-quotes"
    DAY = "day"
    DAY_OR_MONTH = "day-or-month"
    """Figures that are one day here and another one where months stand first, in a file where they do."""
    DAY_SWAPPED = "day-swapped"
    """A spreadsheet that expects months first took some days of the column for others, and left the rest as text."""
    BEFORE_RECEIVED = "before-received"
    """A day that comes before the dossier was received."""
    STATUS = "status"
    TEXT = "text"
    TWICE = "twice"
    COLUMN_GONE = "column-gone"


LEFT_OUT = frozenset(
    {
        Odd.NO_CODE,
        Odd.ROUNDED_CODE,
        Odd.SEVERAL_CODES,
        Odd.NO_STATUS,
        Odd.CELLS_MISSING,
        Odd.BAD_QUOTES,
    }
)
"""With these nothing of a row is believed but its code."""
_ONCE = frozenset({Odd.STATUS, Odd.TEXT})
"""The same word on many lines is told once."""


class ExportError(ValueError):
    """An export that is not used. Its text is for the log and quotes no content."""

    def __init__(self, what: Unusable, line: int = 0, **facts: str) -> None:
        """``facts`` fill the sentence for ``what``; ``line`` counts from 1, 0: no line."""
        self.what, self.line, self.facts = what, line, facts
        super().__init__(f"{what} (line {line})" if line else str(what))


@dataclass(frozen=True)
class Line:
    """A row, and on which line of its file or sheet it stands."""

    number: int
    cells: Sequence[Any]
    flaw: Odd | None = None
    cut: bool = False
    """Whether the file ends here without a line end, so that its last cell may be half of one."""


@dataclass(frozen=True)
class Note:
    """Something that was not understood: where it stands, and what stands there."""

    what: Odd
    line: int = 0
    field: str = ""
    said: str = ""
    sheet: str = ""


@dataclass
class Report:
    """What was made of an export."""

    sheets: list[str] = field(default_factory=list)
    """Whose rows were read; "" where files have no sheets."""
    head: int = 0
    """The line of the (last) heading of the first sheet."""
    columns: dict[str, str] = field(default_factory=dict)
    """Field -> heading, as the first sheet has them."""
    letters: str = ""
    """The encoding, or the way of writing Vietnamese, that was not expected; empty: Unicode."""
    dossiers: int = 0
    hidden: int = 0
    other_lines: int = 0
    """Lines that are no dossiers and need not be: totals, groups, signatures."""
    counts: dict[str, int] = field(default_factory=dict)
    """How often each kind of ``Odd`` occurred."""
    notes: list[Note] = field(default_factory=list)

    most: int = MOST_NOTES

    def __post_init__(self) -> None:
        self._told: set[tuple[str, str, str]] = set()

    def note(self, note: Note) -> None:
        """Count it, and keep it while there is room."""
        self.counts[note.what] = self.counts.get(note.what, 0) + 1
        told = (note.what, note.field, note.said)
        if len(self.notes) < self.most and told not in self._told:
            self.notes.append(note)
            if note.what in _ONCE:
                self._told.add(told)

    @property
    def left_out(self) -> int:
        """Rows that are not among the dossiers."""
        return sum(count for what, count in self.counts.items() if what in LEFT_OUT)


def odd_key(note: Note) -> str:
    """The sentence for a note, in the catalogue."""
    empty = not note.said and note.what in (Odd.NO_CODE, Odd.CELLS_MISSING, Odd.DAY)
    return f"odd.{note.what}-empty" if empty else f"odd.{note.what}"
