"""The newest page, for any number of browsers. A slow browser misses the past, never the present."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

from fastapi.sse import ServerSentEvent

from display_board.page.beats import Beats
from hardware.host.doors import Doors, Place

HEARTBEAT_S = 3.0
RETRY_MS = 1000
MOST_SCREENS, MOST_EACH = 96, 24
"""Browsers at a time, in all and from one address: the screens of an office, perhaps behind one router. One more there takes
the place of the one that came last: whoever opens many shuts nobody out, and what hung there before stays."""


class Seat:
    """The place of one browser, until others need it more."""

    def __init__(self, wake: Callable[[], None]) -> None:
        self.place: Place | None = None
        self.given_up = False
        self._wake = wake

    def give_up(self) -> None:
        """End its stream."""
        self.given_up = True
        self._wake()


class Newest:
    """One value that changes, and those who wait for it. Lives in one event loop."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.seq, self.beats = 0, Beats(monotonic)
        self.screens = Doors(most=MOST_SCREENS, most_each=MOST_EACH)
        self._data = "null"
        self._changed = asyncio.Event()
        self._closed = False

    def put(self, page: dict[str, object]) -> None:
        """Replace the page; the same page again is no change."""
        data = json.dumps(page, ensure_ascii=False, separators=(",", ":"))
        if data != self._data:
            self.seq, self._data = self.seq + 1, data
            self._wake()

    @property
    def page(self) -> dict[str, Any]:
        """The page as it is now; empty before the first one."""
        return json.loads(self._data) or {}

    def close(self) -> None:
        """End every stream."""
        self._closed = True
        self._wake()

    def seat(self, address: str) -> Seat | None:
        """A place for one more browser; None when there are too many."""
        seat = Seat(self._wake)
        seat.place = self.screens.enter(address, seat.give_up)
        if seat.place:
            self.screens.turned(seat.place, busy=True)
        return seat if seat.place else None

    def leave(self, seat: Seat) -> None:
        """A browser went."""
        if seat.place:
            self.screens.leave(seat.place)

    async def stream(self, seat: Seat) -> AsyncIterator[ServerSentEvent]:
        """The page at once and after each change, and ``alive`` when nothing changes, while the browser has its seat.

        The heartbeat is an event, not a comment: a comment never reaches the script that has to notice silence.
        """
        told = -1
        yield ServerSentEvent(retry=RETRY_MS)
        while not (self._closed or seat.given_up):
            if told != self.seq:
                told = self.seq
                yield ServerSentEvent(event="page", id=str(told), raw_data=self._data)
            elif not await self._wait():
                yield ServerSentEvent(event="alive", data=1)

    async def _wait(self) -> bool:
        try:
            await asyncio.wait_for(self._changed.wait(), HEARTBEAT_S)
        except TimeoutError:
            return False
        return True

    def _wake(self) -> None:
        self._changed.set()  # whoever waits wakes with the old event, whoever comes waits for the new one
        self._changed = asyncio.Event()
