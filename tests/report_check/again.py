"""Files that were made, opened again by other libraries and compared cell by cell with the tables they were made from."""

import io
import subprocess
from collections.abc import Iterator, Sequence

import openpyxl
import python_calamine
from fontTools.ttLib import TTFont
from pdfminer.high_level import extract_text

from contracts.forms.paper import FACES
from contracts.forms.table import Share, Table, depth, plain, text


def letters_missing(tables: Sequence[Table]) -> int:
    """Letters of the tables that a face of the paper does not have."""
    said = {letter for table in tables for row in table.rows for cell in row for letter in text(cell)}
    said |= {
        letter
        for table in tables
        for words in (table.title, *table.columns, *table.notes)
        for letter in words
    }
    missing: set[str] = set()
    for face in FACES.values():
        with TTFont(face) as font:
            missing |= {letter for letter in said if ord(letter) not in font.getBestCmap()}
    return len(missing)


def in_workbook(body: bytes, tables: Sequence[Table]) -> Iterator[str | None]:
    """Each cell by openpyxl and by calamine: None, or what differs; also formulas, of which there must be none."""
    first = openpyxl.load_workbook(io.BytesIO(body))
    second = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(body))
    for sheet, name, table in zip(first.worksheets, second.sheet_names, tables, strict=True):
        ours = [list(row) for row in sheet.iter_rows(values_only=True)]
        theirs = second.get_sheet_by_name(name).to_python(skip_empty_area=False)
        titles = [number for number, row in enumerate(ours) if row[0] == table.title]
        top = titles[-1] + depth(table) + 1
        for number, wanted in enumerate(table.rows):
            for place, cell in enumerate(wanted):
                value = plain(cell)
                value = "-" if value is None else value
                for found in (ours[top + number][place], theirs[top + number][place]):
                    same = _close(found, value) if isinstance(cell, Share) else value in (found, found or "")
                    yield None if same else f"{table.key} {number} {place}: {found!r} is not {value!r}"
        formulas = sum(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)
        yield f"{table.key}: {formulas} formulas" if formulas else None


def _close(found: object, percent: object) -> bool:
    if isinstance(percent, float) and isinstance(found, int | float):
        return abs(float(found) * 100 - percent) < 1e-6
    return found == percent


def in_paper(body: bytes, tables: Sequence[Table]) -> Iterator[str | None]:
    """Each cell in the texts that pdfminer and poppler read, in its order."""
    poppler = subprocess.run(
        ["pdftotext", "-raw", "-enc", "UTF-8", "-", "-"], input=body, capture_output=True, check=True
    )
    yield from _in_order(poppler.stdout.decode(), tables)
    pdfminer = _words(extract_text(io.BytesIO(body)))
    for table in tables:
        for row in table.rows:
            for cell in row:
                yield (
                    None
                    if _words(text(cell)) in pdfminer
                    else f"{table.key}: {text(cell)!r} is not in the paper"
                )


def _in_order(said: str, tables: Sequence[Table]) -> Iterator[str | None]:
    words, at = _words(said), 0
    for table in tables:
        for number, row in enumerate(table.rows):
            for cell in row:
                wanted = _words(text(cell))
                found = words.find(wanted, at)
                if found < 0:
                    yield f"{table.key} {number}: {text(cell)!r} does not follow"
                    continue
                at = found + len(wanted)
                yield None


def _words(said: str) -> str:
    return "".join(said.split())
