"""What a printer with QR codes of its own does with ``GS ( k``, cn 49 (Epson: functions 165 to 182)."""

import segno

from hardware.sim.escpos.works import Rows, Say, Work

QR = 0x31
MODEL_2, LEVELS, MODULES = b"\x32\x00", b"0123", range(1, 17)
MOST_STORED = 1000
"""Epson: 7089. More than a small receive buffer holds is not modelled."""


class QrMemory:
    """The symbol storage area: what was set and stored; it survives the printing, but not ``ESC @``."""

    def __init__(self, mask: int | None, *, bytes_only: bool) -> None:
        """``mask``: of every code, None for the best; ``bytes_only``: never in the denser modes."""
        self._mask, self._mode = mask, "byte" if bytes_only else None
        self.reset()

    def reset(self) -> None:
        """As after power-up."""
        self._module, self._level, self._text = 3, 0, b""

    def obey(self, command: bytes, stride: int, justify: int) -> tuple[Work, ...] | str:
        """What comes of a command, on paper of ``stride`` bytes; why nothing does, when it cannot be obeyed."""
        if len(command) < 3 or command[0] != QR:
            return "no function of a QR code"
        function, rest = command[1], command[2:]
        match function:
            case 81 if rest == b"0":
                return self._draw(stride, justify)
            case 82 if rest == b"0":
                return (Say(self._size(stride)),)
        return () if self._set(function, rest) else "not modelled"

    def _set(self, function: int, rest: bytes) -> bool:
        match function:
            case 65:
                return rest == MODEL_2
            case 67 if len(rest) == 1 and rest[0] in MODULES:
                self._module = rest[0]
            case 69 if len(rest) == 1 and rest in LEVELS:
                self._level = LEVELS.index(rest)
            case 80 if rest[:1] == b"0" and len(rest) > 1:
                self._text = rest[1:]
            case _:
                return False
        return True

    def _draw(self, stride: int, justify: int) -> tuple[Work, ...] | str:
        if not self._text:
            return "nothing is stored"
        squares = self._matrix()
        side, wide = len(squares) * self._module, stride * 8
        if side > wide:
            return f"a code of {side} dots on paper of {wide}"
        right = (wide - side) - (0, (wide - side) // 2, wide - side)[justify]
        lines = (int("".join(("0", "1")[dot] * self._module for dot in row), 2) << right for row in squares)
        return (Rows(b"".join(line.to_bytes(stride, "big") * self._module for line in lines)),)

    def _size(self, stride: int) -> bytes:
        side = len(self._matrix()) * self._module if self._text else 0
        digits, fits = str(side).encode("ascii"), b"0" if 0 < side <= stride * 8 else b"1"
        return b"\x37\x36" + b"\x1f".join((digits, digits, b"1", fits)) + b"\0"

    def _matrix(self) -> tuple[bytes | bytearray, ...]:
        level = ("l", "m", "q", "h")[self._level]
        code = segno.make_qr(self._text, error=level, mode=self._mode, mask=self._mask, boost_error=False)
        return tuple(code.matrix)
