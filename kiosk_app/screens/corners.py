"""The lower corners of the glass, which a hand finds without an eye; a raised dot on the frame marks the left one."""

from collections.abc import Callable
from typing import Any

from kivy.app import App
from kivy.clock import Clock

from kiosk_app.flow.happenings import Corner
from kiosk_app.screens.widgets import Touchable

SIDE_MM = 30.0
"""Of a corner: a hand that feels along the frame is not exact."""
HOLD_S = 1.5
"""A finger that stays so long means the corner, and not the button that may be under it."""


class Corners:
    """Tells what fingers do there. While one goes by ear, the corners are nothing else."""

    def __init__(self, cornered: Callable[[Corner], None]) -> None:
        self._cornered = cornered
        self.by_ear = False

    def down(self, touch: Any, width: float) -> bool:
        """A finger came down; whether nothing else is to hear of it."""
        corner = _corner(touch, width)
        if corner is None:
            return False
        if corner is Corner.LEFT:
            touch.ud["corner-timer"] = Clock.schedule_once(lambda _dt: self._hold(touch), HOLD_S)
        if self.by_ear:
            touch.ud["corner"] = corner
        return self.by_ear

    def up(self, touch: Any) -> bool:
        """A finger left; whether it was on a corner, and nothing else is to hear of it."""
        timer = touch.ud.pop("corner-timer", None)
        if timer:
            timer.cancel()
        corner = touch.ud.pop("corner", None)
        if isinstance(corner, Corner) and corner is not Corner.HELD:
            self._cornered(corner)
        return corner is not None

    def _hold(self, touch: Any) -> None:
        touch.ud["corner"] = Corner.HELD
        for ref in list(touch.grab_list):  # a button under the finger is not pressed
            widget = ref()
            touch.ungrab(widget)
            if isinstance(widget, Touchable):
                widget.state = "normal"
        self._cornered(Corner.HELD)


def _corner(touch: Any, width: float) -> Corner | None:
    side = SIDE_MM / App.get_running_app().mm_px
    if touch.y > side:
        return None
    if touch.x <= side:
        return Corner.LEFT
    return Corner.RIGHT if touch.x >= width - side else None
