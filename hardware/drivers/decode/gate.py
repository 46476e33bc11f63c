"""Whether anything moves before the camera: an idle kiosk should not search codes in a picture of its desk."""

import cv2
import numpy as np
from numpy.typing import NDArray

from hardware.drivers.decode.decoders import Gray

THUMBNAIL = (80, 45)
MOVED = 12
"""Difference of brightness that is no grain."""
ENOUGH = 0.004
"""Share of the thumbnail that must differ: 15 of 3,600 dots."""
OPEN_S = 1.5
"""How long the gate stays open after the last movement: paper that is held still is still to be read."""
PROBE_S = 1.0
"""A look in between, for paper that was there from the start."""


class MotionGate:
    """Compares each frame with the one before, never with a learnt background: that would learn the paper."""

    def __init__(self) -> None:
        self._before: NDArray[np.uint8] | None = None
        self._open_until = self._probe_at = float("-inf")

    def lets_through(self, gray: Gray, now: float) -> bool:
        """Whether the frame taken at ``now`` (monotonic seconds) is worth reading."""
        small = np.asarray(cv2.resize(gray, THUMBNAIL, interpolation=cv2.INTER_AREA), np.uint8)
        before, self._before = self._before, small
        if before is None or np.mean(cv2.absdiff(small, before) > MOVED) > ENOUGH:
            self._open_until = now + OPEN_S
        if now < self._open_until:
            return True
        if now >= self._probe_at:
            self._probe_at = now + PROBE_S
            return True
        return False

    def hold_open(self, now: float) -> None:
        """Something was read: keep looking, so that it is noticed when it goes."""
        self._open_until = max(self._open_until, now + OPEN_S)
