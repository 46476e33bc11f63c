"""The desk's clock: the machine's, as far as it can be believed. The rules of that are ``domain/steady_time.py``."""

import logging
from collections.abc import Callable
from pathlib import Path

from contracts.vocabulary import Millis
from controller.domain.now import Now, Trust
from controller.domain.steady_time import SteadyTime, accept, begin, go_on, may_accept, read
from hardware.ports.vouched_clock import VouchedClock
from hardware.sealed_file import read_sealed, write_sealed

log = logging.getLogger(__name__)

FILE = "clock"
"""Beside the journal: which switching-on of the machine it was, the believed time as an offset from it, sealed,
because a wrong digit there is a wrong day."""
MOST_BYTES = 200
ASK_S = 5.0
"""Between two looks at what vouches for a new time."""
WRITE_MS = 1_000


class SteadyClock:
    """A Clock port that never steps by itself: only ``accept`` makes a new time the desk's."""

    def __init__(self, machine: VouchedClock, folder: Path | None = None) -> None:
        """``folder``: where what is believed outlives a restart of the program; None: nowhere."""
        self._machine = machine
        self._file = folder / FILE if folder else None
        self._time: SteadyTime | None = None
        self._written: tuple[str, float] | None = None
        self._ask_at = float("-inf")

    def begin(self, last_at: Millis, ends: Callable[[Millis], bool] = lambda _at: False) -> None:
        """Judge the machine's clock for the first time. ``last_at``: the latest time the journal has seen.

        ``ends``: whether numbers of people who wait lapse by a moment.
        """
        wall, mono = self._machine.utc_ms(), self._machine.monotonic()
        self._written = self._load()
        boot, offset = self._written or ("", 0.0)
        if boot and boot == self._machine.boot():
            self._time = go_on(offset, wall, mono)
        else:
            vouched = self._machine.vouched()
            self._time = begin(wall, mono, last_at=last_at, vouched=vouched, ends=ends(wall))
        if self.trust is not Trust.FIRM:
            log.critical(
                "the machine's clock is %s: it says %d, believed is %d", self.trust, wall, self.utc_ms()
            )
        self._store()

    @property
    def trust(self) -> Trust:
        """What to make of the machine's clock."""
        return self._time.trust if self._time else Trust.FIRM

    def utc_ms(self) -> int:
        """The believed time, in milliseconds since 1970 UTC."""
        wall, mono = self._machine.utc_ms(), self._machine.monotonic()
        if self._time is None:
            return wall
        before = self._time.trust
        self._time = read(self._time, wall, mono)
        if self._time.trust is not before:
            log.critical("the machine's clock is %s now: it says %d", self._time.trust, wall)
        return self._time.at(wall, mono)

    def monotonic(self) -> float:
        """Seconds that never go back."""
        return self._machine.monotonic()

    def now(self, *, degraded: bool = False) -> Now:
        """The moment, for a decision."""
        believed = self.utc_ms()
        return Now(believed, degraded, self.trust, self._machine.utc_ms())

    def look(self) -> bool:
        """Whether a new time of the machine's clock has held, and something vouches for it: time to ``accept``."""
        self.utc_ms()
        if self._time is None or not may_accept(self._time) or self.monotonic() < self._ask_at:
            return False
        self._ask_at = self.monotonic() + ASK_S
        return self._machine.vouched()

    def accept(self) -> None:
        """Believe the machine's clock as it is now."""
        self.utc_ms()
        if self._time:
            self._time = accept(self._time)
            self._store()

    def _load(self) -> tuple[str, float] | None:
        if self._file is None:
            return None
        try:
            boot, offset = read_sealed(self._file, MOST_BYTES).decode("ascii").split()
            return boot, float(offset)
        except (OSError, ValueError):
            return None

    def _store(self) -> None:
        """Note what is believed, when it says something new: a card lives by what is not written to it."""
        time, boot = self._time, self._machine.boot()
        if time is None or self._file is None or not boot or time.unsure:
            return
        if self._written and self._written[0] == boot and abs(self._written[1] - time.offset) < WRITE_MS:
            return
        self._written = boot, time.offset
        try:
            write_sealed(self._file, f"{boot} {time.offset:.0f}\n".encode("ascii"))
        except OSError as error:
            log.warning("what is believed of the clock is not kept: %s", error)
