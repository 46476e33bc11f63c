"""How much somebody may ask for: so much at once, and then at a steady pace. Pure."""

from collections import OrderedDict

MOST_KEPT = 10_000


class Buckets:
    """One for each key. Times are monotonic seconds."""

    def __init__(self, most: int, per_s: float) -> None:
        self._most, self._per_s = most, per_s
        self._used: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait_s(self, key: str, now: float) -> float:
        """How long until there is one; 0: there is."""
        return max(0.0, (self._used_at(key, now) + 1 - self._most) / self._per_s)

    def take(self, key: str, now: float) -> None:
        """One is used; of an empty bucket none, so that whoever goes on asking does not wait for ever."""
        self._used[key] = (min(self._used_at(key, now) + 1, self._most), now)
        self._used.move_to_end(key)
        while len(self._used) > MOST_KEPT:
            self._used.popitem(last=False)

    def _used_at(self, key: str, now: float) -> float:
        used, then = self._used.get(key, (0.0, now))
        return max(0.0, used - (now - then) * self._per_s)
