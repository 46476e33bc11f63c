"""The bars of one upright cut, read in every way we know, cheapest and surest first."""

from collections.abc import Iterator
from itertools import product

import numpy as np

from hardware.drivers.decode.decoders import Gray, Read, Way, zbar, zxing
from hardware.drivers.decode.likeness import Resembled, read_code128
from hardware.drivers.decode.profile import THICK, THIN, Line, drawn, inked, lines, parted, sharpened

QUICK = 8
"""So many readings are worth their time on every cut; the others are for what a quick look does not settle."""
LONG = 4.5
"""Medians of the widths of bars and spaces that neither of them has, but the white beside them."""
BESIDE = 0.004
"""Share of a code's length, a module or so, beyond its ends that stays as it is."""
GRAIN = 0.02
BLURS_PX = (0.0, 1.0, 1.75)
"""Blurs to take out of a line of which nobody told how unsharp it is."""
PARTS = (1.0, 0.7, 1.3)
"""Of the blur that a line resembles: one of them makes the bars as wide as they were."""
SCRATCHES = (0.6, 0.75, 0.9)
"""Widths, in modules, of white lines within bars that are taken for a burnt-out dot of the print head."""


def readings(cut: Gray, linear: tuple[str, ...]) -> Iterator[tuple[Read, ...]]:
    """What each way says, one after the other; whoever believes one of them need not ask for the next."""
    versions = _versions(cut)
    for version in versions:
        yield from _alike(next(lines(version, THICK)), linear, PARTS[:1], ())
        yield zxing(version, linear)
        yield zbar(version, linear)
    for version, thick in product(versions, (THICK, THIN)):
        for line in lines(version, thick):
            yield from _alike(line, linear, PARTS, SCRATCHES)
            for blur_px in BLURS_PX:
                yield from _twice(line, blur_px, linear)


def _versions(cut: Gray) -> list[Gray]:
    """The cut; where it is black beside the bars, first its negative."""
    line = next(lines(cut, THICK)) > 0.5
    starts = np.concatenate([[0], np.flatnonzero(np.diff(line)) + 1])
    long = np.diff([*starts, len(line)])
    quiet = np.flatnonzero(long > LONG * np.median(long))
    middle = len(long) // 2
    beside = (*quiet[quiet < middle][-1:], *quiet[quiet >= middle][:1])
    light = {bool(line[starts[run]]) for run in beside}
    return [np.asarray(255 - cut, np.uint8), cut] if light == {False} else [cut]


def _alike(
    line: Line, linear: tuple[str, ...], parts: tuple[float, ...], scratches: tuple[float, ...]
) -> Iterator[tuple[Read, ...]]:
    """What the line resembles; then what a decoder says when so much blur as it resembled is taken out.

    Beside the code white is put where its quiet zone should be: where paper ends close to it a desk is as dark as
    bars. White lines narrower than ``scratches`` are blackened, too, and the decoders asked again.
    """
    found = read_code128(line) if "Code128" in linear else None
    if not found:
        return
    yield (Read("Code128", found.text, Way.LIKENESS),)
    alone = _alone(line, found)
    for part in parts:
        yield _said(_clear(alone, found.blur_px * part))
    for width in scratches:
        yield _said(_clear(inked(alone, round(width * found.module)), 0.0))


def _said(clear: Gray) -> tuple[Read, ...]:
    return zxing(clear, ("Code128",)) or zbar(clear, ("Code128",))


def _alone(line: Line, found: Resembled) -> Line:
    """The line with nothing beside the code."""
    alone = line.copy()
    edge = round(BESIDE * (found.end - found.begin))
    alone[: max(0, found.begin - edge)] = 1
    alone[found.end + edge :] = 1
    return alone


def _twice(line: Line, blur_px: float, linear: tuple[str, ...]) -> Iterator[tuple[Read, ...]]:
    """What one decoder says, and if it says anything, what the other does."""
    clear = _clear(line, blur_px)
    said = zxing(clear, linear)
    if said:
        yield said
        yield zbar(clear, linear)


def _clear(line: Line, blur_px: float) -> Gray:
    return drawn(parted(sharpened(blur_px, GRAIN)(line) if blur_px else line))
