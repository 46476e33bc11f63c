"""How often a PIN may be tried: by the machine that tries, by the name that is tried, and by the address. Pure.

A machine on which a clerk has signed in before has tries of its own, so that nobody who guesses elsewhere can keep that
clerk out. A name that does not exist is treated like one that does.
"""

from collections import OrderedDict
from dataclasses import dataclass

FREE = 5
"""Wrong tries before waiting begins."""
FIRST_WAIT_S = 5.0
LONGEST_WAIT_S = 300.0
FORGET_S = 3600.0
"""After an hour without a wrong try all is forgotten."""
FREE_ABROAD = 20
"""Wrong tries for one name from machines that it never used, or from one address for any name."""
TOLD = 10
"""From so many wrong tries for one name on, the caretaker is told."""
MOST_KEPT = 5000


@dataclass(frozen=True)
class Count:
    """Wrong tries in a row."""

    wrong: int
    first: float
    last: float


@dataclass(frozen=True)
class Try:
    """Somebody types a PIN. ``known``: the machine has been this clerk's before, and its name there."""

    name: str
    address: str
    known: str = ""

    def counts(self) -> tuple[tuple[str, int], ...]:
        """What it is counted under, and how many wrong ones are free there."""
        if self.known:
            return ((f"known {self.name} {self.known}", FREE),)
        return (
            (f"pair {self.name} {self.address}", FREE),
            (f"name {self.name}", FREE_ABROAD),
            (f"address {self.address}", FREE_ABROAD),
        )


class Tries:
    """The wrong tries of one controller. Times are monotonic seconds."""

    def __init__(self) -> None:
        self._counts: OrderedDict[str, Count] = OrderedDict()

    def wait_s(self, attempt: Try, now: float) -> float:
        """How long this try still has to wait; 0: it may be made."""
        return max(self._wait(key, free, now) for key, free in attempt.counts())

    def wrong(self, attempt: Try, now: float) -> None:
        """It was wrong."""
        self._count((*(key for key, _ in attempt.counts()), f"told {attempt.name}"), now)

    def too_soon(self, attempt: Try, now: float) -> None:
        """It was not even tried: nobody waits longer for it, but the caretaker hears of it."""
        self._count((f"told {attempt.name}",), now)

    def _count(self, keys: tuple[str, ...], now: float) -> None:
        for key in keys:
            before = self._alive(key, now) or Count(0, now, now)
            self._counts[key] = Count(before.wrong + 1, before.first, now)
            self._counts.move_to_end(key)
        while len(self._counts) > MOST_KEPT:
            self._counts.popitem(last=False)

    def right(self, attempt: Try) -> None:
        """It was right: what was counted for this machine is forgotten, what others do for this name is not."""
        for key, free in attempt.counts():
            if free == FREE:
                self._counts.pop(key, None)

    def guessed(self, now: float) -> tuple[tuple[str, Count], ...]:
        """The names that somebody seems to guess at."""
        told = [
            (key.removeprefix("told "), self._alive(key, now))
            for key in self._counts
            if key.startswith("told ")
        ]
        return tuple((name, count) for name, count in told if count and count.wrong >= TOLD)

    def _wait(self, key: str, free: int, now: float) -> float:
        count = self._alive(key, now)
        if count is None or count.wrong < free:
            return 0.0
        wait = min(LONGEST_WAIT_S, FIRST_WAIT_S * (1 << min(count.wrong - free, 10)))
        return max(0.0, count.last + wait - now)

    def _alive(self, key: str, now: float) -> Count | None:
        count = self._counts.get(key)
        return count if count and now - count.last < FORGET_S else None
