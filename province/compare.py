"""Offices beside each other: means with the interval in which they lie, so that chance is not taken for merit. Pure.

People who come on one day wait in one line, so days and not numbers are what varies by chance: the interval is that of a
ratio whose clusters are days (Cochran, Sampling Techniques, 3rd ed., section 6.4; Student's t with days - 1 degrees).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from math import sqrt

_T = (12.71, 4.30, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26, 2.23, 2.20, 2.18, 2.16, 2.14, 2.13)
"""Student's t for 95 % and 1 to 15 degrees of freedom; beyond, the normal value with a remainder for few days."""
FEWEST_DAYS = 3
"""With fewer days an interval says nothing."""


@dataclass(frozen=True)
class Sums:
    """Of some days of an office, an area or a service.

    ``ss``, ``sn``, ``nn``: sums over days of the products of a day's waits together (s, seconds) and their number (n).
    """

    days: int = 0
    issued: int = 0
    served: int = 0
    absent: int = 0
    cancelled: int = 0
    lapsed: int = 0
    open: int = 0
    priority: int = 0
    waits: int = 0
    wait_s: int = 0
    too_long: int = 0
    services: int = 0
    service_s: int = 0
    ss: float = 0
    sn: float = 0
    nn: float = 0

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(**{f.name: getattr(self, f.name) + getattr(other, f.name) for f in fields(Sums)})

    @property
    def mean_wait_s(self) -> float | None:
        """None of no waits."""
        return self.wait_s / self.waits if self.waits else None

    @property
    def mean_service_s(self) -> float | None:
        """None of no services."""
        return self.service_s / self.services if self.services else None

    @property
    def share_too_long(self) -> float | None:
        """Of the waits; None of none."""
        return self.too_long / self.waits if self.waits else None


class Standing(StrEnum):
    """Where a mean stands beside that of all."""

    FASTER = "faster"
    SLOWER = "slower"
    ALIKE = "alike"
    """The difference may be chance."""
    UNKNOWN = "unknown"
    """Too few days."""


@dataclass(frozen=True)
class Compared:
    """One row of a ranking. ``low`` and ``high``: between them the mean wait lies, in 95 of 100 cases."""

    name: str
    sums: Sums
    low: float | None
    high: float | None
    standing: Standing


def interval(sums: Sums) -> tuple[float, float] | None:
    """Of the mean wait, in seconds; None: too few days or no waits."""
    mean = sums.mean_wait_s
    if mean is None or sums.days < FEWEST_DAYS:
        return None
    spread = max(0.0, sums.ss - 2 * mean * sums.sn + mean * mean * sums.nn)
    error = sqrt(spread * sums.days / (sums.days - 1)) / sums.waits
    half = t_of(sums.days - 1) * error
    return max(0.0, mean - half), mean + half


def t_of(freedom: int) -> float:
    """Student's t for 95 %."""
    return _T[freedom - 1] if freedom <= len(_T) else 1.96 + 2.4 / freedom


def ranking(rows: Mapping[str, Sums]) -> list[Compared]:
    """The shortest mean wait first; who had no waits stands last."""
    overall = total(rows.values()).mean_wait_s
    found = [_compared(name, sums, overall) for name, sums in rows.items()]
    return sorted(found, key=lambda row: (row.sums.mean_wait_s is None, row.sums.mean_wait_s or 0, row.name))


def by_name(rows: Iterable[tuple[str, Sums]]) -> dict[str, Sums]:
    """What goes by one name together: two services may be called the same."""
    added: dict[str, Sums] = {}
    for name, sums in rows:
        added[name] = added.get(name, Sums()) + sums
    return added


def total(rows: Iterable[Sums]) -> Sums:
    """All together."""
    return sum(rows, Sums())


def top_of_scale(rows: Sequence[Compared]) -> float:
    """A round number of seconds that no mean of the rows exceeds, for drawing."""
    highest = max((row.high or row.sums.mean_wait_s or 0 for row in rows), default=0)
    return next(
        (m * 60.0 for m in (1, 2, 3, 5, 10, 15, 20, 30, 45, 60, 90, 120) if highest <= m * 60), highest
    )


def _compared(name: str, sums: Sums, overall: float | None) -> Compared:
    found = interval(sums)
    if found is None or overall is None:
        return Compared(name, sums, None, None, Standing.UNKNOWN)
    low, high = found
    standing = Standing.FASTER if high < overall else Standing.SLOWER if low > overall else Standing.ALIKE
    return Compared(name, sums, low, high, standing)
