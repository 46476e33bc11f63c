"""A failing day made short: the same promise is still broken with as little as can be found."""

from collections.abc import Callable
from dataclasses import replace

from simulation.day.history import Happening, History


def shortest(history: History, until: float, fails: Callable[[History], bool], tries: int) -> History:
    """Leave out halves, then quarters, down to single happenings, while it still fails; at most so many ``tries``.

    Nothing after ``until``, the moment of the failure, can have caused it.
    """
    kept = tuple(x for x in history.happenings if x.at <= until)
    size = max(1, len(kept) // 2)
    while size and tries > 0:
        start, shorter = 0, False
        while start < len(kept) and tries > 0:
            less: tuple[Happening, ...] = kept[:start] + kept[start + size :]
            tries -= 1
            if fails(replace(history, happenings=less)):
                kept, shorter = less, True
            else:
                start += size
        if not shorter or size > 1:
            size //= 2
    return replace(history, happenings=kept)
