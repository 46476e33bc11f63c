"""Records of procedures, as another system exports them -> procedures, and row by row what was not understood. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from contracts.letters import unaccented
from controller.catalogue.cells import (
    LONGEST_NAME,
    LONGEST_TEXT,
    Odd,
    code_of,
    day_of,
    fee_of,
    papers_of,
    text_of,
    time_of,
)
from controller.catalogue.procedure import LONGEST_TITLE, Procedure, Step

MOST_ROWS = 50_000
MOST_NOTES = 500
LOST = frozenset({Odd.NO_NAME, Odd.FEE, Odd.TIME, Odd.DAY, Odd.MADE_DAY, Odd.NESTED})
"""Nothing of such a cell is of use."""
Record = Mapping[str, object]
Found = TypeVar("Found")


@dataclass(frozen=True)
class Note:
    """What is strange about a row: which one (of several sheets ``Sheet!5``), whose, which field, and what stood there."""

    row: int | str
    code: str
    field: str
    what: Odd
    said: str = ""


@dataclass
class Report:
    """What became of a file; more notes than are kept are counted."""

    procedures: list[Procedure] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    counts: dict[Odd, int] = field(default_factory=dict)
    lost: dict[str, set[str]] = field(default_factory=dict)
    """Code -> the fields of it that could not be read, of all rows."""
    left_out: int = 0

    def note(self, note: Note) -> None:
        """Count it, and keep it while there is room."""
        self.counts[note.what] = self.counts.get(note.what, 0) + 1
        if note.code and note.what in LOST:
            self.lost.setdefault(note.code, set()).add(note.field.removesuffix("_text"))
        if len(self.notes) < MOST_NOTES:
            self.notes.append(note)


def read(records: Iterable[tuple[int | str, object]], services: Mapping[str, str]) -> Report:
    """Every record that names a procedure. ``services``: folded queue or field names -> the office's service codes."""
    report, seen = Report(), dict[str, int | str]()
    for row, record in records:
        if not isinstance(record, Mapping):
            report.note(Note(row, "", "", Odd.SHAPE, _said(record)))
            report.left_out += 1
            continue
        found = _procedure(row, record, services, report)
        if found is None or found.code in seen:
            report.left_out += 1
            if found:
                report.note(Note(row, found.code, "code", Odd.TWICE, str(seen[found.code])))
            continue
        seen[found.code] = row
        report.procedures.append(found)
    return report


@dataclass(frozen=True)
class _Row:
    """One record; what is strange about its cells goes into the report."""

    number: int | str
    record: Record
    report: Report
    code: str

    def told(self, name: str, odd: tuple[Odd, ...]) -> None:
        said = _said(self.record.get(name) or self.record.get(f"{name}_text") or "")
        for what in dict.fromkeys(odd):
            self.report.note(Note(self.number, self.code, name, what, said))

    def take(self, name: str, read: tuple[Found, tuple[Odd, ...]]) -> Found:
        found, odd = read
        self.told(name, odd)
        return found

    def text(self, name: str, longest: int = LONGEST_TEXT) -> str:
        return self.take(name, text_of(self.record.get(name), longest))


def _said(cell: object) -> str:
    """What stood there, as a sentence can have it: without what commands a terminal."""
    return text_of(cell if isinstance(cell, float) else str(cell), 80)[0]


def _procedure(
    number: int | str, record: Record, services: Mapping[str, str], report: Report
) -> Procedure | None:
    row = _Row(number, record, report, code_of(record.get("code")))
    if not row.code:
        row.told("code", (Odd.NO_CODE,))
        return None
    if not text_of(record.get("name"), LONGEST_NAME)[0]:
        row.told("name", (Odd.NO_NAME,))
        return None
    return Procedure(
        code=row.code,
        name=row.text("name", LONGEST_NAME),
        short=row.text("short", LONGEST_TITLE),
        name_en=row.text("name_en", LONGEST_NAME),
        field=row.text("field", 200) or row.text("area", 200),
        level=row.text("level", 200),
        who=row.text("who"),
        papers=row.take("papers", papers_of(record.get("papers"))),
        fee=row.take("fee", fee_of(record.get("fee"), row.text("fee_text"))),
        time=row.take("time", time_of(record.get("time"), row.text("time_text"))),
        agreed=row.take("agreed", time_of(None, row.text("agreed"))),
        steps=_steps(record.get("steps")),
        place=row.text("place"),
        elsewhere=row.text("elsewhere"),
        result=row.text("result"),
        basis=row.text("basis"),
        address=_address(record.get("address")),
        service=_service(record, services),
        since=row.take("since", day_of(record.get("since"))),
        until=row.take("until", day_of(record.get("until"))),
        source=row.text("source", 300),
    )


def _steps(cell: object) -> tuple[Step, ...]:
    given = cell if isinstance(cell, list | tuple) else str(cell or "").split("\n")
    found = []
    for one in given:
        facts = one if isinstance(one, Mapping) else {"text": one}
        text, _ = text_of(facts.get("text"), 1_000)
        days = facts.get("days")
        known = isinstance(days, int | float) and not isinstance(days, bool) and 0 <= days <= 999
        if text:
            found.append(Step(text, text_of(facts.get("by"), 120)[0], float(days) if known else None))  # type: ignore[arg-type] # known: a number
    return tuple(found[:60])


def _address(cell: object) -> str:
    """Only a page that a browser can open safely."""
    said = str(cell or "").strip()
    return said if said.startswith(("https://", "http://")) and len(said) < 500 and " " not in said else ""


def _service(record: Record, services: Mapping[str, str]) -> str:
    for name in ("service", "field", "area"):
        found = services.get(unaccented(str(record.get(name) or "")))
        if found:
            return found
    return ""
