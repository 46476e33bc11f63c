"""Blocks -> a picture of black and white dots, at the width of the paper.

Text is drawn in grey and cut at a threshold: dithered or hinted-to-bits letters print ragged at 203 dots an
inch, and Vietnamese tone marks are the first to go. All sizes are dots on paper of 80 mm (8 dots a mm);
on 58 mm everything shrinks a little less than the paper does, because eyes do not shrink.
"""

from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import segno
from PIL import Image, ImageDraw, ImageFont

from contracts.look.tokens import FONT_FILES
from hardware.ports import Raster
from ticket_printer.layout import Banner, Block, Code, Fact, Line, Role, Rule

INK, PAPER = 0, 255
THRESHOLD = 140
"""Greys darker than this become ink; no two of the 134 Vietnamese letters look alike after it."""
WIDE = 576
MIN_SIZE = 18


class Style(NamedTuple):
    """How a line is set: font, size of the letters, distance of base lines, air above and below."""

    weight: str
    size: int
    leading: int
    above: int
    below: int


STYLES = {
    Role.AUTHORITY: Style("regular", 25, 33, 0, 0),
    Role.OFFICE: Style("bold", 30, 40, 2, 14),
    Role.TITLE: Style("semibold", 32, 42, 20, 0),
    Role.SUBTITLE: Style("regular", 24, 32, 0, 0),
    Role.NUMBER: Style("bold", 210, 154, 26, 30),
    Role.SERVICE: Style("bold", 38, 49, 0, 18),
    Role.SERVICE_AGAIN: Style("regular", 27, 35, -10, 18),
    Role.CLOSING: Style("regular", 25, 34, 0, 0),
    Role.CLOSING_STRONG: Style("semibold", 27, 37, 16, 0),
}
FACT = Style("regular", 27, 36, 9, 9)
FACT_VALUE = Style("semibold", 30, 38, 9, 9)
BANNER = Style("bold", 40, 52, 12, 0)
BANNER_SMALL = Style("regular", 25, 34, 0, 12)
MODULE, MIN_MODULE = 5, 4
"""Dots of a module of the QR code; half a millimetre is the least that telephones read with ease."""
QUIET_MODULES = 4
MARGIN = 14
GAP = 20


@dataclass
class _Page:
    """A sheet that is being set: long enough for any slip, cut to what was used."""

    image: Image.Image
    draw: ImageDraw.ImageDraw
    scale: float
    y: int = 0

    @property
    def width(self) -> int:
        return self.image.width

    @property
    def inner(self) -> int:
        return self.width - 2 * self.dots(MARGIN)

    def dots(self, wide: float) -> int:
        return round(wide * self.scale)


def render(blocks: tuple[Block, ...], dots: int) -> Raster:
    """The slip as dots, ``dots`` wide (a multiple of 8) and as high as it needs."""
    return as_raster(draw(blocks, dots))


def draw(blocks: tuple[Block, ...], dots: int) -> Image.Image:
    """The slip as a picture of mode ``1``."""
    scale = 1.0 if dots >= WIDE else (dots / WIDE) ** 0.8
    image = Image.new("L", (dots, dots * 6), PAPER)
    page = _Page(image, ImageDraw.Draw(image), scale)
    if not (blocks and isinstance(blocks[0], Banner)):
        page.y = page.dots(8)
    for block in blocks:
        _set(page, block)
    page.y += page.dots(16)
    return image.crop((0, 0, dots, page.y)).point(lambda grey: 0 if grey < THRESHOLD else 255, "1")


def as_raster(image: Image.Image) -> Raster:
    """A picture of mode ``1`` as the printer takes it."""
    ink = image.point(lambda dot: 0 if dot else 255)
    return Raster(image.width, ink.tobytes())


def _set(page: _Page, block: Block) -> None:
    match block:
        case Line(Role.NUMBER, text):
            _number(page, text)
        case Line(role, text):
            _centred(page, STYLES[role], text, INK)
        case Fact(label, value):
            _fact(page, label, value)
        case Banner(text, small):
            _banner(page, text, small)
        case Rule(strong):
            _rule(page, strong=strong)
        case Code(text):
            _code(page, text)


def _number(page: _Page, text: str) -> None:
    style = STYLES[Role.NUMBER]
    size = page.dots(style.size)
    while size > MIN_SIZE and _font("bold", size).getlength(text) > page.inner:
        size -= 2
    font = _font("bold", size)
    left, top, right, bottom = font.getbbox(text, anchor="ls")
    page.y += page.dots(style.above)
    x = (page.width - (right - left)) / 2 - left
    page.draw.text((round(x), page.y - round(top)), text, INK, font, anchor="ls")
    page.y += round(bottom - top) + page.dots(style.below)


def _centred(page: _Page, style: Style, text: str, ink: int) -> None:
    page.y += page.dots(style.above)
    font = _font(style.weight, page.dots(style.size))
    for line in balance(text, font, page.inner):
        base = page.y + _base(page, style)
        _words(page, (page.width - _length(line, font)) / 2, base, line, font, ink)
        page.y += page.dots(style.leading)
    page.y += page.dots(style.below)


def _words(page: _Page, x: float, base: int, line: str, font: ImageFont.FreeTypeFont, ink: int) -> None:
    # Word by word: kerning across the space would pull the words of PHIẾU SỐ THỨ TỰ together.
    for word in line.split():
        page.draw.text((round(x), base), word, ink, font, anchor="ls")
        x += font.getlength(word) + _space(line, font)


def _fact(page: _Page, label: str, value: str) -> None:
    label_font = _font(FACT.weight, page.dots(FACT.size))
    value_font = _font(FACT_VALUE.weight, page.dots(FACT_VALUE.size))
    left, right = page.dots(MARGIN), page.width - page.dots(MARGIN)
    room = page.inner - page.dots(GAP)
    page.y += page.dots(FACT.above)
    _words(page, left, page.y + _base(page, FACT_VALUE), label, label_font, INK)
    if _length(label, label_font) + _length(value, value_font) > room:
        page.y += page.dots(FACT_VALUE.leading)
    for line in balance(value, value_font, page.inner):
        x = right - _length(line, value_font)
        _words(page, x, page.y + _base(page, FACT_VALUE), line, value_font, INK)
        page.y += page.dots(FACT_VALUE.leading)
    page.y += page.dots(FACT.below)


def _banner(page: _Page, text: str, small: str) -> None:
    top = page.y
    height = sum(page.dots(s.above + s.leading + s.below) for s in (BANNER, BANNER_SMALL))
    page.draw.rectangle((0, top, page.width, top + height), fill=INK)
    _centred(page, BANNER, text, PAPER)
    _centred(page, BANNER_SMALL, small, PAPER)
    page.y = top + height + page.dots(18)


def _rule(page: _Page, *, strong: bool) -> None:
    left, right = page.dots(MARGIN), page.width - page.dots(MARGIN)
    if strong:
        page.draw.rectangle((left, page.y, right - 1, page.y + 2), fill=INK)
        page.y += 3
        return
    for x in range(left, right, 6):  # dots, because a thin full line prints grey on worn heads
        page.draw.rectangle((x, page.y, x + 1, page.y + 1), fill=INK)
    page.y += 2


def _code(page: _Page, text: str) -> None:
    """Squares of whole dots: a QR code that is scaled any other way is not read from worn paper."""
    squares = [bytes(row) for row in segno.make_qr(text, error="m", boost_error=False).matrix]
    ink = Image.frombytes("L", (len(squares),) * 2, b"".join(squares)).point(
        lambda one: INK if one else PAPER
    )
    side = len(squares) * max(MIN_MODULE, page.dots(MODULE))
    page.y += page.dots(MODULE * QUIET_MODULES)
    page.image.paste(ink.resize((side, side), Image.Resampling.NEAREST), ((page.width - side) // 2, page.y))
    page.y += side


def _base(page: _Page, style: Style) -> int:
    # The base line sits at three quarters of the line: room above for marks such as those of Ế and Ỗ.
    return round(page.dots(style.leading) * 0.77)


def balance(text: str, font: ImageFont.FreeTypeFont, width: float) -> list[str]:
    """As few lines as ``wrap`` needs, but of like length: no single word is left for the last one."""
    lines = wrap(text, font, width)
    while len(narrower := wrap(text, font, width - 6)) == len(lines) and len(lines) > 1:
        lines, width = narrower, width - 6
    return lines


def wrap(text: str, font: ImageFont.FreeTypeFont, width: float) -> list[str]:
    """The lines of ``text`` no wider than ``width``; a word that is wider alone is broken."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if _length(longer, font) <= width:
            lines[-1] = longer
        else:
            lines += _pieces(word, font, width)
    return [line for line in lines if line]


def _length(line: str, font: ImageFont.FreeTypeFont) -> float:
    words = line.split()
    return sum(map(font.getlength, words)) + _space(line, font) * (len(words) - 1)


def _space(line: str, font: ImageFont.FreeTypeFont) -> float:
    # The horns of Ứ and ữ reach into the font's narrow space, most of all in capitals.
    return font.getlength(" ") * (1.5 if line.isupper() else 1.15)


def _pieces(word: str, font: ImageFont.FreeTypeFont, width: float) -> list[str]:
    pieces = [""]
    for letter in word:
        if font.getlength(pieces[-1] + letter) > width:
            pieces.append("")
        pieces[-1] += letter
    return pieces


@cache
def _font(weight: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONT_FILES[weight], size)
