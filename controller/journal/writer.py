"""The one thread that owns the journal, seen from the event loop."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from contracts.vocabulary import FaultCode, RequestId
from controller.domain.events import AnyEvent
from controller.journal.entries import Answered, Entry
from controller.journal.journal import Journal
from controller.journal.recovered import Recovered
from controller.journal.verify import Walk

T = TypeVar("T")


class Writer:
    """Opens a journal in a thread of its own and lets the loop wait for it."""

    def __init__(self, opening: Callable[[], Journal]) -> None:
        """``opening`` runs in the thread; its errors come out here, before any loop runs."""
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="journal")
        self._journal = self._thread.submit(opening).result()

    @property
    def last_seq(self) -> int:
        """The number of the newest event."""
        return self._journal.last_seq

    @property
    def unread(self) -> int:
        """See ``Journal.unread``."""
        return self._journal.unread

    async def start(self, now: int) -> Recovered:
        """See ``Journal.start``."""
        return await self._run(lambda: self._journal.start(now))

    async def events(self, day: str) -> tuple[AnyEvent, ...]:
        """See ``Journal.events``."""
        return await self._run(lambda: self._journal.events(day))

    async def told(self, day: str) -> list[tuple[str, str]]:
        """See ``Journal.told``."""
        return await self._run(lambda: self._journal.told(day))

    async def commit(self, entries: list[Entry]) -> None:
        """See ``Journal.commit``: durable when this returns."""
        await self._run(lambda: self._journal.commit(entries))

    async def answers(self, requests: list[RequestId]) -> dict[RequestId, Answered]:
        """See ``Journal.answers``."""
        return await self._run(lambda: self._journal.answers(requests))

    async def reread(self, day: str) -> tuple[AnyEvent, ...]:
        """What the file really says of a day after a failed commit."""

        def again() -> tuple[AnyEvent, ...]:
            self._journal.reread()
            return self._journal.events(day)

        return await self._run(again)

    async def verify(self, day: str) -> str | None:
        """See ``Journal.verify``."""
        return await self._run(lambda: self._journal.verify(day))

    async def walk(self, walk: Walk) -> Walk:
        """See ``Journal.walk``: a command that comes meanwhile waits for these few events, not for the day."""
        return await self._run(lambda: self._journal.walk(walk))

    async def count_loss(self) -> int:
        """See ``Journal.count_loss``."""
        return await self._run(self._journal.count_loss)

    async def settle(self) -> None:
        """See ``Journal.settle``."""
        await self._run(self._journal.settle)

    async def forget_mends(self) -> None:
        """See ``Journal.forget_mends``."""
        await self._run(self._journal.forget_mends)

    async def in_place(self) -> bool:
        """See ``Journal.in_place``."""
        return await self._run(self._journal.in_place)

    async def heal(self, stamp: str) -> bool:
        """See ``Journal.heal``."""
        return await self._run(lambda: self._journal.heal(stamp))

    async def lineage(self) -> str:
        """See ``Journal.lineage``."""
        return await self._run(self._journal.lineage)

    async def begin_lineage(self) -> str:
        """See ``Journal.begin_lineage``."""
        return await self._run(self._journal.begin_lineage)

    async def mends(self) -> dict[FaultCode, dict[str, str]]:
        """See ``Journal.mends``."""
        return await self._run(self._journal.mends)

    def reserve_intact(self) -> bool:
        """See ``Journal.reserve_intact``."""
        return self._journal.reserve_intact()

    def close(self) -> None:
        """Close the journal and end the thread."""
        self._thread.submit(self._journal.close).result()
        self._thread.shutdown()

    async def _run(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)
