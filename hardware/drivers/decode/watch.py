"""Whether a camera still sees: not black, and not always the very same picture."""

import numpy as np

from hardware.drivers.decode.decoders import Gray
from hardware.errors import DeviceBlind

DARK = 12
"""Brightness, of 255, that 99 of 100 dots of a covered lens stay below. A dim room has lighter spots."""
DARK_S = 2.0
FROZEN_S = 2.0
"""How long before it is said. A living sensor never sends the same grain twice, not even of a wall."""
FROZEN_FRAMES = 5
SAMPLE = 7
"""Every so many dots, both ways, are looked at."""


class SightWatch:
    """Judges the frames of one camera."""

    def __init__(self, device: str) -> None:
        """``device`` as errors should name it."""
        self._device = device
        self._light_at: float | None = None
        self._news_at: float | None = None
        self._same = 0
        self._before: bytes = b""
        self.proven = False
        """Whether two different pictures with light in them came: the camera sees."""

    def look(self, gray: Gray, now: float) -> None:
        """Judge the frame of ``now``. Raises DeviceBlind after two seconds of nothing to see."""
        sample = np.ascontiguousarray(gray[::SAMPLE, ::SAMPLE])
        fresh, light = self._is_new(sample.tobytes()), bool(np.percentile(sample, 99) > DARK)
        if fresh or self._news_at is None:
            self._news_at = now
        if light or self._light_at is None:
            self._light_at = now
        self.proven |= fresh and light
        if now - self._light_at >= DARK_S:
            raise DeviceBlind(self._device, "the picture is black")
        if self._same >= FROZEN_FRAMES and now - self._news_at >= FROZEN_S:
            raise DeviceBlind(self._device, "the picture stands still")

    def _is_new(self, sample: bytes) -> bool:
        before, self._before = self._before, sample
        fresh = bool(before) and sample != before
        self._same = 0 if fresh else self._same + 1
        return fresh
