"""In which order the steps are tried: all of them on one picture, or one more with every missed frame."""

from hardware.drivers.decode import steps
from hardware.drivers.decode.decoders import LINEAR, USUAL, Gray, Read
from hardware.drivers.decode.enhance import middle, on_white
from hardware.drivers.decode.steps import Step
from hardware.drivers.decode.witnesses import Witnesses

THOROUGH: tuple[Step, ...] = (
    steps.plain,
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
    framed, witnesses = on_white(gray), Witnesses()
    found = next((found for step in THOROUGH if (found := step(framed, symbologies, witnesses))), ())
    return found + _beside(found, framed, symbologies, witnesses)


def _beside(
    found: tuple[Read, ...], gray: Gray, symbologies: tuple[str, ...], witnesses: Witnesses
) -> tuple[Read, ...]:
    """The bars beside a QR code that was read at once: receipts have both, and the dossier's code is in the bars."""
    if not found or any(read.symbology in LINEAR for read in found):
        return ()
    return steps.straightened(gray, symbologies, witnesses)


class LiveReading:
    """The frames of a camera: the fast decoder on each, and one extra step, by turns, on each that it misses.

    The extra step that found something is tried first on the next miss: what made the fast decoder miss a
    frame is still there a tenth of a second later.
    """

    def __init__(self, symbologies: tuple[str, ...] = USUAL) -> None:
        """``symbologies`` of ``decoders.SYMBOLOGIES``."""
        self._symbologies = symbologies
        self._witnesses = Witnesses()
        self._turn = 0
        self._beside = False

    def read(self, gray: Gray) -> tuple[Read, ...]:
        """The codes on this frame."""
        self._witnesses.next_picture()
        found = steps.plain(gray, self._symbologies, self._witnesses)
        if found:
            self._beside = not self._beside
            return found + (_beside(found, gray, self._symbologies, self._witnesses) if self._beside else ())
        step, only_middle = TURNS[self._turn % len(TURNS)]
        found = step(middle(gray) if only_middle else gray, self._symbologies, self._witnesses)
        if not found:
            self._turn += 1
        return found

    def rest(self) -> None:
        """Nothing is before the camera: begin with the first extra step again, and forget what was said."""
        self._turn = 0
        self._witnesses.forget()
