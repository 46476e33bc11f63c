"""How services, counters, clerks and the office were called, by what the settings said from day to day. Pure.

Figures are added up by codes, which a new name does not change. So what was renamed is one row all along, what is gone or
new has a row of its own, and readers are told on which day that was.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Any

from contracts.forms.written import written_date
from controller.figures.period import Period


class Thing(StrEnum):
    """What has a name."""

    OFFICE = "office"
    SERVICE = "service"
    COUNTER = "counter"
    CLERK = "clerk"


_LISTS = {
    Thing.SERVICE: ("services", "code", "name"),
    Thing.COUNTER: ("counters", "id", "label"),
    Thing.CLERK: ("clerks", "id", "name"),
}


class How(StrEnum):
    """What became of a name."""

    RENAMED = "renamed"
    NEW = "new"
    GONE = "gone"


@dataclass(frozen=True)
class Called:
    """What the settings said from a day on, by code, in their order."""

    day: date
    names: Mapping[Thing, Mapping[str, str]]


@dataclass(frozen=True)
class Renaming:
    """A name that was another on a day than the day before. ``before`` and ``after`` are empty where there was none."""

    day: date
    thing: Thing
    before: str
    after: str

    @property
    def how(self) -> How:
        """What it was."""
        if not self.before:
            return How.NEW
        return How.RENAMED if self.after else How.GONE


def called(day: date, settings: Mapping[str, Any]) -> Called:
    """The names in a settings file; what is no name there is passed over, for another program may have written it."""
    names = {Thing.OFFICE: {"": _text(settings.get("name"))}}
    for thing, (table, key, name) in _LISTS.items():
        items = settings.get(table)
        rows = [item for item in items if isinstance(item, Mapping)] if isinstance(items, Sequence) else []
        names[thing] = {str(row.get(key, "")): _text(row.get(name)) for row in rows}
    return Called(
        day, {thing: {code: name for code, name in by.items() if name} for thing, by in names.items()}
    )


def _text(name: object) -> str:
    """A name in the office's own language."""
    told = name.get("vi") if isinstance(name, Mapping) else name
    return told if isinstance(told, str) else ""


def by_day(told: Sequence[Called]) -> list[Called]:
    """What was said last on each day, in their order; a clock that went back does not mix them."""
    latest: dict[date, Called] = {}
    for one in told:
        latest[one.day] = one
    return [latest[day] for day in sorted(latest)]


def renamings(told: Sequence[Called]) -> Iterator[Renaming]:
    """Everything that was called otherwise than the day before it changed."""
    for before, after in pairwise(by_day(told)):
        for thing in Thing:
            old, new = before.names.get(thing, {}), after.names.get(thing, {})
            for code in dict.fromkeys((*old, *new)):
                if old.get(code) != new.get(code):
                    yield Renaming(after.day, thing, old.get(code, ""), new.get(code, ""))


def gone(told: Sequence[Called], thing: Thing) -> dict[str, tuple[str, date]]:
    """What is not there any more: its last name, and the day from which it was gone, the latest first."""
    days = by_day(told)
    left: dict[str, tuple[str, date]] = {}
    for before, after in pairwise(days):
        for code, name in before.names.get(thing, {}).items():
            if code not in after.names.get(thing, {}):
                left[code] = name, after.day
    there = days[-1].names.get(thing, {}) if days else {}
    found = [(code, *told) for code, told in left.items() if code not in there]
    return {code: (name, day) for code, name, day in sorted(found, key=lambda one: one[2], reverse=True)}


MOST_TOLD = 20


def told_in(
    told: Sequence[Renaming], thing: Thing | None, period: Period, say: Callable[..., str]
) -> tuple[str, ...]:
    """What a reader of a period should know of its names; who came and left among clerks is nobody's business."""
    found = [
        say(
            f"{one.how}.{thing}",
            day=written_date(one.day),
            before=one.before,
            after=one.after,
        )
        for one in told
        if one.thing is thing
        and period.first <= one.day <= period.last
        and (one.how is How.RENAMED or thing is not Thing.CLERK)
    ]
    more = len(found) - MOST_TOLD
    return (*found[:MOST_TOLD], *([say("renamed.more", count=more)] if more > 0 else []))
