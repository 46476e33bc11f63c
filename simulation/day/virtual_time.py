"""A loop of asyncio in which time passes at once: whoever sleeps for an hour is awake again when nothing else is to do.

For programs without threads and sockets: those need real time, and this loop would not wait for them.
"""

import asyncio
import selectors
from typing import Any


class _NeverWaits(selectors.DefaultSelector):
    """Instead of waiting it moves the loop's clock."""

    now = 0.0

    def select(self, timeout: float | None = None) -> list[Any]:
        """See BaseSelector."""
        found = super().select(None if timeout is None else 0)
        if not found and timeout:
            self.now += timeout
        return found


class VirtualLoop(asyncio.SelectorEventLoop):
    """See above."""

    def __init__(self) -> None:
        """At second 0."""
        self._clock = _NeverWaits()
        super().__init__(self._clock)

    def time(self) -> float:
        """Seconds that have passed here."""
        return self._clock.now

    def pass_time(self, seconds: float) -> None:
        """As if what runs now took so long."""
        self._clock.now += seconds
