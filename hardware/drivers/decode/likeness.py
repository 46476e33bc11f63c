"""Code 128 read by likeness: each symbol is the one of 107 that it resembles most.

Decoders measure where bars begin and end; a burnt-out dot of a print head makes two bars of one, and they are
lost. Compared as a whole, a symbol with a scratch still looks more like itself than like any other. The line is
followed symbol by symbol, as the paper may be bent or tilted. Patterns and check: ISO/IEC 15417.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from hardware.drivers.decode.profile import FINER, Line

_WIDTHS = (
    "212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 "
    "113222 123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 "
    "212123 212321 232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131 "
    "113123 113321 133121 313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111 "
    "314111 221411 431111 111224 111422 121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 "
    "241211 221114 413111 241112 134111 111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 "
    "214121 412121 111143 111341 131141 114113 114311 411113 411311 113141 114131 311141 411131 211412 211214 "
    "211232 233111"
)
"""Bars and spaces in turn, in modules, of the values 0 to 105 and of the stop."""
START_A, START_B, START_C, STOP = 103, 104, 105, 106
TO_C, TO_B, TO_A, SHIFT = 99, 100, 101, 98
FIRST_FUNCTION = 96
"""From here on a value is no character in the sets A and B."""

MODULES = 11
POINTS = 4
"""How often a module is looked at."""
LIKE, START_LIKE = 0.55, 0.7
"""Least correlation of a symbol, and of the first."""
MEAN_LIKE = 0.75
"""With these three no wrong text was read from the corpus of benchmarks/; lower ones read no more."""
MODULE_PX = np.geomspace(1.2, 5.0, 48)
STRETCH = np.linspace(0.95, 1.05, 7)
NUDGE = np.linspace(-0.4, 0.4, 5)
STARTS = 3
LONGEST = 60

_AT = (np.arange(MODULES * POINTS) + 0.5) / POINTS
Points = NDArray[np.floating]


def _patterns() -> Points:
    rows = []
    for widths in _WIDTHS.split():
        bits = [1.0 - place % 2 for place, width in enumerate(widths) for _ in range(int(width))]
        rows.append(np.repeat(bits, POINTS))
    return _even(np.array(rows))


def _even(rows: Points) -> Points:
    """Mean 0 and length 1, so that a product is a correlation."""
    rows = rows - rows.mean(axis=-1, keepdims=True)
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=-1, keepdims=True), 1e-6))


_PATTERNS = _patterns()


def read_code128(line: Line) -> str | None:
    """The text of the Code 128 on a line, read in either direction; None when it does not resemble one."""
    ink = 1 - line
    for forth in (ink, ink[::-1]):
        for at, module in _starts(forth):
            text = _text(_followed(forth, at, module))
            if text is not None:
                return text
    return None


def _seen(ink: Points, at: Points, module: Points) -> Points:
    """The ink at the points of symbols that begin at ``at`` and have modules of such width."""
    places = at[..., None] + module[..., None] * _AT
    return _even(np.interp(places, np.arange(len(ink)), ink))


def _starts(ink: Points) -> list[tuple[float, float]]:
    """The likeliest beginnings: where one of the start symbols follows white."""
    rising = np.flatnonzero((ink[1:] >= 0.5) & (ink[:-1] < 0.5))
    edges = rising[rising < len(ink) * 0.4][:24]
    if not edges.size:
        return []
    at, module = np.meshgrid(edges.astype(float), MODULE_PX * FINER, indexing="ij")
    like = (_seen(ink, at, module) @ _PATTERNS[START_A : START_C + 1].T).max(axis=-1)
    best = np.argsort(like, axis=None)[::-1][: STARTS * 4]
    found: dict[float, float] = {}
    for place in best:
        if like.flat[place] >= START_LIKE:
            found.setdefault(float(at.flat[place]), float(module.flat[place]))
    return list(found.items())[:STARTS]


def _followed(ink: Points, at: float, module: float) -> list[int]:
    """The values from the start to the stop; none when the trace is lost."""
    stretch, nudge = (grid.ravel() for grid in np.meshgrid(STRETCH, NUDGE))
    values: list[int] = []
    likes: list[float] = []
    while len(values) < LONGEST and at < len(ink):
        modules = module * stretch
        like = _seen(ink, at + nudge * module, modules) @ _PATTERNS.T
        variant, value = np.unravel_index(int(like.argmax()), like.shape)
        if like[variant, value] < LIKE:
            return []
        values.append(int(value))
        likes.append(float(like[variant, value]))
        if value == STOP:
            return values[:-1] if float(np.mean(likes)) >= MEAN_LIKE else []
        at += nudge[variant] * module + MODULES * modules[variant]
        module += 0.3 * (modules[variant] - module)
    return []


def _text(values: list[int]) -> str | None:
    if len(values) < 3 or values[0] not in {START_A, START_B, START_C}:
        return None
    *body, check = values
    if (values[0] + sum(place * value for place, value in enumerate(body))) % 103 != check:
        return None
    return "".join(_characters(body))


def _characters(values: list[int]) -> Iterator[str]:
    """The characters of the values after the start; function codes say nothing."""
    in_set, shifted = values[0] - START_A, False
    for value in values[1:]:
        use = 1 - in_set if shifted and in_set < 2 else in_set
        shifted = False
        if use == 2 and value < TO_B:
            yield f"{value:02}"
        elif use < 2 and value < FIRST_FUNCTION:
            yield chr(value + 32 if use == 1 or value < 64 else value - 64)
        elif value == SHIFT:
            shifted = True
        elif value in {TO_C, TO_B, TO_A}:
            in_set = {TO_C: 2, TO_B: 1, TO_A: 0}[value]
