"""A simulated button box: keys that the bench taps, lamps that the bench sees."""

import logging
import threading
import time
from collections.abc import Iterable
from pathlib import Path

from hardware.sim.bench import BenchDevice, BenchMessage

log = logging.getLogger(__name__)

TAP_MS = 120
"""How long a finger stays on a key when the bench does not say."""


class _Box:
    """The one place on the bench that the keys and the lamps of a box share."""

    _open: dict[tuple[Path, str], "_Box"] = {}  # noqa: RUF012 - shared on purpose: a bench knows a device once
    _lock = threading.Lock()

    def __init__(self, key: tuple[Path, str]) -> None:
        self._key, self.users = key, 0
        self.held: set[str] = set()
        self.tapped_until: dict[str, float] = {}
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
        match told:
            case {"tap": str(key)}:
                self.tapped_until[key] = time.monotonic() + told.get("ms", TAP_MS) / 1000
            case {"press": str(key)}:
                self.held.add(key)
            case {"release": str(key)}:
                self.held.discard(key)
            case _:
                log.warning("a button box does not know the order %r", told)


class SimKeys:
    """Keys under the fingers of the bench."""

    bounces = True

    def __init__(self, bench: Path | None, device: str, names: Iterable[str]) -> None:
        """``names`` as on the box; without a bench nobody presses them."""
        self.names = tuple(names)
        self._box = _Box.join(bench, device)

    def down(self) -> frozenset[str]:
        """The keys that are down now."""
        if self._box is None:
            return frozenset()
        now = time.monotonic()
        tapped = {key for key, until in self._box.tapped_until.copy().items() if until > now}
        return frozenset(self.names) & (tapped | self._box.held.copy())

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
