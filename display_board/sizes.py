"""How large things must be to be read from the farthest seat, and what fits on the screen.

Character heights: 0.7 degrees of sight (EN 301 549, 5.1.4: distance / 82) is the aim, distance / 200 the
floor. Lengths on the screen are fractions of its height or width, so the page needs no pixels per millimetre.
"""

import math
from dataclasses import dataclass, replace

AIM = 1 / math.tan(math.radians(0.7))
FLOOR = 200.0
CAP = 0.74
"""Height of a capital of Be Vietnam Pro in font sizes (its OS/2 table)."""
CHAR = 0.74
"""Width of one bold digit or letter with its air, in font sizes (its hmtx table)."""
USUAL_CHARS = 4
MOST_ROWS, GOOD_ROWS, FEWEST_ROWS = 6, 4, 3
_MM_PER_INCH = 25.4
_TARGET_WIDTHS = 7.6
"""Font sizes across of an arrow and ten letters."""
_ROW_FILL = 0.68
"""How much of a row its letters' font size may take."""


@dataclass(frozen=True)
class Proportions:
    """How a page divides a screen: shares of its width and height."""

    width: int
    height: int
    spot_width: float
    spot_height: float
    list_width: float
    list_height: float


LANDSCAPE = Proportions(16, 9, spot_width=0.57, spot_height=0.735, list_width=0.385, list_height=0.61)
PORTRAIT = Proportions(9, 16, spot_width=0.94, spot_height=0.36, list_width=0.94, list_height=0.345)

TALL = ((9, 21), (9, 16), (10, 16), (3, 4), (4, 5))
WIDE = ((1, 1), (5, 4), (4, 3), (16, 10), (16, 9), (21, 9), (32, 9))
"""Shapes of screens, narrowest first; a screen between two of them gets the sizes of the narrower one, which fit."""


def frame_of(width: int, height: int) -> Proportions:
    """How the page divides a screen of this shape."""
    like = LANDSCAPE if width >= height else PORTRAIT
    return replace(like, width=width, height=height)


@dataclass(frozen=True)
class Sizes:
    """Font sizes as shares of the screen's height, and what they are good for."""

    number: float
    target: float
    """The counter below the number, with up to ten letters."""
    row: float
    rows: int
    number_reach_m: float
    """How far away the called number reaches the aim."""
    row_reach_m: float

    def number_for(self, chars: int) -> float:
        """The font size for a number of ``chars`` characters: longer ones shrink, none overflows."""
        return self.number * min(1.0, USUAL_CHARS / chars)

    def row_for(self, chars: int) -> float:
        """The font size of a number of ``chars`` characters in the list."""
        return self.row * min(1.0, (USUAL_CHARS + 1) / chars)


def fit(inches: float, seat_m: float, frame: Proportions) -> Sizes:
    """The largest number that fits, and as many rows as stay readable: fewer rows before smaller rows."""
    height_mm = inches * _MM_PER_INCH * frame.height / math.hypot(frame.width, frame.height)
    aspect = frame.width / frame.height
    number = min(
        frame.spot_width * aspect * 0.92 / (CHAR * USUAL_CHARS),
        frame.spot_height * 0.52,
    )
    fonts = {rows: _row_font(rows, frame) for rows in range(FEWEST_ROWS, MOST_ROWS + 1)}
    reach = {rows: font * CAP * height_mm * AIM / 1000 for rows, font in fonts.items()}
    rows = _rows(reach, seat_m)
    target = min(frame.spot_height * 0.15, frame.spot_width * aspect * 0.92 / _TARGET_WIDTHS)
    return Sizes(number, target, fonts[rows], rows, number * CAP * height_mm * AIM / 1000, reach[rows])


def shortfalls(sizes: Sizes, seat_m: float) -> tuple[str, ...]:
    """What cannot be read from the farthest seat, a sentence each, for the log."""
    parts = (("the called number", sizes.number_reach_m), ("the list of calls", sizes.row_reach_m))
    return tuple(
        f"{what} is comfortable up to {reach:.1f} m and just readable up to {reach * FLOOR / AIM:.1f} m, "
        f"but the farthest seat is {seat_m:g} m away: use a larger screen or move the seats"
        for what, reach in parts
        if reach < seat_m
    )


def _row_font(rows: int, frame: Proportions) -> float:
    aspect = frame.width / frame.height
    # A row holds a number of five characters, an arrow and a counter of two: about eight and a half widths.
    across = frame.list_width * aspect / (CHAR * (USUAL_CHARS + 4.5))
    return min(frame.list_height / rows * _ROW_FILL, across)


def _rows(reach: dict[int, float], seat_m: float) -> int:
    for rows in range(MOST_ROWS, GOOD_ROWS - 1, -1):
        if reach[rows] >= seat_m:
            return rows
    just_readable = reach[GOOD_ROWS] * FLOOR / AIM >= seat_m
    return GOOD_ROWS if just_readable else FEWEST_ROWS
