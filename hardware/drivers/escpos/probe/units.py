"""How far ESC J feeds: one motion unit is a row of dots on some printers, half a row on others. Uses paper.

No printer tells. But one that answers when it is done (a fence) can be timed: rows of white dots, which are as long as
they are, against as many units of ESC J. Of all others a person must look at three bars.
"""

from collections.abc import Iterator

from hardware.drivers.escpos import commands
from hardware.drivers.escpos.answers import Answer, Plain, ProcessId, take
from hardware.drivers.escpos.encode import Dialect, encode_slip
from hardware.drivers.escpos.fences import FenceKind
from hardware.drivers.escpos.transports import Transport
from hardware.errors import DeviceError
from hardware.ports import Clock, Raster

ROWS = 240
"""30 mm: a fifth of a second on fast printers."""
TIMES = 2
LONGEST_S = 8.0
LEAST_S = 0.06
"""Rows that take less were not waited for: the fence was answered when it was read."""
TOLERANCE = 0.25
KNOWN = (1, 2)
"""Whole and half rows: no printer that we heard of counts otherwise."""
_BLANK = Dialect(units_per_row=0, cut="none", enlarges=False)


def measured(transport: Transport, fence: FenceKind, clock: Clock) -> int:
    """Motion units in a row; 0 when that cannot be timed. Raises DeviceError."""
    if fence == "none":
        return 0
    idle = rows = units = float("inf")
    for _ in range(TIMES):
        idle = min(idle, _seconds(transport, fence, clock, b""))
        rows = min(rows, _seconds(transport, fence, clock, _white(ROWS)))
        units = min(units, _seconds(transport, fence, clock, commands.feed(ROWS, 1)))
    return units_of(rows - idle, units - idle)


def units_of(rows_s: float, units_s: float) -> int:
    """Units in a row, from the time that so many rows and as many units took; 0 when none fits. Pure."""
    if rows_s < LEAST_S or units_s <= 0:
        return 0
    fits = (n for n in KNOWN if abs(units_s * n / rows_s - 1) <= TOLERANCE)
    return next(fits, 0)


def bars(dots: int) -> bytes:
    """Three bars: between the first two as many units of ESC J as there are rows between the last two."""
    bar = encode_slip(Raster(dots, b"\xff" * (dots // 8) * 8), _BLANK)
    return bar + commands.feed(ROWS, 1) + bar + _white(ROWS) + bar + _white(ROWS)


def _white(rows: int) -> bytes:
    return encode_slip(Raster(8, bytes(rows)), _BLANK)


def _seconds(transport: Transport, fence: FenceKind, clock: Clock, data: bytes) -> float:
    """Until the fence behind ``data`` is answered."""
    letters = b"u~%2"
    by_name = fence == "process-id"
    question = commands.tell_when_done(letters) if by_name else commands.ASK_PAPER_QUEUED
    begin = clock.monotonic()
    _say(transport, data + question, clock)
    for answer in _answers(transport, clock, begin + LONGEST_S):
        if answer == ProcessId(letters) if by_name else isinstance(answer, Plain):
            return clock.monotonic() - begin
    return float("inf")


def _answers(transport: Transport, clock: Clock, until: float) -> Iterator[Answer]:
    rest = b""
    while (left := until - clock.monotonic()) > 0:
        answers, rest = take(rest + transport.read(left))
        yield from answers


def _say(transport: Transport, data: bytes, clock: Clock) -> None:
    until, done = clock.monotonic() + LONGEST_S, 0
    while done < len(data):
        done += transport.write(data[done:], 1.0)
        if clock.monotonic() > until:
            raise DeviceError("probe", "the printer takes no data")
