"""In which order the steps are tried: all of them on one picture, or one more with every missed frame."""

from hardware.drivers.decode import steps
from hardware.drivers.decode.decoders import LINEAR, USUAL, Gray, Read, zxing
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
    found = next((found for step in THOROUGH if (found := step(framed, symbologies))), ())
    return found + _beside(found, framed, symbologies)


def _beside(found: tuple[Read, ...], gray: Gray, symbologies: tuple[str, ...]) -> tuple[Read, ...]:
    """The bars beside a QR code that was read at once: receipts have both, and the dossier's code is in the bars."""
    if not found or any(read.symbology in LINEAR for read in found):
        return ()
    return steps.straightened(gray, symbologies)


class LiveReading:
    """The frames of a camera: the fast decoder on each, and one extra step, by turns, on each that it misses.

    The extra step that found something is tried first on the next miss: what made the fast decoder miss a
    frame is still there a tenth of a second later.
    """

    def __init__(self, symbologies: tuple[str, ...] = USUAL) -> None:
        """``symbologies`` of ``decoders.SYMBOLOGIES``."""
        self._symbologies = symbologies
        self._turn = 0
        self._beside = False

    def read(self, gray: Gray) -> tuple[Read, ...]:
        """The codes on this frame."""
        found = zxing(gray, self._symbologies)
        if found:
            self._beside = not self._beside
            return found + (_beside(found, gray, self._symbologies) if self._beside else ())
        step, only_middle = TURNS[self._turn % len(TURNS)]
        found = step(middle(gray) if only_middle else gray, self._symbologies)
        if not found:
            self._turn += 1
        return found

    def rest(self) -> None:
        """Nothing is before the camera: begin with the first extra step again."""
        self._turn = 0
