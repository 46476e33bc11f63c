"""A tally: the counts and durations of some visits. Two tallies add up to that of both; a period is a sum of days."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields, replace
from itertools import chain
from math import ceil
from typing import Any

from controller.figures.ratings import Marks, without
from controller.figures.ratings import added as added_marks


@dataclass(frozen=True)
class Tally:
    """Counts, and durations in whole seconds."""

    issued: int = 0
    served: int = 0
    absent: int = 0
    """Ended as a no-show; who was absent and came back is not among them."""
    cancelled: int = 0
    lapsed: int = 0
    """Still waiting, or set aside, when the session or the day ended."""
    open: int = 0
    """Not ended yet."""
    priority: int = 0
    """Numbers of a priority group."""
    calls: int = 0
    no_shows: int = 0
    """Calls that nobody answered: one number can have several."""
    transferred: int = 0
    parked: int = 0
    """Stays that ended with the citizen set aside."""
    by_hand: int = 0
    """Calls that a clerk chose though others had come before."""
    overtook: int = 0
    """Calls of the priority rule that passed others."""
    told: int = 0
    """Called numbers whose citizens had been told a range of minutes."""
    within: int = 0
    """Those of them that were called within it."""
    later: int = 0
    """Those that were called after it."""
    slips: int = 0
    """Copies of slips that were to be printed."""
    slips_unknown: int = 0
    """Those of which nobody knows whether they came out."""
    degraded: int = 0
    """Numbers given while the desk's own memory was in trouble; their slips say so."""
    pauses: int = 0
    """Times a counter was left and manned again the same day."""
    paused_s: int = 0
    """How long those were."""
    waits: Sequence[int] = ()
    """From the number to its first call."""
    services: Sequence[int] = ()
    """From the call to "finished" at the same counter."""
    ratings: Marks = field(default_factory=dict)
    """What was said of visits that ended."""
    new_ratings: Marks = field(default_factory=dict)
    """Those of them that are not told of the day alone, because they make no whole group."""
    busy_s: int = 0
    """Time with a citizen at the counter."""
    staffed_s: int = 0
    """Time with a clerk at the counter."""


_LISTS, _MARKS = ("waits", "services"), ("ratings", "new_ratings")
COUNTS = tuple(field.name for field in fields(Tally) if field.name not in _LISTS + _MARKS)
NONE = Tally()


def total(tallies: Iterable[Tally]) -> Tally:
    """The tally of all of them."""
    found = list(tallies)
    added: dict[str, Any] = {name: sum([getattr(one, name) for one in found]) for name in COUNTS}
    for name in _MARKS:
        added[name] = added_marks([marks for one in found if (marks := getattr(one, name))])
    for name in _LISTS:
        added[name] = list(chain.from_iterable([getattr(one, name) for one in found]))
    return Tally(**added)


def told_of_a_day(tally: Tally) -> Tally:
    """A tally of one day, as it may be told by itself."""
    if not tally.new_ratings:  # of most: a year has thousands, and a copy of each takes longer than their sum
        return tally
    return replace(tally, ratings=without(tally.ratings, tally.new_ratings))


def as_json(tally: Tally) -> dict[str, Any]:
    """What is not nothing."""
    found: dict[str, Any] = {name: getattr(tally, name) for name in COUNTS if getattr(tally, name)}
    found |= {name: getattr(tally, name) for name in _MARKS if getattr(tally, name)}
    return found | {name: list(getattr(tally, name)) for name in _LISTS if getattr(tally, name)}


class Spread:
    """How durations spread. Counted, not sorted: a year has a few thousand different ones."""

    def __init__(self, seconds: Sequence[int]) -> None:
        counted = Counter(seconds)
        self._counts = sorted(counted.items())
        self.number = len(seconds)
        self._sum = sum(value * times for value, times in self._counts)

    def mean(self) -> float | None:
        """None of nothing."""
        return self._sum / self.number if self.number else None

    def rank(self, share: float) -> int | None:
        """The nearest-rank percentile: the least that at least this share does not exceed."""
        left = max(1, ceil(share * self.number))
        for value, times in self._counts:
            left -= times
            if left <= 0:
                return value
        return None

    def longest(self) -> int | None:
        """None of nothing."""
        return self._counts[-1][0] if self._counts else None

    def beyond(self, limit: int) -> int:
        """How many are longer than ``limit``."""
        return sum(times for value, times in self._counts if value > limit)
