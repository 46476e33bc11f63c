"""Speed beside a floor: what the same thread needs for something alike in the same moment, never seconds."""

import time
from collections.abc import Callable
from typing import Any


def times_the_floor(work: Callable[[], Any], floor: Callable[[], Any], rounds: int = 5) -> float:
    """How many times as long this thread works for ``work`` as for ``floor``: the best round of some.

    Whoever is too slow is so in every round; whoever was disturbed was not.
    """
    return min(_works(work) / _works(floor) for _ in range(rounds))


def _works(what: Callable[[], Any]) -> float:
    begin = time.thread_time_ns()
    what()
    return float(max(1, time.thread_time_ns() - begin))
