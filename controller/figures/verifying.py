"""A report that somebody hands in, against what the journal knew then: every cell that says something else is named."""

import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import python_calamine

from contracts.forms.table import Cell, Share, Table, plain, text
from controller.figures.anchor import Anchor, anchor_in

MOST_BYTES = 64 * 1024 * 1024
MOST_PROPERTIES = 100_000
PATIENCE_S = 60
_KEYWORDS = re.compile(rb"/Keywords \((motcua-report [^)]*)\)")


class ReportFileError(Exception):
    """``args[0]`` is the key of the sentence."""


@dataclass(frozen=True)
class Differs:
    """A cell, what stands there, and what should; ``row`` and ``column`` by their names."""

    table: str
    row: str
    column: str
    written: str
    known: str


def anchor_of(path: Path) -> Anchor:
    """What the file says of itself. Raises ReportFileError, and OSError."""
    if path.stat().st_size > MOST_BYTES:
        raise ReportFileError("verify.too-big")
    begins = path.read_bytes()
    if begins.startswith(b"%PDF"):
        found = _KEYWORDS.search(begins)
        told = found[1].decode("latin-1") if found else ""
    elif begins.startswith(b"PK"):
        told = _properties(path)
    else:
        raise ReportFileError("verify.no-report")
    anchor = anchor_in(told)
    if anchor is None:
        raise ReportFileError("verify.no-anchor")
    return anchor


def _properties(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as packed, packed.open("docProps/core.xml") as core:
            return unescape(core.read(MOST_PROPERTIES).decode("utf-8", "replace"))
    except (KeyError, zipfile.BadZipFile, NotImplementedError, EOFError) as error:
        raise ReportFileError("verify.no-anchor") from error


def differences(path: Path, tables: Sequence[Table]) -> Iterator[Differs]:
    """What the file says otherwise than these tables. Raises ReportFileError."""
    with path.open("rb") as file:
        is_paper = file.read(4) == b"%PDF"
    yield from _in_paper(path, tables) if is_paper else _in_workbook(path, tables)


def _in_workbook(path: Path, tables: Sequence[Table]) -> Iterator[Differs]:
    try:
        book = python_calamine.CalamineWorkbook.from_path(path)
        sheets: list[list[list[object]]] = [
            [list(row) for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False)]
            for name in book.sheet_names
        ]
    except (python_calamine.CalamineError, OSError) as error:
        raise ReportFileError("verify.unreadable") from error
    for table in tables:
        rows = _rows_of(sheets, table)
        if rows is None:
            yield Differs(table.title, "", "", "", table.title)
            continue
        for number, wanted in enumerate(table.rows):
            found = rows[number] if number < len(rows) else []
            for place, cell in enumerate(wanted):
                written = found[place] if place < len(found) else ""
                if not _same(written, cell):
                    yield Differs(
                        table.title, text(wanted[0]), table.columns[place], str(written), text(cell)
                    )
        beyond = rows[len(table.rows)] if len(rows) > len(table.rows) else []
        if len([cell for cell in beyond if cell != ""]) > 1:  # a note stands in one cell
            yield Differs(table.title, str(beyond[0]), "", "+", "")


def _rows_of(sheets: Sequence[list[list[object]]], table: Table) -> list[list[object]] | None:
    """The rows below the heading of a table."""
    heads = list(table.columns)
    for sheet in sheets:
        for number, row in enumerate(sheet):
            if row[: len(heads)] == heads and sheet[number - 1][:1] == [table.title]:
                return sheet[number + 1 :]
    return None


def _same(written: object, cell: Cell) -> bool:
    value = plain(cell)
    if value is None:
        return written == "-"
    if isinstance(cell, Share) and isinstance(written, float | int):
        return round(float(written) * 100, 6) == value
    if isinstance(value, int) and isinstance(written, float):
        return written == value
    return written == value


def _in_paper(path: Path, tables: Sequence[Table]) -> Iterator[Differs]:
    """Every cell must stand in the paper's text, in its order; page heads and feet may stand in between."""
    said = _words(_paper_text(path))
    at = 0
    for table in tables:
        for row in table.rows:
            for place, cell in enumerate(row):
                words = _words(text(cell))
                if not words:
                    continue
                found = said.find(words, at)
                if found < 0 or found - at > MOST_BETWEEN:
                    yield Differs(
                        table.title, text(row[0]), table.columns[place], said[at : at + 40], text(cell)
                    )
                    continue
                at = found + len(words)


MOST_BETWEEN = 20_000
"""Letters between two cells: titles, headings, notes, feet of pages, ratings."""


def _paper_text(path: Path) -> str:
    program = shutil.which("pdftotext")
    if program is None:
        raise ReportFileError("verify.no-poppler")
    try:
        done = subprocess.run(
            [program, "-raw", "-enc", "UTF-8", str(path), "-"],
            capture_output=True,
            timeout=PATIENCE_S,
            check=True,
        )
    except (subprocess.SubprocessError, OSError) as error:
        raise ReportFileError("verify.unreadable") from error
    return done.stdout.decode("utf-8", "replace")


def _words(said: str) -> str:
    """Without blanks, which the lines of a cell change."""
    return "".join(said.split())
