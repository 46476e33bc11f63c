"""What just happened, for pages that stay open: server-sent events, one stream a page."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Callable
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from fastapi.sse import format_sse_event

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
"""A page that is alone is drawn at most ten times a second, however fast things happen."""
CROWD_S = 0.002
"""So much seldomer for each page that looks on: two hundred leave the loop to the desk, and see the newest twice a second."""
TOGETHER_S = 0.02
"""What comes within this time goes over the line in one piece: two hundred streams are woken once for it."""
BACKLOG = 200
SHARED = 4
"""So many drawings are kept for other pages that see the very same."""


class Live:
    """Hands every fact and snapshot to whoever listens."""

    def __init__(self, announcer: "Announcer", clock: Callable[[], int]) -> None:
        """``clock`` tells the desk's time, in milliseconds since 1970 UTC."""
        self._clock, self._turns = clock, Turns()
        self._queues: set[asyncio.Queue[_Said | None]] = set()
        self._coming: list[m.Message] = []
        """What nobody has been told yet."""
        self._over = False
        self._drawn: deque[tuple[Callable[[Any], str], object, bytes]] = deque(maxlen=SHARED)
        """What was drawn since the last change."""
        announcer.listeners.append(self._spread)

    async def messages(self) -> AsyncGenerator[bytes]:
        """Every message; what has come meanwhile goes in one piece. A listener that is too slow misses the oldest."""
        with self._listening(BACKLOG) as queue:
            while not (self._over and queue.empty()):
                first = await _next(queue)
                await self._turns.next()
                all_of = (first, *(queue.get_nowait() for _ in range(queue.qsize())))
                yield b"".join(said.told for said in all_of if said) or self.alive()

    def alive(self) -> bytes:
        """The desk lives, and this is its time: so a page knows when a press of it was meant."""
        return format_sse_event(event="alive", data_str=str(self._clock()))

    def wake(self) -> None:
        """Something that only pages show has changed."""
        self._drawn.clear()
        for queue in self._queues:
            if queue.empty():
                queue.put_nowait(None)

    async def pages(self, look: Callable[[], T | None], draw: Callable[[T], str]) -> AsyncGenerator[bytes]:
        """``draw`` what ``look`` sees whenever that changes; ends when there is nothing to see (signed out)."""
        with self._listening(1) as queue:
            shown: T | None = None
            while not self._over:
                async with self._turns.draw():
                    seen = look()
                    panel = self._panel(draw, seen) if seen is not None and seen != shown else self.alive()
                if seen is None:
                    break
                yield panel
                shown = seen
                await _next(queue)
                await asyncio.sleep(CALM_S + CROWD_S * len(self._queues))
            if not self._over:
                yield format_sse_event(event="gone", data_str="signed out")

    def _panel(self, draw: Callable[[T], str], seen: T) -> bytes:
        """Drawn once for all pages that see the same, until something changes."""
        for drawn_by, before, panel in self._drawn:
            if drawn_by == draw and before == seen:
                return panel
        panel = format_sse_event(event="panel", data_str=draw(seen))
        self._drawn.append((draw, seen, panel))
        return panel

    def _spread(self, message: m.Message) -> None:
        """What comes within a moment is told together, after the desk's own work and not in the middle of it."""
        self._over = isinstance(message, m.Presence) and message.device == DESK and not message.online
        self._drawn.clear()
        self._coming.append(message)
        if self._over:
            self._hand_out()
        elif len(self._coming) == 1:
            asyncio.get_running_loop().call_later(TOGETHER_S, self._hand_out)

    def _hand_out(self) -> None:
        said, self._coming = _Said(self._coming), []
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
    """Messages, written down once however many hear them, and not at all when nobody does."""

    def __init__(self, messages: list[m.Message]) -> None:
        self._messages = messages

    @cached_property
    def told(self) -> bytes:
        """As they go over the line."""
        return b"".join(
            format_sse_event(event=type(message).__name__, data_str=message.model_dump_json())
            for message in self._messages
        )


async def _next(queue: "asyncio.Queue[_Said | None]") -> "_Said | None":
    try:
        async with asyncio.timeout(HEARTBEAT_S):
            return await queue.get()
    except TimeoutError:
        return None
