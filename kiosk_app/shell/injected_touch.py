"""Touches from elsewhere, as a real Kivy input provider: the kiosk cannot tell them from a finger on the glass."""

import logging
import queue
from collections.abc import Callable

from kivy.input.motionevent import MotionEvent
from kivy.input.provider import MotionEventProvider

from hardware.ports.remote_screen import Finger, FingerPhase, RemoteTouch

log = logging.getLogger(__name__)

Place = tuple[float, float]
"""In fractions of the window."""
KIVY_PHASES = {FingerPhase.DOWN: "begin", FingerPhase.MOVE: "update", FingerPhase.UP: "end"}


class InjectedTouch(MotionEvent):
    """A finger that is somewhere else."""

    def __init__(self, number: int, place: Place) -> None:
        super().__init__("injected", number, place, is_touch=True, type_id="touch")

    def depack(self, args: Place) -> None:
        """Where it is; Kivy's origin is at the bottom left."""
        self.sx, self.sy = args
        self.profile = ["pos"]
        super().depack(args)


class InjectedTouches(MotionEventProvider):
    """One finger. Orders come from any thread; Kivy fetches at most one step of them each frame."""

    def __init__(self, middle: Callable[[str], Place | None] = lambda _area: None) -> None:
        """``middle`` of a named area, or None where it is not on the screen; called in the main thread."""
        super().__init__("injected", "")
        self._middle = middle
        self._orders: queue.SimpleQueue[RemoteTouch] = queue.SimpleQueue()
        self._lift: Finger | None = None
        self._finger: InjectedTouch | None = None
        self._count = 0

    def order(self, touch: RemoteTouch) -> None:
        """Let this touch happen. May be called from any thread."""
        self._orders.put(touch)

    def start(self) -> None:
        """Nothing to open."""

    def stop(self) -> None:
        """Nothing to close."""

    def update(self, dispatch_fn: Callable[[str, MotionEvent], None]) -> None:
        """Called by Kivy in each frame."""
        order = self._next()
        if order is None:
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

    def _next(self) -> Finger | None:
        """What the finger does in this frame; a tap is lifted in the next."""
        if self._lift:
            lift, self._lift = self._lift, None
            return lift
        try:
            order = self._orders.get_nowait()
        except queue.Empty:
            return None
        if isinstance(order, Finger):
            return order
        place = self._middle(order.area)
        if place is None:
            log.info("a tap on %r, which is not on the screen", order.area)
            return None
        self._lift = Finger(FingerPhase.UP, *place)
        return Finger(FingerPhase.DOWN, *place)
