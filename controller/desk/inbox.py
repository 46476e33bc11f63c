"""What is asked of the desk, in the order in which it came: from the wire and from the web alike."""

import asyncio

from contracts import messages as m
from contracts.vocabulary import RefusalCode
from controller.desk.judging import Asked

BATCH = 16
"""Commands that are judged on one tentative day and committed together."""
INBOX = 1000
TICK_S = 0.2
"""The desk goes around at least so often: some things are due by the clock alone."""


class Inbox:
    """Commands that wait for the desk."""

    def __init__(self) -> None:
        self._waiting: asyncio.Queue[Asked] = asyncio.Queue(INBOX)

    def put(self, asked: Asked) -> None:
        """Let a command wait; refuse it at once when there are too many."""
        try:
            self._waiting.put_nowait(asked)
        except asyncio.QueueFull:
            asked.answer(asked.refused(RefusalCode.OVERLOADED))

    async def rest(self) -> None:
        """Let what waits wait, for a tick."""
        await asyncio.sleep(TICK_S)

    async def gather(self) -> list[Asked]:
        """What waits, at most a batch; empty when nothing came for a tick."""
        try:
            async with asyncio.timeout(TICK_S):
                batch = [await self._waiting.get()]
        except TimeoutError:
            return []
        while len(batch) < BATCH and not self._waiting.empty() and not _sets_the_clock(batch[-1]):
            batch.append(self._waiting.get_nowait())
        return batch


def _sets_the_clock(asked: Asked) -> bool:
    """What comes after a confirmation has another time, so it is judged by itself."""
    return isinstance(asked.message, m.ConfirmClock)
