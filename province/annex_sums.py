"""The annex "Kết quả thực hiện cơ chế một cửa" of many offices: their groups put together, sums, why dossiers were late. Pure.

What an office did not hand up, or did not say, is never counted as 0. Procedures are shared by offices, and not added up.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from contracts.forms.annex import (
    DOSSIERS,
    LETTERS,
    Group,
    Late,
    Unit,
    because,
    completed,
    contradictions,
    drawn,
)
from contracts.forms.progress import Wrong
from contracts.forms.table import Cell, Count, Say, Table
from contracts.forms.whole_sums import missing_notes, sum_cell
from contracts.stated_forms import AnnexUnit, StatedAnnex

Handed = Sequence[tuple[str, StatedAnnex | None]]
"""Offices by name, with what each handed up."""
MOST_REASONS = 60
"""That are shown; of more only how many."""
_NUMBER = re.compile(r"\s*\(\s*\d+\s*\)\s*$")
"""How many offices a group has, behind its name: "CẤP XÃ, PHƯỜNG (08)"."""
Row = tuple[Cell, ...]


@dataclass
class _Level:
    name: str
    place: int
    """Where it stands in the forms, at the latest: the highest level comes first."""
    numbered: bool = False
    units: list[tuple[str, Unit]] = field(default_factory=list)
    """Each with the office that told it."""


def annex_of_all(handed: Handed, say: Say) -> Table:
    """All groups, each closed by its sum, then who handed nothing up, and the sum of everything."""
    missing = [office for office, form in handed if form is None]
    levels = _levels(handed)
    rows: list[Row] = []
    sums: set[int] = set()
    for place, level in enumerate(levels):
        rows.append((_letter(place), _title(level, levels, say), *[""] * 6))
        rows += [_row(str(at), office, unit, say) for at, (office, unit) in enumerate(level.units, 1)]
        rows.append(_sum(say("annex.sum"), [unit for _, unit in level.units], say, whole=not missing))
        sums.add(len(rows) - 1)
    if missing:
        rows.append((_letter(len(levels)), say("form.missing-group"), *[""] * 6))
        rows += [(str(at), office, *[say("form.not-handed")] * 5, "") for at, office in enumerate(missing, 1)]
    everybody = [unit for level in levels for _, unit in level.units]
    rows.append(_sum(say("form.total"), everybody, say, whole=not missing))
    sums.add(len(rows) - 1)
    return drawn(rows, sums, tuple(_notes(handed, missing, levels, say)), say)


def broken(handed: Handed) -> list[Wrong]:
    """Where 5 = 6 + 7 does not hold, with the office that said so."""
    return [
        replace(one, name=f"{office}: {one.name}" if one.name != office else office)
        for office, form in handed
        if form
        for one in contradictions([Group("", tuple(map(_unit, group.units))) for group in form.groups])
    ]


def _unit(told: AnnexUnit) -> Unit:
    return Unit(told.name, told.one_stop, told.linked, told.received, told.on_time, told.overdue)


def _levels(handed: Handed) -> list[_Level]:
    found: dict[str, _Level] = {}
    for office, form in handed:
        for place, group in enumerate(form.groups if form else ()):
            name = _NUMBER.sub("", " ".join(group.name.split()))
            level = found.setdefault(name.casefold(), _Level(name, place))
            level.place = max(level.place, place)
            level.numbered = level.numbered or _NUMBER.search(group.name) is not None
            level.units += [(office, completed(_unit(unit))) for unit in group.units]
    return sorted(found.values(), key=lambda level: (not level.name, level.place))


def _letter(place: int) -> str:
    return LETTERS[place] if place < len(LETTERS) else str(place + 1)


def _title(level: _Level, levels: Sequence[_Level], say: Say) -> str:
    if not level.name:
        return say("form.offices") if len(levels) == 1 else say("form.no-group")
    return f"{level.name} ({len(level.units):02})" if level.numbered else level.name


def _row(place: str, office: str, unit: Unit, say: Say) -> Row:
    procedures = ("" if value is None else Count(value) for value in (unit.one_stop, unit.linked))
    dossiers = (_known(getattr(unit, name), say) for name in DOSSIERS)
    own = _plain(unit.name) == _plain(office)
    return (place, unit.name, *procedures, *dossiers, "" if own else say("form.told-by", office=office))


def _known(value: int | None, say: Say) -> Cell:
    return say("form.unknown") if value is None else Count(value)


def _sum(name: str, units: Sequence[Unit], say: Say, *, whole: bool) -> Row:
    """Procedures only where there is but one office, whose they are."""
    alone = units[0] if whole and len(units) == 1 else None
    told = (alone.one_stop, alone.linked) if alone else (None, None)
    procedures = ("" if value is None else Count(value) for value in told)
    sums = (sum_cell([getattr(unit, name) for unit in units], say, whole=whole) for name in DOSSIERS)
    return ("", name, *procedures, *sums, "")


def _notes(handed: Handed, missing: Sequence[str], levels: Sequence[_Level], say: Say) -> Iterator[str]:
    yield from missing_notes([office for office, _ in handed], missing, say)
    units = [unit for level in levels for _, unit in level.units]
    if missing or any(getattr(unit, name) is None for unit in units for name in DOSSIERS):
        yield say("form.not-whole")
    names = Counter(_plain(unit.name) for unit in units)
    twice = sorted({unit.name for unit in units if names[_plain(unit.name)] > 1})
    if twice:
        yield say("form.twice", units=", ".join(twice))
    late = late_of_all(handed)
    yield from because(late[:MOST_REASONS], say)
    if len(late) > MOST_REASONS:
        yield say("form.more-reasons", count=len(late) - MOST_REASONS)


def late_of_all(handed: Handed) -> list[Late]:
    """Each reason once, the commonest first; of one that somebody gave no number of, there is none, and the offices are named."""
    found: dict[str, list[tuple[str, str, int | None]]] = {}
    for office, form in handed:
        for one in form.reasons if form else ():
            found.setdefault(_plain(one.reason), []).append((one.reason, office, one.number))
    late = [_late(told) for told in found.values()]
    return sorted(late, key=lambda one: (-(one.number or 0), one.reason))


def _late(told: Sequence[tuple[str, str, int | None]]) -> Late:
    reason = " ".join(told[0][0].split())
    numbers = [number for *_, number in told if number is not None]
    if len(numbers) == len(told):
        return Late(reason, sum(numbers))
    return Late(f"{reason} ({', '.join(dict.fromkeys(office for _, office, _ in told))})")


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()
