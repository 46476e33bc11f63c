"""Which texts count. Bars carry a check that overlooks one error in a hundred, and dossier codes look alike. Pure.

A QR code mends and proves itself. What bars say is believed when two ways of reading that share neither the
measuring nor the deciding say the same; one decoder that is asked twice about the same pixels is still one.
"""

from collections.abc import Iterable

from hardware.drivers.decode.decoders import Read, Way
from hardware.drivers.symbologies import DOUBTED

SHORTEST = 4
"""Characters that bars must say: chance reads are short."""
PICTURES = 15
"""A text that was not said again for so many pictures is forgotten."""


class Witnesses:
    """What was said of the last pictures, and by whom."""

    def __init__(self) -> None:
        self._ways: dict[Read, set[Way]] = {}
        self._age: dict[Read, int] = {}

    def heard(self, reads: Iterable[Read]) -> tuple[Read, ...]:
        """Those of ``reads`` that count now."""
        return tuple(read for read in dict.fromkeys(reads) if self._counts(read))

    def next_picture(self) -> None:
        """What is said from now on is said of another picture."""
        self._age = {read: age + 1 for read, age in self._age.items() if age < PICTURES}
        self._ways = {read: ways for read, ways in self._ways.items() if read in self._age}

    def forget(self) -> None:
        """Nothing is there any more."""
        self._ways.clear()
        self._age.clear()

    def _counts(self, read: Read) -> bool:
        if read.symbology not in DOUBTED:
            return True
        if len(read.text) < SHORTEST:
            return False
        self._age[read] = 0
        ways = self._ways.setdefault(read, set())
        ways.add(read.way)
        return len(ways) > 1
