"""What is asked of the desk, in the order in which it came: from the wire and from the web alike."""

import asyncio
from collections import deque

from contracts import messages as m
from contracts.permissions import Role
from contracts.vocabulary import RefusalCode
from controller.desk.judging import Submission

BATCH = 16
"""Commands that are judged on one tentative day and committed together."""
INBOX = 1000
SHARE = 200
"""Of one who asks: a kiosk that asks faster than the desk answers keeps nobody else out."""
TICK_S = 0.2
"""The desk goes around at least so often: some things are due by the clock alone."""


class Inbox:
    """Commands that wait for the desk. Whoever asks much waits behind whoever asks little."""

    def __init__(self, tick_s: float = TICK_S) -> None:
        self._tick_s = tick_s
        self._waiting: dict[str, deque[Submission]] = {}
        """By who asks; whose turn it is comes first."""
        self._count = 0
        self._came = asyncio.Event()

    def put(self, asked: Submission) -> None:
        """Let a command wait; refuse it at once when there are too many, of one device or of all."""
        name = _line_of(asked)
        if self._count >= INBOX or len(self._waiting.get(name, ())) >= SHARE:
            asked.answer(asked.refused(RefusalCode.OVERLOADED))
            return
        self._waiting.setdefault(name, deque()).append(asked)
        self._count += 1
        self._came.set()

    def put_back(self, batch: list[Submission]) -> None:
        """What was gathered waits again, before what came meanwhile."""
        for asked in reversed(batch):
            line = self._waiting.pop(_line_of(asked), deque())
            line.appendleft(asked)
            self._waiting = {_line_of(asked): line, **self._waiting}
            self._count += 1
            self._came.set()

    async def rest(self) -> None:
        """Let what waits wait, for a tick."""
        await asyncio.sleep(self._tick_s)

    async def gather(self) -> list[Submission]:
        """What waits, at most a batch, one of each who asks in turn; empty when nothing came for a tick."""
        try:
            async with asyncio.timeout(self._tick_s):
                await self._came.wait()
        except TimeoutError:
            return []
        batch = [self._next()]
        while len(batch) < BATCH and self._count and not _sets_the_clock(batch[-1]):
            batch.append(self._next())
        if not self._count:
            self._came.clear()
        return batch

    def _next(self) -> Submission:
        name = next(iter(self._waiting))
        line = self._waiting.pop(name)
        asked = line.popleft()
        if line:
            self._waiting[name] = line  # behind the others
        self._count -= 1
        return asked


def _line_of(asked: Submission) -> str:
    """Where it waits; strangers in one line, for names cost them nothing."""
    return "" if asked.principal.role is Role.NOBODY else asked.principal.name


def _sets_the_clock(asked: Submission) -> bool:
    """What comes after a confirmation has another time, so it is judged by itself."""
    return isinstance(asked.message, m.ConfirmClock)
