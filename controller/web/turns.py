"""One loop for the desk and the pages: pages take turns, so that thousands of them keep no command waiting."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Turns:
    """Lets one page go on at a time, and everybody else in the loop before the next one.

    A loop runs all that is ready before it looks again: five hundred pages that were woken by one event would all be
    drawn before the desk's next step. Here each waits in a row, and the desk's step comes after one of them.
    After a page that was drawn the loop belongs to everybody else for as long as that took: half of the time at least.
    """

    def __init__(self) -> None:
        self._row = asyncio.Lock()
        self._others_until = float("-inf")

    @asynccontextmanager
    async def draw(self) -> AsyncIterator[None]:
        """The work of one page, in its turn. The block awaits nothing."""
        now = asyncio.get_running_loop().time
        async with self._row:
            await asyncio.sleep(max(0.0, self._others_until - now()))
            begun = now()
            try:
                yield
            finally:
                self._others_until = now() + (now() - begun)

    async def next(self) -> None:
        """Wait for a turn."""
        async with self._row:
            await asyncio.sleep(0)
