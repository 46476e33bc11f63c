"""Blocks -> a picture of black and white dots, at the width of the paper.

Text is drawn in grey and cut at a threshold: dithered or hinted-to-bits letters print ragged at 203 dots an
inch, and Vietnamese tone marks are the first to go. Everything begins at the left edge: a printer is sent each row
only up to its last dot, so what is centred or set to the right costs the white before it. All sizes are dots on paper
of 80 mm (8 dots a mm); on 58 mm everything shrinks a little less than the paper does, because eyes do not shrink.
"""

from dataclasses import dataclass, field

from PIL import Image, ImageDraw

from hardware.ports import DrawnCode, Raster
from ticket_printer import squares
from ticket_printer.layout import Banner, Block, Check, Code, Fact, Line, Mark, Picture, Role, Rule
from ticket_printer.squares import INK, PAPER
from ticket_printer.styles import (
    BANNER,
    BANNER_SMALL,
    CHECK,
    CHECK_BELOW,
    CHECK_BOX,
    CHECK_COUNT,
    CHECK_GAP,
    CHECK_LINE,
    FACT,
    FACT_VALUE,
    MARK,
    MARK_ABOVE,
    MARK_AGAIN,
    MARK_BELOW,
    MARK_FRAME,
    MARK_INSET,
    MARK_SMALL,
    STYLES,
    Style,
)
from ticket_printer.template import DEFAULT, MM, Template
from ticket_printer.typesetting import (
    MOST_LINES,
    SMALLEST,
    Font,
    fit,
    font_of,
    legible,
    length,
    space_after,
    width_of,
)

WIDE = 576
SIZE_OF = {Role.SUBTITLE: "title", Role.SERVICE_AGAIN: "service", Role.CLOSING_STRONG: "closing"}
"""Which size of the template a role follows, where it is not the one of its own name."""
NUMBER_SHRINKS = 0.88
"""How far at most the number shrinks with the paper: its width is the bound."""
LOGO_BELOW = 14
GAP = 16
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
    values_at: int = 0
    """Where the values of facts begin, from the left."""

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

    def put(self, drawn: Image.Image) -> int:
        """Place what is drawn in squares at the left; how high it is."""
        self.image.paste(drawn, (self.side // squares.SQUARE * squares.SQUARE, self.y))
        return drawn.height

    def styled(self, style: Style, size: str = "") -> Style:
        """The style in the size that the office wants, in dots of this paper."""
        percent: int = getattr(self.template.sizes, size) if size else 100
        letters = max(SMALLEST, round(style.size * percent / 100 * self.scale))
        leading = round(letters * style.leading / style.size)
        return Style(style.weight, letters, leading, self.dots(style.above), self.dots(style.below))

    def grow(self, by: int = 0) -> None:
        """Have room for another block, and for ``by`` rows."""
        while self.image.height - self.y - by < ROOM * self.width:
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
    page.values_at = _values_at(page, blocks)
    for block in blocks:
        page.grow()
        page.y = max(page.y, page.clear_to)
        _set(page, block)
    page.y = max(page.y + page.dots(template.bottom_mm * MM), page.clear_to)
    return page


def _black_and_white(page: _Page) -> Image.Image:
    return squares.at_threshold(page.image.crop((0, 0, page.width, page.y))).convert(
        "1", dither=Image.Dither.NONE
    )


def _set(page: _Page, block: Block) -> None:
    match block:
        case Line(Role.NUMBER, text):
            _number(page, text)
        case Line(role, text):
            _text(page, page.styled(STYLES[role], SIZE_OF.get(role, role.value)), text)
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
        case Check(text, count):
            _check(page, text, count)


def _number(page: _Page, text: str) -> None:
    style, percent = STYLES[Role.NUMBER], page.template.sizes.number
    size = round(style.size * percent / 100 * max(page.scale, NUMBER_SHRINKS))
    page.y += page.dots(style.above)
    page.y += page.put(squares.number(text, size, page.inner)) + page.dots(style.below)


def _text(
    page: _Page, style: Style, text: str, ink: int = INK, inset: int | None = None, left: int | None = None
) -> None:
    """From the left; or, with an ``inset`` on both sides, centred.

    ``left``: where it begins, if not at the side; such a text keeps its size, however many lines it needs.
    """
    page.y += style.above
    begins = page.side if left is None else left
    room = page.width - page.side - begins - 2 * (inset or 0)
    most = page.template.most_lines if left is None else MOST_LINES
    size, lines = fit(legible(text), style.weight, style.size, room, most)
    font, leading = font_of(style.weight, size), round(size * style.leading / style.size)
    page.grow(len(lines) * leading)
    for line in lines:
        x = begins if inset is None else (page.width - length(line, font)) / 2
        _words(page, x, page.y + _base(leading), line, font, ink)
        page.y += leading
    page.y += style.below


def _words(page: _Page, x: float, base: int, line: str, font: Font, ink: int) -> None:
    # Word by word: kerning across the space would pull the words of PHIẾU SỐ THỨ TỰ together.
    for word in line.split():
        page.draw.text((round(x), base), word, ink, font, anchor="ls")
        x += width_of(word, font) + space_after(word, line, font)


def _values_at(page: _Page, blocks: tuple[Block, ...]) -> int:
    """One column of values, behind the longest label."""
    small = page.styled(FACT, "facts")
    font = font_of(small.weight, small.size)
    labels = [length(legible(block.label), font) for block in blocks if isinstance(block, Fact)]
    return page.side + round(max(labels, default=0)) + page.dots(GAP)


def _fact(page: _Page, label: str, value: str) -> None:
    """A label and its value beside it; below it, when the value needs more than the rest of the line."""
    small, large = page.styled(FACT, "facts"), page.styled(FACT_VALUE, "facts")
    font = font_of(large.weight, large.size)
    beside = page.values_at + length(value, font) <= page.width - page.side
    if beside:
        page.y += large.above
        base = page.y + _base(large.leading)
        _words(page, page.side, base, label, font_of(small.weight, small.size), INK)
        _words(page, page.values_at, base, value, font, INK)
        page.y += large.leading + large.below
        return
    _text(page, small._replace(below=0), label)
    _text(page, large._replace(above=0), value)


def _check(page: _Page, text: str, count: str) -> None:
    box, style = page.dots(CHECK_BOX), page.styled(CHECK, "facts")
    top = page.y + style.above + max(0, round((style.leading - box) / 2))
    page.draw.rectangle((page.side, top, page.side + box, top + box), outline=INK, width=CHECK_LINE)
    left = page.side + box + page.dots(CHECK_GAP)
    _text(page, style, text, left=left)
    if count:
        _text(page, page.styled(CHECK_COUNT, "facts"), count, left=left)
    page.y += page.dots(CHECK_BELOW)


def _banner(page: _Page, text: str, small: str) -> None:
    top = page.y
    styles = page.styled(BANNER), page.styled(BANNER_SMALL)
    height = sum(style.above + style.leading + style.below for style in styles)
    page.draw.rectangle((0, top, page.width, top + height), fill=INK)
    for style, words in zip(styles, (text, small), strict=True):
        _text(page, style, words, PAPER, inset=0)
    page.y = top + height + page.dots(18)


def _mark(page: _Page, text: str, again: str, small: str) -> None:
    page.y += page.dots(MARK_ABOVE)
    top, inset = page.y, page.dots(MARK_INSET)
    for style, words in ((MARK, text), (MARK_AGAIN, again), (MARK_SMALL, small)):
        if words:
            _text(page, page.styled(style), words, INK, inset)
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
        page.image.paste(page.logo, (page.side, page.y))
        page.y += page.logo.height + page.dots(LOGO_BELOW)


def _code(page: _Page, text: str) -> None:
    image, module = squares.code(text, page.width)
    quiet = module * squares.QUIET_MODULES
    page.codes.append(DrawnCode(text, page.y, image.height + 2 * quiet, module))
    page.y += quiet
    page.y += page.put(image)
    page.clear_to = page.y + quiet


def _base(leading: int) -> int:
    # The base line sits at three quarters of the line: room above for marks such as those of Ế and Ỗ.
    return round(leading * 0.77)
