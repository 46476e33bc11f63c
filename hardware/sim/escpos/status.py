"""What is wrong with a printer, and the bytes in which it says so (Epson: DLE EOT, GS a, GS r)."""

from dataclasses import dataclass, replace
from enum import StrEnum

from hardware.ports import Paper


class Trouble(StrEnum):
    """What can be wrong; more than one at a time."""

    NEAR_END = "near-end"
    END = "end"
    COVER_OPEN = "cover-open"
    CUTTER_JAM = "cutter-jam"
    OFFLINE = "offline"


STOPS = (Trouble.END, Trouble.COVER_OPEN, Trouble.CUTTER_JAM, Trouble.OFFLINE)
_WORST_FIRST = (
    (Trouble.COVER_OPEN, Paper.COVER_OPEN),
    (Trouble.END, Paper.END),
    (Trouble.CUTTER_JAM, Paper.CUTTER_JAM),
    (Trouble.OFFLINE, Paper.OFFLINE),
    (Trouble.NEAR_END, Paper.NEAR_END),
)


@dataclass(frozen=True)
class Condition:
    """What is wrong now."""

    troubles: frozenset[Trouble] = frozenset()

    def change(self, trouble: Trouble, *, on: bool) -> "Condition":
        """With or without ``trouble``."""
        return replace(self, troubles=self.troubles | {trouble} if on else self.troubles - {trouble})

    def has(self, *troubles: Trouble) -> bool:
        """Whether one of them is there."""
        return not self.troubles.isdisjoint(troubles)

    @property
    def stopped(self) -> bool:
        """Whether nothing moves."""
        return self.has(*STOPS)

    @property
    def paper(self) -> Paper:
        """The same in the words of the port: what a driver should say of a printer that answers everything."""
        return next((paper for trouble, paper in _WORST_FIRST if self.has(trouble)), Paper.READY)

    def real_time(self, n: int) -> bytes:
        """The answer to ``DLE EOT n``; nothing when ``n`` has none."""
        match n:
            case 1:
                bits = 0x08 * self.stopped
            case 2:
                error = 0x40 * self.has(Trouble.CUTTER_JAM)
                bits = 0x04 * self.has(Trouble.COVER_OPEN) | 0x20 * self.has(Trouble.END) | error
            case 3:
                bits = 0x08 * self.has(Trouble.CUTTER_JAM)
            case 4:
                bits = 0x0C * self.has(Trouble.NEAR_END, Trouble.END) | 0x60 * self.has(Trouble.END)
            case _:
                return b""
        return bytes((0x12 | bits,))

    def sensor(self) -> bytes:
        """The answer to ``GS r 1``."""
        return bytes((0x03 * self.has(Trouble.NEAR_END, Trouble.END) | 0x0C * self.has(Trouble.END),))

    def pushed(self) -> bytes:
        """The four bytes of automatic status."""
        first = 0x10 | 0x08 * self.stopped | 0x20 * self.has(Trouble.COVER_OPEN)
        return bytes((first, 0x08 * self.has(Trouble.CUTTER_JAM), self.sensor()[0], 0x0F))

    def pushable(self, mask: int) -> tuple[bool, ...]:
        """What ``GS a mask`` watches: a status goes out when this changes."""
        return (
            bool(mask & 2) and self.stopped,
            bool(mask & 4) and self.has(Trouble.CUTTER_JAM),
            bool(mask & 8) and self.has(Trouble.NEAR_END, Trouble.END),
            bool(mask & 8) and self.has(Trouble.END),
        )
