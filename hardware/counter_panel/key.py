"""One key: edges in, gestures out. Bounce, double taps, long presses and stuck keys are decided here.

Times are those of the edges, so it does not matter when they are read: what was tapped during a stall is what it was.
"""

from dataclasses import dataclass
from enum import StrEnum

from hardware.ports.keys import STABLE_S

LOCKOUT_S = 0.250
"""After a press the next one is a double tap by habit, not a wish."""
LONG_S = 1.5
STUCK_S = 20.0


class Gesture(StrEnum):
    """What a finger did."""

    PRESS = "press"
    LONG = "long"
    RELEASE = "release"
    STUCK = "stuck"


@dataclass(frozen=True)
class Felt:
    """A gesture, and when it was made: a press when the finger came down."""

    gesture: Gesture
    at: float


class Key:
    """A key; it presses only after it was once seen released."""

    def __init__(self, since: float, stable_s: float = STABLE_S, lockout_s: float = LOCKOUT_S) -> None:
        """``since``: when it was first looked at; ``stable_s``: 0 for keys that do not bounce.

        ``lockout_s``: how soon after a press another one is none; 0 for digits, which are typed fast and twice.
        """
        self._stable_s, self._lockout_s = stable_s, lockout_s
        self._level = False
        self._level_since = since
        self._down: bool | None = None
        self._down_since = 0.0
        self._pressed_at = float("-inf")
        self._said: Gesture | None = None
        self._armed = False

    def edge(self, level: bool, at: float) -> list[Felt]:  # noqa: FBT001 - a level is a boolean
        """It went down or came up at ``at``; the gestures that this and the time before it complete."""
        at = max(at, self._level_since)
        felt = self.passed(at)
        if level == self._level:
            return felt
        self._level, self._level_since = level, at
        return felt + self.passed(at)

    def passed(self, t: float) -> list[Felt]:
        """It is ``t``, and nothing more happened until now."""
        felt: list[Felt] = []
        if self._down:
            felt = self._on_held(t if self._level else min(t, self._level_since))
        if self._level != self._down and t - self._level_since >= self._stable_s:
            self._down = self._level
            felt += self._on_down(self._level_since) if self._down else self._on_up(self._level_since)
            felt += self._on_held(t) if self._down else []
        return felt

    def _on_down(self, at: float) -> list[Felt]:
        self._down_since = at
        if not self._armed or at - self._pressed_at < self._lockout_s:
            return []
        self._pressed_at = at
        self._said = Gesture.PRESS
        return [Felt(Gesture.PRESS, at)]

    def _on_up(self, at: float) -> list[Felt]:
        said, self._said, self._armed = self._said, None, True
        return [Felt(Gesture.RELEASE, at)] if said else []

    def _on_held(self, t: float) -> list[Felt]:
        felt = []
        if self._said is Gesture.PRESS and t - self._down_since >= LONG_S:
            self._said = Gesture.LONG
            felt.append(Felt(Gesture.LONG, self._down_since + LONG_S))
        if self._said is not Gesture.STUCK and t - self._down_since >= STUCK_S:
            self._said = Gesture.STUCK
            felt.append(Felt(Gesture.STUCK, self._down_since + STUCK_S))
        return felt
