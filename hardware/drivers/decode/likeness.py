"""Code 128 read by likeness: each symbol is the one of 107 that it resembles most.

Decoders measure where bars begin and end. Where a bar holds one and a half pixels, or a burnt-out dot of a print
head makes two bars of one, there is no such place. Compared as a whole, with patterns that are as unsharp as the
line is, a symbol still looks more like itself than like any other. The line is followed symbol by symbol, as the
paper may be bent or tilted. Patterns and check: ISO/IEC 15417.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import cv2
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

MODULES, STOP_MODULES = 11, 13
POINTS = 4
"""How often a module is looked at."""
BLURS = (0.35, 0.6, 0.85)
"""How unsharp the patterns are that a line is compared with: sigma, in modules."""
LIKE, START_LIKE = 0.55, 0.7
"""Least correlation of a symbol, and of the first."""
MEAN_LIKE = 0.8
SURE = 0.95
"""A trace that resembles a code so much that no other needs to be tried."""
FEWEST, MOST = 45, 450
"""Modules along a code: two characters, and twice the longest dossier code."""
LONGEST_LINE = 1300
"""Pixels of a line, beyond which it is made shorter: there are more than enough for every bar."""
WIDTHS_TRIED = 64
EDGES, TRACES = 8, 5
"""Beginnings of bars that are looked at, the ones after the most white; and traces that are followed."""
LONGEST = 60

_STRETCH, _NUDGE = (
    grid.ravel() for grid in np.meshgrid(np.linspace(0.95, 1.05, 7), np.linspace(-0.4, 0.4, 5))
)
_AT = ((np.arange(MODULES * POINTS) + 0.5) / POINTS).astype(np.float32)
_EQUALLY = np.full(MODULES * POINTS, 1 / (MODULES * POINTS), np.float32)
_OFFSETS = (_NUDGE[:, None] + _STRETCH[:, None] * _AT).astype(np.float32)
"""Where the points of a symbol may lie, in modules after the end of the one before."""

Points = NDArray[np.floating]


@dataclass(frozen=True)
class Resembled:
    """A text, how much its symbols resemble themselves (1: wholly), and how unsharp the line is, in pixels.

    ``module``: steps of the line that a module is wide. ``begin`` and ``end``: the steps of the line from the start symbol's first bar to the stop symbol's last one.
    """

    text: str = field(repr=False)
    like: float
    blur_px: float
    module: float
    begin: int
    end: int


@dataclass(frozen=True)
class _Trace:
    """Where a code may begin, and what it is compared with."""

    ink: Points
    at: float
    module: float
    blur: int
    like: float
    backwards: bool


def _even(rows: Points) -> Points:
    """Mean 0 and length 1, so that a product is a correlation."""
    rows = rows - (rows @ _EQUALLY)[..., None]
    length = np.sqrt(np.einsum("...i,...i->...", rows, rows) + 1e-6)
    return np.asarray(rows / length[..., None], np.float32)


def _patterns(blur: float) -> Points:
    """All symbols seen unsharply: a white module before each, and the next one's first bar behind it."""
    fine, around = 16, 4
    reach = np.arange(-around * fine, around * fine + 1) / fine
    lens = np.exp(-((reach / blur) ** 2) / 2)
    rows = []
    for widths in _WIDTHS.split():
        bits = [1.0 - place % 2 for place, width in enumerate(widths) for _ in range(int(width))]
        after = [1.0, 0.0, 0.0, 0.0]
        drawn = np.repeat([0.0] * around + bits + after, fine)
        soft = np.convolve(drawn, lens / lens.sum(), "same")[around * fine :][: MODULES * fine]
        rows.append(soft.reshape(MODULES * POINTS, -1).mean(axis=1))
    return _even(np.array(rows, np.float32))


_BANK = tuple(_patterns(blur) for blur in BLURS)
_BEGINNINGS = np.concatenate([bank[START_A : START_C + 1] for bank in _BANK]).T


def read_code128(line: Line) -> Resembled | None:
    """The Code 128 on a line, read in either direction; None when it does not resemble one.

    Of all traces the one that resembles a code most must pass the check: another one that does may be chance.
    """
    scale = max(1.0, len(line) / (LONGEST_LINE * FINER))
    if scale > 1:
        short = (round(len(line) / scale), 1)
        line = np.asarray(cv2.resize(line[None, :], short, interpolation=cv2.INTER_AREA)[0], np.float32)
    ink = np.asarray(1 - line, np.float32)
    around = (len(ink) // 20, len(ink) // 2)  # so that no symbol is looked for beyond the end
    both = ((np.pad(way, around, mode="edge"), way is not ink) for way in (ink, ink[::-1]))
    traces = sorted(
        (trace for way, backwards in both for trace in _traces(way, len(ink), backwards=backwards)),
        key=lambda trace: -trace.like,
    )
    best: Resembled | None = None
    for trace in traces[:TRACES]:
        values, like, end = _followed(trace)
        if like > (best.like if best else MEAN_LIKE):
            ends = [at - around[0] for at in (trace.at, end)]
            first, last = (len(ink) - ends[1], len(ink) - ends[0]) if trace.backwards else ends
            module = trace.module * scale
            blur_px = BLURS[trace.blur] * module / FINER
            best = Resembled(
                _text(values) or "", like, blur_px, module, max(0, round(first * scale)), round(last * scale)
            )
            if like >= SURE:
                break
    return best if best and best.text else None


def _seen(ink: Points, places: Points) -> Points:
    """The ink at these places, which may lie between two steps of the line."""
    below = places.astype(np.int32)
    share = places - below
    left = ink[below]
    return _even(left + (ink[below + 1] - left) * share)


def _traces(ink: Points, length: int, *, backwards: bool) -> list[_Trace]:
    """The likeliest beginnings in one direction: where one of the start symbols follows white."""
    edges = _edges(ink)
    if not edges.size:
        return []
    widths = np.geomspace(max(1.1 * FINER, length / MOST), max(2 * FINER, length / FEWEST), WIDTHS_TRIED)
    at, module = np.meshgrid(edges.astype(np.float32), widths.astype(np.float32), indexing="ij")
    likes = _seen(ink, at[..., None] + module[..., None] * _AT) @ _BEGINNINGS
    alike = likes.reshape(*likes.shape[:-1], len(BLURS), -1).max(axis=-1)
    found: dict[tuple[float, int], _Trace] = {}
    for place in np.argsort(alike, axis=None)[::-1][: TRACES * 6]:
        edge, width, blur = np.unravel_index(int(place), alike.shape)
        like = float(alike[edge, width, blur])
        if like >= START_LIKE:
            begin = float(edges[edge])
            trace = _Trace(ink, begin, float(widths[width]), int(blur), like, backwards)
            found.setdefault((begin, int(blur)), trace)
    return list(found.values())


def _edges(ink: Points) -> NDArray[np.int64]:
    """Where white turns black in the first part of the line; those after the most white, if there are many."""
    rising = np.flatnonzero((ink[1:] >= 0.5) & (ink[:-1] < 0.5))
    rising = rising[rising < len(ink) * 0.3]
    if len(rising) <= EDGES:
        return rising
    falling = np.flatnonzero((ink[1:] < 0.5) & (ink[:-1] >= 0.5))
    before = np.searchsorted(falling, rising) - 1
    white = rising - np.where(before >= 0, falling[np.maximum(before, 0)], -len(ink))
    return np.sort(rising[np.argsort(-white, kind="stable")[:EDGES]])


def _followed(trace: _Trace) -> tuple[list[int], float, float]:
    """The values from the start to the stop, their mean likeness, and where they end; none when the trace is lost."""
    at, module, bank = trace.at, trace.module, _BANK[trace.blur].T
    values: list[int] = []
    likes: list[float] = []
    while len(values) < LONGEST and at + 2 * MODULES * module < len(trace.ink):
        like = _seen(trace.ink, at + module * _OFFSETS) @ bank
        variant, value = divmod(int(like.argmax()), like.shape[1])
        if like[variant, value] < LIKE:
            break
        values.append(value)
        likes.append(float(like[variant, value]))
        if value == STOP:
            return values[:-1], float(np.mean(likes)), at + STOP_MODULES * module
        at += module * (_NUDGE[variant] + MODULES * _STRETCH[variant])
        module *= 1 + 0.3 * (_STRETCH[variant] - 1)
    return [], 0.0, 0.0


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
