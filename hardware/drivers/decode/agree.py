"""When a read becomes an event: said twice, and not said before in the same showing. Pure."""

from collections.abc import Iterable

from hardware.drivers.decode.decoders import Read

SEEN_TWICE_S = 1.5
"""Two equal reads within this time make an event."""
QUIET_S = 2.0
"""A code is shown anew when it was unseen for so long."""


class Agreement:
    """Remembers the codes of the last seconds, and nothing longer."""

    def __init__(self, quiet_s: float = QUIET_S) -> None:
        """``quiet_s`` seconds without a code end its showing."""
        self._quiet_s = quiet_s
        self._once: dict[Read, float] = {}
        self._told: dict[Read, float] = {}

    def events(self, reads: Iterable[Read], now: float) -> list[Read]:
        """Which of the ``reads`` of the frame at ``now`` are news."""
        self._forget(now)
        return [read for read in dict.fromkeys(reads) if self._is_news(read, now)]

    def expecting(self) -> bool:
        """Whether anything was seen lately."""
        return bool(self._once or self._told)

    def _is_news(self, read: Read, now: float) -> bool:
        if read in self._told:
            self._told[read] = now
            return False
        if read not in self._once:
            self._once[read] = now
            return False
        del self._once[read]
        self._told[read] = now
        return True

    def _forget(self, now: float) -> None:
        self._once = {read: at for read, at in self._once.items() if now - at <= SEEN_TWICE_S}
        self._told = {read: at for read, at in self._told.items() if now - at < self._quiet_s}
