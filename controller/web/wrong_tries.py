"""Who tries addresses that are nobody's: told nothing for a while. Counted by place."""

from collections import deque

from controller.rates import Rate

WRONG = Rate(20, 60.0)
"""Addresses of nothing that one place may try: nobody guesses one of 2^120, and nobody shall try for long."""
MOST_PLACES = 1000


class WrongTries:
    """Counts them. ``now`` is monotonic."""

    def __init__(self) -> None:
        self._wrong: dict[str, deque[float]] = {}

    def too_many(self, place: str, now: float) -> bool:
        """Whether a place must wait."""
        wrong = self._wrong.get(place, deque())
        return len(wrong) >= WRONG.most and now - wrong[0] < WRONG.in_s

    def note(self, place: str, now: float) -> None:
        """One more was wrong."""
        if len(self._wrong) >= MOST_PLACES:
            self._wrong.clear()
        WRONG.lets(self._wrong.setdefault(place, deque()), now)
