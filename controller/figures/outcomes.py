"""How good it was: the share answered on time, the days saved, and what was late, by field and by reason. Pure."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from contracts.forms.progress import Progress, Went, progress, together
from contracts.forms.table import Cell, Count, Say, Share, Table


@dataclass(frozen=True)
class _Saved:
    dossiers: int
    days: int


def outcomes(
    dossiers: Sequence[Went], first: date, last: date, say: Say, lacks: Collection[str]
) -> Iterator[Table]:
    """The tables; none where the list does not say what was due, or what was answered."""
    if {"due", "ended"} & set(lacks):
        return
    rows = progress(dossiers, first, last)
    listed = [_row(row, _saved(dossiers, first, last, row.name), say) for row in rows]
    listed.append(_row(together(rows, say("table.total")), _saved(dossiers, first, last), say))
    names = ("field", "answered", "in-time", "rate", "late", "early", "days", "each")
    columns = tuple(say(f"outcomes.{name}") for name in names)
    yield Table(
        "outcomes", say("outcomes.title"), columns, tuple(listed), (say("outcomes.note"),), total=True
    )
    late = [one for one in dossiers if one.answered_in(first, last) and one.is_late]
    if late:
        yield _reasons(late, say)


def _row(row: Progress, saved: _Saved, say: Say) -> tuple[Cell, ...]:
    in_time = row.early + row.on_time
    each = say("outcomes.days-each", days=_tenths(saved.days, saved.dossiers)) if saved.dossiers else "-"
    return (
        *(row.name, Count(row.answered), Count(in_time), Share(in_time, row.answered), Count(row.late)),
        *(Count(saved.dossiers), Count(saved.days), each),
    )


def _reasons(late: Sequence[Went], say: Say) -> Table:
    counted = Counter((one.field, one.reason or say("outcomes.no-reason")) for one in late)
    rows: list[tuple[Cell, ...]] = [
        (field, reason, Count(number))
        for (field, reason), number in sorted(
            counted.items(), key=lambda item: (item[0][0], -item[1], item[0][1])
        )
    ]
    rows.append((say("table.total"), "", Count(len(late))))
    columns = tuple(say(f"outcomes.{name}") for name in ("field", "reason", "late"))
    return Table("late", say("outcomes.late-title"), columns, tuple(rows), total=True)


def _saved(dossiers: Sequence[Went], first: date, last: date, field: str | None = None) -> _Saved:
    """Dossiers answered before their day, and by how many calendar days together."""
    days = [
        (one.due - one.ended).days
        for one in dossiers
        if (field is None or one.field == field)
        and one.answered_in(first, last)
        and not one.returned
        and one.due is not None
        and one.ended is not None
        and one.ended < one.due
    ]
    return _Saved(len(days), sum(days))


def _tenths(whole: int, parts: int) -> str:
    """A mean with one decimal, halves up, as Vietnamese offices write it."""
    tenths = (whole * 20 + parts) // (2 * parts)
    return f"{tenths // 10},{tenths % 10}"
