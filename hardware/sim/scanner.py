"""A simulated hand scanner: the bench says what it read. Order: {"scan": text}, {"fault": "unplugged|none"}."""

import logging
import queue
from pathlib import Path

from hardware.errors import DeviceMissing
from hardware.ports import LivePicture, ScannedText
from hardware.sim.bench import BenchMessage
from hardware.sim.stand import Stand

log = logging.getLogger(__name__)


class SimScanner:
    """A scanner in the hand of the bench."""

    def __init__(self, bench: Path | None, device: str) -> None:
        """Without a bench nobody scans. Raises DeviceMissing while the bench has pulled its plug."""
        self._device = device
        self._texts: queue.Queue[ScannedText] = queue.Queue()
        self._stand: Stand | None = Stand.join(bench, device, self._hear)

    def poll(self, timeout_s: float) -> tuple[ScannedText, ...]:
        """As in CodeReader."""
        if self._stand is None:
            raise DeviceMissing(self._device, "closed")
        self._stand.check()
        try:
            return (self._texts.get(timeout=timeout_s),)
        except queue.Empty:
            return ()

    def live(self) -> LivePicture | None:
        """A hand scanner shows nothing."""
        return None

    def close(self) -> None:
        """Leave the bench."""
        stand, self._stand = self._stand, None
        if stand:
            stand.leave(self._hear)

    def _hear(self, told: BenchMessage) -> None:
        match told:
            case {"scan": str(text)}:
                self._texts.put(ScannedText(text))
            case _:
                log.warning("a scanner does not know the order %s", sorted(told))
