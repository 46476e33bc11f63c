"""Touches that the bench orders, as a real Kivy input provider: the kiosk cannot tell them from a finger.

Hears ``{"touch": "down|move|up", "x": 0..1, "y": 0..1}`` (origin top left) and ``{"tap": target id}``.
"""

import logging
import queue
from collections.abc import Callable
from typing import Any

from kivy.input.motionevent import MotionEvent
from kivy.input.provider import MotionEventProvider

log = logging.getLogger(__name__)

Place = tuple[float, float]
PHASES = {"down": "begin", "move": "update", "up": "end"}


class BenchMotion(MotionEvent):
    """A finger of the bench."""

    def __init__(self, number: int, place: Place) -> None:
        super().__init__("bench", number, place, is_touch=True, type_id="touch")

    def depack(self, args: Place) -> None:
        """Place as fractions of the window, origin bottom left, as Kivy has it."""
        self.sx, self.sy = args
        self.profile = ["pos"]
        super().depack(args)


class BenchTouches(MotionEventProvider):
    """One finger. Orders come from any thread; Kivy fetches at most one step of them each frame."""

    def __init__(self, place_of: Callable[[str], Place | None]) -> None:
        """``place_of``: the middle of a target, or None; called in the main thread."""
        super().__init__("bench", "")
        self._place_of = place_of
        self._orders: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        self._finger: BenchMotion | None = None
        self._lift_at: Place | None = None
        self._count = 0

    def order(self, told: dict[str, Any]) -> None:
        """What the bench wants. May be called from any thread."""
        self._orders.put(told)

    def start(self) -> None:
        """Nothing to open."""

    def stop(self) -> None:
        """Nothing to close."""

    def update(self, dispatch_fn: Callable[[str, MotionEvent], None]) -> None:
        """Called by Kivy in each frame."""
        if self._lift_at is not None:
            place, self._lift_at = self._lift_at, None
            self._touch("up", place, dispatch_fn)
            return
        try:
            told = self._orders.get_nowait()
        except queue.Empty:
            return
        if "tap" in told:
            self._tap(str(told["tap"]), dispatch_fn)
        elif told.get("touch") in PHASES:
            place = (_fraction(told.get("x")), 1 - _fraction(told.get("y")))
            self._touch(told["touch"], place, dispatch_fn)

    def _tap(self, target: str, dispatch_fn: Callable[[str, MotionEvent], None]) -> None:
        place = self._place_of(target)
        if place is None:
            log.info("the bench tapped %r, which is not on the screen", target)
            return
        self._touch("down", place, dispatch_fn)
        self._lift_at = place

    def _touch(self, phase: str, place: Place, dispatch_fn: Callable[[str, MotionEvent], None]) -> None:
        if phase == "down" and self._finger is None:
            self._count += 1
            self._finger = BenchMotion(self._count, place)
        elif phase == "down" or self._finger is None:
            return  # a second finger, or a finger that never came down
        else:
            self._finger.move(place)
        finger = self._finger
        if phase == "up":
            self._finger = None
            finger.update_time_end()
        dispatch_fn(PHASES[phase], finger)


def _fraction(value: Any) -> float:
    return min(1.0, max(0.0, float(value))) if isinstance(value, int | float) else 0.5
