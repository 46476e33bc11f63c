"""Spreadsheets (.xlsx, .xlsb, .xls, .ods) -> lines, with what a merged cell says in each of its rows."""

import contextlib
import html
import re
import zipfile
from collections import defaultdict
from collections.abc import Collection, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from controller.dossier.export.sheets import Book, Sheet
from controller.dossier.export.words import ExportError, Line, Unusable

MOST_MERGED = 100_000
"""Cells that say what the cell above them says."""
_PIECE, _OVERLAP = 1 << 20, 2048
_BROKEN = re.compile(
    rb'<(?:\w+:)?c\b([^>]*\bt="e"[^>]*)>(?:<(?:\w+:)?f\b[^>]*/>|<(?:\w+:)?f\b[^>]*>[^<]*</(?:\w+:)?f>)?'
    rb"<(?:\w+:)?v>([^<]{1,20})</"
)
_REFERENCE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_TAG = r"<(?:\w+:)?{}\b[^>]*>"


def book(path: Path) -> Book:
    """The sheets of a workbook. Raises ExportError."""
    try:
        with path.open("rb") as file:
            opened = CalamineWorkbook.from_filelike(file)
    except CalamineError:
        protected = "EncryptedPackage".encode("utf-16-le") in path.read_bytes()
        raise ExportError(Unusable.PROTECTED if protected else Unusable.NOT_READABLE) from None
    return [
        [
            Sheet(
                meta.name, partial(_lines, path, opened, meta.name), meta.visible == SheetVisibleEnum.Visible
            )
            for meta in opened.sheets_metadata
            if meta.typ == SheetTypeEnum.WorkSheet
        ]
    ]


def _lines(path: Path, opened: CalamineWorkbook, name: str, _only: Collection[int] | None) -> Iterator[Line]:
    try:
        sheet = opened.get_sheet_by_name(name)
        left = (sheet.start or (0, 0))[1]
        as_above, broken = _merged(sheet.merged_cell_ranges or ()), _broken(path, name)
        above: list[Any] = []
        for row, found in enumerate(sheet.iter_rows()):
            cells = [*[""] * left, *found]
            for column in as_above.get(row, ()):
                if column < min(len(cells), len(above)) and cells[column] == "":
                    cells[column] = above[column]
            for column, said in broken.get(row, {}).items():
                if column < len(cells) and cells[column] == "":
                    cells[column] = said
            above = cells
            yield Line(row + 1, cells)
    except CalamineError:
        raise ExportError(Unusable.NOT_READABLE) from None


def _merged(ranges: Any) -> dict[int, list[int]]:
    """Row -> the columns that are one with the cell above."""
    found: dict[int, list[int]] = defaultdict(list)
    for count, (row, column) in enumerate(
        (row, first[1]) for first, last in ranges for row in range(first[0] + 1, last[0] + 1)
    ):
        if count >= MOST_MERGED:
            break
        found[row].append(column)
    return found


def _broken(path: Path, name: str) -> dict[int, dict[int, str]]:
    """Row -> column -> what an .xlsx shows where a formula failed: the library takes that for nothing."""
    found: dict[int, dict[int, str]] = defaultdict(dict)
    with (
        contextlib.suppress(zipfile.BadZipFile, KeyError, StopIteration),
        zipfile.ZipFile(path) as parts,
        parts.open(_part(parts, name)) as sheet,
    ):
        kept = b""
        while piece := sheet.read(_PIECE):
            kept = kept[-_OVERLAP:] + piece
            for attributes, said in _BROKEN.findall(kept) if b't="e"' in kept else ():
                place = _REFERENCE.search(attributes)
                if place:
                    found[int(place[2]) - 1][_column(place[1])] = said.decode("utf-8", "replace")
    return found


def _part(parts: zipfile.ZipFile, name: str) -> str:
    """Where the sheet lies in the file. Raises KeyError or StopIteration where that cannot be found."""
    whole = parts.read("xl/workbook.xml").decode("utf-8", "replace")
    tag = next(tag for tag in re.findall(_TAG.format("sheet"), whole) if _attribute(tag, "name") == name)
    relation = _attribute(tag, r"\w+:id")
    links = parts.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")
    link = next(
        tag for tag in re.findall(_TAG.format("Relationship"), links) if _attribute(tag, "Id") == relation
    )
    target = _attribute(link, "Target")
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf'\s{name}="([^"]*)"', tag)
    return html.unescape(found[1]) if found else ""


def _column(letters: bytes) -> int:
    column = 0
    for letter in letters:
        column = column * 26 + letter - 64
    return column - 1
