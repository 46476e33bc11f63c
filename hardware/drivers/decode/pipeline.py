"""In which order the steps are tried: all of them on one picture, or one more with every frame."""

from collections.abc import Iterable

from hardware.drivers.decode import steps
from hardware.drivers.decode.decoders import Gray, Read
from hardware.drivers.decode.enhance import middle, on_paper
from hardware.drivers.decode.steps import Step
from hardware.drivers.decode.witnesses import Witnesses
from hardware.drivers.symbologies import LINEAR, USUAL

THOROUGH: tuple[Step, ...] = (
    steps.plain,
    steps.straightened,
    steps.enlarged,
    steps.relit,
    steps.rebuilt,
    steps.refocused,
    steps.plain_zbar,
    steps.redrawn,
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
    (steps.redrawn, True),
)
"""The extra step of each missed frame, and whether it looks only at the middle of the frame."""

BESIDE: tuple[Step, ...] = (steps.straightened, steps.straightened, steps.rebuilt)
"""The search for bars beside a QR code: receipts have both, and the dossier's code is in the bars."""
LOOKS = 6
"""Frames on which they are searched until it is believed that there are none ..."""
EVERY = 8
"""... and then, or once they are read, on each so many-th: what lies there still is no news when it is seen again."""


def read_picture(gray: Gray, symbologies: tuple[str, ...] = USUAL) -> tuple[Read, ...]:
    """The codes on one picture; whatever it takes, until a step finds something, and the bars beside that."""
    framed, witnesses = on_paper(gray), Witnesses()
    found = _first(THOROUGH, framed, symbologies, witnesses)
    if found and not _has_bars(found):
        found += _first(dict.fromkeys(BESIDE), framed, _linear(symbologies), witnesses)
    return found


def _first(
    tries: Iterable[Step], gray: Gray, symbologies: tuple[str, ...], witnesses: Witnesses
) -> tuple[Read, ...]:
    return next((found for step in tries if (found := step(gray, symbologies, witnesses))), ())


def _has_bars(found: tuple[Read, ...]) -> bool:
    return any(read.symbology in LINEAR for read in found)


def _linear(symbologies: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in symbologies if name in LINEAR)


class LiveReading:
    """The frames of a camera: the fast decoder on each, and one extra step, by turns, where it misses something.

    The extra step that found something is tried first on the next miss: what made the fast decoder miss a
    frame is still there a tenth of a second later.
    """

    def __init__(self, symbologies: tuple[str, ...] = USUAL) -> None:
        """``symbologies`` of ``decoders.SYMBOLOGIES``."""
        self._symbologies = symbologies
        self._witnesses = Witnesses()
        self._turn = 0
        self._looks = 0
        self._company: frozenset[Read] = frozenset()

    def read(self, gray: Gray) -> tuple[Read, ...]:
        """The codes on this frame."""
        self._witnesses.next_picture()
        found = steps.plain(gray, self._symbologies, self._witnesses)
        if found:
            return found if _has_bars(found) else found + self._beside(found, gray)
        step, only_middle = TURNS[self._turn % len(TURNS)]
        found = step(middle(gray) if only_middle else gray, self._symbologies, self._witnesses)
        if not found:
            self._turn += 1
        return found

    def rest(self) -> None:
        """Nothing is before the camera: begin with the first extra step again, and forget what was said."""
        self._turn = self._looks = 0
        self._company = frozenset()
        self._witnesses.forget()

    def _beside(self, found: tuple[Read, ...], gray: Gray) -> tuple[Read, ...]:
        if not self._company.issuperset(found):
            self._company, self._looks = self._company.union(found), 0
        self._looks += 1
        if self._looks > LOOKS and self._looks % EVERY:
            return ()
        step = BESIDE[self._looks % len(BESIDE)]
        return step(gray, _linear(self._symbologies), self._witnesses)
