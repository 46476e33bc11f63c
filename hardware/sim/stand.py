"""What a simulated reader of codes has on the bench, shared by the devices that are built for it in turn.

A program closes a reader that failed and builds a new one. What the bench did (pulled the plug, covered the
lens) must outlive that: so a stand with a fault stays on the bench, even when nobody uses it.
"""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar, Self

from hardware.errors import DeviceMissing
from hardware.sim.bench import BenchDevice, BenchMessage

Key = tuple[Path | None, str]
FAULTS = ("none", "unplugged", "black", "frozen", "wrong-format")


class Stand:
    """One place on the bench."""

    _open: ClassVar[dict[Key, "Stand"]] = {}
    _lock: ClassVar[threading.Lock] = threading.Lock()

    def __init__(self, key: Key) -> None:
        self.key, self.users, self.fault = key, 0, "none"
        self.orders: list[Callable[[BenchMessage], None]] = []
        bench, device = key
        self._bench = BenchDevice(bench, device, self._hear) if bench else None

    @classmethod
    def join(cls, bench: Path | None, device: str, hear: Callable[[BenchMessage], None]) -> Self:
        """Take the place. ``hear`` gets every other order than faults. Raises DeviceMissing while unplugged."""
        with cls._lock:
            stand = cls._open.get((bench, device)) or cls((bench, device))
            if bench:
                cls._open[bench, device] = stand
            stand.check()
            stand.users += 1
            stand.orders.append(hear)
        return stand  # type: ignore[return-value] # the dictionary holds only this class

    def check(self) -> None:
        """Raises DeviceMissing while the plug is out."""
        if self.fault == "unplugged":
            raise DeviceMissing(self.key[1], "unplugged on the bench")

    def leave(self, hear: Callable[[BenchMessage], None]) -> None:
        """Give the place up."""
        with self._lock:
            self.orders.remove(hear)
            self.users -= 1
        self._go_unless_needed()

    def _go_unless_needed(self) -> None:
        with self._lock:
            if self.users or self.fault != "none":
                return
            self._open.pop(self.key, None)
        if self._bench:
            self._bench.close()

    def _hear(self, told: BenchMessage) -> None:
        fault = told.get("fault")
        if fault in FAULTS:
            self.fault = str(fault)
            self._go_unless_needed()
            return
        for hear in tuple(self.orders):
            hear(told)
