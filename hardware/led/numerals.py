"""Numbers as large as a sign is: capitals and digits of the house's bold face, drawn in whole dots."""

from functools import lru_cache
from typing import NamedTuple

from PIL import Image, ImageDraw, ImageFont

from contracts.look.tokens import FONT_FILES
from hardware.led.frame import Dots

SMALLEST = 12
"""Points below which digits are no longer digits."""
_THRESHOLD = 110
_UNEVEN = 8


@lru_cache(maxsize=256)
def largest(text: str, size: tuple[int, int]) -> Dots | None:
    """``text`` as large as fits with one dark dot around it, in the middle; None where it would be too small."""
    width, height = size
    room = (width - 2, height - 2)
    if not text or not _fits(text, SMALLEST, room):
        return None
    fits, too_large = SMALLEST, 2 * height + 1
    while too_large - fits > 1:
        middle = (fits + too_large) // 2
        fits, too_large = (middle, too_large) if _fits(text, middle, room) else (fits, middle)
    # Letters of whole dots do not grow evenly: one size may be too wide and the next one fit again.
    points = next(points for points in range(fits + _UNEVEN, 0, -1) if _fits(text, points, room))
    dots, wide, tall = _set(text, points)
    left, top = (width - wide) // 2, (height - tall) // 2
    return frozenset((x + left, y + top) for x, y in dots)


def _fits(text: str, points: int, room: tuple[int, int]) -> bool:
    gap, boxes = _gap(points), [_letter(letter, points) for letter in text]
    wide = sum(glyph.wide + 1 for glyph in boxes) + gap * (len(boxes) - 1)
    lit = [glyph for glyph in boxes if glyph.dots]
    tall = max((glyph.bottom for glyph in lit), default=0) - min((glyph.top for glyph in lit), default=0)
    return wide <= room[0] and tall <= room[1]


def _set(text: str, points: int) -> tuple[Dots, int, int]:
    dots: set[tuple[int, int]] = set()
    x, gap = 0, _gap(points)
    for letter in text:
        glyph = _letter(letter, points)
        dots |= {(x + column, row) for column, row in glyph.dots}
        x += glyph.wide + 1 + gap
    first = min((row for _, row in dots), default=0)
    tall = max((row for _, row in dots), default=-1) + 1 - first
    return frozenset((column, row - first) for column, row in dots), max(0, x - gap), tall


def _gap(points: int) -> int:
    return max(1, points // 8)


class _Glyph(NamedTuple):
    """The dots of a letter, its last column, and its rows: from ``top`` to before ``bottom``."""

    dots: Dots
    wide: int
    top: int
    bottom: int


@lru_cache(maxsize=1024)
def _letter(letter: str, points: int) -> _Glyph:
    face = ImageFont.truetype(str(FONT_FILES["bold"]), points)
    image = Image.new("L", (2 * points, 2 * points))
    ImageDraw.Draw(image).text((points // 2, points + points // 2), letter, font=face, fill=255, anchor="ls")
    bold = image.point([255 if value > _THRESHOLD else 0 for value in range(256)])
    box = bold.getbbox()
    if box is None:
        return _Glyph(frozenset(), points // 4, 0, 0)
    across = box[2] - box[0]
    lit = (at for at, value in enumerate(bold.crop(box).tobytes()) if value)
    dots = frozenset((at % across, at // across + box[1]) for at in lit)
    return _Glyph(dots, across - 1, box[1], box[3])
