"""The ways of reading a picture, each a function of the picture; cheapest and surest first."""

from collections.abc import Callable, Iterable

from hardware.drivers.decode.bars import find_stripes, upright
from hardware.drivers.decode.decoders import Gray, Read, zbar, zxing
from hardware.drivers.decode.enhance import crisp, doubled, flattened, refocused, soft
from hardware.drivers.decode.profile import THICK, THIN, Line, drawn, lines, mended, sharpened

Step = Callable[[Gray, tuple[str, ...]], tuple[Read, ...]]
Change = Callable[[Line], Line]

LINEAR = frozenset({"Code128", "Code39", "ITF", "EAN13"})
SHORTEST = 6
"""Characters a line drawn anew must say: the weak check of a shorter linear code lets chance through."""


def straightened(gray: Gray, symbologies: tuple[str, ...]) -> tuple[Read, ...]:
    """Bars at any angle, laid upright; both decoders, then an averaged line."""
    linear = _linear(symbologies)
    crops = _crops(gray, linear)
    return (
        _first(zxing(crop, linear) for crop in crops)
        or _first(zbar(crop, linear) for crop in crops)
        or _from_lines(crops, linear, ((THICK, _as_it_is),))
    )


def rebuilt(gray: Gray, symbologies: tuple[str, ...]) -> tuple[Read, ...]:
    """Bars at any angle, from lines that were sharpened or mended."""
    linear = _linear(symbologies)
    return _from_lines(_crops(gray, linear), linear, _CHANGES)


def enlarged(gray: Gray, symbologies: tuple[str, ...]) -> tuple[Read, ...]:
    """Twice the size with hard edges: small or slightly unsharp codes."""
    return zxing(crisp(doubled(gray)), symbologies)


def relit(gray: Gray, symbologies: tuple[str, ...]) -> tuple[Read, ...]:
    """Even light and a little blur: shadows, lamps, grain."""
    even = soft(flattened(gray))
    return zxing(even, symbologies) or zbar(even, _linear(symbologies))


def refocused_twice(gray: Gray, symbologies: tuple[str, ...]) -> tuple[Read, ...]:
    """Even light, the lens's blur taken out, twice the size: the strongest medicine for QR codes."""
    return zxing(doubled(refocused(flattened(gray))), symbologies)


def plain_zbar(gray: Gray, symbologies: tuple[str, ...]) -> tuple[Read, ...]:
    """The second decoder's own opinion of the whole picture; the slowest step."""
    return zbar(gray, symbologies)


def _as_it_is(line: Line) -> Line:
    return line


_CHANGES: tuple[tuple[int, Change], ...] = (
    (THIN, _as_it_is),
    (THICK, sharpened(1.75)),
    (THICK, sharpened(1.0)),
    (THIN, sharpened(1.2, grain=0.01)),
    (THICK, mended(5)),
    (THICK, mended(8)),
)
"""Thickness of the line, and what is done to it."""


def _linear(symbologies: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in symbologies if name in LINEAR)


def _crops(gray: Gray, linear: tuple[str, ...]) -> list[Gray]:
    return [upright(gray, stripes) for stripes in find_stripes(gray)] if linear else []


def _first(tries: Iterable[tuple[Read, ...]]) -> tuple[Read, ...]:
    return next((found for found in tries if found), ())


def _from_lines(
    crops: list[Gray], linear: tuple[str, ...], changes: tuple[tuple[int, Change], ...]
) -> tuple[Read, ...]:
    tries = (
        zxing(drawn(change(line)), linear)
        for crop in crops
        for thick, change in changes
        for line in lines(crop, thick)
    )
    return _first(tuple(read for read in found if len(read.text) >= SHORTEST) for found in tries)
