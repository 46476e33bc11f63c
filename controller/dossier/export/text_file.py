"""Text with a sign between the cells (CSV and its kin) -> lines. One bad line spoils no other."""

import codecs
import csv
import io
import os
import re
from collections.abc import Collection, Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

from controller.dossier.export.sheets import Book, Sheet
from controller.dossier.export.words import Line, Odd

DELIMITERS = ",;\t|"
MOST_JOINED = 30
"""So many lines a cell with line ends may have."""
_SAMPLE = 64 * 1024
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SEP = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE)


class Encoding(NamedTuple):
    """How bytes are read, and which old ways of writing Vietnamese may be behind them (None: any)."""

    name: str
    errors: str = "strict"
    spellings: tuple[str, ...] | None = None


def book(path: Path) -> Book:
    """Every encoding that is possible with every delimiter, the likeliest first."""
    return [
        [Sheet("", partial(_lines, path, encoding, delimiter), True, _told(encoding), encoding.spellings)]
        for encoding in encodings(path)
        for delimiter in _delimiters(path, encoding)
    ]


def encodings(path: Path) -> list[Encoding]:
    """What the bytes can be."""
    with path.open("rb") as file:
        head = file.read(_SAMPLE)
    for bom, name in _BOMS:
        if head.startswith(bom):
            return [Encoding(name, "replace")]
    if head.count(0) * 5 > len(head):  # Latin letters in two bytes each have one that is zero
        return [Encoding("utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be", "replace")]
    broken, letters = _broken(path)
    if not broken:
        return [Encoding("utf-8")]
    old = [Encoding("cp1258", "replace", ("",)), Encoding("latin-1", "strict", ("tcvn3", "vni"))]
    torn = Encoding("utf-8", "replace", ("",))
    return [torn, *old] if broken * 20 < letters else [*old, torn]


def _told(encoding: Encoding) -> str:
    return "" if encoding.name.startswith(("utf-8", "latin")) else encoding.name


def _broken(path: Path) -> tuple[int, int]:
    """How many signs are none in UTF-8, and how many are letters beyond ASCII there."""
    broken = letters = 0
    with path.open(encoding="utf-8", errors="replace", newline="") as file:
        while piece := file.read(1 << 20):
            lost = piece.count("\ufffd")
            broken += lost
            letters += len(piece) - len(piece.encode("ascii", "ignore")) - lost
    return broken, letters


def _delimiters(path: Path, encoding: Encoding) -> str:
    with path.open(encoding=encoding.name, errors=encoding.errors) as file:
        said = _SEP.fullmatch(file.readline(200))
    return said[1] if said else DELIMITERS


def _lines(path: Path, encoding: Encoding, delimiter: str, _only: Collection[int] | None) -> Iterator[Line]:
    whole = _ends_whole(path)
    with path.open(encoding=encoding.name, errors=encoding.errors) as file:
        last: Line | None = None
        for line in _records(file, delimiter):
            if last:
                yield last
            last = line
        if last:
            yield Line(last.number, last.cells, last.flaw, cut=not whole)


def _ends_whole(path: Path) -> bool:
    """Whether the last line has its end."""
    with path.open("rb") as file:
        file.seek(max(0, file.seek(0, os.SEEK_END) - 8))
        end = file.read().replace(b"\0", b"")  # whichever of two or four bytes a line end takes
    return end.rstrip(b"\x1a").endswith((b"\n", b"\r"))


def _records(lines: Iterator[str], delimiter: str) -> Iterator[Line]:
    """Lines as cells; a cell in quotes may hold line ends. A line whose quotes never close stands for itself."""
    sign = re.escape(delimiter)
    quoted = re.compile(rf'(^|{sign}) *"(?:[^"]|"")*"(?= *(?:{sign}|\n?$))')
    opening = re.compile(rf'(?:^|{sign}) *"')
    number = 0
    waiting: list[str] = []
    while True:
        line = waiting.pop(0) if waiting else next(lines, None)
        if line is None:
            return
        number += 1
        start, record, joined = number, line, [line]
        if '"' in line:
            while opening.search(quoted.sub(r"\1", record)) and len(joined) <= MOST_JOINED:
                more = waiting.pop(0) if waiting else next(lines, None)
                if more is None:
                    break
                joined.append(more)
                record += more
            else:
                if len(joined) <= MOST_JOINED:
                    number += len(joined) - 1
                    yield from _parsed(start, record, delimiter, None)
                    continue
            waiting = [*joined[1:], *waiting]
            yield from _parsed(start, line, delimiter, Odd.BAD_QUOTES)
            continue
        yield from _parsed(start, record, delimiter, None)


def _parsed(number: int, record: str, delimiter: str, flaw: Odd | None) -> Iterator[Line]:
    if _SEP.fullmatch(record) and number == 1:
        return
    text = record.rstrip("\n\x1a")
    try:
        lines = io.StringIO(text, newline="\n")  # no other sign ends a line: half of a letter may be one
        cells = next(csv.reader(lines, delimiter=delimiter, skipinitialspace=True), [])
    except csv.Error:  # a cell beyond all measure
        cells, flaw = [], Odd.BAD_QUOTES
    if cells or flaw:
        yield Line(number, cells, flaw)
