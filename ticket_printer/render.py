"""Blocks -> a picture of black and white dots, at the width of the paper.

Text is drawn in grey and cut at a threshold: dithered or hinted-to-bits letters print ragged at 203 dots an
inch, and Vietnamese tone marks are the first to go. All sizes are dots on paper of 80 mm (8 dots a mm);
on 58 mm everything shrinks a little less than the paper does, because eyes do not shrink.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

import segno
from PIL import Image, ImageDraw

from hardware.ports import DrawnCode, Raster
from ticket_printer.layout import Banner, Block, Code, Fact, Line, Mark, Picture, Role, Rule
from ticket_printer.template import DEFAULT, MM, Template
from ticket_printer.typesetting import Font, fit, font_of, legible, length, space_after

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
    Role.OFFICE: Style("bold", 30, 40, 2, 12),
    Role.TITLE: Style("semibold", 32, 42, 14, 0),
    Role.SUBTITLE: Style("regular", 24, 32, 0, 0),
    Role.NUMBER: Style("bold", 210, 154, 20, 24),
    Role.SERVICE: Style("bold", 38, 49, 0, 14),
    Role.SERVICE_AGAIN: Style("regular", 27, 35, -8, 14),
    Role.CLOSING: Style("regular", 25, 34, 0, 0),
    Role.CLOSING_STRONG: Style("semibold", 27, 37, 12, 0),
}
FACT = Style("regular", 27, 36, 5, 5)
FACT_VALUE = Style("semibold", 30, 38, 5, 5)
BANNER = Style("bold", 40, 52, 12, 0)
BANNER_SMALL = Style("regular", 25, 34, 0, 12)
MARK = Style("bold", 28, 38, 12, 0)
MARK_AGAIN = Style("regular", 24, 32, 0, 0)
MARK_SMALL = Style("regular", 24, 32, 2, 14)
MARK_FRAME = 3
MARK_INSET, MARK_ABOVE, MARK_BELOW = 16, 18, 4
SIZE_OF = {Role.SUBTITLE: "title", Role.SERVICE_AGAIN: "service", Role.CLOSING_STRONG: "closing"}
"""Which size of the template a role follows, where it is not the one of its own name."""
MODULE, MIN_MODULE = 5, 4
"""Dots of a module of the QR code; half a millimetre is the least that telephones read with ease."""
QUIET_MODULES = 4
LOGO_BELOW = 14
GAP = 20
ROOM = 2
"""So many widths of the paper are left below when a block is begun: no block is higher."""


@dataclass
class _Page:
    """A sheet that is being set: grows as it is filled, cut to what was used."""

    image: Image.Image
    draw: ImageDraw.ImageDraw
    scale: float
    template: Template
    logo: Image.Image | None
    y: int = 0
    codes: list[DrawnCode] = field(default_factory=list)
    clear_to: int = 0
    """Nothing may stand above this row: the white below a code belongs to it."""

    @property
    def width(self) -> int:
        return self.image.width

    @property
    def side(self) -> int:
        return self.dots(self.template.side_mm * MM)

    @property
    def inner(self) -> int:
        return self.width - 2 * self.side

    def dots(self, wide: float) -> int:
        return round(wide * self.scale)

    def lines(self, text: str, font: Font, inset: int = 0) -> list[str]:
        return fit(text, font, self.inner - 2 * inset, self.template.most_lines)

    def styled(self, style: Style, size: str) -> Style:
        """The style in the size that the office wants."""
        percent: int = getattr(self.template.sizes, size)
        return style._replace(size=style.size * percent // 100, leading=style.leading * percent // 100)

    def grow(self) -> None:
        if self.image.height - self.y < ROOM * self.width:
            longer = Image.new("L", (self.width, 2 * self.image.height), PAPER)
            longer.paste(self.image)
            self.image, self.draw = longer, ImageDraw.Draw(longer)


def scale_of(dots: int) -> float:
    """How much smaller everything is on paper of so many dots than on paper of 80 mm."""
    return 1.0 if dots >= WIDE else (dots / WIDE) ** 0.8


def render(
    blocks: tuple[Block, ...], dots: int, template: Template = DEFAULT, logo: Image.Image | None = None
) -> Raster:
    """The slip as dots, ``dots`` wide (a multiple of 8) and as high as it needs."""
    page = _sheet(blocks, dots, template, logo)
    return as_raster(_black_and_white(page), tuple(page.codes))


def draw(
    blocks: tuple[Block, ...], dots: int, template: Template = DEFAULT, logo: Image.Image | None = None
) -> Image.Image:
    """The slip as a picture of mode ``1``; ``logo`` as from ``load_logo``, for this paper."""
    return _black_and_white(_sheet(blocks, dots, template, logo))


def as_raster(image: Image.Image, codes: tuple[DrawnCode, ...] = ()) -> Raster:
    """A picture of mode ``1`` as the printer takes it, and which codes stand in it."""
    ink = image.point(lambda dot: 0 if dot else 255)
    return Raster(image.width, ink.tobytes(), codes)


def _sheet(blocks: tuple[Block, ...], dots: int, template: Template, logo: Image.Image | None) -> _Page:
    image = Image.new("L", (dots, dots * 4), PAPER)
    page = _Page(image, ImageDraw.Draw(image), scale_of(dots), template, logo)
    if not (blocks and isinstance(blocks[0], Banner)):
        page.y = page.dots(template.top_mm * MM)
    for block in blocks:
        page.grow()
        page.y = max(page.y, page.clear_to)
        _set(page, block)
    page.y = max(page.y + page.dots(template.bottom_mm * MM), page.clear_to)
    return page


def _black_and_white(page: _Page) -> Image.Image:
    used = page.image.crop((0, 0, page.width, page.y))
    return used.point(lambda grey: 0 if grey < THRESHOLD else 255, "1")


def _set(page: _Page, block: Block) -> None:
    match block:
        case Line(Role.NUMBER, text):
            _number(page, text)
        case Line(role, text):
            _centred(page, page.styled(STYLES[role], SIZE_OF.get(role, role.value)), text, INK)
        case Fact(label, value):
            _fact(page, legible(label), legible(value))
        case Banner(text, small):
            _banner(page, text, small)
        case Mark(text, again, small):
            _mark(page, text, again, small)
        case Rule(strong):
            _rule(page, strong=strong)
        case Picture():
            _logo(page)
        case Code(text):
            _code(page, text)


def _number(page: _Page, text: str) -> None:
    style = page.styled(STYLES[Role.NUMBER], "number")
    size = page.dots(style.size)
    while size > MIN_SIZE and font_of("bold", size).getlength(text) > page.inner:
        size -= 2
    font = font_of("bold", size)
    left, top, right, bottom = font.getbbox(text, anchor="ls")
    page.y += page.dots(style.above)
    x = (page.width - (right - left)) / 2 - left
    page.draw.text((round(x), page.y - round(top)), text, INK, font, anchor="ls")
    page.y += round(bottom - top) + page.dots(style.below)


def _centred(page: _Page, style: Style, text: str, ink: int, inset: int = 0) -> None:
    page.y += page.dots(style.above)
    font = font_of(style.weight, page.dots(style.size))
    for line in page.lines(legible(text), font, inset):
        base = page.y + _base(page, style)
        _words(page, (page.width - length(line, font)) / 2, base, line, font, ink)
        page.y += page.dots(style.leading)
    page.y += page.dots(style.below)


def _words(page: _Page, x: float, base: int, line: str, font: Font, ink: int) -> None:
    # Word by word: kerning across the space would pull the words of PHIẾU SỐ THỨ TỰ together.
    for word in line.split():
        page.draw.text((round(x), base), word, ink, font, anchor="ls")
        x += font.getlength(word) + space_after(word, line, font)


def _fact(page: _Page, label: str, value: str) -> None:
    small, large = page.styled(FACT, "facts"), page.styled(FACT_VALUE, "facts")
    label_font = font_of(small.weight, page.dots(small.size))
    value_font = font_of(large.weight, page.dots(large.size))
    right = page.width - page.side
    room = page.inner - page.dots(GAP)
    page.y += page.dots(small.above)
    _words(page, page.side, page.y + _base(page, large), label, label_font, INK)
    if length(label, label_font) + length(value, value_font) > room:
        page.y += page.dots(large.leading)
    for line in page.lines(value, value_font):
        x = right - length(line, value_font)
        _words(page, x, page.y + _base(page, large), line, value_font, INK)
        page.y += page.dots(large.leading)
    page.y += page.dots(small.below)


def _banner(page: _Page, text: str, small: str) -> None:
    top = page.y
    height = sum(page.dots(s.above + s.leading + s.below) for s in (BANNER, BANNER_SMALL))
    page.draw.rectangle((0, top, page.width, top + height), fill=INK)
    _centred(page, BANNER, text, PAPER)
    _centred(page, BANNER_SMALL, small, PAPER)
    page.y = top + height + page.dots(18)


def _mark(page: _Page, text: str, again: str, small: str) -> None:
    page.y += page.dots(MARK_ABOVE)
    top, inset = page.y, page.dots(MARK_INSET)
    for style, words in ((MARK, text), (MARK_AGAIN, again), (MARK_SMALL, small)):
        if words:
            _centred(page, style, words, INK, inset)
    frame = (page.side, top, page.width - page.side - 1, page.y)
    page.draw.rounded_rectangle(frame, page.dots(MARK_INSET) // 2, outline=INK, width=MARK_FRAME)
    page.y += 1 + page.dots(MARK_BELOW)


def _rule(page: _Page, *, strong: bool) -> None:
    left, right = page.side, page.width - page.side
    if strong:
        page.draw.rectangle((left, page.y, right - 1, page.y + 2), fill=INK)
        page.y += 3
        return
    for x in range(left, right, 6):  # dots, because a thin full line prints grey on worn heads
        page.draw.rectangle((x, page.y, x + 1, page.y + 1), fill=INK)
    page.y += 2


def _logo(page: _Page) -> None:
    if page.logo is not None:
        page.image.paste(page.logo, ((page.width - page.logo.width) // 2, page.y))
        page.y += page.logo.height + page.dots(LOGO_BELOW)


def _code(page: _Page, text: str) -> None:
    """Squares of whole dots: a QR code that is scaled any other way is not read from worn paper."""
    squares = [bytes(row) for row in segno.make_qr(text, error="m", boost_error=False).matrix]
    ink = Image.frombytes("L", (len(squares),) * 2, b"".join(squares)).point(
        lambda one: INK if one else PAPER
    )
    module = max(MIN_MODULE, page.dots(MODULE))
    side, quiet = len(squares) * module, module * QUIET_MODULES
    page.codes.append(DrawnCode(text, page.y, side + 2 * quiet, module))
    page.y += quiet
    page.image.paste(ink.resize((side, side), Image.Resampling.NEAREST), ((page.width - side) // 2, page.y))
    page.y += side
    page.clear_to = page.y + quiet


def _base(page: _Page, style: Style) -> int:
    # The base line sits at three quarters of the line: room above for marks such as those of Ế and Ỗ.
    return round(page.dots(style.leading) * 0.77)
