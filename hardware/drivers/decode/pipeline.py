"""In which order the steps are tried: all of them on one picture, or one more with every missed frame."""

from hardware.drivers.decode import steps
from hardware.drivers.decode.decoders import USUAL, Gray, Read, zxing
from hardware.drivers.decode.enhance import middle, on_white
from hardware.drivers.decode.steps import Step

THOROUGH: tuple[Step, ...] = (
    zxing,
    steps.straightened,
    steps.enlarged,
    steps.relit,
    steps.rebuilt,
    steps.refocused,
    steps.plain_zbar,
    steps.steadied,
)
"""Every step, for a picture that will not come again."""

TURNS: tuple[tuple[Step, bool], ...] = (
    (steps.straightened, False),
    (steps.enlarged, True),
    (steps.rebuilt, False),
    (steps.straightened, False),
    (steps.refocused, True),
    (steps.relit, True),
    (steps.plain_zbar, True),
)
"""The extra step of each missed frame, and whether it looks only at the middle of the frame."""


def read_picture(gray: Gray, symbologies: tuple[str, ...] = USUAL) -> tuple[Read, ...]:
    """The codes on one picture; whatever it takes, until a step finds something."""
    framed = on_white(gray)
    return next((found for step in THOROUGH if (found := step(framed, symbologies))), ())


class LiveReading:
    """The frames of a camera: the fast decoder on each, and one extra step, by turns, on each that it misses.

    The extra step that found something is tried first on the next miss: what made the fast decoder miss a
    frame is still there a tenth of a second later.
    """

    def __init__(self, symbologies: tuple[str, ...] = USUAL) -> None:
        """``symbologies`` of ``decoders.SYMBOLOGIES``."""
        self._symbologies = symbologies
        self._turn = 0

    def read(self, gray: Gray) -> tuple[Read, ...]:
        """The codes on this frame."""
        found = zxing(gray, self._symbologies)
        if found:
            return found
        step, only_middle = TURNS[self._turn % len(TURNS)]
        found = step(middle(gray) if only_middle else gray, self._symbologies)
        if not found:
            self._turn += 1
        return found

    def rest(self) -> None:
        """Nothing is before the camera: begin with the first extra step again."""
        self._turn = 0
