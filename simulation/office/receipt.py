"""The paper that a citizen of the demonstration holds before the kiosk's camera: drawn, tilted, a little noisy.

A dossier's code stands on it as Code 128, as on the common receipt; any other text as a QR code. A module is two
to three dots wide, which is what a camera of 1280 x 720 sees of a real receipt a hand's breadth away.
"""

import io
import zlib

import numpy as np
import segno
from barcode.codex import Code128
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from contracts.dossiers import as_code
from contracts.look.tokens import FONT_FILES
from hardware.sim.camera import DESK

SIZE = (1280, 720)
PAPER, INK, FAINT = (246, 244, 238), (24, 24, 28), (150, 150, 156)
SHEET = (980, 560)
"""Dots of the part of the sheet that is seen."""
TITLE = "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ"
OTHER = "GIẤY TỜ KHÁC"
TILT = 4.0
"""Degrees, at most, either way."""
AIMED_AT = 230
"""Dots from the upper edge to what is held into the middle of the picture."""
MODULE, FINE, BAR_HEIGHT = 2.5, 10, 110
QR_SIDE = 330
GRAIN = 3.0
QUALITY = 88


def held_up(text: str) -> bytes:
    """What a camera of ``SIZE`` sees, as JPEG. The same for the same text.

    Raises ValueError for a text that no code can hold.
    """
    luck = np.random.default_rng(zlib.crc32(text.encode()))
    sheet = _sheet(text).convert("RGBA")
    turned = sheet.rotate(luck.uniform(-TILT, TILT), Image.Resampling.BICUBIC, expand=True)
    view = Image.new("RGB", SIZE, DESK)
    left, top = (SIZE[0] - turned.width) // 2, SIZE[1] // 2 - AIMED_AT
    at = (left + int(luck.integers(-40, 41)), top + int(luck.integers(-20, 21)))
    view.paste(turned, at, turned)
    soft = np.asarray(view.filter(ImageFilter.GaussianBlur(0.6)), np.float32)
    grainy = np.clip(soft + luck.normal(0, GRAIN, (*soft.shape[:2], 1)), 0, 255).astype(np.uint8)
    file = io.BytesIO()
    Image.fromarray(grainy).save(file, "JPEG", quality=QUALITY)
    return file.getvalue()


def _sheet(text: str) -> Image.Image:
    sheet = Image.new("RGB", SHEET, PAPER)
    draw = ImageDraw.Draw(sheet)
    code = as_code(text)
    bars = code is not None and code == text.strip()
    middle = SHEET[0] // 2
    draw.text((middle, 56), TITLE if bars else OTHER, INK, _font("bold", 30), anchor="mm")
    symbol = _bars(text.strip()) if bars else _qr(text)
    sheet.paste(symbol, (middle - symbol.width // 2, 110))
    below = 110 + symbol.height
    if bars:
        draw.text((middle, below + 24), text.strip(), INK, _font("semibold", 24), anchor="mm")
        below += 60
    for row, share in enumerate((0.92, 0.8, 0.88, 0.5)):
        top = below + 36 + row * 44
        if top + 14 < SHEET[1]:
            draw.rectangle((50, top, 50 + int((SHEET[0] - 100) * share), top + 10), FAINT)
    return sheet


def _bars(code: str) -> Image.Image:
    row = np.array([[0 if module == "1" else 255 for module in Code128(code).build()[0]]], np.uint8)
    fine = np.kron(row, np.ones((1, FINE), np.uint8))
    symbol = Image.fromarray(fine).resize((round(row.shape[1] * MODULE), BAR_HEIGHT), Image.Resampling.BOX)
    return symbol.convert("RGB")


def _qr(text: str) -> Image.Image:
    if not text:
        raise ValueError("a code says something")
    try:
        modules = np.array(segno.make(text, error="m", micro=False).matrix, np.uint8)
    except segno.DataOverflowError as error:
        raise ValueError(str(error)) from error
    side = max(1, QR_SIDE // len(modules)) * len(modules)
    symbol = Image.fromarray(np.where(modules, 0, 255).astype(np.uint8))
    return symbol.resize((side, side), Image.Resampling.NEAREST).convert("RGB")


def _font(weight: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONT_FILES[weight], size)
