"""One loop for the desk and the pages: pages take turns, so that thousands of them keep no command waiting."""

import asyncio


class Turns:
    """Lets one page go on at a time, and everybody else in the loop before the next one.

    A loop runs all that is ready before it looks again: five hundred pages that were woken by one event would all be
    drawn before the desk's next step. Here each waits in a row, and the desk's step comes after one of them.
    """

    def __init__(self) -> None:
        self._row = asyncio.Lock()

    async def next(self) -> None:
        """Wait for a turn."""
        async with self._row:
            await asyncio.sleep(0)
