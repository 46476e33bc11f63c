"""A picture of dots -> the bytes that print it and cut. Pure.

Pictures and not text, because no 58 mm clone has all Vietnamese letters. ``GS v 0`` in bands, because one
tall block ends in garbage on printers with a small buffer. Blank rows are skipped, the white right edge is cut off,
and what is drawn in squares is sent small (``bands``), which saves two thirds of a slip. On a slow line a printer that can may draw the QR code itself,
which saves a third of the rest.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from hardware.drivers.escpos.bands import bands
from hardware.drivers.escpos.codes import LONGEST_TEXT, native_codes
from hardware.drivers.escpos.columns import ROWS, column_lines
from hardware.drivers.escpos.commands import INITIALIZE, WATCH, draw_qr, feed, scrub
from hardware.ports import Raster

PictureStyle = Literal["raster", "columns"]
CutStyle = Literal["feed-partial", "feed-full", "partial", "full", "none"]

LEAST_BAND_ROWS = 4
MIN_BLANK_ROWS = 8
"""Fewer blank rows are cheaper as dots than as a command of their own."""
LONGEST_HEAD = 8
"""Bytes of ``GS v 0`` before its dots, and of a ``GS ( k``: it may be broken off there."""
PLAIN, ENLARGED = 0, 3
"""m of GS v 0: dot for dot, or each dot two wide and two high."""
_CUTS: dict[CutStyle, bytes] = {
    "feed-partial": b"\x1dVB\x00",  # GS V 66 0: feed to the knife, leave a bridge
    "feed-full": b"\x1dVA\x00",
    "partial": b"\x1dV\x01",
    "full": b"\x1dV\x00",
    "none": b"",
}


@dataclass(frozen=True)
class Dialect:
    """How one model wants its pictures.

    ``units_per_row`` is how many motion units of ``ESC J`` one row of dots is: 1 on clones, 2 on most Epsons
    (half-dot steps); 0 when nobody knows, then blank rows are sent as rows one byte wide, or as lines of one column.
    ``feed_rows`` are fed before the cut, or up to the tear bar where there is no knife. ``watched`` printers
    push their status, which ``ESC @`` ends. ``enlarges``: pictures can be sent in quarter. ``native_codes``: QR codes are left to the printer where that is sure.
    """

    picture: PictureStyle = "raster"
    band_rows: int = 24
    units_per_row: int = 1
    cut: CutStyle = "feed-partial"
    feed_rows: int = 0
    watched: bool = False
    enlarges: bool = True
    native_codes: bool = False


def paced(dialect: Dialect, width: int, bytes_per_s: float, most_s: float) -> Dialect:
    """The same for a line so slow that a band of ``width`` dots should be lower, to take no longer than ``most_s``."""
    rows = int(bytes_per_s * most_s) // (width // 8)
    return replace(dialect, band_rows=max(LEAST_BAND_ROWS, min(dialect.band_rows, rows)))


def encode_slip(picture: Raster, dialect: Dialect) -> bytes:
    """Everything of one slip, from a known state to the cut; the fence follows it."""
    return b"".join(slip_commands(picture, dialect))


def slip_commands(picture: Raster, dialect: Dialect) -> Iterator[bytes]:
    """The same, command by command: between two of them anything may be asked."""
    yield beginning(dialect)
    at, width = 0, picture.width // 8
    for code in native_codes(picture) if dialect.native_codes else ():
        yield from _parts(picture.rows[at * width : code.top * width], width, dialect)
        yield draw_qr(code.text.encode("ascii"), code.module)
        at = code.end
    yield from _parts(picture.rows[at * width :], width, dialect)
    yield ending(dialect)


def beginning(dialect: Dialect) -> bytes:
    """A known state, whatever was set before."""
    return INITIALIZE + (WATCH if dialect.watched else b"")


def ending(dialect: Dialect) -> bytes:
    """Feed as far as the model needs, and cut."""
    return _skip(dialect.feed_rows, dialect) + _CUTS[dialect.cut]


def filler(width: int, dialect: Dialect) -> bytes:
    """Enough zeros to end any picture or code that was broken off; nothing to a printer that waits for none.

    A printer that was left in the middle of a band takes what comes next for dots, and would print the next
    slip as garbage. Zeros complete the band in white, and a printer in its normal state ignores them.
    """
    rows = ROWS if dialect.picture == "columns" else dialect.band_rows
    dots = width // 8 * rows
    return bytes(max(dots, LONGEST_TEXT) + LONGEST_HEAD if dialect.native_codes else dots + LONGEST_HEAD)


def _parts(dots: bytes, width: int, dialect: Dialect) -> Iterator[bytes]:
    rows = [dots[at : at + width].rstrip(b"\0") for at in range(0, len(dots), width)]
    if dialect.picture == "columns":
        yield from column_lines(rows, dialect.units_per_row)
        return
    for blank, block in _blocks(rows, MIN_BLANK_ROWS):
        yield from (_skip(len(block), dialect),) if blank else _bands(block, dialect)


def _blocks(rows: list[bytes], least: int) -> Iterator[tuple[bool, list[bytes]]]:
    """The rows in blocks to print or to skip; fewer than ``least`` blank rows stay in the ink around them."""
    block: list[bytes] = []
    blanks: list[bytes] = []
    for row in rows:
        if not row:
            blanks.append(row)
            continue
        if len(blanks) < least:
            block += blanks
        else:
            if block:
                yield False, block
            yield True, blanks
            block = []
        blanks = []
        block.append(row)
    if block:
        yield False, block
    if blanks:
        yield True, blanks


def _bands(rows: list[bytes], dialect: Dialect) -> Iterator[bytes]:
    for band in bands(rows, dialect.band_rows, enlarge=dialect.enlarges):
        width = max(1, *map(len, band.rows))
        dots = b"".join(row.ljust(width, b"\0") for row in band.rows)
        yield _raster(ENLARGED if band.enlarged else PLAIN, width, len(band.rows), dots)


def _raster(mode: int, width: int, height: int, dots: bytes) -> bytes:
    """GS v 0: ``width`` in bytes, ``height`` in rows."""
    return (
        b"\x1dv0" + bytes((mode,)) + width.to_bytes(2, "little") + height.to_bytes(2, "little") + scrub(dots)
    )


def _skip(rows: int, dialect: Dialect) -> bytes:
    if not rows:
        return b""
    if dialect.picture == "columns":
        return b"".join(column_lines([b""] * rows, dialect.units_per_row))
    if dialect.units_per_row:
        return feed(rows, dialect.units_per_row)
    return b"".join(_bands([b""] * rows, dialect))
