"""What just happened, for pages that stay open: server-sent events, one stream a page."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from fastapi.sse import ServerSentEvent

from contracts import messages as m
from contracts.topics import DESK
from controller.web.turns import Turns

if TYPE_CHECKING:
    from collections.abc import Iterator

    from controller.desk.announcer import Announcer

T = TypeVar("T")

HEARTBEAT_S = 3.0
"""A comment at least this often, so that a page can tell a quiet office from a dead desk."""
CALM_S = 0.1
"""A page is drawn at most ten times a second, however fast things happen."""
BACKLOG = 200


class Live:
    """Hands every fact and snapshot to whoever listens."""

    def __init__(self, announcer: "Announcer", clock: Callable[[], int]) -> None:
        """``clock`` tells the desk's time, in milliseconds since 1970 UTC."""
        self._clock, self._turns = clock, Turns()
        self._queues: set[asyncio.Queue[_Said | None]] = set()
        self._over = False
        announcer.listeners.append(self._spread)

    async def messages(self) -> AsyncIterator[ServerSentEvent]:
        """Every message; a listener that is too slow misses the oldest."""
        with self._listening(BACKLOG) as queue:
            while not (self._over and queue.empty()):
                said = await _next(queue)
                await self._turns.next()
                yield said.event if said else self.alive()

    def alive(self) -> ServerSentEvent:
        """The desk lives, and this is its time: so a page knows when a press of it was meant."""
        return ServerSentEvent(event="alive", raw_data=str(self._clock()))

    def wake(self) -> None:
        """Something that only pages show has changed."""
        for queue in self._queues:
            if queue.empty():
                queue.put_nowait(None)

    async def pages(
        self, look: Callable[[], T | None], draw: Callable[[T], str]
    ) -> AsyncIterator[ServerSentEvent]:
        """``draw`` what ``look`` sees whenever that changes; ends when there is nothing to see (signed out)."""
        with self._listening(1) as queue:
            shown: T | None = None
            while not self._over:
                async with self._turns.draw():
                    seen = look()
                    panel = draw(seen) if seen not in (None, shown) else None
                if seen is None:
                    break
                yield self.alive() if panel is None else ServerSentEvent(event="panel", raw_data=panel)
                shown = seen
                await _next(queue)
                await asyncio.sleep(CALM_S)
            if not self._over:
                yield ServerSentEvent(event="gone", raw_data="signed out")

    def _spread(self, message: m.Message) -> None:
        self._over = isinstance(message, m.Presence) and message.device == DESK and not message.online
        said = _Said(message)
        for queue in self._queues:
            if queue.full():
                queue.get_nowait()
            queue.put_nowait(said)

    @contextmanager
    def _listening(self, backlog: int) -> "Iterator[asyncio.Queue[_Said | None]]":
        queue: asyncio.Queue[_Said | None] = asyncio.Queue(backlog)
        self._queues.add(queue)
        try:
            yield queue
        finally:
            self._queues.discard(queue)


class _Said:
    """A message, written down once however many hear it, and not at all when nobody does."""

    def __init__(self, message: m.Message) -> None:
        self._message = message

    @cached_property
    def event(self) -> ServerSentEvent:
        """As it goes over the line."""
        return ServerSentEvent(event=type(self._message).__name__, raw_data=self._message.model_dump_json())


async def _next(queue: "asyncio.Queue[_Said | None]") -> "_Said | None":
    try:
        async with asyncio.timeout(HEARTBEAT_S):
            return await queue.get()
    except TimeoutError:
        return None
