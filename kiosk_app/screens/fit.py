"""Letters that shrink step by step until everything fits, but never below what can be read."""

from collections.abc import Callable

from kiosk_app.screens import measure

STEPS = (
    1.3,
    1.25,
    1.2,
    1.15,
    1.1,
    1.05,
    1.0,
    0.95,
    0.9,
    0.85,
    0.8,
    0.76,
    0.72,
    0.68,
    0.64,
    0.6,
    0.56,
    0.52,
    0.48,
    0.44,
    0.4,
)

HEAD_U = 18
"""Letters of a title in the head of a compact screen, if it has room for them."""


def largest(needed: Callable[[float], float], room: float, most: float = 1.0) -> float:
    """The largest step, not above ``most``, at which ``needed(step)`` pixels are there.

    Whoever asks for large letters has a larger ``most``: then nothing can come out smaller than without.
    """
    return next((step for step in STEPS if step <= most + 1e-9 and needed(step) <= room), STEPS[-1])


def one_line_u(text: str, font: str, full: float, room: float, least: float) -> float:
    """A text size in units, not below ``least``, at which ``text`` stands in ``room`` units without another break."""
    wide = max((measure.width(line, font, 1) for line in text.split("\n") if line), default=0)
    return full if wide * full <= room or not wide else max(least, room / wide)


def text_u(full: float, step: float, least: float) -> float:
    """A text size in units, at a step, but not below ``least``."""
    return max(least, round(full * step))
