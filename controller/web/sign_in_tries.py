"""How often a PIN may be tried: by the machine that tries, by the name that is tried, and by the visitor. Pure.

A machine on which a clerk has signed in before has tries of its own, so that nobody who guesses elsewhere can keep that
clerk out. Nor can one visitor alone, nor three, keep a clerk out who comes to a new machine: once a visitor must wait,
its tries no more count towards the name, until so many visitors guess at it that it must wait from everywhere. A name
that does not exist is treated like one that does.
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
"""Wrong tries for one name from machines that it never used, or from one visitor for any name."""
TOLD = 10
"""From so many wrong tries for one name on, the caretaker is told."""
MOST_KEPT = 10_000


@dataclass(frozen=True)
class Count:
    """Wrong tries in a row."""

    wrong: int
    last: float


@dataclass(frozen=True)
class Try:
    """Somebody types a PIN.

    ``visitor``: the name of the machine, if any clerk signed in there before, so that nobody behind the same address
    makes it wait; else who it is on the network. ``known``: that name, if it has been this clerk's before;
    ``exists``: whether somebody has that name.
    """

    name: str
    visitor: str
    known: str = ""
    exists: bool = True

    def counts(self) -> tuple[tuple[str, int], ...]:
        """What it is counted under, and how many wrong ones are free there."""
        if self.known:
            return ((f"known {self.name} {self.known}", FREE),)
        return (
            (f"pair {self.name} {self.visitor}", FREE),
            (f"name {self.name}", FREE_ABROAD),
            (f"visitor {self.visitor}", FREE_ABROAD),
        )


class Tries:
    """The wrong tries of one controller. Times are monotonic seconds."""

    def __init__(self) -> None:
        self._counts: OrderedDict[str, Count] = OrderedDict()
        self._told: OrderedDict[str, Count] = OrderedDict()
        """By name, those that nobody has as one (""): what costs nothing to try must push no count out."""

    def wait_s(self, attempt: Try, now: float) -> float:
        """How long this try still has to wait; 0: it may be made."""
        return max(self._wait(key, free, now) for key, free in attempt.counts())

    def wrong(self, attempt: Try, now: float) -> None:
        """It was wrong."""
        pair, *others = attempt.counts()
        slowed = self._wrong(pair[0], now) >= pair[1]
        _count(self._counts, pair[0], now)
        for key, free in others:
            alone = slowed and key == f"name {attempt.name}" and self._wrong(key, now) < free
            _count(self._counts, key, now, 0 if alone else 1)
        while len(self._counts) > MOST_KEPT:
            self._counts.popitem(last=False)
        self._tell(attempt, now)

    def too_soon(self, attempt: Try, now: float) -> None:
        """It was not even tried: nobody waits longer for it, but the caretaker hears of it."""
        self._tell(attempt, now)

    def right(self, attempt: Try) -> None:
        """It was right: what was counted for this machine is forgotten, what others do for this name is not."""
        for key, free in attempt.counts():
            if free == FREE:
                self._counts.pop(key, None)

    def guessed(self, now: float) -> tuple[tuple[str, Count], ...]:
        """The names that somebody seems to guess at; "" for all that nobody has."""
        return tuple(
            (name, count)
            for name, count in self._told.items()
            if count.wrong >= TOLD and now - count.last < FORGET_S
        )

    def _tell(self, attempt: Try, now: float) -> None:
        _count(self._told, attempt.name if attempt.exists else "", now)

    def _wait(self, key: str, free: int, now: float) -> float:
        wrong = self._wrong(key, now)
        if wrong < free:
            return 0.0
        wait = min(LONGEST_WAIT_S, FIRST_WAIT_S * (1 << min(wrong - free, 10)))
        return max(0.0, self._counts[key].last + wait - now)

    def _wrong(self, key: str, now: float) -> int:
        count = self._counts.get(key)
        return count.wrong if count and now - count.last < FORGET_S else 0


def _count(counts: OrderedDict[str, Count], key: str, now: float, more: int = 1) -> None:
    before = counts.get(key)
    wrong = before.wrong if before and now - before.last < FORGET_S else 0
    counts[key] = Count(wrong + more, now)
    counts.move_to_end(key)
