"""A finished form in any kind of file, whose columns the law numbers: found by that row of numbers, whatever the headings say.

So form II.06a is read as a ministry's program, a province's or ours wrote it. Its sums are compared, not believed.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from contracts.forms.progress import Progress, Wrong
from controller.dossier.export.sheets import open_book
from controller.dossier.export.words import ExportError, Line
from controller.figures.dossier_file import DossierFileError, Note, Odd
from controller.figures.total_rows import is_total
from controller.figures.whole_numbers import read_count

DEEPEST = 60
MOST = 5_000
COLUMNS = 13
COUNTED = range(3, COLUMNS + 1)
_NUMBER = re.compile(r"\(?([0-9]{1,2})\)?(?: ?=.*)?")
"""``(3)``, ``3``, or ``(3)=(4)+(5)+(6)``."""
SUMS = (
    (3, (4, 5, 6), "3=4+5+6"),
    (7, (8, 9, 10), "7=8+9+10"),
    (11, (12, 13), "11=12+13"),
    (3, (7, 11), "3=7+11"),
)


@dataclass(frozen=True)
class Row:
    """A line of the form: its name, and what stands in columns 3 to 13; nothing counts as 0, as the law's forms leave it."""

    line: int
    name: str
    counts: dict[int, int]

    def progress(self) -> Progress:
        """As a row of ours; column 5 has both ways that are not online."""
        at = self.counts
        parts = dict(zip(("online", "direct", "carried", "early", "on_time", "late", "open_in_time", "open_late"),
                         (at[n] for n in (4, 5, 6, 8, 9, 10, 12, 13)), strict=True))  # fmt: skip
        return Progress(self.name, **parts)


@dataclass(frozen=True)
class Form:
    """What a file holds."""

    rows: tuple[Row, ...]
    total: Row | None
    notes: tuple[Note, ...]

    def progress(self) -> tuple[Progress, ...]:
        """As rows of ours."""
        return tuple(row.progress() for row in self.rows)

    def wrongs(self) -> tuple[Wrong, ...]:
        """The sums that do not hold: of each row, and of each column against the total."""
        found = [
            Wrong(row.name, rule, row.counts[whole], sum(row.counts[part] for part in parts), row.line)
            for row in (*self.rows, *filter(None, [self.total]))
            for whole, parts, rule in SUMS
        ]
        if self.total:
            found += [
                Wrong(
                    self.total.name,
                    f"({number})",
                    value,
                    sum(row.counts[number] for row in self.rows),
                    self.total.line,
                )
                for number, value in self.total.counts.items()
            ]
        return tuple(one for one in found if one.left != one.right)


def read_form(path: Path) -> Form | None:
    """The form in a file; None: the file has no row of numbers, so it is a list. Raises DossierFileError."""
    try:
        for sheet in (sheet for sheets in open_book(path) for sheet in sheets):
            lines = sheet.lines(None)
            places = next(filter(None, (_numbers(line) for line in islice(lines, DEEPEST))), None)
            if places:
                return form(lines, places)
    except ExportError as error:
        raise DossierFileError(f"file-{error.what}", **error.facts) from None
    except OSError as error:
        raise DossierFileError("no-access", why=error.strerror or "") from None
    return None


def form(lines: Iterable[Line], places: Mapping[int, int]) -> Form:
    """The rows below the row of numbers, up to the total, or behind one that stands first. ``places``: which column has which number."""
    total: Row | None = None
    rows: list[Row] = []
    notes: list[Note] = []
    for line in islice(lines, MOST + 1):
        cells = [_text(cell) for cell in line.cells]
        name = _at(cells, places[2]) or _at(cells, places[1])
        if not name or not any(_at(cells, places[number]) for number in COUNTED):
            continue
        if len(rows) == MOST:
            notes.append(Note(line.number, Odd.TOO_MANY, str(MOST)))
            break
        counts, odd = _counts(line, cells, places)
        notes += odd
        row = Row(line.number, name[:200], counts)
        if is_total(name):
            total = row
            if rows:
                break
        else:
            rows.append(row)
    return Form(tuple(rows), total, tuple(notes))


def _counts(line: Line, cells: Sequence[str], places: Mapping[int, int]) -> tuple[dict[int, int], list[Note]]:
    counts: dict[int, int] = {}
    notes: list[Note] = []
    for number in COUNTED:
        place = places[number]
        try:
            counts[number] = read_count(line.cells[place] if place < len(line.cells) else None) or 0
        except ValueError:
            counts[number] = 0
            notes.append(Note(line.number, Odd.COUNT, cells[place][:80]))
    return counts, notes


def _numbers(line: Line) -> dict[int, int] | None:
    """Number -> column, where a line numbers all columns."""
    found = [(place, _NUMBER.fullmatch(_text(cell))) for place, cell in enumerate(line.cells)]
    places = {int(match[1]): place for place, match in reversed(found) if match}
    return places if set(range(1, COLUMNS + 1)) <= set(places) else None


def _at(cells: Sequence[str], place: int) -> str:
    return cells[place] if place < len(cells) else ""


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return " ".join(str(cell).split()) if cell is not None else ""
