"""How waits are counted, so that those of many days and offices add up: by steps of a stair. Pure."""

from bisect import bisect_left
from collections.abc import Sequence

BUCKETS = (1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 35, 40, 45, 50, 60, 75, 90, 120, 150, 180)
"""Minutes: a wait belongs to the first that it does not exceed; whatever is longer stands behind them."""


def bucket(seconds: int) -> int:
    """The step of a wait."""
    return bisect_left(BUCKETS, seconds / 60)


def at_most(counts: Sequence[int], share: float) -> int | None:
    """The least of the steps, in minutes, that this share of the waits did not exceed; 0 of no waits, None beyond all."""
    wanted, seen = share * sum(counts), 0
    if not wanted:
        return 0
    for minutes, count in zip(BUCKETS, counts, strict=False):
        seen += count
        if seen >= wanted:
            return minutes
    return None
