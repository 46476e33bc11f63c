"""Touches that no finger makes: a drop, a crack, a failing sensor fires at one point faster than a hand can. Pure."""

from collections import deque

MOST_A_SECOND = 15
"""A hand that hammers manages about ten."""
NEAR_MM = 8.0
QUIET_S = 5.0
"""After so long without a touch, the place counts as healed."""

Touch = tuple[float, float, float]


class GhostTouches:
    """Remembers the last second. Times in monotonic seconds, places in millimetres on the glass."""

    def __init__(self) -> None:
        self._recent: deque[Touch] = deque()
        self._haunted: dict[tuple[float, float], float] = {}

    def is_ghost(self, at: float, x: float, y: float) -> bool:
        """Whether this touch is one of those; its place is watched from then on."""
        self._recent.append((at, x, y))
        while self._recent[0][0] < at - 1:
            self._recent.popleft()
        for place in list(self._haunted):
            if _near(place, (x, y)):
                if at - self._haunted[place] < QUIET_S:
                    self._haunted[place] = at
                    return True
                del self._haunted[place]
        if sum(_near((x, y), (px, py)) for _, px, py in self._recent) > MOST_A_SECOND:
            self._haunted[x, y] = at
            return True
        return False

    def places(self, at: float) -> tuple[tuple[float, float], ...]:
        """Where the glass makes up touches now."""
        return tuple(place for place, last in self._haunted.items() if at - last < QUIET_S)


def _near(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return abs(one[0] - other[0]) <= NEAR_MM and abs(one[1] - other[1]) <= NEAR_MM
