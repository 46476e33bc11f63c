"""How often a password may be tried, by name and by address: a few times at once, then with growing pauses. Pure."""

from collections import OrderedDict

FREE, FIRST_S, LONGEST_S, FORGET_S = 5, 5.0, 300.0, 3600.0
MOST_KEPT = 10_000


class Tries:
    """Times are monotonic seconds."""

    def __init__(self) -> None:
        self._wrong: OrderedDict[str, tuple[int, float]] = OrderedDict()

    def wait_s(self, name: str, visitor: str, now: float) -> float:
        """How long until a try may be made; 0: now."""
        return max(self._wait(key, now) for key in _keys(name, visitor))

    def wrong(self, name: str, visitor: str, now: float) -> None:
        """It was wrong."""
        for key in _keys(name, visitor):
            self._wrong[key] = (self._count(key, now) + 1, now)
            self._wrong.move_to_end(key)
        while len(self._wrong) > MOST_KEPT:
            self._wrong.popitem(last=False)

    def right(self, name: str, visitor: str) -> None:
        """It was right: what this visitor tried at this name is forgotten."""
        self._wrong.pop(_keys(name, visitor)[0], None)

    def _count(self, key: str, now: float) -> int:
        count, last = self._wrong.get(key, (0, now))
        return count if now - last < FORGET_S else 0

    def _wait(self, key: str, now: float) -> float:
        count, free = self._count(key, now), FREE if key.startswith("pair ") else FREE * 4
        if count < free:
            return 0.0
        wait = min(LONGEST_S, FIRST_S * (1 << min(count - free, 10)))
        return max(0.0, self._wrong[key][1] + wait - now)


def _keys(name: str, visitor: str) -> tuple[str, str, str]:
    return f"pair {name} {visitor}", f"name {name}", f"visitor {visitor}"
