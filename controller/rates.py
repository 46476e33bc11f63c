"""How often somebody may ask: so many times in so many seconds. Pure."""

from collections import deque
from typing import NamedTuple


class Rate(NamedTuple):
    """At most ``most`` times in ``in_s`` seconds."""

    most: int
    in_s: float

    def lets(self, times: deque[float], now: float) -> bool:
        """Whether one more is within it; then it is counted in ``times``."""
        while times and now - times[0] >= self.in_s:
            times.popleft()
        if len(times) >= self.most:
            return False
        times.append(now)
        return True
