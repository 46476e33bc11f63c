"""A simulated button box: keys that the bench taps, lamps that the bench sees."""

import logging
import threading
from collections import deque
from collections.abc import Iterable
from pathlib import Path

from hardware.host.clock import SystemClock
from hardware.ports.keys import KeyEdge
from hardware.sim.bench import BenchDevice, BenchMessage

log = logging.getLogger(__name__)

TAP_MS = 120
"""How long a finger stays on a key when the bench does not say."""
MOST_EDGES = 2000


class _Box:
    """The one place on the bench that the keys and the lamps of a box share."""

    _open: dict[tuple[Path, str], "_Box"] = {}  # noqa: RUF012 - shared on purpose: a bench knows a device once
    _lock = threading.Lock()

    def __init__(self, key: tuple[Path, str]) -> None:
        self._key, self.users = key, 0
        self.moved: deque[KeyEdge] = deque(maxlen=MOST_EDGES)
        self.bench = BenchDevice(*key, self._hear)

    @classmethod
    def join(cls, bench: Path | None, device: str) -> "_Box | None":
        if bench is None:
            return None
        with cls._lock:
            box = cls._open.get((bench, device)) or cls((bench, device))
            cls._open[bench, device] = box
            box.users += 1
            return box

    def leave(self) -> None:
        with self._lock:
            self.users -= 1
            if self.users == 0:
                del self._open[self._key]
                self.bench.close()

    def _hear(self, told: BenchMessage) -> None:
        now = SystemClock().monotonic()
        match told:
            case {"tap": str(key)}:
                self.moved += (
                    KeyEdge(key, True, now),
                    KeyEdge(key, False, now + told.get("ms", TAP_MS) / 1000),
                )
            case {"press": str(key)}:
                self.moved.append(KeyEdge(key, True, now))
            case {"release": str(key)}:
                self.moved.append(KeyEdge(key, False, now))
            case _:
                log.warning("a button box does not know the order %r", told)


class SimKeys:
    """Keys under the fingers of the bench."""

    bounces = True

    def __init__(self, bench: Path | None, device: str, names: Iterable[str]) -> None:
        """``names`` as on the box; without a bench nobody presses them."""
        self.names = tuple(names)
        self._box = _Box.join(bench, device)
        self._coming: list[KeyEdge] = []

    def edges(self, t: float) -> tuple[KeyEdge, ...]:
        """What the bench did, and when it did it."""
        while self._box and self._box.moved:
            self._coming.append(self._box.moved.popleft())
        self._coming.sort(key=lambda edge: edge.at)
        past = [edge for edge in self._coming if edge.at <= t and edge.name in self.names]
        self._coming = [edge for edge in self._coming if edge.at > t]
        return tuple(past)

    def close(self) -> None:
        """Leave the bench."""
        box, self._box = self._box, None
        if box:
            box.leave()


class SimLamp:
    """Lamps before the eyes of the bench."""

    def __init__(self, bench: Path | None, device: str, names: Iterable[str]) -> None:
        """``names`` as on the box."""
        self.names = tuple(names)
        self._box = _Box.join(bench, device)
        self._lit: frozenset[str] | None = None
        self.show(frozenset())

    def show(self, lit: frozenset[str]) -> None:
        """Light exactly these; names that the box has not are ignored."""
        lit &= frozenset(self.names)
        if self._box and lit != self._lit:
            self._lit = lit
            self._box.bench.tell(lamps=sorted(lit))

    def close(self) -> None:
        """Dark, and leave the bench."""
        self.show(frozenset())
        box, self._box = self._box, None
        if box:
            box.leave()
