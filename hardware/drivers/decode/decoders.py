"""The two decoders. Neither lets a citizen's text into a repr, a warning or an error."""

from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
import zxingcpp
from numpy.typing import NDArray

from hardware.drivers.symbologies import SYMBOLOGIES, USUAL

Gray = NDArray[np.uint8]
"""A picture of rows of brightness, 0 is black."""

_ZXING = {name: getattr(zxingcpp.BarcodeFormat, name) for name in SYMBOLOGIES} | {
    # not their small sisters (Micro QR, rMQR, Aztec runes) and derivatives: no receipt has one, scratches do
    "QRCode": zxingcpp.BarcodeFormat.QRCodeModel2,
    "Aztec": zxingcpp.BarcodeFormat.AztecCode,
    "Code39": zxingcpp.BarcodeFormat.Code39Std,
}
_OF_ZBAR = {"CODE128": "Code128", "QRCODE": "QRCode", "CODE39": "Code39", "I25": "ITF", "EAN13": "EAN13"}


class Way(StrEnum):
    """How a text was made out. Two ways share neither the measuring nor the deciding."""

    RUNS = "runs"
    """zxing-cpp: lengths of black and white."""
    EDGES = "edges"
    """libzbar: steepest places."""
    LIKENESS = "likeness"
    """Ours: whole symbols compared."""
    RESAMPLED = "resampled"
    """zxing-cpp on other pixels than the camera's; for codes that no other decoder reads."""


@dataclass(frozen=True)
class Place:
    """The part of a picture, in pixels, that a code was read from."""

    left: int
    top: int
    right: int
    bottom: int


@dataclass(frozen=True)
class Read:
    """One code that was read. The text is never shown by accident: it may be a citizen's card.

    Reads of one text are equal, however and wherever they were made.
    """

    symbology: str
    text: str = field(repr=False)
    way: Way = field(default=Way.RUNS, compare=False)
    place: Place | None = field(default=None, compare=False)


def zxing(gray: Gray, symbologies: tuple[str, ...] = USUAL) -> tuple[Read, ...]:
    """What zxing-cpp reads. Bytes that can be UTF-8 are UTF-8."""
    if not symbologies:  # which zxing-cpp would take for all
        return ()
    formats = zxingcpp.BarcodeFormats([_ZXING[name] for name in symbologies])
    found = zxingcpp.read_barcodes(np.ascontiguousarray(gray), formats=formats)
    return tuple(Read(_name(code), _text(code), Way.RUNS, _place(code)) for code in found if code.valid)


def zbar(gray: Gray, symbologies: tuple[str, ...] = USUAL) -> tuple[Read, ...]:
    """What libzbar reads, ASCII only: it guesses other character sets, and 15 % of citizen cards wrong."""
    from pyzbar import pyzbar

    symbols = [pyzbar.ZBarSymbol[theirs] for theirs, ours in _OF_ZBAR.items() if ours in symbologies]
    found = pyzbar.decode(np.ascontiguousarray(gray), symbols=symbols) if symbols else ()
    return tuple(
        Read(
            _OF_ZBAR[code.type],
            code.data.decode("ascii"),
            Way.EDGES,
            Place(
                code.rect.left,
                code.rect.top,
                code.rect.left + code.rect.width,
                code.rect.top + code.rect.height,
            ),
        )
        for code in found
        if code.data.isascii()
    )


def _name(code: zxingcpp.Barcode) -> str:
    """Our name of a format."""
    found = (code.format, code.symbology)
    return next(
        (name for name in SYMBOLOGIES if getattr(zxingcpp.BarcodeFormat, name) in found), str(code.format)
    )


def _text(code: zxingcpp.Barcode) -> str:
    try:
        return code.bytes.decode("utf-8")
    except UnicodeDecodeError:
        return code.text


def _place(code: zxingcpp.Barcode) -> Place:
    at = code.position
    corners = (at.top_left, at.top_right, at.bottom_right, at.bottom_left)
    across, down = [corner.x for corner in corners], [corner.y for corner in corners]
    return Place(min(across), min(down), max(across), max(down))
