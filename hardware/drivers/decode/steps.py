"""The ways of reading a picture, each a function of the picture; cheapest and surest first.

A step says only what counts: ``Witnesses`` hears everything that was said of bars, and believes some of it.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import islice

import numpy as np

from hardware.drivers.decode import enhance, finders
from hardware.drivers.decode.bar_reading import QUICK, readings
from hardware.drivers.decode.bars import find_stripes, upright
from hardware.drivers.decode.decoders import Gray, Place, Read, Way, zbar, zxing
from hardware.drivers.decode.witnesses import Witnesses
from hardware.drivers.symbologies import LINEAR

Step = Callable[[Gray, tuple[str, ...], Witnesses], tuple[Read, ...]]

RESAMPLED = 1.5
"""How much finer a part of the picture is made, so that its pixels are not those that were read."""
AROUND = 0.15
"""Share of its width that is looked at around the place where a code was read, and ``AROUND_PX`` more."""
AROUND_PX = 24


def plain(gray: Gray, symbologies: tuple[str, ...], witnesses: Witnesses) -> tuple[Read, ...]:
    """The fast decoder's opinion of the whole picture."""
    return _supported(zxing(gray, symbologies), gray, witnesses)


def plain_zbar(gray: Gray, symbologies: tuple[str, ...], witnesses: Witnesses) -> tuple[Read, ...]:
    """The second decoder's opinion of the whole picture; slow."""
    return _supported(zbar(gray, symbologies), gray, witnesses)


def straightened(gray: Gray, symbologies: tuple[str, ...], witnesses: Witnesses) -> tuple[Read, ...]:
    """Bars at any angle, laid upright; a quick look."""
    linear = _linear(symbologies)
    return _each(_cuts(gray, linear), lambda cut: islice(readings(cut, linear), QUICK), witnesses)


def rebuilt(gray: Gray, symbologies: tuple[str, ...], witnesses: Witnesses) -> tuple[Read, ...]:
    """Bars at any angle, laid upright; line by line."""
    return _read_anew(gray, _linear(symbologies), witnesses)


def enlarged(gray: Gray, symbologies: tuple[str, ...], witnesses: Witnesses) -> tuple[Read, ...]:
    """Twice the size with hard edges: small or slightly unsharp matrix codes."""
    matrix = _matrix(symbologies)
    return (
        _mended(enhance.crisp(enhance.resized(enhance.fitting(gray), 2)), matrix, witnesses) if matrix else ()
    )


def relit(gray: Gray, symbologies: tuple[str, ...], witnesses: Witnesses) -> tuple[Read, ...]:
    """Even light: shadows, lamps, grain."""
    even = enhance.flattened(enhance.fitting(gray))
    smooth, matrix = enhance.soft(even), _matrix(symbologies)
    found = _mended(smooth, matrix, witnesses)
    found = found or _supported(zbar(smooth, _linear(symbologies)), smooth, witnesses)
    if found or not matrix:
        return found
    found = _mended(enhance.resized(enhance.crisp(even), 2), matrix, witnesses)
    return found or _mended(enhance.darkest(even), matrix, witnesses)


def refocused(gray: Gray, symbologies: tuple[str, ...], witnesses: Witnesses) -> tuple[Read, ...]:
    """Even light, the lens's blur taken out, more pixels: the strongest medicine for matrix codes."""
    matrix = _matrix(symbologies)
    even = enhance.flattened(enhance.fitting(gray)) if matrix else gray
    return _first(
        _mended(enhance.resized(enhance.refocused(even, blur_px, grain), times), matrix, witnesses)
        for blur_px, grain, times in _BLURS
        if matrix
    )


def steadied(gray: Gray, symbologies: tuple[str, ...], witnesses: Witnesses) -> tuple[Read, ...]:
    """A movement of the hand in any of eight directions taken out; slow."""
    matrix = _matrix(symbologies)
    even = enhance.flattened(enhance.fitting(gray)) if matrix else gray
    return _first(
        _mended(enhance.resized(enhance.steadied(even, 6, np.pi * turn / 8, 0.01), 2), matrix, witnesses)
        for turn in range(8)
        if matrix
    )


def redrawn(gray: Gray, symbologies: tuple[str, ...], witnesses: Witnesses) -> tuple[Read, ...]:
    """QR codes whose corner patterns a pen or a fold has broken, drawn anew."""
    if "QRCode" not in symbologies:
        return ()
    even = enhance.flattened(enhance.fitting(gray))
    return _first(_mended(clear, ("QRCode",), witnesses) for clear in finders.redrawn(even))


_BLURS = ((1.0, 0.01, 2), (1.4, 0.005, 3), (1.6, 0.003, 2))
"""Blur that is taken out, grain that is expected, enlargement: found by trial on the corpus of benchmarks/."""


def _linear(symbologies: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in symbologies if name in LINEAR)


def _matrix(symbologies: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in symbologies if name not in LINEAR)


def _supported(reads: tuple[Read, ...], gray: Gray, witnesses: Witnesses) -> tuple[Read, ...]:
    """Those that count; for bars that one decoder read, a second opinion is sought where they are."""
    counting = witnesses.heard(reads)
    for read in dict.fromkeys(reads):
        if read.place and read not in counting:
            counting += _read_anew(_around(gray, read.place), (read.symbology,), witnesses)
    return tuple(dict.fromkeys(counting))


def _mended(clear: Gray, matrix: tuple[str, ...], witnesses: Witnesses) -> tuple[Read, ...]:
    """What the fast decoder says of a picture that was made easier to read."""
    return _supported(zxing(clear, matrix), clear, witnesses)


def _read_anew(gray: Gray, symbologies: tuple[str, ...], witnesses: Witnesses) -> tuple[Read, ...]:
    """What the other ways say."""
    linear, matrix = _linear(symbologies), _matrix(symbologies)
    found = _each(_cuts(gray, linear), lambda cut: readings(cut, linear), witnesses)
    again = zxing(enhance.resized(gray, RESAMPLED), matrix) if matrix else ()
    return found + witnesses.heard(replace(read, way=Way.RESAMPLED) for read in again)


def _around(gray: Gray, place: Place) -> Gray:
    more = AROUND_PX + int(AROUND * max(place.right - place.left, place.bottom - place.top))
    top, left = max(0, place.top - more), max(0, place.left - more)
    return gray[top : place.bottom + more, left : place.right + more]


def _cuts(gray: Gray, linear: tuple[str, ...]) -> list[Gray]:
    return [upright(gray, stripes) for stripes in find_stripes(gray)] if linear else []


def _each(
    cuts: Iterable[Gray], tries: Callable[[Gray], Iterator[tuple[Read, ...]]], witnesses: Witnesses
) -> tuple[Read, ...]:
    """What is believed of each cut; tries end with the first belief."""
    found = [_first(witnesses.heard(said) for said in tries(cut)) for cut in cuts]
    return tuple(dict.fromkeys(read for reads in found for read in reads))


def _first(tries: Iterable[tuple[Read, ...]]) -> tuple[Read, ...]:
    return next((found for found in tries if found), ())
