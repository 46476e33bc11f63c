"""Reads the stream of bytes as a printer does: command by command, rows of a picture as they come."""

import re
from collections.abc import Callable
from typing import NamedTuple

from hardware.sim.escpos import bits
from hardware.sim.escpos.model import PrinterModel
from hardware.sim.escpos.qr import MOST_STORED, QrMemory
from hardware.sim.escpos.works import (
    Cut,
    Feed,
    Fence,
    PushStatus,
    Rows,
    UnmodelledError,
    Work,
    question,
)

NUL, EOT, ENQ, LF, CR, DLE, DC4, ESC, FS, GS = 0x00, 0x04, 0x05, 0x0A, 0x0D, 0x10, 0x14, 0x1B, 0x1C, 0x1D
REAL_TIME = re.compile(
    rb"\x10(?:\x04[\x01-\x04]|\x04[\x07\x08\x12].|\x05[\x01\x02]|\x14[\x01-\x08])", re.DOTALL
)
"""The real-time commands: acted on at arrival, wherever in the stream they stand."""

# Commands that change nothing that is modelled: the bytes after their two letters. Only to stay in step.
_ESC_ARGUMENTS = {ord(c): n for c, n in zip(" !-EGMRTVt{", [1] * 11, strict=True)} | {
    ord("p"): 3,
    ord("c"): 2,
}
_GS_ARGUMENTS = {ord(c): 1 for c in "!BHbfhw"} | {ord(c): 2 for c in "LW$\\"}
_MOST_OF_FUNCTION = {"H": 64, "D": 64, "k": MOST_STORED + 3}
"""The functions of GS ( that are known, and how many bytes they may have."""


class Taken(NamedTuple):
    """What came of the next ``used`` bytes."""

    works: tuple[Work, ...]
    used: int


class Reader:
    """Where a printer stands in its stream. Raises UnmodelledError in strict mode."""

    def __init__(
        self, model: PrinterModel, note: Callable[[str, str], None], *, strict: bool = False
    ) -> None:
        """``note(kind, detail)`` hears what is strange."""
        self._model, self._tell, self._strict = model, note, strict
        self._columns: list[int] = []
        self._qr = QrMemory(model.qr_mask, bytes_only=model.qr_bytes_only)
        self._source = self._rows_left = self._scale = self._justify = 0
        self.reset()

    def reset(self) -> None:
        """As after power-up."""
        self._source = self._rows_left = self._scale = 0
        self._skip = 0
        self._tail = b""
        self._initialise()

    @property
    def within_picture(self) -> bool:
        """Whether the next byte is taken for a dot, whatever it was meant for."""
        return self._rows_left > 0

    def take(self, data: bytearray, room: int) -> Taken | None:
        """The next command, or at most ``room`` rows of the picture; None when more bytes are needed."""
        if not data:
            return None
        if self._skip:
            used = min(self._skip, len(data))
            self._skip -= used
            return Taken((), used)
        return self._picture(data, room) if self._rows_left else self._command(data)

    def _command(self, data: bytearray) -> Taken | None:
        match data[0]:
            case 0x1B:
                return self._escape(data)
            case 0x1D:
                return self._group(data)
            case 0x10:
                return self._real_time(data)
            case 0x0A:
                return Taken(self._line(self._spacing), 1)
            case 0x00 | 0x0D:  # ignored by every printer: what hosts fill up with
                return Taken((), 1)
            case letter if letter >= 0x20:
                return self._text(data)
        return self._unknown(data, 2 if data[0] == FS else 1)

    # --- pictures and lines -------------------------------------------------------------------------

    def _picture(self, data: bytearray, room: int) -> Taken | None:
        count = min(room, self._rows_left, len(data) // self._source)
        if count <= 0:
            return None
        rows = bytes(data[: count * self._source])
        self._look_for_real_time(rows)
        self._rows_left -= count
        used, source = len(rows), self._source
        if self._scale & 1:
            rows, source = bits.double_width(rows), source * 2
        rows = bits.place(rows, source, self._model.stride, self._justify)
        if self._scale & 2:
            rows = bits.double_height(rows, self._model.stride)
        return Taken((Rows(rows, used * self._model.stride // len(rows)),), used)

    def _look_for_real_time(self, rows: bytes) -> None:
        found = REAL_TIME.search(self._tail + rows)
        if found:
            self._tell("real-time-in-picture", found.group().hex(" "))
        self._tail = rows[-2:] if self._rows_left else b""

    def _raster(self, data: bytearray) -> Taken | None:
        if len(data) < 8:
            return None
        mode, wide, high = data[3] & 3, data[4] | data[5] << 8, data[6] | data[7] << 8
        if not wide or not high:
            return self._unknown(data, 8)
        line = self._line(0)
        if line:
            self._tell("picture-after-text", "a line was not ended before GS v 0")
        self._source, self._rows_left, self._scale, self._tail = wide, high, mode, b""
        if wide << (mode & 1) > self._model.stride:
            self._tell("clipped", f"{wide * 8} dots on paper of {self._model.dots}")
        return Taken(line, 8)

    def _bit_image(self, data: bytearray) -> Taken | None:
        if len(data) < 5:
            return None
        mode, columns = data[2], data[3] | data[4] << 8
        if mode not in (0, 1, 32, 33):
            return self._unknown(data, 5)
        used = 5 + columns * (3 if mode >= 32 else 1)
        if len(data) < used:
            return None
        self._columns += bits.image_columns(mode, bytes(data[5:used]))
        if len(self._columns) > self._model.dots:
            self._tell("clipped", f"{len(self._columns)} columns on paper of {self._model.dots}")
        return Taken((), used)

    def _text(self, data: bytearray) -> Taken:
        run = re.match(rb"[\x20-\xff]{1,40}", data)
        letters = run.group() if run else bytes(data[:1])
        self._strange("text", letters.decode("ascii", "replace"))
        works: tuple[Work, ...] = ()
        for letter in letters:
            if len(self._columns) + 12 > self._model.dots:
                works += self._line(self._spacing)
            self._columns += bits.blot(letter)
        return Taken(works, len(letters))

    def _line(self, feed: int) -> tuple[Work, ...]:
        if not self._columns:
            return (Feed(feed),) if feed else ()
        rows = bits.line_rows(self._columns, self._model.stride)
        self._columns = []
        return (Rows(rows), Feed(feed - bits.LINE)) if feed > bits.LINE else (Rows(rows),)

    # --- commands -----------------------------------------------------------------------------------

    def _escape(self, data: bytearray) -> Taken | None:
        if len(data) < 2:
            return None
        letter, argument = chr(data[1]), data[2] if len(data) > 2 else None
        if letter == "@":
            self._initialise()
            return Taken((PushStatus(0),), 2)
        if letter == "2":
            self._spacing = self._model.dpi // 6
            return Taken((), 2)
        if letter in "im":
            return Taken((*self._line(0), *self._cut()), 2)
        if letter == "*":
            return self._bit_image(data)
        if letter in "Jda3":
            return None if argument is None else Taken(self._set(letter, argument), 3)
        return self._skipped(data, _ESC_ARGUMENTS)

    def _set(self, letter: str, n: int) -> tuple[Work, ...]:
        match letter:
            case "J":
                return self._line(self._model.rows_of(n, self._unit))
            case "d":
                return (*self._line(0), Feed(n * self._spacing))
            case "3":
                self._spacing = self._model.rows_of(n, self._unit)
            case _:
                self._justify = {0: 0, 1: 1, 2: 2, 48: 0, 49: 1, 50: 2}.get(n, self._justify)
        return ()

    def _group(self, data: bytearray) -> Taken | None:
        if len(data) < 3:
            return None
        match chr(data[1]), data[2]:
            case "v", 0x30:
                return self._raster(data)
            case "V", _:
                return self._cut_command(data)
            case "(", _:
                return self._function(data)
            case "P", _:
                return self._units(data)
            case ("r" | "a" | "I") as letter, n:
                return Taken((question(letter, n),), 3)
        return self._skipped(data, _GS_ARGUMENTS)

    def _units(self, data: bytearray) -> Taken | None:
        if len(data) < 4:
            return None
        self._unit = data[3] or self._model.unit
        return Taken((), 4)

    def _cut_command(self, data: bytearray) -> Taken | None:
        if data[2] in (0, 1, 48, 49):
            return Taken((*self._line(0), *self._cut()), 3)
        if len(data) < 4:
            return None
        if data[2] not in (65, 66):
            return self._unknown(data, 3)
        feed = self._model.cutter_rows + self._model.rows_of(data[3], self._unit)
        return Taken((*self._line(0), Feed(feed), *self._cut()), 4)

    def _cut(self) -> tuple[Work, ...]:
        if not self._model.cutter:
            self._tell("ignored", "a cut, on a printer without a knife")
            return ()
        return (Cut(),)

    def _function(self, data: bytearray) -> Taken | None:
        if len(data) < 5:
            return None
        size, letter = data[3] | data[4] << 8, chr(data[2])
        if letter not in _MOST_OF_FUNCTION or size > _MOST_OF_FUNCTION[letter]:
            self._strange("unknown", bytes(data[:5]).hex(" "))
            self._skip = size
            return Taken((), 5)
        if len(data) < 5 + size:
            return None
        payload = bytes(data[5 : 5 + size])
        if letter == "H" and payload[:2] == b"00" and size == 6:
            answer = Fence(b"\x37\x22" + payload[2:] + b"\0")
            return Taken((answer,) if self._model.process_id else (), 5 + size)
        if letter == "k":
            return Taken(self._symbol(payload), 5 + size)
        if letter == "D":  # forbids DLE DC4, of which none does anything here
            return Taken((), 5 + size)
        return self._unknown(data, 5 + size)

    def _symbol(self, payload: bytes) -> tuple[Work, ...]:
        if not self._model.native_qr:
            self._tell("ignored", "a symbol, on a printer that draws none")
            return ()
        in_line = "a line was not ended before it" if self._columns else ""
        works = in_line or self._qr.obey(payload, self._model.stride, self._justify)
        if isinstance(works, str):
            self._strange("unknown", f"{payload[:8].hex(' ')}: {works}")
            return ()
        return works

    def _real_time(self, data: bytearray) -> Taken | None:
        if len(data) < 3:
            return None
        found = REAL_TIME.match(bytes(data[:4]))
        if found:  # done when it arrived
            return Taken((), len(found.group()))
        if data[1] == EOT and data[2] in (7, 8, 18) and len(data) < 4:
            return None
        return self._unknown(data, 1)

    def _skipped(self, data: bytearray, arguments: dict[int, int]) -> Taken | None:
        return self._unknown(data, 2 + arguments.get(data[1], 0))

    def _unknown(self, data: bytearray, used: int) -> Taken | None:
        if len(data) < used:
            return None
        self._strange("unknown", bytes(data[:used]).hex(" "))
        return Taken((), used)

    def _strange(self, kind: str, detail: str) -> None:
        self._tell(kind, detail)
        if self._strict:
            raise UnmodelledError(f"{kind}: {detail}")

    def _initialise(self) -> None:
        """What ``ESC @`` does."""
        self._columns = []
        self._qr.reset()
        self._justify = 0
        self._unit = self._model.unit
        self._spacing = self._model.dpi // 6
