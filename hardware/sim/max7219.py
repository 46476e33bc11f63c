"""A simulated chain of MAX7219 chips: bytes of the wire in, registers and dots out (Maxim's data sheet 19-4452).

It stands where luma.core has its serial interface, and raises on whatever such a chain does not do.
"""

from collections.abc import Sequence

from hardware.led.frame import DotFrame

_DIGITS = range(1, 9)
_DECODE, _INTENSITY, _SCAN, _SHUTDOWN, _TEST = 0x09, 0x0A, 0x0B, 0x0C, 0x0F


class SimMax7219:
    """``across`` modules in each of ``down`` rows; the last chip of the chain is the top left module."""

    def __init__(self, across: int, down: int = 1) -> None:
        self.across, self.down = across, down
        self.wire: list[bytes] = []
        """Every transfer since the beginning, one chip select each."""
        self.lost_power()

    def lost_power(self) -> None:
        """Every register as it is after power comes: shut down, and no row is scanned but the first."""
        count = self.across * self.down
        self._chips = [{_SHUTDOWN: 0, _SCAN: 0, _DECODE: 0, _INTENSITY: 0, _TEST: 0} for _ in range(count)]

    def command(self, *_what: int) -> None:
        """A MAX7219 has no data/command line."""
        raise AssertionError("a MAX7219 takes no commands, only register writes")

    def data(self, data: Sequence[int]) -> None:
        """One transfer: a register and a value for each chip, the farthest first."""
        sent = bytes(data)
        if len(sent) != 2 * len(self._chips):
            raise AssertionError(f"{len(sent)} bytes for {len(self._chips)} chips")
        self.wire.append(sent)
        for chip, register, value in zip(self._chips, sent[::2], sent[1::2], strict=True):
            if register not in (*_DIGITS, *chip):
                raise AssertionError(f"no register {register:#x}")
            chip[register] = value

    def cleanup(self) -> None:
        """The pins are released."""

    @property
    def intensity(self) -> set[int]:
        """How bright the chips are set."""
        return {chip[_INTENSITY] for chip in self._chips}

    def lit(self) -> DotFrame:
        """What people see."""
        dots = set()
        for index, chip in enumerate(reversed(self._chips)):
            if not chip[_SHUTDOWN] or chip[_DECODE] or chip[_SCAN] != len(_DIGITS) - 1 or chip[_TEST]:
                continue
            left, top = index % self.across * 8, index // self.across * 8
            for digit in _DIGITS:
                value = chip.get(digit, 0)
                dots |= {(left + digit - 1, top + bit) for bit in range(8) if value >> bit & 1}
        return DotFrame(self.across * 8, self.down * 8, frozenset(dots))
