"""A whole export: which of its sheets hold dossiers, in which letters, under which heading; then its rows."""

import tomllib
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from controller.dossier.export.heading import Head, Miss, Wanted, find_head
from controller.dossier.export.old_letters import SPELLINGS
from controller.dossier.export.records import to_lines
from controller.dossier.export.rows import Rows
from controller.dossier.export.sheets import Sheet, open_book
from controller.dossier.export.words import ExportError, Note, Odd, Report, Unusable
from controller.dossier.reading import Reader
from controller.dossier.written_days import Order

HEADINGS = Path(__file__).with_name("headings.toml")
NEEDED = ("code", "status", "hidden")
LOOKED_AT = 40
"""Lines below a heading in which known statuses tell whether the letters are the right ones."""


@dataclass(frozen=True)
class _Found:
    """A sheet with its heading, read in one of the old ways or in ours."""

    sheet: Sheet
    head: Head
    spelling: str
    known: int

    @property
    def worth(self) -> tuple[int, int]:
        return len(self.head.columns), self.known


@dataclass
class Export:
    """One file. ``explicit``: fields whose headings the office named itself, so that no other heading will do."""

    path: Path
    table: str
    explicit: frozenset[str]
    reader: Reader
    _misses: list[Miss] = field(default_factory=list)

    def read(self, most_notes: int) -> tuple[Report, list[bytes]]:
        """What was made of it, and the lines of its dossiers. Raises ExportError, OSError."""
        found = self._found()
        report, rows, lines = self._understood(found, None, most_notes)
        first, second = rows.orders[Order.DAY_FIRST], rows.orders[Order.MONTH_FIRST]
        if second:  # at least one day can only be one with its month first: which of the others are, too?
            suspect = Order.EITHER if second > first else Order.MONTH_FIRST
            report, _, lines = self._understood(found, suspect, most_notes)
        elif swapped := rows.swaps():
            report, _, lines = self._understood(found, None, most_notes, swapped)
        if not report.dossiers:
            raise ExportError(Unusable.NO_DOSSIERS, report.head)
        return report, lines

    def _understood(
        self,
        found: list[_Found],
        suspect: Order | None,
        most_notes: int,
        swapped: frozenset[str] = frozenset(),
    ) -> tuple[Report, Rows, list[bytes]]:
        head = found[0].head
        letters = next((letters for one in found if (letters := one.spelling or one.sheet.letters)), "")
        report = Report(
            [one.sheet.name for one in found], head.line, dict(head.names), letters, most=most_notes
        )
        for name in sorted(self.explicit - head.columns.keys()):
            if self.reader.names[name]:
                report.note(Note(Odd.COLUMN_GONE, head.line, name, self.reader.names[name]))
        rows, kept = Rows(self.reader, report, suspect, swapped=swapped), list[bytes]()
        for one in found:
            cells = one.sheet.lines(set(one.head.columns.values()))
            for record in rows.records(cells, one.head, one.sheet.name, SPELLINGS[one.spelling]):
                kept += to_lines(record)
        return report, rows, kept

    def _found(self) -> list[_Found]:
        """The sheets that hold dossiers. Raises ExportError when there are none."""
        ways = [self._of_table(sheets) for sheets in open_book(self.path)]
        wanted = self._wanted()
        best: list[_Found] = []
        for sheets in ways:
            shown = [one for sheet in sheets if (one := self._best(sheet, wanted))]
            if sum(one.known for one in shown) and len(shown[0].head.columns) == len(wanted.headings):
                best = shown
                break
            best = max((best, shown), key=lambda way: max((one.worth for one in way), default=(0, 0)))
        usable = [one for one in best if one.sheet.shown or self.table]
        if best and not usable:
            raise ExportError(Unusable.ALL_HIDDEN, sheet=best[0].sheet.name)
        if not usable:
            raise self._no_heading()
        return usable

    def _of_table(self, sheets: list[Sheet]) -> list[Sheet]:
        """The sheet that the settings name; without one, all. Files without sheets have none to name."""
        named = [sheet for sheet in sheets if not self.table or not sheet.name or sheet.name == self.table]
        if not named:
            raise ExportError(Unusable.NO_SHEET, sheet=self.table)
        return named

    def _best(self, sheet: Sheet, wanted: Wanted) -> _Found | None:
        """The sheet in the letters in which most of it is understood."""
        best: _Found | None = None
        for spelling in SPELLINGS if sheet.spellings is None else sheet.spellings:
            head = find_head(sheet.lines(()), wanted, SPELLINGS[spelling])
            if isinstance(head, Miss):
                self._misses.append(head)
                continue
            found = _Found(sheet, head, spelling, self._known(sheet, head, spelling))
            if best is None or found.worth > best.worth:
                best = found
            if found.known:
                break
        return best

    def _known(self, sheet: Sheet, head: Head, spelling: str) -> int:
        """How many of the first statuses are known words."""
        place = head.columns["status"]
        lines = (line for line in sheet.lines({place}) if line.number > head.line)
        cells = (line.cells[place] for line in islice(lines, LOOKED_AT) if place < len(line.cells))
        said = (cell if isinstance(cell, int | float) else SPELLINGS[spelling](str(cell)) for cell in cells)
        return sum(
            self.reader.words.knows(str(int(word) if isinstance(word, float) else word)) for word in said
        )

    def _called(self, name: str) -> str:
        """What a column that is missing is called: as the office named it, or as such columns usually are."""
        return (
            self.reader.names[name]
            if name in self.explicit
            else _usual().get(name, [self.reader.names[name]])[0]
        )

    def _wanted(self) -> Wanted:
        usual = _usual()
        headings = {
            name: (heading, *([] if name in self.explicit else usual.get(name, ())))
            for name, heading in self.reader.names.items()
            if heading
        }
        return Wanted(headings, tuple(name for name in NEEDED if name in headings))

    def _no_heading(self) -> ExportError:
        miss = max(self._misses, key=lambda miss: miss.matched, default=Miss())
        if not miss.matched:
            columns = ", ".join(self._called(name) for name in NEEDED if self.reader.names[name])
            return ExportError(Unusable.NO_HEADING, columns=columns)
        lacks = ", ".join(map(self._called, miss.lacks))
        return ExportError(Unusable.NO_COLUMN, miss.line, columns=lacks, has=", ".join(miss.has)[:180])


def _usual() -> dict[str, list[str]]:
    return tomllib.loads(HEADINGS.read_text("utf-8"))
