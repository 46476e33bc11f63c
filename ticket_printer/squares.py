"""What is drawn in squares of two dots and so sent in quarter (``GS v 0``, m = 3): the number and the QR code.

A quarter of a millimetre is not seen in letters of 18, and a QR code is made of squares anyway.
"""

import segno
from PIL import Image, ImageDraw

from ticket_printer.typesetting import SMALLEST, Font, font_of

INK, PAPER = 0, 255
THRESHOLD = 140
"""Greys darker than this become ink; no two of the 134 Vietnamese letters look alike after it."""
SQUARE = 2
MODULE = 6
"""Dots of a module of the QR code, 0.75 mm: what worn heads print can be read."""
QUIET_MODULES = 4


def number(text: str, size: int, width: int) -> Image.Image:
    """The number, in letters of at most ``size`` dots and no wider than ``width``; nothing but its ink."""
    while size > SMALLEST and _box(text, font_of("bold", size))[2] > width:
        size -= 2
    font = font_of("bold", size)
    left, top, wide, high = _box(text, font)
    glyphs = Image.new("L", (wide + 1, high + 1), PAPER)
    ImageDraw.Draw(glyphs).text((-left, -top), text, INK, font, anchor="ls")
    half = glyphs.resize(((wide + 1) // SQUARE, (high + 1) // SQUARE), Image.Resampling.BOX)
    return _enlarged(at_threshold(half), SQUARE)


def code(text: str, width: int) -> tuple[Image.Image, int]:
    """The QR code, on paper of so many dots, and the dots of its modules. The white around it is not in it.

    Squares of whole dots: a QR code that is scaled any other way is not read from worn paper.
    """
    modules = [bytes(row) for row in segno.make_qr(text, error="m", boost_error=False).matrix]
    small = Image.frombytes("L", (len(modules),) * 2, b"".join(modules))
    module = MODULE
    while module > SQUARE and (len(modules) + QUIET_MODULES) * module > width:
        module -= SQUARE
    return _enlarged(small.point(lambda one: INK if one else PAPER), module), module


def at_threshold(image: Image.Image) -> Image.Image:
    """Black and white, still of mode ``L``."""
    return image.point(lambda grey: INK if grey < THRESHOLD else PAPER)


def _box(text: str, font: Font) -> tuple[int, int, int, int]:
    """Where the ink of a text begins, from its base line's left end, and its width and height."""
    left, top, right, bottom = map(round, font.getbbox(text, anchor="ls"))
    return left, top, right - left, bottom - top


def _enlarged(image: Image.Image, times: int) -> Image.Image:
    return image.resize((image.width * times, image.height * times), Image.Resampling.NEAREST)
