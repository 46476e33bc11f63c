"""A board with registers: Modbus RTU, functions 6 and 16, as the profile of its model says.

Its frames are read and made by its own code, not by the driver's, or both could be wrong in the same way.
"""

from collections.abc import Mapping

REFUSES_ADDRESS = 2


def cut(came: bytes) -> int:
    """How long the request is that begins so."""
    if len(came) < 2:
        return 0
    if came[1] == 6:
        return 8
    if came[1] == 16:
        return 9 + came[6] if len(came) > 6 else 0
    raise AssertionError(f"function {came[1]} is not modelled")


class SimModbusBoard:
    """One board. ``registers``: first register -> how many stand there in a row."""

    def __init__(self, address: int, registers: Mapping[int, int]) -> None:
        self.address = address
        self._held = {first + at: 0 for first, count in registers.items() for at in range(count)}
        self.refuses = 0
        """Answer with this exception code; 0: obey."""

    def hear(self, frame: bytes) -> bytes:
        """As in OnLine."""
        if frame[0] != self.address:
            return b""
        if _crc(frame) != 0:
            raise AssertionError(f"wrong check bytes: {frame.hex(' ')}")
        first = int.from_bytes(frame[2:4], "big")
        words = frame[4:6] if frame[1] == 6 else frame[7:-2]
        if frame[1] == 16 and int.from_bytes(frame[4:6], "big") * 2 != len(words):
            raise AssertionError(f"the counts differ: {frame.hex(' ')}")
        values = {
            first + at: int.from_bytes(words[2 * at : 2 * at + 2], "big") for at in range(len(words) // 2)
        }
        code = self.refuses or (0 if values.keys() <= self._held.keys() else REFUSES_ADDRESS)
        if code:
            return _sealed(bytes((self.address, frame[1] | 0x80, code)))
        self._held.update(values)
        return _sealed(frame[:6])

    def lost_power(self) -> None:
        """It comes back dark."""
        self._held = dict.fromkeys(self._held, 0)

    def text(self, first: int, count: int, *, letters_each: int) -> str:
        """What people read from ``count`` registers."""
        raw = b"".join(self._held[at].to_bytes(letters_each, "big") for at in range(first, first + count))
        return raw.decode("ascii").replace("\0", " ")

    def value(self, register: int) -> int:
        """One register."""
        return self._held[register]


def _crc(data: bytes) -> int:
    """CRC-16/MODBUS by the reflected table of CRC-16/ARC would do; here bit by bit over reversed bytes."""
    register = 0xFFFF
    for byte in data:
        turned = int(f"{byte:08b}"[::-1], 2)
        register ^= turned << 8
        for _ in range(8):
            register = (register << 1 ^ 0x8005 if register & 0x8000 else register << 1) & 0xFFFF
    return int(f"{register:016b}"[::-1], 2)


def _sealed(body: bytes) -> bytes:
    return body + _crc(body).to_bytes(2, "little")
