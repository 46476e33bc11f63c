"""Time for a simulated printer: the real one, or one that passes as fast as the machine computes."""

import heapq
import time
from collections.abc import Callable
from itertools import count
from typing import Protocol


class Pace(Protocol):
    """A clock that can be waited on."""

    def monotonic(self) -> float:
        """Seconds that never go back."""

    def sleep(self, seconds: float) -> None:
        """Let time pass."""


class RealPace:
    """Wall time."""

    def monotonic(self) -> float:
        """See Pace."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """See Pace."""
        time.sleep(seconds)


class VirtualPace:
    """Time that passes only when somebody waits; what is due then happens at its moment."""

    def __init__(self, start: float = 1000.0, utc_ms: int = 1_795_400_000_000) -> None:
        self._now, self._utc_ms = start, utc_ms - int(start * 1000)
        self._due: list[tuple[float, int, Callable[[], object]]] = []
        self._order = count()

    def monotonic(self) -> float:
        """See Pace."""
        return self._now

    def utc_ms(self) -> int:
        """The date, so that it serves as a ``Clock`` too."""
        return self._utc_ms + int(self._now * 1000)

    def sleep(self, seconds: float) -> None:
        """Skip ``seconds``, doing what was ordered for the moments in between."""
        end = self._now + max(0.0, seconds)
        while self._due and self._due[0][0] <= end:
            at, _, do = heapq.heappop(self._due)
            self._now = max(self._now, at)
            do()
        self._now = max(self._now, end)

    def later(self, seconds: float, do: Callable[[], object]) -> None:
        """``do`` it in ``seconds``."""
        heapq.heappush(self._due, (self._now + seconds, next(self._order), do))
