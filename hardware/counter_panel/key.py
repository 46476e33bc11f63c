"""One key: levels in, gestures out. Bounce, double taps, long presses and stuck keys are decided here."""

from enum import StrEnum

STABLE_S = 0.030
"""A level counts when it was read for so long; cheap switches bounce for up to 20 ms."""
LOCKOUT_S = 0.250
"""After a press the next one is a double tap by habit, not a wish."""
LONG_S = 1.5
STUCK_S = 20.0
GAP_S = 0.1
"""Nobody looked for so long: what happened in between is unknown, so the level must prove itself anew."""


class Gesture(StrEnum):
    """What a finger did."""

    PRESS = "press"
    LONG = "long"
    RELEASE = "release"
    STUCK = "stuck"


class Key:
    """A key that is read again and again; it presses only after it was once seen released."""

    def __init__(self, stable_s: float = STABLE_S) -> None:
        """``stable_s``: 0 for keys that do not bounce."""
        self._stable_s = stable_s
        self._raw = False
        self._raw_since = float("-inf")
        self._read_at = float("-inf")
        self._down: bool | None = None
        self._down_since = 0.0
        self._pressed_at = float("-inf")
        self._armed = False
        self._said: Gesture | None = None

    def update(self, level: bool, t: float) -> Gesture | None:  # noqa: FBT001 - a level is a boolean
        """Take a reading (``level``: is it down) at ``t`` seconds; the gesture that it completes, if any."""
        if level != self._raw or t - self._read_at > GAP_S:
            self._raw, self._raw_since = level, t
        self._read_at = t
        if t - self._raw_since >= self._stable_s and self._raw != self._down:
            self._down = self._raw
            return self._on_down(t) if self._down else self._on_up()
        return self._on_held(t) if self._down else None

    def _on_down(self, t: float) -> Gesture | None:
        self._down_since = t
        if not self._armed or t - self._pressed_at < LOCKOUT_S:
            return None
        self._pressed_at = t
        self._said = Gesture.PRESS
        return self._said

    def _on_up(self) -> Gesture | None:
        said, self._said, self._armed = self._said, None, True
        return Gesture.RELEASE if said else None

    def _on_held(self, t: float) -> Gesture | None:
        held = t - self._down_since
        if self._said is Gesture.PRESS and held >= LONG_S:
            self._said = Gesture.LONG
        elif self._said is not Gesture.STUCK and held >= STUCK_S:
            self._said = Gesture.STUCK
        else:
            return None
        return self._said
