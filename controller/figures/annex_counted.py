"""The annex counted from a list of dossiers: by the office that answered, or for this office where the list names none. Pure."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date

from contracts.forms.annex import Group, Late, Unit
from contracts.forms.progress import Progress, Went, progress
from contracts.forms.table import Say


def units_of(
    dossiers: Sequence[Went], first: date, last: date, office: str, say: Say, lacks: Collection[str]
) -> tuple[Group, ...]:
    """One group. The table has no column for what is not answered yet: it stands in the remark, so that 5 = 6 + 7."""
    named = [replace(one, field=one.unit or office) for one in dossiers]
    return (Group("", tuple(_unit(row, say, lacks) for row in progress(named, first, last))),)


def _unit(row: Progress, say: Say, lacks: Collection[str]) -> Unit:
    answered = None if "ended" in lacks else row.answered
    if answered is None or "due" in lacks:
        return Unit(row.name, None, None, answered, None, None)
    remark = say("annex.open", count=row.open) if row.open else ""
    return Unit(row.name, None, None, answered, row.early + row.on_time, row.late, remark)


def late_because(dossiers: Sequence[Went], first: date, last: date, say: Say) -> tuple[Late, ...]:
    """Why dossiers were late, the commonest first."""
    late = [one for one in dossiers if one.answered_in(first, last) and one.is_late]
    counted = Counter(one.reason or say("outcomes.no-reason") for one in late)
    ordered = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Late(reason, number) for reason, number in ordered)
