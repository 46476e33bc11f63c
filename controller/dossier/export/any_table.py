"""Any table of any file -> records by our names: the sheet and the spelling whose heading has most of what is wanted."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from controller.dossier.export.heading import Head, Wanted, find_head
from controller.dossier.export.old_letters import SPELLINGS
from controller.dossier.export.sheets import Sheet, open_book

Cells = Mapping[str, object]
"""What stands in the columns that are filled, by our names."""


@dataclass(frozen=True)
class Found:
    """The columns that the heading has, by our names, and the lines below it with their numbers."""

    columns: frozenset[str]
    rows: list[tuple[int, Cells]]


class NoHeadingError(ValueError):
    """No sheet has a heading with what is needed."""


def rows_of(
    path: Path, headings: Mapping[str, Sequence[str]], needed: tuple[str, ...], most: int
) -> list[tuple[int, Cells]]:
    """The first ``most`` + 1 lines below the heading, with their numbers. Raises as ``table_of`` does."""
    return table_of(path, headings, needed, most).rows


def table_of(path: Path, headings: Mapping[str, Sequence[str]], needed: tuple[str, ...], most: int) -> Found:
    """The heading that fits best, and the first ``most`` + 1 lines below it.

    Raises NoHeadingError, ExportError, and OSError when the file is gone.
    """
    best, _ = _best(path, _wanted(headings, needed))
    return Found(frozenset(best.head.columns), list(islice(_rows(best), most + 1)))


def rows_of_all(
    path: Path, headings: Mapping[str, Sequence[str]], needed: tuple[str, ...], most: int
) -> list[tuple[int | str, Cells]]:
    """The first ``most`` + 1 lines of every sheet that is shown and has such a heading: offices keep a sheet for each field.

    A line of several sheets is named as spreadsheets do, ``Sheet!5``. Raises as ``table_of`` does.
    """
    wanted = _wanted(headings, needed)
    best, beside = _best(path, wanted)
    others = (
        _Table(sheet, head, best.spelling)
        for sheet in beside
        if sheet is not best.sheet and sheet.shown
        for head in (find_head(sheet.lines(()), wanted, SPELLINGS[best.spelling]),)
        if isinstance(head, Head)
    )
    tables = sorted((best, *others), key=lambda table: beside.index(table.sheet))
    if len(tables) == 1:
        return [*islice(_rows(best), most + 1)]
    named = ((f"{table.sheet.name}!{line}", cells) for table in tables for line, cells in _rows(table))
    return list(islice(named, most + 1))


@dataclass(frozen=True)
class _Table:
    """A sheet, where its heading is, and how its letters are to be read."""

    sheet: Sheet
    head: Head
    spelling: str


def _wanted(headings: Mapping[str, Sequence[str]], needed: tuple[str, ...]) -> Wanted:
    return Wanted({name: tuple(known) for name, known in headings.items()}, needed)


def _best(path: Path, wanted: Wanted) -> tuple[_Table, list[Sheet]]:
    """The table whose heading has most of what is wanted, and all sheets of the file as it was read for it."""
    best: tuple[_Table, list[Sheet]] | None = None
    for sheets in open_book(path):
        for sheet in sheets:
            for spelling in SPELLINGS if sheet.spellings is None else sheet.spellings:
                head = find_head(sheet.lines(()), wanted, SPELLINGS[spelling])
                if isinstance(head, Head) and (best is None or len(head.columns) > len(best[0].head.columns)):
                    best = _Table(sheet, head, spelling), sheets
    if best is None:
        raise NoHeadingError
    return best


def _rows(table: _Table) -> Iterator[tuple[int, Cells]]:
    spell, head = SPELLINGS[table.spelling], table.head
    for line in table.sheet.lines(None):
        if line.number <= head.line:
            continue
        cells = {
            name: spell(cell) if isinstance(cell, str) else cell
            for name, place in head.columns.items()
            if place < len(line.cells) and (cell := line.cells[place]) not in ("", None)
        }
        if cells:
            yield line.number, cells
