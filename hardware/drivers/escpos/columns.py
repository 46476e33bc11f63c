"""Rows of dots -> lines of ``ESC *``, for printers without ``GS v 0``: as few bytes as print the same dots. Pure.

A line is 24 dots high and begins where there is ink, or so much earlier that the ink below begins a line of its own:
letters that are cut in two cost twice. From left to right it is parted into runs, because a printer takes several
pictures into one line: what is drawn in squares of two dots (the large number) at single density, which the printer
makes twice as wide; white, rules and QR codes, two dots wide and three high, in a third of that, as pictures of 8 dots.
"""

from collections.abc import Iterator
from typing import NamedTuple

from hardware.drivers.escpos.commands import feed, scrub

ROWS = 24
HEAD = 5
"""Bytes of ``ESC *`` before its dots."""
_NEVER = 1 << 30
_WHITE_LINE = b"\x1b*\x21\x01\x00\x00\x00\x00"


class _Mode(NamedTuple):
    """A way of sending two columns: m of ``ESC *``, and bytes."""

    m: int
    cost: int


_FINE, _WIDE, _COARSE = _Mode(33, 6), _Mode(32, 3), _Mode(0, 1)
_MODES = (_FINE, _WIDE, _COARSE)
_TALL = {
    sum(7 << 3 * bit for bit in range(8) if byte >> bit & 1).to_bytes(3): bytes((byte,))
    for byte in range(256)
}
"""Columns of 24 dots in which each three are alike, as the 8 dots of m = 0."""


def column_lines(rows: list[bytes], units_per_row: int) -> Iterator[bytes]:
    """Rows (without the white on their right), each line with the feed after it.

    ``units_per_row`` of ``ESC J``; 0 when nobody knows: then all feeds are those of a line, which no unit is too small for.
    """
    at = 0
    while at < len(rows):
        inked = _first_ink(rows, at)
        lines, rest = divmod(inked - at, ROWS)
        if units_per_row:
            inked = max(at, _beginning(rows, inked))
            yield feed(inked - at, units_per_row)
        else:
            yield (_WHITE_LINE + feed(ROWS, 1)) * (lines + (inked == len(rows) and rest > 0))
            inked -= rest if inked < len(rows) else 0
        if inked < len(rows):
            yield _line(rows[inked : inked + ROWS])
            yield feed(ROWS, units_per_row or 1)
        at = inked + ROWS


def _first_ink(rows: list[bytes], at: int) -> int:
    return next((row for row in range(at, len(rows)) if rows[row]), len(rows))


def _beginning(rows: list[bytes], inked: int) -> int:
    """Where the line of the ink at ``inked`` begins: as late as it may, unless it would cut through other ink."""
    end = inked + ROWS
    if end >= len(rows) or not all(rows[end - 1 : end + 1]):
        return inked
    blank = next((row for row in range(end - 1, inked, -1) if not rows[row]), inked)
    last = next((row for row in range(blank, inked, -1) if rows[row]), inked) if blank > inked else end - 1
    return last + 1 - ROWS


def _line(band: list[bytes]) -> bytes:
    width = max(map(len, band))
    whole = [row.ljust(width, b"\0") for row in band] + [bytes(width)] * (ROWS - len(band))
    eighths = [_turned(whole[eight : eight + 8], width) for eight in (0, 8, 16)]
    columns = [bytes(column) for column in zip(*eighths, strict=True)]
    pairs = list(zip(columns[::2], columns[1::2], strict=True))
    while len(pairs) > 1 and not any(map(any, pairs[-1])):
        pairs.pop()
    line = b""
    for mode, first, end in _runs(_cheapest(pairs)):
        sent = [_dots(mode, pair) for pair in pairs[first:end]]
        count = (end - first) * (2 if mode is _FINE else 1)
        line += b"\x1b*" + bytes((mode.m,)) + count.to_bytes(2, "little") + scrub(b"".join(sent))
    return line


def _dots(mode: _Mode, pair: tuple[bytes, bytes]) -> bytes:
    return pair[0] + pair[1] if mode is _FINE else pair[0] if mode is _WIDE else _TALL[pair[0]]


def _cheapest(pairs: list[tuple[bytes, bytes]]) -> list[_Mode]:
    """How each two columns are sent, so that all of them together, with their heads, are fewest bytes."""
    costs = [HEAD for _ in _MODES]
    came_from: list[list[int]] = []
    for left, right in pairs:
        possible = (True, left == right, left == right and left in _TALL)
        cheapest = min(range(len(_MODES)), key=costs.__getitem__)
        before = [way if costs[way] <= costs[cheapest] + HEAD else cheapest for way in range(len(_MODES))]
        costs = [
            costs[last] + (HEAD if last != way else 0) + mode.cost if possible[way] else _NEVER
            for way, (mode, last) in enumerate(zip(_MODES, before, strict=True))
        ]
        came_from.append(before)
    way, found = min(range(len(_MODES)), key=costs.__getitem__), list[_Mode]()
    for before in reversed(came_from):
        found.append(_MODES[way])
        way = before[way]
    return found[::-1]


def _runs(modes: list[_Mode]) -> Iterator[tuple[_Mode, int, int]]:
    first = 0
    for end in range(1, len(modes) + 1):
        if end == len(modes) or modes[end] is not modes[first]:
            yield modes[first], first, end
            first = end


def _turned(rows: list[bytes], width: int) -> bytes:
    """Eight rows as columns of one byte each, the uppermost dot in the highest bit."""
    return b"".join(_turned_square(int.from_bytes(row[x] for row in rows)) for x in range(width))


def _turned_square(square: int) -> bytes:
    """Transpose 8 x 8 bits, by swapping ever larger corners (Hacker's Delight, 7-3)."""
    for shift, mask in ((7, 0x00AA00AA00AA00AA), (14, 0x0000CCCC0000CCCC), (28, 0x00000000F0F0F0F0)):
        swap = (square ^ (square >> shift)) & mask
        square ^= swap ^ (swap << shift)
    return square.to_bytes(8)
