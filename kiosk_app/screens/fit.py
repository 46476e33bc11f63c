"""Letters that shrink step by step until everything fits, but never below what can be read."""

from collections.abc import Callable

from kiosk_app.glass import SMALLEST_U

STEPS = (1.0, 0.9, 0.8, 0.72, 0.64, 0.56, 0.48, 0.4)


def largest(needed: Callable[[float], float], room: float, most: float = 1.0) -> float:
    """The largest step, not above ``most``, at which ``needed(step)`` pixels are there."""
    return next((step for step in STEPS if step <= most and needed(step) <= room), STEPS[-1])


def text_u(full: float, step: float) -> float:
    """A text size in units, at a step."""
    return max(SMALLEST_U, round(full * step))
