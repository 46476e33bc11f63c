"""The three codes on a page, to be printed or shown on a telephone."""

from pathlib import Path

import zxingcpp
from PIL import Image, ImageDraw, ImageFont

from hardware.drivers.reader_setup.diagnosis import PROBES

FONT = Path(__file__).parents[3] / "contracts" / "look" / "fonts" / "BeVietnamPro_400Regular.ttf"
WIDTH, HEIGHT, MARGIN = 1240, 1754, 100
"""A4 at 150 dots an inch."""
BAR_DOTS, BAR_HEIGHT, SQUARE_DOTS = 4, 190, 9
"""Dots of a module (0.7 mm and 1.5 mm: any scanner reads them), and how high bars are."""
INK, PAPER = 0, 255


def draw(heading: str, lines: tuple[str, ...]) -> Image.Image:
    """The page: a heading, and a line over each code."""
    page = Image.new("L", (WIDTH, HEIGHT), PAPER)
    pen = ImageDraw.Draw(page)
    pen.text((MARGIN, MARGIN), heading, INK, ImageFont.truetype(FONT, 36))
    top = MARGIN + 150
    for probe, line in zip(PROBES, lines, strict=True):
        pen.text((MARGIN, top), line, INK, ImageFont.truetype(FONT, 32))
        made = zxingcpp.create_barcode(probe.says, getattr(zxingcpp.BarcodeFormat, probe.symbology))
        bars = probe.symbology == "Code128"
        scale = BAR_DOTS if bars else SQUARE_DOTS
        symbol = Image.fromarray(zxingcpp.write_barcode_to_image(made, scale=scale, add_quiet_zones=False))
        if bars:
            symbol = symbol.resize((symbol.width, BAR_HEIGHT))
        page.paste(symbol, ((WIDTH - symbol.width) // 2, top + 80))
        top += symbol.height + 240
    return page
