"""The ways of reading a picture, each a function of the picture; cheapest and surest first."""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain, product

import numpy as np

from hardware.drivers.decode import enhance
from hardware.drivers.decode.bars import find_stripes, upright
from hardware.drivers.decode.decoders import LINEAR, Gray, Read, zbar, zxing
from hardware.drivers.decode.likeness import read_code128
from hardware.drivers.decode.profile import THICK, THIN, Line, drawn, lines, sharpened

Step = Callable[[Gray, tuple[str, ...]], tuple[Read, ...]]
Change = Callable[[Line], Line]

SHORTEST = 6
"""Characters that bars must say when they had to be helped: chance reads are short."""


def straightened(gray: Gray, symbologies: tuple[str, ...]) -> tuple[Read, ...]:
    """Bars at any angle, laid upright; both decoders, then averaged lines."""
    linear = _linear(symbologies)
    crops = _crops(gray, linear)
    return _first(zbar(crop, linear) for crop in crops) or _twice(
        chain((zxing(crop, linear) for crop in crops), _from_lines(crops, linear, _PLAIN))
    )


def rebuilt(gray: Gray, symbologies: tuple[str, ...]) -> tuple[Read, ...]:
    """Bars at any angle, from lines that are compared as a whole, or sharpened."""
    linear = _linear(symbologies)
    crops = _crops(gray, linear)
    alike = _alike(crops) if "Code128" in linear else iter(())
    return _twice(chain(alike, _from_lines(crops, linear, _CHANGES)))


def enlarged(gray: Gray, symbologies: tuple[str, ...]) -> tuple[Read, ...]:
    """Twice the size with hard edges: small or slightly unsharp matrix codes."""
    return zxing(enhance.crisp(enhance.resized(enhance.fitting(gray), 2)), _matrix(symbologies))


def relit(gray: Gray, symbologies: tuple[str, ...]) -> tuple[Read, ...]:
    """Even light: shadows, lamps, grain."""
    even = enhance.flattened(enhance.fitting(gray))
    smooth, matrix = enhance.soft(even), _matrix(symbologies)
    return (
        zxing(smooth, matrix)
        or zbar(smooth, _linear(symbologies))
        or zxing(enhance.resized(enhance.crisp(even), 2), matrix)
    )


def refocused(gray: Gray, symbologies: tuple[str, ...]) -> tuple[Read, ...]:
    """Even light, the lens's blur taken out, more pixels: the strongest medicine for matrix codes."""
    even, matrix = enhance.flattened(enhance.fitting(gray)), _matrix(symbologies)
    return _first(
        zxing(enhance.resized(enhance.refocused(even, blur_px, grain), times), matrix)
        for blur_px, grain, times in _BLURS
        if matrix
    )


def steadied(gray: Gray, symbologies: tuple[str, ...]) -> tuple[Read, ...]:
    """A movement of the hand in any of eight directions taken out; slow."""
    even, matrix = enhance.flattened(enhance.fitting(gray)), _matrix(symbologies)
    return _first(
        zxing(enhance.resized(enhance.steadied(even, 6, np.pi * turn / 8, 0.01), 2), matrix)
        for turn in range(8)
        if matrix
    )


def plain_zbar(gray: Gray, symbologies: tuple[str, ...]) -> tuple[Read, ...]:
    """The second decoder's own opinion of the whole picture; slow."""
    return zbar(gray, symbologies, agreeing=1)


def _as_it_is(line: Line) -> Line:
    return line


_CHANGES: tuple[tuple[int, Change], ...] = (
    (THICK, _as_it_is),
    (THIN, _as_it_is),
    (THICK, sharpened(1.75)),
    (THICK, sharpened(1.0)),
    (THIN, sharpened(1.2, grain=0.01)),
)
"""Thickness of the line, and what is done to it."""


_PLAIN: tuple[tuple[int, Change], ...] = ((THICK, _as_it_is),)
_BLURS = ((1.0, 0.01, 2), (1.4, 0.005, 3), (1.6, 0.003, 2))
"""Blur that is taken out, grain that is expected, enlargement: found by trial on the corpus of benchmarks/."""


def _linear(symbologies: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in symbologies if name in LINEAR)


def _matrix(symbologies: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in symbologies if name not in LINEAR)


def _crops(gray: Gray, linear: tuple[str, ...]) -> list[Gray]:
    return [upright(gray, stripes) for stripes in find_stripes(gray)] if linear else []


def _first(tries: Iterable[tuple[Read, ...]]) -> tuple[Read, ...]:
    return next((found for found in tries if found), ())


def _twice(tries: Iterable[tuple[Read, ...]]) -> tuple[Read, ...]:
    """What two tries say. One may be wrong: the check of a linear code overlooks one error in a hundred."""
    said: set[Read] = set()
    for found in tries:
        likely = {read for read in found if len(read.text) >= SHORTEST}
        if said & likely:
            return tuple(said & likely)
        said |= likely
    return ()


def _from_lines(
    crops: list[Gray], linear: tuple[str, ...], changes: tuple[tuple[int, Change], ...]
) -> Iterator[tuple[Read, ...]]:
    for crop, (thick, change) in product(crops, changes):
        for line in lines(crop, thick):
            yield zxing(drawn(change(line)), linear)


def _alike(crops: list[Gray]) -> Iterator[tuple[Read, ...]]:
    for crop, thick in product(crops, (THICK, THIN)):
        for line in lines(crop, thick):
            text = read_code128(line)
            yield (Read("Code128", text),) if text else ()
