"""Numbers as large as a sign is: capitals and digits of the house's bold face, drawn in whole dots."""

from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

from contracts.look.tokens import FONT_FILES
from hardware.led.frame import Dots

SMALLEST = 12
"""Points below which digits are no longer digits."""
_THRESHOLD = 110


@lru_cache(maxsize=256)
def largest(text: str, size: tuple[int, int]) -> Dots | None:
    """``text`` as large as fits with one dark dot around it, in the middle; None where it would be too small."""
    width, height = size
    for points in range(2 * height, SMALLEST - 1, -1):
        dots, wide, tall = _set(text, points)
        if wide <= width - 2 and tall <= height - 2:
            left, top = (width - wide) // 2, (height - tall) // 2
            return frozenset((x + left, y + top) for x, y in dots)
    return None


def _set(text: str, points: int) -> tuple[Dots, int, int]:
    dots: set[tuple[int, int]] = set()
    x, gap = 0, max(1, points // 8)
    for letter in text:
        glyph = _letter(letter, points)
        dots |= {(x + column, row) for column, row in glyph}
        x += max((column for column, _ in glyph), default=points // 4) + 1 + gap
    first = min((row for _, row in dots), default=0)
    tall = max((row for _, row in dots), default=-1) + 1 - first
    return frozenset((column, row - first) for column, row in dots), max(0, x - gap), tall


@lru_cache(maxsize=1024)
def _letter(letter: str, points: int) -> Dots:
    image = Image.new("L", (2 * points, 2 * points))
    at = (points // 2, points + points // 2)
    ImageDraw.Draw(image).text(at, letter, font=_face(points), fill=255, anchor="ls")
    bold = image.point([255 if value > _THRESHOLD else 0 for value in range(256)])
    box = bold.getbbox()
    if box is None:
        return frozenset()
    wide = box[2] - box[0]
    lit = (at for at, value in enumerate(bold.crop(box).tobytes()) if value)
    return frozenset((at % wide, box[1] + at // wide) for at in lit)


@lru_cache(maxsize=256)
def _face(points: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONT_FILES["bold"]), points)
