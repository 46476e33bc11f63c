"""The hand of a citizen of the demonstration, with a paper in it, before the kiosk's reader."""

import asyncio
import base64
from collections.abc import Callable

from simulation.office.hub import Hub
from simulation.office.plan import Plan
from simulation.office.receipt import held_up

HOLD_S = 4.0
"""How long a paper is held before a camera."""


class Hand:
    """Holds one paper at a time. Lives in the office's event loop."""

    def __init__(self, plan: Plan, order: Callable[..., bool], hub: Hub) -> None:
        """``order(device, ...)`` as in Office."""
        self._plan, self._order, self._hub = plan, order, hub
        self._end: asyncio.TimerHandle | None = None

    async def hold(self, text: str) -> bool:
        """Have a paper read that says ``text``; False when there is no reader.

        A camera sees it for ``HOLD_S`` seconds, or until the next one comes; a hand scanner reads it at once.
        Raises ValueError for a text that no code can hold.
        """
        reader = self._plan.reader_device
        if self._plan.reader == "hand":
            return self._order(reader, scan=text)
        picture = await asyncio.to_thread(held_up, text)
        if not self._order(reader, show=base64.b64encode(picture).decode()):
            return False
        if self._end:
            self._end.cancel()
        self._hub.put(f"{reader}/held", value=True)
        self._end = asyncio.get_running_loop().call_later(HOLD_S, self._take_away)
        return True

    def _take_away(self) -> None:
        self._end = None
        self._order(self._plan.reader_device, show="")
        self._hub.put(f"{self._plan.reader_device}/held", value=False)
