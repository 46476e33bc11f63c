"""Which codes of a picture a printer may draw itself, and where they stand. Pure.

A printer that draws a QR code from its text chooses version and mask itself, begins it at the left of its paper, and
prints nothing at all when the code is too wide. So only what is sure to come out as large as it was drawn, alone on
its rows, is left to it; everything else stays dots.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from hardware.ports import DrawnCode, Raster

MODULES = range(1, 17)
"""Dots of a module that function 167 takes."""
QUIET_MODULES = 4
MOST_BYTES = (14, 26, 42, 62, 84, 106, 122, 152, 180, 213)
"""What versions 1 to 10 hold as bytes at error correction M (ISO/IEC 18004, table 7)."""
LONGEST_TEXT = MOST_BYTES[-1]


@dataclass(frozen=True)
class NativeCode:
    """A code for the printer to draw instead of the rows from ``top`` up to ``end``, which are all its ink."""

    text: str
    module: int
    top: int
    end: int


def native_codes(picture: Raster) -> Iterator[NativeCode]:
    """From the top, those that a printer can draw as they were drawn."""
    free_from = 0
    for code in sorted(picture.codes, key=lambda code: code.top):
        native = _native(picture, code)
        if native and native.top >= free_from:
            yield native
            free_from = native.end


def modules_of(version: int) -> int:
    """How many modules a side has."""
    return 17 + 4 * version


def _native(picture: Raster, code: DrawnCode) -> NativeCode | None:
    # Printable letters only: no real-time command (10 04, 10 05, 10 14) can be among them.
    plain = code.text.isascii() and code.text.isprintable()
    if not plain or not 1 <= len(code.text) <= LONGEST_TEXT or code.module not in MODULES:
        return None
    square = _square(picture, code)
    if square is None:
        return None
    top, side = square
    # A printer that takes letters for bytes needs the larger version: that too must fit the paper.
    largest = max(side, modules_of(_version(code.text)) * code.module)
    if largest + 2 * QUIET_MODULES * code.module > picture.width:
        return None
    return NativeCode(code.text, code.module, top, top + side)


def _version(text: str) -> int:
    """The version that holds the text as bytes, which is the most that any printer takes."""
    return next(version for version, most in enumerate(MOST_BYTES, 1) if len(text) <= most)


def _square(picture: Raster, code: DrawnCode) -> tuple[int, int] | None:
    """First row and side of the code's ink; None unless it is a QR code's square, alone on its rows."""
    stride = picture.width // 8
    if not 0 <= code.top < code.top + code.height <= picture.height:
        return None
    rows = [
        int.from_bytes(picture.rows[row * stride : (row + 1) * stride])
        for row in range(code.top, code.top + code.height)
    ]
    inked = [number for number, row in enumerate(rows) if row]
    if not inked:
        return None
    ink = 0
    for row in rows:
        ink |= row
    left, right = picture.width - ink.bit_length(), (ink & -ink).bit_length() - 1
    side = picture.width - left - right
    is_square = side == inked[-1] + 1 - inked[0] and side % code.module == 0
    version, odd = divmod(side // code.module - 17, 4)
    if not is_square or odd or version < 1:
        return None
    return code.top + inked[0], side
