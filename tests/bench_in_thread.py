"""A real bench socket in a thread with a loop of its own, for tests that stand beside it and wait."""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, TypeVar

from hardware.sim.bench import Bench, BenchMessage
from tests.waiting import PATIENCE_S, until

T = TypeVar("T")


class BenchInThread:
    """What the bench was told is in ``told``, oldest first."""

    def __init__(
        self, folder: Path, on_told: Callable[[str, BenchMessage], object] = lambda _device, _told: None
    ) -> None:
        """``on_told`` is called in the bench's thread."""
        self.path = folder / "bench"
        self.told: list[BenchMessage] = []
        self._on_told = on_told
        self._bench = Bench(self.path, self._hear)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="bench", daemon=True)
        self._thread.start()
        self._run(self._bench.start())

    def shown(self, key: str) -> list[Any]:
        """Everything that was told under this key."""
        return [told[key] for told in list(self.told) if key in told]

    def devices(self) -> list[str]:
        """Who is here."""
        return self._call(self._bench.devices)

    def order(self, device: str, **order: Any) -> None:
        """Tell a device something, as soon as it is here."""
        until(lambda: self._call(lambda: self._bench.order(device, **order)))

    def end(self) -> None:
        """Everybody has left; a device whose plug is out stays until it is put back."""
        try:
            until(lambda: not self.devices())
        finally:
            self._run(self._bench.close())
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
            self._loop.close()

    def _hear(self, device: str, told: BenchMessage) -> None:
        self.told.append(told)
        self._on_told(device, told)

    def _call(self, act: Callable[[], T]) -> T:
        async def calling() -> T:
            return act()

        return self._run(calling())

    def _run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(PATIENCE_S)
