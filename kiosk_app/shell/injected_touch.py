"""Touches from elsewhere, as a real Kivy input provider: the kiosk cannot tell them from a finger on the glass."""

import queue
from collections.abc import Callable

from kivy.input.motionevent import MotionEvent
from kivy.input.provider import MotionEventProvider

from hardware.ports.remote_screen import Finger, FingerPhase

Place = tuple[float, float]
"""Fractions of the window, origin bottom left, as Kivy has it."""
KIVY_PHASES = {FingerPhase.DOWN: "begin", FingerPhase.MOVE: "update", FingerPhase.UP: "end"}


class InjectedTouch(MotionEvent):
    """A finger that is somewhere else."""

    def __init__(self, number: int, place: Place) -> None:
        super().__init__("injected", number, place, is_touch=True, type_id="touch")

    def depack(self, args: Place) -> None:
        """Where it is."""
        self.sx, self.sy = args
        self.profile = ["pos"]
        super().depack(args)


class InjectedTouches(MotionEventProvider):
    """One finger. Orders come from any thread; Kivy fetches at most one step of them each frame."""

    def __init__(self) -> None:
        super().__init__("injected", "")
        self._orders: queue.SimpleQueue[Finger] = queue.SimpleQueue()
        self._finger: InjectedTouch | None = None
        self._count = 0

    def order(self, finger: Finger) -> None:
        """Let a finger do this. May be called from any thread."""
        self._orders.put(finger)

    def start(self) -> None:
        """Nothing to open."""

    def stop(self) -> None:
        """Nothing to close."""

    def update(self, dispatch_fn: Callable[[str, MotionEvent], None]) -> None:
        """Called by Kivy in each frame."""
        try:
            order = self._orders.get_nowait()
        except queue.Empty:
            return
        place = order.x, 1 - order.y
        if order.phase is FingerPhase.DOWN and self._finger is None:
            self._count += 1
            self._finger = InjectedTouch(self._count, place)
        elif order.phase is FingerPhase.DOWN or self._finger is None:
            return  # a second finger, or a finger that never came down
        else:
            self._finger.move(place)
        finger = self._finger
        if order.phase is FingerPhase.UP:
            self._finger = None
            finger.update_time_end()
        dispatch_fn(KIVY_PHASES[order.phase], finger)
