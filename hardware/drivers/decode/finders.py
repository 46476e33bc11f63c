"""QR codes whose corner patterns are broken (a pen, a fold, a stamp): found by likeness, and drawn anew.

A decoder looks for the three patterns run by run, and a stroke through one of them hides a code whose words would bear
far more: they mend themselves, the patterns do not. What is drawn is no part of what the code says.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import combinations

import cv2
import numpy as np
from numpy.typing import NDArray

from hardware.drivers.decode.decoders import Gray

MODULES_PX = (1.7, 2.3, 3.1, 4.2)
"""Pixels a module of the patterns that are looked for; each is found from a seventh smaller to a seventh larger."""
LIKE = 0.45
"""Least correlation with a pattern that is seen from no side in particular."""
FINER = np.geomspace(0.82, 1.22, 9)
MOST_PLACES, MOST_TRIES = 9, 3
SMALLEST, LARGEST = 14, 50
"""Modules between the middles of two patterns: of a code of 21 modules, and of 57."""
UNEVEN, SKEW = 0.15, 0.2
"""How much longer one side may be than the other, and the cosine of the angle between them."""
SIDE, QUIET = 7, 4
"""Modules of a pattern, and of the white around a code."""
PER_MODULE = 4
"""Pixels of a module that is drawn anew."""
INK, PAPER = 20, 235

Point = NDArray[np.float64]


@dataclass(frozen=True)
class _Place:
    """Where a pattern may be."""

    at: Point
    module: float
    like: float


def redrawn(even: Gray) -> Iterator[Gray]:
    """Codes laid flat and drawn anew, module by module, the likeliest first; none where no three patterns fit."""
    for corner, first, second in _corners(_places(even)):
        sides = (np.linalg.norm(first.at - corner.at) + np.linalg.norm(second.at - corner.at)) / 2
        module = (corner.module + first.module + second.module) / 3
        across = 4 * round((sides / module - SMALLEST) / 4) + SMALLEST
        right, down = (first.at - corner.at) / across, (second.at - corner.at) / across
        yield _drawn(_sampled(even, corner.at, right, down, across + SIDE))


def _sampled(even: Gray, corner: Point, right: Point, down: Point, size: int) -> NDArray[np.bool_]:
    """Which modules are dark, each by the middle of it."""
    step = 1 / PER_MODULE
    first = corner + (0.5 * step - SIDE / 2) * (right + down)
    back = np.column_stack([right * step, down * step, first])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    flat = cv2.warpAffine(
        even, back, (size * PER_MODULE,) * 2, flags=flags, borderMode=cv2.BORDER_REPLICATE
    ).astype(np.float32)
    middles = flat.reshape(size, PER_MODULE, size, PER_MODULE)[:, 1:-1, :, 1:-1].mean(axis=(1, 3))
    dark, light = np.percentile(middles, (10, 90))
    return np.asarray(middles < (dark + light) / 2)


def _drawn(dark: NDArray[np.bool_]) -> Gray:
    """The modules as a picture, with what every code has alike as it should be: three patterns, and the dots between."""
    size = len(dark)
    every_other = np.arange(size) % 2 == 0
    dark[SIDE - 1, SIDE + 1 : -SIDE - 1] = every_other[SIDE + 1 : -SIDE - 1]
    dark[SIDE + 1 : -SIDE - 1, SIDE - 1] = every_other[SIDE + 1 : -SIDE - 1]
    away = np.abs(np.arange(SIDE + 1) - SIDE // 2)
    ring = np.maximum(away[:, None], away[None, :])
    corner = (ring != 2) & (ring < 4)
    dark[: SIDE + 1, : SIDE + 1] = corner
    dark[: SIDE + 1, : -SIDE - 2 : -1] = corner
    dark[: -SIDE - 2 : -1, : SIDE + 1] = corner
    framed = np.pad(np.where(dark, INK, PAPER).astype(np.uint8), QUIET, constant_values=PAPER)
    return np.kron(framed, np.ones((PER_MODULE, PER_MODULE), np.uint8))


@cache
def _pattern(module: float) -> NDArray[np.float32]:
    """The pattern as it looks from every side at once."""
    size = int(9 * module) | 1
    reach = (np.arange(size) - size // 2) / module
    x, y = np.meshgrid(reach, reach)
    total = np.zeros((size, size))
    for angle in np.deg2rad(np.arange(0, 90, 10)):
        away = np.maximum(
            abs(x * np.cos(angle) + y * np.sin(angle)), abs(y * np.cos(angle) - x * np.sin(angle))
        )
        total += (away > 1.5) & (away < 2.5) | (away > 3.5)
    return np.asarray(cv2.GaussianBlur(total.astype(np.float32), (0, 0), 0.6), np.float32)


def _places(even: Gray) -> list[_Place]:
    found: list[_Place] = []
    for module in MODULES_PX:
        pattern = _pattern(module)
        if min(even.shape) <= len(pattern):
            continue
        like = cv2.matchTemplate(even.astype(np.float32), pattern, cv2.TM_CCOEFF_NORMED)
        peaks = (like == cv2.dilate(like, np.ones((9, 9), np.uint8))) & (like > LIKE)
        for y, x in np.argwhere(peaks):
            middle = np.array([x, y], np.float64) + len(pattern) // 2
            found.append(_Place(middle, module, float(like[y, x])))
    best: list[_Place] = []
    for place in sorted(found, key=lambda place: -place.like):
        if all(np.linalg.norm(place.at - other.at) > 3 * other.module for other in best):
            best.append(place)
        if len(best) == MOST_PLACES:
            break
    return [_looked_at(even, place) for place in best]


def _looked_at(even: Gray, place: _Place) -> _Place:
    """The same, seen at all sizes between those that were looked for."""
    best = place
    for module in place.module * FINER:
        pattern = _pattern(float(module))
        reach = len(pattern) // 2 + 2
        x, y = (int(one) for one in place.at)
        around = even[max(0, y - reach) : y + reach + 1, max(0, x - reach) : x + reach + 1]
        if min(around.shape) < len(pattern):
            continue
        like = cv2.matchTemplate(around.astype(np.float32), pattern, cv2.TM_CCOEFF_NORMED)
        _, most, _, (left, top) = cv2.minMaxLoc(like)
        if most > best.like:
            middle = (max(0, x - reach) + left, max(0, y - reach) + top)
            best = _Place(np.array(middle, np.float64) + len(pattern) // 2, float(module), most)
    return best


def _corners(places: list[_Place]) -> list[tuple[_Place, _Place, _Place]]:
    """Three that may belong to one code, the one at the right angle first; the likeliest of them."""
    turned = ((0, 1, 2), (1, 0, 2), (2, 0, 1))
    each = ((three[a], three[b], three[c]) for three in combinations(places, 3) for a, b, c in turned)
    fitting = (three for three in each if _fit(*three))
    return sorted(fitting, key=lambda three: -sum(place.like for place in three))[:MOST_TRIES]


def _fit(corner: _Place, first: _Place, second: _Place) -> bool:
    one, other = first.at - corner.at, second.at - corner.at
    long, short = (float(np.linalg.norm(side)) for side in (one, other))
    modules = [place.module for place in (corner, first, second)]
    across = (long + short) / 2 / float(np.mean(modules))
    return (
        max(modules) < 1.4 * min(modules)
        and SMALLEST * 0.85 <= across <= LARGEST * 1.15
        and abs(long - short) < UNEVEN * max(long, short)
        and abs(float(one @ other)) < SKEW * long * short
    )
