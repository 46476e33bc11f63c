"""What the caretaker should know of a main system's answers: errors that may mean "none", and what cannot be read."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from contracts.vocabulary import FaultCode
from controller.dossier.port import AsWritten, Found, NotFound, Outcome, Record, Trouble
from hardware.ports import Clock

IN_A_ROW = 5
"""So many answers of an error without a good one between them are told."""
ONLY_MISSES = 20
"""So many times "none" in a row may be a wrong setting: told, too."""
KEPT_S = 24 * 3600.0
"""Something that could not be read is told for so long."""

BEFORE = " before"
"""Marks a day that was read, but comes before the dossier was received."""


@dataclass(frozen=True)
class _Row:
    """Answers of one kind, one after the other."""

    what: str
    since: float
    count: int = 1


@dataclass(frozen=True)
class _Unread:
    since: float
    last: float
    count: int
    said: str


class Heard:
    """Counts. Keeps no code, and of what could not be read only days and statuses, as citizens see them."""

    def __init__(self, names: Mapping[str, str], clock: Clock) -> None:
        """``names``: our word for a field -> the main system's."""
        self._names, self._clock = names, clock
        self._errors: _Row | None = None
        self._misses: _Row | None = None
        self._unread: dict[str, _Unread] = {}

    def note(self, outcome: Outcome) -> None:
        """After each question."""
        now = self._clock.monotonic()
        if isinstance(outcome, Found):
            self._errors = self._misses = None
            for record in outcome.records:
                for name in record.unread:
                    kind = f"{name}{BEFORE}" if isinstance(getattr(record, name), date) else name
                    before = self._unread.get(kind, _Unread(now, now, 0, ""))
                    self._unread[kind] = _Unread(before.since, now, before.count + 1, _said(record, name))
        elif isinstance(outcome, NotFound):
            self._misses = _more(self._misses, "only-misses", now)
        elif outcome.answered:
            self._errors = _more(self._errors, str(outcome.why), now)

    def troubles(self) -> tuple[Trouble, ...]:
        """As of now."""
        now = self._clock.monotonic()
        self._unread = {name: one for name, one in self._unread.items() if now - one.last < KEPT_S}
        rows = ((self._errors, IN_A_ROW), (self._misses, ONLY_MISSES))
        told = [
            Trouble(FaultCode.LOOK_UP_UNREAD, row.since, {"what": row.what, "count": str(row.count)})
            for row, least in rows
            if row and row.count >= least
        ]
        for name, one in self._unread.items():
            what = "before-received" if name.endswith(BEFORE) else "field"
            column = self._names[name.removesuffix(BEFORE)]
            facts = {"what": what, "column": column, "count": str(one.count), "said": one.said}
            told.append(Trouble(FaultCode.LOOK_UP_UNREAD, one.since, facts))
        return tuple(told)


def _more(row: _Row | None, what: str, now: float) -> _Row:
    return replace(row, what=what, count=row.count + 1) if row else _Row(what, now)


def _said(record: Record, name: str) -> str:
    if name == "status":
        return record.status_text
    day = getattr(record, name)
    if isinstance(day, date):
        return f"{day:%d/%m/%Y}"
    return day.text if isinstance(day, AsWritten) else ""
