"""What the page shows now, and who watches it. One event loop owns it.

A watcher that is slow gets the newest value of each key, never a backlog of old pictures.
"""

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

SLIPS_KEPT = 40


class Hub:
    """The latest value of each key, and its watchers."""

    def __init__(self) -> None:
        self._latest: dict[str, Any] = {}
        self._watchers: set[_Watcher] = set()

    def put(self, key: str, value: Any) -> None:
        """A key has a new value; an equal one is no news."""
        if key in self._latest and self._latest[key] == value:
            return
        self._latest[key] = value
        for watcher in self._watchers:
            watcher.put(key, value)

    def drop(self, key: str) -> None:
        """A key that later watchers need not see."""
        self._latest.pop(key, None)

    def keys(self, prefix: str) -> list[str]:
        """The keys that begin so, oldest first."""
        return [key for key in self._latest if key.startswith(prefix)]

    async def watch(self, idle_s: float) -> AsyncGenerator[dict[str, Any]]:
        """Everything at once, then every change; an empty batch after ``idle_s`` without news."""
        watcher = _Watcher(dict(self._latest))
        self._watchers.add(watcher)
        try:
            while True:
                yield await watcher.take(idle_s)
        finally:
            self._watchers.discard(watcher)


class _Watcher:
    def __init__(self, first: dict[str, Any]) -> None:
        self._pending = first
        self._news = asyncio.Event()
        self._news.set()

    def put(self, key: str, value: Any) -> None:
        self._pending.pop(key, None)
        self._pending[key] = value
        self._news.set()

    async def take(self, idle_s: float) -> dict[str, Any]:
        try:
            await asyncio.wait_for(self._news.wait(), idle_s)
        except TimeoutError:
            return {}
        self._news.clear()
        batch, self._pending = self._pending, {}
        return batch
