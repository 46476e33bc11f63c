"""Rows of dots -> the bands that are sent: as few bytes as print the same dots. Pure.

A band is as wide as its widest row, so rows of unlike length are parted. What is drawn in squares of two dots (the large
number, a QR code) is sent as half the dots across and down, which the printer enlarges.
"""

from collections.abc import Iterator
from typing import NamedTuple

HEAD = 8
"""Bytes of GS v 0 before its dots: what a band more costs."""
LEAST_ROWS = 4
"""A lower band makes some printers stop and start within a line of letters."""
LEAST_PAIRS = 4
_PAIRS = bytes(byte for byte in range(256) if (byte ^ byte >> 1) & 0x55 == 0)
"""Bytes whose dots are alike in pairs."""
_HALVES = bytes(sum((byte >> 2 * bit & 1) << bit for bit in range(4)) for byte in range(256))


class Band(NamedTuple):
    """Rows without the white on their right; ``enlarged``: each dot is a square of two by two."""

    rows: list[bytes]
    enlarged: bool = False


def bands(rows: list[bytes], most: int, *, enlarge: bool) -> Iterator[Band]:
    """Rows (without the white on their right) in bands of at most so many rows of paper."""
    plain: list[bytes] = []
    at = 0
    while at < len(rows):
        squares = _squares(rows, at) if enlarge else []
        if not _pays(squares):
            plain.append(rows[at])
            at += 1
            continue
        yield from _of_like_width(plain, most)
        plain = []
        step = max(1, most // 2)
        yield from (Band(squares[n : n + step], enlarged=True) for n in range(0, len(squares), step))
        at += 2 * len(squares)
    yield from _of_like_width(plain, most)


def _of_like_width(rows: list[bytes], most: int) -> Iterator[Band]:
    band: list[bytes] = []
    wide = 0
    for row in rows:
        more = max(wide, len(row)) * (len(band) + 1) - wide * len(band)
        parted = len(band) >= LEAST_ROWS and more > HEAD + len(row)
        if band and (parted or len(band) >= most):
            yield Band(band)
            band, wide = [], 0
        band.append(row)
        wide = max(wide, len(row))
    if band:
        yield Band(band)


def _squares(rows: list[bytes], at: int) -> list[bytes]:
    """The halved rows of what is drawn in squares from here on, without blank ones at its end."""
    found: list[bytes] = []
    if not rows[at]:
        return found
    while at + 1 < len(rows) and rows[at] == rows[at + 1] and not rows[at].translate(None, _PAIRS):
        found.append(_halved(rows[at]))
        at += 2
    while found and not found[-1]:
        found.pop()
    return found


def _pays(halved: list[bytes]) -> bool:
    """Whether enlarging saves more than a head before and one after it."""
    return len(halved) >= LEAST_PAIRS and 3 * sum(map(len, halved)) > 2 * HEAD


def _halved(row: bytes) -> bytes:
    digits = row.translate(_HALVES).hex()[1::2]
    return bytes.fromhex(digits + "0" * (len(digits) % 2)).rstrip(b"\0")
