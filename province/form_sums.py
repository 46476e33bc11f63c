"""The forms of many offices added up, with what is missing from whom in the cell or beneath it. Pure.

What an office did not hand up, or its source did not say, is never counted as 0: such a sum says that it is not whole.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from contracts.forms.lacking import FINISHED, unknown_of
from contracts.forms.law import COLUMNS_06A, COLUMNS_766, table_06a, table_766
from contracts.forms.progress import COUNTS, Progress, Wrong, together, wrongs
from contracts.forms.table import Cell, Count, Say, Table
from contracts.forms.whole_sums import in_part
from contracts.letters import unaccented
from contracts.statements import StatedForm, StatementKind


class Form(StrEnum):
    """Which of the law's forms; the value is its address."""

    II_06A = "bieu-06a"
    D_766 = "tien-do-766"
    II_07B = "bieu-07b"
    ANNEX = "phu-luc-ii"


KINDS: Mapping[Form, StatementKind] = {
    Form.II_06A: StatementKind.FORM_06A,
    Form.D_766: StatementKind.FORM_06A,
    Form.II_07B: StatementKind.FORM_07B,
    Form.ANNEX: StatementKind.ANNEX,
}
"""What of the statements each is made from."""
COLUMNS = {Form.II_06A: COLUMNS_06A, Form.D_766: COLUMNS_766}
DRAW: Mapping[Form, Callable[[tuple[tuple[Cell, ...], ...], Sequence[str], Say], Table]] = {
    Form.II_06A: table_06a,
    Form.D_766: table_766,
}


@dataclass(frozen=True)
class Handed:
    """What an office handed up; None: nothing of this period."""

    office: str
    form: StatedForm | None
    before: StatedForm | None = None
    """What it handed up of the period right before."""

    @property
    def rows(self) -> tuple[Progress, ...]:
        """As they are counted."""
        return _rows_of(self.form)

    def unknown(self, form: Form) -> frozenset[str]:
        """The columns that cannot be known of it."""
        if self.form is None:
            return frozenset(COLUMNS[form])
        lacks = self.form.lacks
        if form is Form.II_06A:  # a finished form is all that this one asks for
            return unknown_of(lack for lack in lacks if lack != FINISHED)
        return unknown_of(lacks)


@dataclass(frozen=True)
class _Part:
    """A sum of some offices. ``unknown``: the columns of which something is missing; what is, is not in the sum."""

    name: str
    sums: Mapping[str, int]
    unknown: frozenset[str]
    nothing: bool = False
    """Nothing at all is known."""


def by_field(form: Form, handed: Sequence[Handed], say: Say) -> Table:
    """All offices together, field by field in the order of the alphabet."""
    parts: dict[str, list[_Part]] = {}
    for one in handed:
        for row in one.rows:
            parts.setdefault(row.name.casefold(), []).append(_part(form, row, one.unknown(form)))
    rows = [
        _of_all(form, handed, _added(found, found[0].name))
        for _, found in sorted(parts.items(), key=lambda one: (unaccented(one[0]), one[0]))
    ]
    return DRAW[form](_listed(form, rows, _whole(form, handed, say), say), _notes(form, handed, say), say)


def by_office(form: Form, handed: Sequence[Handed], say: Say) -> Table:
    """Every office with all of its fields together."""
    rows = [_of_office(form, one) for one in handed]
    table = DRAW[form](_listed(form, rows, _whole(form, handed, say), say), _notes(form, handed, say), say)
    office = say("form.office")
    bands = tuple(
        tuple(
            replace(head, text=office) if place == 1 and row == 0 else head for place, head in enumerate(band)
        )
        for row, band in enumerate(table.bands)
    )
    columns = (table.columns[0], office, *table.columns[2:])
    return replace(
        table, key=f"{table.key}-offices", title=say("form.by-office"), columns=columns, bands=bands
    )


def broken(handed: Iterable[Handed]) -> list[Wrong]:
    """Which identities do not hold, in which office and field. What an office does not know is not held against it."""
    return [
        replace(one, name=f"{each.office}: {one.name}")
        for each in handed
        if _is_whole(each.form)
        for one in wrongs(each.rows, _rows_of(each.before) if _is_whole(each.before) else ())
    ]


def _is_whole(form: StatedForm | None) -> bool:
    return form is not None and not unknown_of(form.lacks) & {"received", "carried", "answered", "open"}


def _rows_of(form: StatedForm | None) -> tuple[Progress, ...]:
    rows = form.rows if form else ()
    return tuple(
        Progress(" ".join(row.name.split()), **{name: getattr(row, name) for name in COUNTS}) for row in rows
    )


def _of_office(form: Form, one: Handed) -> _Part:
    part = _part(form, together(one.rows, one.office), one.unknown(form))
    return replace(part, nothing=one.form is None)


def _part(form: Form, counts: Progress, unknown: frozenset[str]) -> _Part:
    known = {name: 0 if name in unknown else int(getattr(counts, name)) for name in COLUMNS[form]}
    return _Part(counts.name, known, unknown)


def _whole(form: Form, handed: Sequence[Handed], say: Say) -> _Part:
    there = [_of_office(form, one) for one in handed if one.form]
    return _of_all(form, handed, _added(there, say("form.total")))


def _of_all(form: Form, handed: Sequence[Handed], added: _Part) -> _Part:
    """A sum over all offices: of one that handed nothing up something may be missing in every field and column."""
    if all(one.form for one in handed):
        return added
    return replace(added, unknown=frozenset(COLUMNS[form]))


def _added(parts: Sequence[_Part], name: str) -> _Part:
    unknown = frozenset[str]().union(*(part.unknown for part in parts))
    columns = {column for part in parts for column in part.sums}
    sums = {column: sum(part.sums[column] for part in parts) for column in columns}
    return _Part(name, sums, unknown, nothing=not parts)


def _listed(form: Form, rows: Sequence[_Part], whole: _Part, say: Say) -> tuple[tuple[Cell, ...], ...]:
    numbered = [(str(place), row.name, *_cells(form, row, say)) for place, row in enumerate(rows, 1)]
    return (*numbered, ("", whole.name, *_cells(form, whole, say)))


def _cells(form: Form, part: _Part, say: Say) -> tuple[Cell, ...]:
    return tuple(_cell(part, name, say) for name in COLUMNS[form])


def _cell(part: _Part, name: str, say: Say) -> Cell:
    if part.nothing:
        return say("form.not-handed")
    value = part.sums[name]
    if name not in part.unknown:
        return Count(value)
    return in_part(value, say)


def _notes(form: Form, handed: Sequence[Handed], say: Say) -> tuple[str, ...]:
    there = [one for one in handed if one.form]
    missing = [one.office for one in handed if not one.form]
    notes = [say("form.of", count=len(there), all=len(handed))]
    if missing:
        notes.append(say("form.missing", offices=", ".join(missing)))
    for lack in ("channel", "due", "ended", FINISHED):
        whose = [one.office for one in there if one.form and lack in one.form.lacks]
        if whose and not (lack == FINISHED and form is Form.II_06A):
            notes.append(say(f"form.lacks-{lack}-of", offices=", ".join(whose)))
    if any(one.unknown(form) for one in handed):
        notes.append(say("form.not-whole"))
    return tuple(notes)
