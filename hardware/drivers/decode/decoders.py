"""The two decoders. Neither lets a citizen's text into a repr, a warning or an error."""

from dataclasses import dataclass, field

import numpy as np
import zxingcpp
from numpy.typing import NDArray

Gray = NDArray[np.uint8]
"""A picture of rows of brightness, 0 is black."""

SYMBOLOGIES = ("Code128", "QRCode", "Code39", "DataMatrix", "ITF", "PDF417", "Aztec", "EAN13")
USUAL = ("Code128", "QRCode")
"""What Vietnamese receipts carry. Each further one costs time, and weak ones (ITF, Code39) bring false reads."""
LINEAR = frozenset({"Code128", "Code39", "ITF", "EAN13"})

_ZXING = {name: getattr(zxingcpp.BarcodeFormat, name) for name in SYMBOLOGIES}
_OF_ZBAR = {"CODE128": "Code128", "QRCODE": "QRCode", "CODE39": "Code39", "I25": "ITF", "EAN13": "EAN13"}


@dataclass(frozen=True)
class Read:
    """One code that was read. The text is never shown by accident: it may be a citizen's card."""

    symbology: str
    text: str = field(repr=False)


def zxing(gray: Gray, symbologies: tuple[str, ...] = USUAL) -> tuple[Read, ...]:
    """What zxing-cpp reads. Bytes that can be UTF-8 are UTF-8."""
    if not symbologies:  # which zxing-cpp would take for all
        return ()
    formats = zxingcpp.BarcodeFormats([_ZXING[name] for name in symbologies])
    found = zxingcpp.read_barcodes(np.ascontiguousarray(gray), formats=formats)
    return tuple(Read(_name(code.format, code.symbology), _text(code)) for code in found if code.valid)


def zbar(gray: Gray, symbologies: tuple[str, ...] = USUAL, agreeing: int = 2) -> tuple[Read, ...]:
    """What libzbar reads, ASCII only: it guesses other character sets, and 15 % of citizen cards wrong.

    A linear code counts when ``agreeing`` lines across it say the same: one line alone may say anything.
    """
    from pyzbar import pyzbar

    symbols = [pyzbar.ZBarSymbol[theirs] for theirs, ours in _OF_ZBAR.items() if ours in symbologies]
    found = pyzbar.decode(np.ascontiguousarray(gray), symbols=symbols) if symbols else ()
    return tuple(
        Read(_OF_ZBAR[code.type], code.data.decode("ascii"))
        for code in found
        if code.data.isascii() and (code.quality >= agreeing or _OF_ZBAR[code.type] not in LINEAR)
    )


def _name(found: zxingcpp.BarcodeFormat, symbology: zxingcpp.BarcodeFormat) -> str:
    """Our name of a format; a variant (Micro QR) counts as what it is a variant of."""
    return next((name for name, kind in _ZXING.items() if kind in (found, symbology)), str(found))


def _text(code: zxingcpp.Barcode) -> str:
    try:
        return code.bytes.decode("utf-8")
    except UnicodeDecodeError:
        return code.text
