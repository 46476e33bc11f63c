"""Form II.07b of many offices: how many procedures each has, and all of them together. Pure.

A procedure that many offices have is counted at each of them. Who handed nothing up is named and never counted as 0.
"""

from collections.abc import Iterable, Sequence

from contracts.forms.lacking import known
from contracts.forms.law import COLUMNS_07B, table_07b
from contracts.forms.table import Cell, Say, Table
from contracts.forms.whole_sums import missing_notes, sum_cell
from contracts.stated_forms import StatedProcedures

Handed = Sequence[tuple[str, StatedProcedures | None]]
"""Offices by name, with what each handed up."""


def procedures_of_all(handed: Handed, say: Say) -> Table:
    """Every office in a row, closed by the sum."""
    rows = [(str(place), office, *_cells(form, say)) for place, (office, form) in enumerate(handed, 1)]
    there = [form for _, form in handed if form]
    whole = len(there) == len(handed)
    sums = (sum_cell([getattr(one, name) for one in there], say, whole=whole) for name in COLUMNS_07B)
    rows.append(("", say("form.total"), *sums))
    return table_07b(tuple(rows), _notes(handed, there, say), say, total=True)


def _cells(form: StatedProcedures | None, say: Say) -> Iterable[Cell]:
    if form is None:
        return (say("form.not-handed") for _ in COLUMNS_07B)
    return (known(getattr(form, name), say, "form.unknown") for name in COLUMNS_07B)


def _notes(handed: Handed, there: Sequence[StatedProcedures], say: Say) -> tuple[str, ...]:
    no_level = sum(one.no_level for one in there)
    notes = [*missing_notes([office for office, _ in handed], [o for o, form in handed if not form], say)]
    if len(there) < len(handed) or any(one.rules is None for one in there):
        notes.append(say("form.not-whole"))
    notes.append(say("form07b.shared"))
    return (*notes, say("form07b.no-level", count=no_level)) if no_level else tuple(notes)
