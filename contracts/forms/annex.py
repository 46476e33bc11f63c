"""The annex "Kết quả thực hiện cơ chế một cửa": offices by level, each level closed by its sum, and why dossiers were late. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from contracts.forms.lacking import known
from contracts.forms.progress import Wrong
from contracts.forms.table import Cell, InPart, Say, Table
from contracts.forms.whole_sums import sum_cell

COLUMNS = ("place", "unit", "one-stop", "linked", "received", "on-time", "overdue", "remark")
DOSSIERS = ("received", "on_time", "overdue")
ADDED = ("one_stop", "linked", *DOSSIERS)
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True)
class Unit:
    """An office: its procedures and its dossiers; None: not said. ``line`` of the file it comes from, 0 of none."""

    name: str
    one_stop: int | None
    linked: int | None
    received: int | None
    on_time: int | None
    overdue: int | None
    remark: str = ""
    line: int = 0


@dataclass(frozen=True)
class Group:
    """Offices of one level, closed by their sum; ``given`` is the sum that a file states."""

    name: str
    units: tuple[Unit, ...]
    given: Unit | None = None


@dataclass(frozen=True)
class Late:
    """Why dossiers were late, in the words of whoever wrote it; ``number``: how many, None where that is not said."""

    reason: str
    number: int | None = None


def annex(groups: Sequence[Group], late_because: Sequence[Late], say: Say) -> Table:
    """The table. What nobody said of procedures stays empty, as offices leave it; of dossiers it is told."""
    rows: list[tuple[Cell, ...]] = []
    sums: set[int] = set()
    for letter, group in zip(LETTERS, groups, strict=False):
        rows.append((letter, group.name, *([""] * 6)))
        units = [completed(unit) for unit in group.units]
        rows += [_row(str(place), unit, say) for place, unit in enumerate(units, 1)]
        whole = _row("", _shown(replace(group, units=tuple(units)), say("annex.sum")), say)
        rows.append((*whole[:4], *(_sum(name, units, say) for name in DOSSIERS), *whole[7:]))
        sums.add(len(rows) - 1)
    part = any(isinstance(cell, InPart) for place in sums for cell in rows[place])
    notes = (say("form.not-whole"),) if part else ()
    return drawn(rows, sums, (*notes, *because(late_because, say)), say)


def drawn(rows: Sequence[tuple[Cell, ...]], sums: Collection[int], notes: tuple[str, ...], say: Say) -> Table:
    """The table of rows as they are to be shown; ``sums``: which of them sum up others."""
    columns = tuple(say(f"annex.{name}") for name in COLUMNS)
    return Table("annex", say("annex.title"), columns, tuple(rows), notes, sums=frozenset(sums))


def because(late: Sequence[Late], say: Say) -> tuple[str, ...]:
    """The lines "Lí do trả quá hạn" below it; none where nothing is said."""
    if not late:
        return ()
    told = (
        one.reason if one.number is None else say("annex.reason", reason=one.reason, count=one.number)
        for one in late
    )
    return (say("annex.late"), *(f"- {reason}" for reason in told))


def completed(unit: Unit) -> Unit:
    """With the figure that follows from the two others by 5 = 6 + 7: offices write "-" for none late."""
    match unit.received, unit.on_time, unit.overdue:
        case None, int(on_time), int(overdue):
            return replace(unit, received=on_time + overdue)
        case int(received), None, int(overdue) if received >= overdue:
            return replace(unit, on_time=received - overdue)
        case int(received), int(on_time), None if received >= on_time:
            return replace(unit, overdue=received - on_time)
        case _:
            return unit


def contradictions(groups: Sequence[Group]) -> tuple[Wrong, ...]:
    """What does not add up: 5 = 6 + 7 in each row, and each sum that a file states against the rows above it."""
    found = [_outcome(unit) for group in groups for unit in (*group.units, *filter(None, [group.given]))]
    for group in groups:
        if group.given is None:
            continue
        counted = added(group.units, group.given.name)
        for name in ADDED:
            left, right = getattr(group.given, name), getattr(counted, name)
            if left is not None:
                found.append(
                    Wrong(f"{group.name}, {group.given.name}", name, left, right or 0, group.given.line)
                )
    return tuple(one for one in found if one is not None and one.left != one.right)


def added(units: Sequence[Unit], name: str) -> Unit:
    """The sum of offices; of a column that none of them fills there is none."""

    def together(column: str) -> int | None:
        values = [getattr(unit, column) for unit in units if getattr(unit, column) is not None]
        return sum(values) if values else None

    one_stop, linked, received, on_time, overdue = (together(column) for column in ADDED)
    return Unit(name, one_stop, linked, received, on_time, overdue)


def _shown(group: Group, name: str) -> Unit:
    """The sum of a group; procedures stay empty where the file's own sum leaves them so: offices share them."""
    whole, given = added(group.units, name), group.given
    if given is None:
        return whole
    return replace(
        whole,
        one_stop=whole.one_stop if given.one_stop is not None else None,
        linked=whole.linked if given.linked is not None else None,
    )


def _outcome(unit: Unit) -> Wrong | None:
    if unit.received is None or unit.on_time is None or unit.overdue is None:
        return None
    return Wrong(unit.name, "5=6+7", unit.received, unit.on_time + unit.overdue, unit.line)


def _sum(name: str, units: Sequence[Unit], say: Say) -> Cell:
    """Of what nobody said, where it must come from; of what some did not say, that it is not whole."""
    values = [getattr(unit, name) for unit in units]
    return known(None, say) if set(values) <= {None} else sum_cell(values, say, whole=True)


def _row(place: str, unit: Unit, say: Say) -> tuple[Cell, ...]:
    procedures = ("" if value is None else known(value, say) for value in (unit.one_stop, unit.linked))
    dossiers = (known(value, say) for value in (unit.received, unit.on_time, unit.overdue))
    return (place, unit.name, *procedures, *dossiers, unit.remark)
