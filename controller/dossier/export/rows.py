"""The lines below a heading -> dossiers, and notes on what was not understood. Pure.

A line is a dossier, or one that is not understood (told, with its reason), or none at all: a total, the name of a
group, a signature. Of a line that is not understood the code is kept where there is one, for a dossier that cannot
be read is not absent: whoever asks for it is sent to the counter.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import lru_cache
from typing import Any

from contracts.dossiers import DossierCode, DossierStatus, NoCode, why_no_code
from contracts.letters import unaccented
from controller.dossier.export.cells import Cell, code_of, is_rounded, plain_cell
from controller.dossier.export.heading import Head
from controller.dossier.export.words import (
    MAX_ROWS,
    SAID_LENGTH,
    ExportError,
    Line,
    Note,
    Odd,
    Report,
    Unusable,
)
from controller.dossier.port import AsWritten, Record
from controller.dossier.reading import DAYS, Reader
from controller.dossier.written_days import Order, order_of

NOTHING = "?"
FEWEST_SWAPPED = 2
"""One day in the first twelve of its month is no sign."""


class Kind(Enum):
    """What a day in a column says of the others."""

    DAY_FIRST_TEXT = "a text that can only have its day first"
    EITHER_CELL = "a day of the spreadsheet that is another one with day and month swapped"
    SURE = "a day that no spreadsheet with months first would leave like this"


Said = Mapping[str, Cell]
"""Field -> what stands in its column."""
_COUNTING = re.compile(r"[(\[]?(?:\d{1,2}|[a-z])[)\]]?", re.IGNORECASE)
_TOTAL = re.compile(r"(?:tong|cong|total|sum|grand total)\b")
_ISO = re.compile(r"\d{4}-(\d\d)-(\d\d)(?:T00:00:00)?")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|(?<!\d)(?:19|20)\d{6}")


@dataclass(frozen=True, slots=True)
class _Row:
    """A line, and what it says."""

    line: Line
    said: Said
    code: DossierCode | None
    sheet: str

    @property
    def texts(self) -> list[str]:
        """What stands in its cells, without those in which nothing does."""
        return [text for text in map(_text, self.said.values()) if text]

    def text(self, name: str) -> str:
        """What stands in one cell."""
        return _text(self.said[name])


@dataclass
class Rows:
    """Understands the lines of an export.

    ``suspect``: days in figures of that order are not believed; ``swapped``: nor are those of the spreadsheet in these
    columns that could be others.
    """

    reader: Reader
    report: Report
    suspect: Order | None = None
    orders: Counter[Order] = field(default_factory=Counter)
    """In which order days and months stood."""
    swapped: frozenset[str] = frozenset()
    cells: Counter[tuple[str, Kind]] = field(default_factory=Counter)
    """What days the columns hold, as far as it tells whether a spreadsheet swapped some."""

    def records(
        self, lines: Iterator[Line], head: Head, sheet: str = "", spell: Callable[[str], str] = str
    ) -> Iterator[Record]:
        """The dossiers of a sheet. Raises ExportError for too many, and where the file ends in the middle of one."""
        names = {name: name if name in head.columns else "" for name in self.reader.names}
        reader = replace(self.reader, names=names)
        headings = {unaccented(name) for name in head.names.values()}
        for line in lines:
            row = _row(line, head, spell, sheet) if line.number > head.line else None
            if row is None or not row.texts:
                continue
            meant, odd = self._judged(row, head.width, headings)
            if not meant:
                self.report.other_lines += 1
                continue
            if line.cut and not self._ends_well(row, head):
                raise ExportError(Unusable.UNFINISHED, line.number)
            if reader.hides(row.said):
                self.report.hidden += 1
            elif odd:
                self._note(odd, row, "code")
                yield from self._sent_to_counter(reader, row, odd)
            else:
                yield self._understood(reader, row)

    def _judged(self, row: _Row, width: int, headings: set[str]) -> tuple[bool, Odd | None]:
        """Whether a line is meant to be a dossier, and what is wrong with it."""
        if row.line.flaw and len(row.line.cells) != width:
            return True, row.line.flaw
        if row.code is None:
            if is_rounded(row.said["code"]):
                return True, Odd.ROUNDED_CODE
            if why_no_code(row.text("code")) is NoCode.SEVERAL:
                return True, Odd.SEVERAL_CODES
            return self._looks_like_one(row, headings), Odd.NO_CODE
        if isinstance(row.said["status"], dict):
            return True, Odd.CELLS_MISSING
        return True, None if row.text("status") else Odd.NO_STATUS

    def _looks_like_one(self, row: _Row, headings: set[str]) -> bool:
        """Whether a line without a code was meant to be a dossier: it says a status, and is no total or heading."""
        code, status, texts = row.text("code"), row.text("status"), row.texts
        is_total = _TOTAL.match(unaccented(texts[0])) or all(map(_COUNTING.fullmatch, texts))
        if is_total or unaccented(code) in headings or status in ("", code):
            return False
        return len(texts) > 2 or (self.reader.words.knows(status) and not status.isdecimal())

    def _understood(self, reader: Reader, row: _Row) -> Record:
        record = self._with_sure_days(reader.understood({**row.said, "code": row.code}), row)
        for name in record.unread:
            self._note(_what_is_odd(record, name), row, name)
        self.report.dossiers += 1
        if self.report.dossiers > MAX_ROWS:
            raise ExportError(Unusable.TOO_MANY_ROWS, row.line.number)
        return record

    def _sent_to_counter(self, reader: Reader, row: _Row, odd: Odd) -> Iterator[Record]:
        """A dossier of which is known that it is there; of a line that is otherwise whole also what it says."""
        if row.code is None:
            return
        if odd is Odd.NO_STATUS:
            record = reader.understood({**row.said, "code": row.code, "status": NOTHING})
            yield replace(record, status=DossierStatus.OTHER, status_text="")
        else:
            yield Record(row.code, DossierStatus.OTHER, unread=("status",))

    def _with_sure_days(self, record: Record, row: _Row) -> Record:
        """The record without days in figures that may be others in this file."""
        unsure: dict[str, Any] = {}
        for name in DAYS:
            text = row.said.get(name)
            order = _order(text) if isinstance(text, str) else None
            if order:
                self.orders[order] += 1
            kind = _kind(text) if isinstance(text, str) else None
            if kind:
                self.cells[name, kind] += 1
            if order and order is self.suspect:
                unsure[name] = AsWritten(str(text))
                self._note(Odd.DAY_OR_MONTH, row, name)
            elif kind is Kind.EITHER_CELL and name in self.swapped:
                unsure[name] = AsWritten(str(text)[:10])
                self._note(Odd.DAY_SWAPPED, row, name)
        unread = tuple(name for name in record.unread if name not in unsure)
        return replace(record, unread=unread, **unsure) if unsure else record

    def swaps(self) -> frozenset[str]:
        """The columns in which a spreadsheet took the day for the month wherever it could.

        Whatever it could not is still text ("25/11/2026"), and all that it took lies in the first twelve days.
        """
        return frozenset(
            name
            for name in DAYS
            if self.cells[name, Kind.EITHER_CELL] >= FEWEST_SWAPPED
            and self.cells[name, Kind.DAY_FIRST_TEXT]
            and not self.cells[name, Kind.SURE]
        )

    def _ends_well(self, row: _Row, head: Head) -> bool:
        """Whether the last cell of a line without its end is whole, as far as can be seen."""
        last = len(row.line.cells) - 1
        name = next((name for name, place in head.columns.items() if place == last), "")
        if last + 1 < head.width or row.line.flaw:
            return False
        if name == "status":
            return self.reader.words.knows(row.text(name))
        return name not in DAYS or not row.text(name) or bool(_YEAR.search(row.text(name)))

    def _note(self, what: Odd, row: _Row, name: str) -> None:
        self.report.note(Note(what, row.line.number, name, row.text(name)[:SAID_LENGTH], row.sheet))


def _what_is_odd(record: Record, name: str) -> Odd:
    if name in DAYS:
        return Odd.DAY if isinstance(getattr(record, name), AsWritten) else Odd.BEFORE_RECEIVED
    return Odd.STATUS if name == "status" else Odd.TEXT


def _row(line: Line, head: Head, spell: Callable[[str], str], sheet: str) -> _Row:
    """What a line says for each field. A cell that is not there says something that cannot be read: it may be lost."""
    cells, end = line.cells, len(line.cells) - 1
    said: dict[str, Cell] = {}
    for name, place in head.columns.items():
        said[name] = plain_cell(cells[place], spell) if place <= end else {}
        if line.cut and place == end and name in DAYS and said[name] == "":
            said[name] = {}
    return _Row(line, said, code_of(said["code"]), sheet)


def _text(cell: Cell) -> str:
    return "" if cell is None or isinstance(cell, dict) else str(cell)


def _kind(text: str) -> Kind | None:
    cell = _ISO.fullmatch(text)
    if cell:
        if int(cell[2]) > 12:
            return Kind.SURE
        return Kind.EITHER_CELL if cell[1] != cell[2] else None
    order = _order(text)
    return Kind.DAY_FIRST_TEXT if order is Order.DAY_FIRST else Kind.SURE if order else None


@lru_cache(maxsize=4096)
def _order(text: str) -> Order | None:
    return order_of(unaccented(text)) if len(text) <= SAID_LENGTH else None
