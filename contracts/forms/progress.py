"""How dossiers went in a period, counted by field: the rows of form II.06a/VPCP/KSTT. Pure.

Circular 01/2020/TT-VPCP gives the columns; each figure is counted from dossiers here, and the sums that must hold are
checked, because forms are also handed in as finished tables. Dossiers that wait for papers count as in time; those
given back or withdrawn count as answered on time, as the provinces' own systems count them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from enum import StrEnum


class Channel(StrEnum):
    """How a dossier came."""

    ONLINE = "online"
    DIRECT = "direct"
    """At the counter."""
    POST = "post"
    """By public post; form II.06a counts it with those at the counter."""


@dataclass(frozen=True)
class Went:
    """What is known of one dossier.

    ``returned``: given back or withdrawn; ``paused``: it waits for papers; ``reason``: why it was late, where that is said.
    """

    field: str
    channel: Channel
    received: date
    due: date | None = None
    ended: date | None = None
    returned: bool = False
    paused: bool = False
    reason: str = ""
    unit: str = ""
    """The office that answers it, where that is said."""

    def answered_in(self, first: date, last: date) -> bool:
        """Whether it was answered in a period."""
        return self.ended is not None and first <= self.ended <= last

    @property
    def is_late(self) -> bool:
        """Whether it was answered after its day."""
        return not self.returned and self.due is not None and self.ended is not None and self.ended > self.due


@dataclass(frozen=True)
class Progress:
    """Counts of one field; the names say the form's columns."""

    name: str
    online: int = 0
    direct: int = 0
    carried: int = 0
    early: int = 0
    on_time: int = 0
    late: int = 0
    open_in_time: int = 0
    open_late: int = 0
    post: int = 0
    paused_in_time: int = 0
    """Among those open and in time: they wait for papers."""
    paused_late: int = 0
    """Among those open and in time: they wait for papers, and their day is past."""

    @property
    def new(self) -> int:
        """Received in the period."""
        return self.online + self.direct + self.post

    @property
    def at_desk_or_post(self) -> int:
        """Column 5."""
        return self.direct + self.post

    @property
    def received(self) -> int:
        """Column 3 = 4 + 5 + 6."""
        return self.new + self.carried

    @property
    def answered(self) -> int:
        """Column 7 = 8 + 9 + 10."""
        return self.early + self.on_time + self.late

    @property
    def open(self) -> int:
        """Column 11 = 12 + 13."""
        return self.open_in_time + self.open_late

    @property
    def paused(self) -> int:
        """Those that wait for papers."""
        return self.paused_in_time + self.paused_late

    @property
    def working_in_time(self) -> int:
        """Open, in time, and not waiting for papers."""
        return self.open_in_time - self.paused

    @property
    def working(self) -> int:
        """Open, and not waiting for papers."""
        return self.open - self.paused


COUNTS = tuple(field.name for field in fields(Progress) if field.name != "name")


def progress(dossiers: Iterable[Went], first: date, last: date) -> tuple[Progress, ...]:
    """The rows of a period, by field in the order in which the fields come."""
    found: dict[str, Progress] = {}
    for one in dossiers:
        if one.received > last or (one.ended is not None and one.ended < first):
            continue
        row = found.setdefault(one.field, Progress(one.field))
        for name in (_came(one, first), *_stands(one, last)):
            row = replace(row, **{name: getattr(row, name) + 1})
        found[one.field] = row
    return tuple(found.values())


def _came(one: Went, first: date) -> str:
    if one.received < first:
        return "carried"
    return str(one.channel)


def _stands(one: Went, last: date) -> tuple[str, ...]:
    if one.ended is None or one.ended > last:
        past = one.due is not None and one.due < last
        if one.paused:
            return "open_in_time", "paused_late" if past else "paused_in_time"
        return ("open_late" if past else "open_in_time",)
    if one.returned or one.due is None or one.ended == one.due:
        return ("on_time",)
    return ("early" if one.ended < one.due else "late",)


def together(rows: Iterable[Progress], name: str) -> Progress:
    """The sum of rows."""
    listed = tuple(rows)
    return Progress(name, **{count: sum(getattr(row, count) for row in listed) for count in COUNTS})


@dataclass(frozen=True)
class Wrong:
    """A sum that does not hold: in which row, which rule, and what stands on both sides; ``line`` of a file, 0 of none."""

    name: str
    rule: str
    left: int
    right: int
    line: int = 0


def wrongs(rows: Sequence[Progress], before: Sequence[Progress] = ()) -> tuple[Wrong, ...]:
    """What does not hold: 3 = 7 + 11 in each row, and 6 = column 11 of the period before."""
    found = [Wrong(row.name, "3=7+11", row.received, row.answered + row.open) for row in rows]
    known = {row.name: row.open for row in before}
    if before:
        found += [Wrong(row.name, "6=11", row.carried, known.get(row.name, 0)) for row in rows]
        missing = set(known) - {row.name for row in rows}
        found += [Wrong(name, "6=11", 0, known[name]) for name in sorted(missing)]
    return tuple(one for one in found if one.left != one.right)
