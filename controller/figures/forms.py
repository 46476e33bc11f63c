"""The forms that the law and the offices' plans name, as tables. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from controller.figures.progress import Progress, together
from controller.figures.report import Say
from controller.figures.table import Cell, Count, Head, Table

COLUMNS = 13


def form_06a(rows: Sequence[Progress], say: Say) -> Table:
    """Form II.06a/VPCP/KSTT: how dossiers went, by field; thirteen columns, headings in three rows, their numbers below."""

    def at(key: str, columns: int = 1, deep: int = 1) -> Head:
        return Head(say(f"form06a.{key}"), columns, deep)

    bands = (
        (at("place", deep=3), at("field", deep=3), at("received", 4), at("answered", 4), at("open", 3)),
        (
            *(at("total", deep=2), at("within", 2), at("carried", deep=2)),
            *(at("total", deep=2), at("early", deep=2), at("on-time", deep=2), at("late", deep=2)),
            *(at("total", deep=2), at("in-time", deep=2), at("overdue", deep=2)),
        ),
        (at("online"), at("direct")),
        tuple(Head(f"({number})") for number in range(1, COLUMNS + 1)),
    )
    listed = [_row(str(place), one) for place, one in enumerate(rows, 1)]
    listed.append(_row("", together(rows, say("table.total"))))
    names = (
        "place",
        "field",
        "received",
        "online",
        "direct",
        "carried",
        "answered",
        "early",
        "on-time",
        "late",
        "open",
        "in-time",
        "overdue",
    )
    columns = tuple(say(f"form06a.{name}") for name in names)
    notes = (say("form06a.note"),)
    return Table("form06a", say("form06a.title"), columns, tuple(listed), notes, total=True, bands=bands)


def _row(place: str, one: Progress) -> tuple[Cell, ...]:
    counts = (
        *(one.received, one.online, one.direct, one.carried),
        *(one.answered, one.early, one.on_time, one.late),
        *(one.open, one.open_in_time, one.open_late),
    )
    return (place, one.name, *map(Count, counts))


@dataclass(frozen=True)
class Unit:
    """An office in the annex: its procedures and its dossiers; None: not said."""

    name: str
    one_stop: int | None
    linked: int | None
    received: int
    on_time: int
    overdue: int
    remark: str = ""


@dataclass(frozen=True)
class Group:
    """Offices of one level, closed by their sum."""

    name: str
    units: tuple[Unit, ...]


def annex(groups: Sequence[Group], late_because: Sequence[str], say: Say) -> Table:
    """The annex "Kết quả thực hiện cơ chế một cửa": groups with sums, and below it why dossiers were late."""
    rows: list[tuple[Cell, ...]] = []
    for letter, group in zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", groups, strict=False):
        rows.append((letter, group.name, *([""] * 6)))
        rows += [_unit(str(place), unit) for place, unit in enumerate(group.units, 1)]
        rows.append(_unit("", _sum(group.units, say("annex.sum"))))
    names = ("place", "unit", "one-stop", "linked", "received", "on-time", "overdue", "remark")
    notes = (say("annex.late"), *(f"- {reason}" for reason in late_because)) if late_because else ()
    return Table(
        "annex", say("annex.title"), tuple(say(f"annex.{name}") for name in names), tuple(rows), notes
    )


def contradictions(groups: Sequence[Group]) -> tuple[Unit, ...]:
    """Whose dossiers do not add up: received = on time + overdue."""
    return tuple(
        unit for group in groups for unit in group.units if unit.received != unit.on_time + unit.overdue
    )


def _sum(units: Sequence[Unit], name: str) -> Unit:
    def added(values: Sequence[int | None]) -> int | None:
        known = [value for value in values if value is not None]
        return sum(known) if known else None

    return Unit(
        name,
        added([unit.one_stop for unit in units]),
        added([unit.linked for unit in units]),
        sum(unit.received for unit in units),
        sum(unit.on_time for unit in units),
        sum(unit.overdue for unit in units),
    )


def _unit(place: str, unit: Unit) -> tuple[Cell, ...]:
    known = (Count(value) if value is not None else "" for value in (unit.one_stop, unit.linked))
    return (
        place,
        unit.name,
        *known,
        Count(unit.received),
        Count(unit.on_time),
        Count(unit.overdue),
        unit.remark,
    )
