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
    wanted = Wanted({name: tuple(known) for name, known in headings.items()}, needed)
    best: tuple[int, Sheet, Head, str] | None = None
    for sheet in (sheet for sheets in open_book(path) for sheet in sheets):
        for spelling in SPELLINGS if sheet.spellings is None else sheet.spellings:
            head = find_head(sheet.lines(()), wanted, SPELLINGS[spelling])
            if isinstance(head, Head) and (best is None or len(head.columns) > best[0]):
                best = len(head.columns), sheet, head, spelling
    if best is None:
        raise NoHeadingError
    return Found(frozenset(best[2].columns), list(islice(_rows(*best[1:]), most + 1)))


def _rows(sheet: Sheet, head: Head, spelling: str) -> Iterator[tuple[int, Cells]]:
    spell = SPELLINGS[spelling]
    for line in sheet.lines(None):
        if line.number <= head.line:
            continue
        cells = {
            name: spell(cell) if isinstance(cell, str) else cell
            for name, place in head.columns.items()
            if place < len(line.cells) and (cell := line.cells[place]) not in ("", None)
        }
        if cells:
            yield line.number, cells
