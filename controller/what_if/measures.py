"""What a simulated office is like: waits, queue, use of counters, over several days."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean, stdev

from controller.what_if.run import DayRun

LONG_MINUTES = 15.0
SLOT = 30
"""Minutes of one bar of the queue over the day."""


@dataclass(frozen=True)
class Measure:
    """A mean over the days, and how far it may be off by chance (twice its standard error)."""

    mean: float
    doubt: float


FIELDS = ("median", "p90", "long", "queue", "use", "unserved")
"""What is measured of a day: the wait in minutes that half and that nine of ten do not exceed, the share that waits
longer than a quarter of an hour, the longest queue, the share of the clerks' minutes that they spend with a citizen,
and how many people were never called or found no number."""


@dataclass(frozen=True)
class Measures:
    """One variant of an office; ``figures`` in the order of ``FIELDS``, shares from 0 to 1."""

    days: int
    figures: tuple[Measure, ...]
    queue: Mapping[int, float]
    """How many waited, on average, by the local minute at which half an hour begins."""


def measures(days: Sequence[DayRun]) -> Measures:
    """What the days were like; at least one."""
    return Measures(len(days), tuple(over(days, look) for look in LOOKS), _queue(days))


def over(days: Sequence[DayRun], look: Callable[[DayRun], float]) -> Measure:
    """One figure of each day, over all of them."""
    return measure([look(day) for day in days])


def measure(values: Sequence[float]) -> Measure:
    """The mean of some days, and its doubt; of one day nothing is known about that."""
    doubt = 2 * stdev(values) / sqrt(len(values)) if len(values) > 1 else 0.0
    return Measure(fmean(values), doubt)


def quantile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least this share of all does not exceed; 0 of none."""
    found = sorted(values)
    return found[max(0, min(len(found) - 1, -int(-share * len(found) // 1) - 1))] if found else 0.0


def waits(day: DayRun) -> list[float]:
    """Minutes until the call, of everybody who was called."""
    return [place.waited for place in day.places if place.waited is not None]


def long_share(day: DayRun) -> float:
    """The share of those who were called that waited longer than a quarter of an hour."""
    found = waits(day)
    return sum(wait > LONG_MINUTES for wait in found) / len(found) if found else 0.0


def use(day: DayRun) -> float:
    """The share of the clerks' minutes that they spent with a citizen."""
    manned = sum(day.open.values())
    return sum(day.busy.values()) / manned if manned else 0.0


def unserved(day: DayRun) -> float:
    """Who came and was never called."""
    return day.turned_away + sum(place.called is None for place in day.places)


LOOKS: tuple[Callable[[DayRun], float], ...] = (
    lambda day: quantile(waits(day), 0.5),
    lambda day: quantile(waits(day), 0.9),
    long_share,
    lambda day: float(max(day.queue.values(), default=0)),
    use,
    unserved,
)
"""In the order of ``FIELDS``."""


def _queue(days: Sequence[DayRun]) -> dict[int, float]:
    slots: dict[int, list[int]] = {}
    for day in days:
        for minute, count in day.queue.items():
            slots.setdefault(minute // SLOT * SLOT, []).append(count)
    return {slot: fmean(counts) for slot, counts in sorted(slots.items())}
