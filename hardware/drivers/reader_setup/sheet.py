"""The three codes on a page, to be printed or shown on a telephone, and each on a slip."""

from pathlib import Path

import zxingcpp
from PIL import Image, ImageDraw, ImageFont

from hardware.drivers.reader_setup.diagnosis import PROBES, Probe

FONT = Path(__file__).parents[3] / "contracts" / "look" / "fonts" / "BeVietnamPro_400Regular.ttf"
WIDTH, HEIGHT, MARGIN = 1240, 1754, 100
"""A4 at 150 dots an inch."""
BAR_DOTS, BAR_HEIGHT, SQUARE_DOTS = 4, 190, 9
"""Dots of a module (0.7 mm and 1.5 mm: any scanner reads them), and how high bars are."""
INK, PAPER = 0, 255
SLIP_LETTERS, SLIP_LEADING, SLIP_EDGE, SLIP_SQUARE_DOTS, SLIP_BAR_HEIGHT = 26, 34, 8, 6, 96
"""The same on a slip, in its dots: 203 an inch."""
SLIP_THRESHOLD = 140


def draw(heading: str, lines: tuple[str, ...]) -> Image.Image:
    """The page: a heading, and a line over each code."""
    page = Image.new("L", (WIDTH, HEIGHT), PAPER)
    pen = ImageDraw.Draw(page)
    pen.text((MARGIN, MARGIN), heading, INK, ImageFont.truetype(FONT, 36))
    top = MARGIN + 150
    for probe, line in zip(PROBES, lines, strict=True):
        pen.text((MARGIN, top), line, INK, ImageFont.truetype(FONT, 32))
        bars = probe.symbology == "Code128"
        symbol = _symbol(probe, BAR_DOTS if bars else SQUARE_DOTS, BAR_HEIGHT)
        page.paste(symbol, ((WIDTH - symbol.width) // 2, top + 80))
        top += symbol.height + 240
    return page


def draw_slip(probe: Probe, lines: tuple[str, ...], dots: int) -> Image.Image:
    """One code on paper ``dots`` wide, in mode ``1``, with lines of words above it.

    Bars are as wide as the paper takes: what the printer leaves white at both edges is their quiet zone, too.
    """
    font = ImageFont.truetype(FONT, SLIP_LETTERS)
    words = [piece for line in lines for piece in _wrapped(line, font, dots)]
    scale = max(1, min(SLIP_SQUARE_DOTS, (dots - 2 * SLIP_EDGE) // _symbol(probe, 1, 1).width))
    symbol = _symbol(probe, scale, SLIP_BAR_HEIGHT)
    top = len(words) * SLIP_LEADING + 2 * SLIP_EDGE
    page = Image.new("L", (dots, top + symbol.height + 4 * SLIP_EDGE), PAPER)
    pen = ImageDraw.Draw(page)
    for row, line in enumerate(words):
        pen.text((0, row * SLIP_LEADING), line, INK, font)
    page.paste(symbol, ((dots - symbol.width) // 2, top))
    return page.point(lambda grey: grey > SLIP_THRESHOLD and 255).convert("1")


def _symbol(probe: Probe, scale: int, high: int) -> Image.Image:
    """The code without its quiet zone; bars ``high`` dots."""
    made = zxingcpp.create_barcode(probe.says, getattr(zxingcpp.BarcodeFormat, probe.symbology))
    symbol = Image.fromarray(zxingcpp.write_barcode_to_image(made, scale=scale, add_quiet_zones=False))
    return symbol.resize((symbol.width, high)) if probe.symbology == "Code128" else symbol


def _wrapped(line: str, font: ImageFont.FreeTypeFont, dots: int) -> list[str]:
    lines = [""]
    for word in line.split():
        longer = f"{lines[-1]} {word}".strip()
        if font.getlength(longer) <= dots:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
