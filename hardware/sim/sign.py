"""A simulated LED sign on the bench: the dots that a small matrix would light, as a picture."""

import base64
import io
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from contracts.look.tokens import COLOURS, FONT_FILES
from hardware.ports import SignText
from hardware.sim.bench import BenchDevice, BenchMessage

Dots = frozenset[tuple[int, int]]
"""Lit dots as (column, row), origin top left."""

PITCH = 9
"""Pixels from one dot to the next in the picture."""
_OFF, _GROUND = "#2A2212", "#0B0906"
_THRESHOLD = 110
# A scalable font loses Vietnamese tones at this size (ầ and ấ look alike), so the marks are drawn dot by dot.
_ABOVE = {
    "\u0302": (".#.", "#.#"),  # â
    "\u0306": ("#.#", ".#."),  # ă
    "\u0300": ("#.", ".#"),  # à
    "\u0301": (".#", "#."),  # á
    "\u0309": ("##.", "..#", ".#."),  # ả
    "\u0303": (".#.#", "#.#."),  # ã
}
_HATS = ("\u0302", "\u0306")
_BESIDE = {"\u0300": -2, "\u0301": 3, "\u0309": 3}
_HORN, _DOT_BELOW = "\u031b", "\u0323"


class SimLedSign:
    """An LED sign that tells the bench its dots."""

    def __init__(self, bench: Path | None, device: str, size: tuple[int, int] = (64, 16)) -> None:
        """``size``: LEDs across and down. Without a bench nobody sees it."""
        self._size = size
        self._shown: SignText | None = None
        self._device = BenchDevice(bench, device, _no_orders) if bench else None

    def show(self, sign: SignText) -> None:
        """Show this until told otherwise."""
        if self._device is None or sign == self._shown:
            return
        self._shown = sign
        png = base64.b64encode(picture(lit(sign, self._size), self._size)).decode()
        self._device.tell(sign={"text": sign.text, "inverted": sign.inverted, "png": png})

    def close(self) -> None:
        """Dark, and leave the bench."""
        if self._device is not None:
            self.show(SignText(""))
            self._device.close()
            self._device = None


def lit(sign: SignText, size: tuple[int, int]) -> Dots:
    """The dots that ``sign`` lights: the text as large as fits, centred; what cannot fit is cut off."""
    width, height = size
    dots, wide = _largest(unicodedata.normalize("NFC", sign.text), size)
    rows = [row for _, row in dots] or [0]
    left = max(0, (width - wide) // 2)
    top = (height - (max(rows) - min(rows) + 1)) // 2 - min(rows)
    placed = frozenset((x + left, y + top) for x, y in dots if x + left < width and 0 <= y + top < height)
    if not sign.inverted:
        return placed
    return frozenset((x, y) for x in range(width) for y in range(height)) - placed


def picture(dots: Dots, size: tuple[int, int]) -> bytes:
    """The sign as a PNG: round amber dots on black, the dark ones just visible."""
    width, height = size
    image = Image.new("RGB", ((width + 2) * PITCH, (height + 2) * PITCH), _GROUND)
    draw = ImageDraw.Draw(image)
    for column in range(width):
        for row in range(height):
            x, y = (column + 1) * PITCH, (row + 1) * PITCH
            colour = COLOURS["amber"] if (column, row) in dots else _OFF
            draw.ellipse((x + 1, y + 1, x + PITCH - 2, y + PITCH - 2), fill=colour)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


@lru_cache(maxsize=256)
def _largest(text: str, size: tuple[int, int]) -> tuple[Dots, int]:
    width, height = size
    smallest = 8
    for points in range(2 * height, smallest, -1):
        dots, wide = _set(text, points)
        rows = [row for _, row in dots] or [0]
        if wide <= width - 2 and max(rows) - min(rows) < height - (0 if _marked(text) else 2):
            return dots, wide
    return _set(text, smallest)


def _marked(text: str) -> bool:
    return any(unicodedata.combining(part) for part in unicodedata.normalize("NFD", text))


def _set(text: str, points: int) -> tuple[Dots, int]:
    dots: set[tuple[int, int]] = set()
    x = 0
    gap = max(1, points // 8)
    for letter in text:
        glyph, wide = _letter(letter, points)
        dots |= {(x + column, row) for column, row in glyph}
        x += wide + gap
    return frozenset(dots), max(0, x - gap)


@lru_cache(maxsize=1024)
def _letter(letter: str, points: int) -> tuple[Dots, int]:
    """One letter, row 0 on the base line of its line box; marks of Vietnamese on top of the base letter."""
    parts = unicodedata.normalize("NFD", letter)
    body, marks = _body(parts[0], points), list(parts[1:])
    if not body:
        return frozenset(), max(2, points // 4)
    wide = max(column for column, _ in body) + 1
    return body | frozenset(_mark_dots(body, wide, marks)), wide + (_HORN in marks)


def _body(base: str, points: int) -> Dots:
    font = ImageFont.truetype(str(FONT_FILES["bold"]), points)
    image = Image.new("L", (2 * points, 2 * points))
    ImageDraw.Draw(image).text((points // 2, points + points // 2), base, font=font, fill=255, anchor="ls")
    mask = image.point([255 if value > _THRESHOLD else 0 for value in range(256)])
    box = mask.getbbox()
    if box is None:
        return frozenset()
    return frozenset(
        (x - box[0], y) for x in range(box[0], box[2]) for y in range(box[1], box[3]) if mask.getpixel((x, y))
    )


def _mark_dots(body: Dots, wide: int, marks: list[str]) -> Iterator[tuple[int, int]]:
    first, last = min(row for _, row in body), max(row for _, row in body)
    hats = [mark for mark in marks if mark in _HATS]
    for mark in marks:
        if mark == _HORN:
            yield from ((wide, first - 1), (wide, first), (wide - 1, first))
        elif mark == _DOT_BELOW:
            yield from ((wide // 2 - 1, last + 2), (wide // 2, last + 2))
        elif mark in _ABOVE:
            # Beside a hat a tone stands one row higher, on its own side, as it is written by hand.
            beside = _BESIDE.get(mark, 0) if hats and mark not in hats else 0
            bottom = first - 1 - (1 if beside else 2 if hats and mark not in hats else 0)
            yield from _stamped(_ABOVE[mark], wide, bottom, beside)


def _stamped(shape: tuple[str, ...], wide: int, bottom: int, aside: int) -> Iterator[tuple[int, int]]:
    left = (wide - len(shape[0])) // 2 + aside
    for index, line in enumerate(shape):
        row = bottom - len(shape) + index
        yield from ((left + column, row) for column, dot in enumerate(line) if dot == "#")


def _no_orders(_told: BenchMessage) -> None:
    """A sign only shows."""
