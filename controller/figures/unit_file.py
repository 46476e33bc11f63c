"""A finished table of offices (the annex "Kết quả thực hiện cơ chế một cửa") in any kind of file -> its groups and reasons.

A line with a name alone begins a group, "Tổng" closes one and is compared with what stands above it, and the lines below
"Lí do trả quá hạn" are the reasons. What cannot be read is told with its line, never guessed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from contracts.forms.annex import ADDED, LETTERS, Group, Unit
from contracts.letters import unaccented
from controller.dossier.export.any_table import Cells, NoHeadingError, rows_of
from controller.dossier.export.words import ExportError
from controller.figures.dossier_file import DossierFileError, Note, Odd
from controller.figures.form_headings import headings
from controller.figures.total_rows import is_total
from controller.figures.whole_numbers import read_count

NEEDED = ("unit", "received", "on_time", "overdue")
MOST = 5_000
MOST_REASONS = 50


@dataclass(frozen=True)
class Units:
    """What a file holds."""

    groups: tuple[Group, ...]
    reasons: tuple[str, ...]
    notes: tuple[Note, ...]


def read_units(path: Path) -> Units:
    """Read a file, whatever program wrote it. Raises DossierFileError."""
    try:
        rows = rows_of(path, headings("annex"), NEEDED, MOST)
    except NoHeadingError:
        names = {"field": headings("annex")["unit"][0], "received": headings("annex")["received"][0]}
        raise DossierFileError("no-heading", **names) from None
    except ExportError as error:
        raise DossierFileError(f"file-{error.what}", **error.facts) from None
    except OSError as error:
        raise DossierFileError("no-access", why=error.strerror or "") from None
    return units(rows)


@dataclass
class _Reading:
    groups: list[Group] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    name: str = ""
    rows: list[Unit] = field(default_factory=list)
    reasons_follow: bool = False

    def close(self, given: Unit | None = None) -> None:
        if self.rows:
            self.groups.append(Group(self.name, tuple(self.rows), given))
        self.name, self.rows = "", []


def units(rows: Sequence[tuple[int, Cells]]) -> Units:
    """The groups of lines."""
    reading = _Reading()
    for line, cells in rows[:MOST]:
        _take(reading, line, cells)
    if len(rows) > MOST:
        reading.notes.append(Note(rows[MOST][0], Odd.TOO_MANY, str(MOST)))
    reading.close()
    if len(reading.groups) > len(LETTERS):
        raise DossierFileError("file-too-many-rows")
    return Units(tuple(reading.groups), tuple(reading.reasons[:MOST_REASONS]), tuple(reading.notes))


def _take(reading: _Reading, line: int, cells: Cells) -> None:
    name = _text(cells.get("unit"))
    first = name or _text(cells.get("place"))
    plain = unaccented(first)
    counts = {column: cells.get(column) for column in ADDED if _text(cells.get(column))}
    if plain.startswith(("li do", "ly do", "nguyen nhan")) and not counts:
        reading.reasons_follow = True
    elif reading.reasons_follow and not counts:
        reading.reasons.append(first.lstrip("-–+• ").strip())
    elif is_total(first):
        reading.close(_unit(reading, line, first, cells))
    elif not counts:
        if first and not _numbered(first):
            reading.close()
            reading.name = name or first
    elif name and not all(_numbered(_text(cell)) for cell in cells.values()):
        reading.rows.append(_unit(reading, line, name, cells))


def _unit(reading: _Reading, line: int, name: str, cells: Cells) -> Unit:
    found: dict[str, int | None] = {}
    for column in ADDED:
        try:
            found[column] = read_count(cells.get(column))
        except ValueError:
            found[column] = None
            reading.notes.append(Note(line, Odd.COUNT, _text(cells.get(column))[:80]))
    return Unit(name[:200], **found, remark=_text(cells.get("remark"))[:200], line=line)


def _numbered(said: str) -> bool:
    """Whether it is a column's number, as the row below the headings has them."""
    return said.strip("() ").isdecimal()


def _text(cell: object) -> str:
    return " ".join(str(cell).split()) if cell is not None else ""
