"""A slip as the office prints it, in its parts and in its size: what the matrix prints.

Drawn here and not taken from the printer program, because the outside world knows no program; the second tier
of the matrix (in the tests) prints the real ones.
"""

import random
from dataclasses import dataclass
from functools import cache

import segno
from PIL import Image, ImageDraw, ImageFont

from contracts.look.tokens import FONT_FILES
from hardware.ports import DrawnCode, Raster

THRESHOLD = 140
_TEXT = (
    ("regular", 25, "UBND phường Bến Nghé"),
    ("bold", 30, "Trung tâm Phục vụ hành chính công"),
    ("semibold", 32, "PHIẾU SỐ THỨ TỰ"),
)
_BELOW = (
    ("bold", 38, "Chứng thực, hộ tịch"),
    ("regular", 27, "Số người chờ trước: 7"),
    ("regular", 27, "Thời gian chờ: 10–18 phút"),
    ("regular", 27, "Quầy 1, 2"),
)


@dataclass(frozen=True)
class Slip:
    """One slip that was asked for, and where on it the number stands (rows)."""

    number: str
    copy: int
    picture: Raster
    number_from: int
    number_to: int


@cache
def draw(number: str, copy: int, dots: int, code: bool = False) -> Slip:  # noqa: FBT001, FBT002 - a Draw
    """The slip of ``number``; copies from 2 on carry a banner, as every reprint does.

    ``code``: a real QR code, that a printer could draw too, in place of something as dense; and fewer lines,
    because it is printed over a slow line.
    """
    image = Image.new("L", (dots, dots * 3), 255)
    pen, scale = ImageDraw.Draw(image), dots / 576
    y = 8
    if copy > 1:
        pen.rectangle((0, 0, dots, 70 * scale), fill=0)
        y = _line(pen, "bold", 40 * scale, f"BẢN IN LẠI {copy}", 8, 255) + 20
    for weight, size, text in _TEXT[-1:] if code else _TEXT:
        y = _line(pen, weight, size * scale, text, y)
    top = y + 12
    bottom = _line(pen, "bold", 190 * scale, number, top)
    y = bottom + 24
    for weight, size, text in _BELOW[:1] if code else _BELOW:
        y = _line(pen, weight, size * scale, text, y) + 6
    codes: tuple[DrawnCode, ...] = ()
    if code:
        codes = (_code(image, f"SPECIMEN:{number}", dots, y + 10, 4),)
        y = codes[0].top + codes[0].height
    else:
        y = _symbol(pen, number, dots, y + 10)
    height = _line(pen, "semibold", 27 * scale, "Xin giữ phiếu và chờ gọi số.", y + 16) + 16
    ink = image.crop((0, 0, dots, height)).point(lambda grey: 255 if grey < THRESHOLD else 0, "1")
    return Slip(number, copy, Raster(dots, ink.tobytes(), codes), top, bottom)


@cache
def draw_small(number: str, copy: int, dots: int, code: bool = False) -> Slip:  # noqa: FBT001, FBT002 - a Draw
    """The least slip that has all parts of one: for cutting it at every single byte."""
    image = Image.new("L", (dots, 120), 255)
    pen = ImageDraw.Draw(image)
    y = 0
    if copy > 1:
        pen.rectangle((0, 0, 30, 11), fill=0)
        y = 12
    font = ImageFont.truetype(FONT_FILES["bold"], 20)
    _, above, _, below = font.getbbox(number)
    top, bottom = y + 4, round(y + 4 + below - above)
    pen.text((2, top - above), number, 0, font)
    pen.rectangle((2, bottom + 16, 40, bottom + 17), fill=0)
    codes = (_code(image, number, dots, bottom + 20, 1),) if code else ()
    height = codes[0].top + codes[0].height if codes else bottom + 20
    ink = image.crop((0, 0, dots, height)).point(lambda grey: 255 if grey < THRESHOLD else 0, "1")
    return Slip(number, copy, Raster(dots, ink.tobytes(), codes), top, bottom)


def _line(pen: ImageDraw.ImageDraw, weight: str, size: float, text: str, y: float, ink: int = 0) -> int:
    font = ImageFont.truetype(FONT_FILES[weight], round(size))
    left, top, right, bottom = font.getbbox(text)
    x = (pen.im.size[0] - (right - left)) / 2 - left
    pen.text((round(x), round(y - top)), text, ink, font)
    return round(y + bottom - top + 8)


def _code(image: Image.Image, text: str, dots: int, y: int, module: int) -> DrawnCode:
    """A QR code with its white, from row ``y`` on."""
    squares = [bytes(row) for row in segno.make_qr(text, error="m", boost_error=False).matrix]
    ink = Image.frombytes("L", (len(squares),) * 2, b"".join(squares)).point(lambda one: 255 * (not one))
    side, quiet = len(squares) * module, 4 * module
    image.paste(ink.resize((side, side), Image.Resampling.NEAREST), ((dots - side) // 2, y + quiet))
    return DrawnCode(text, y, side + 2 * quiet, module)


def _symbol(pen: ImageDraw.ImageDraw, number: str, dots: int, y: int) -> int:
    """Something as dense as a QR code, different for every number."""
    lots, module = random.Random(number), 4  # noqa: S311 - the same slip in every run
    for row in range(29):
        for column in range(29):
            if lots.random() < 0.5:
                x, top = dots // 2 - 58 + column * module, y + row * module
                pen.rectangle((x, top, x + module - 1, top + module - 1), fill=0)
    return y + 29 * module
