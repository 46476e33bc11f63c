"""The cable between a host and a printer, with all that a cable can do to bytes.

``pipe`` is what the host's own buffers take before the printer has anything: 0 over USB, where a write ends when
the printer has the bytes; tens of kilobytes over TCP, where it ends long before. A cut loses what is in the pipe.
A serial line has a short pipe and carries so many bytes a second, however many the printer would take.
"""

import math

from hardware.sim.escpos.machine import Machine
from hardware.sim.escpos.pace import Pace

STEP_S = 0.01
CALL_S = 0.0001
"""What a call costs that waits for nothing: whoever only polls must not stop virtual time."""
REST_S = 0.05


class CableError(OSError):
    """Nothing is at the other end."""


class Wire:
    """One cable."""

    def __init__(
        self, machine: Machine, pace: Pace, pipe: int = 0, bytes_per_s: float = float("inf")
    ) -> None:
        """Plugged in, and nothing on it. ``bytes_per_s`` needs a pipe."""
        self.machine, self._pace, self._pipe_size = machine, pace, pipe
        self._bytes_per_s, self._carried_at = bytes_per_s, pace.monotonic()
        self._pipe, self._inbox = bytearray(), bytearray()
        self._plugged, self._stalled = True, False
        self.session = 0
        """Counts up when a connection was lost: whoever had one must open it anew."""

    @property
    def up(self) -> bool:
        """Whether a printer is at the other end and switched on."""
        return self._plugged and self.machine.ready(self._pace.monotonic())

    def cut(self) -> None:
        """Pull the plug: the printer keeps its power and prints on with what it has."""
        self._plugged = False
        self._lost()

    def hang_up(self) -> None:
        """Close the connection, as a printer does that was idle; the next one may come at once."""
        self._lost()

    def stall(self) -> None:
        """Take nothing more in this transfer, and everything in the next: how much went is not told."""
        self._stalled = True

    def plug(self) -> None:
        """Plug it in again."""
        self._plugged = True

    def write(self, data: bytes, timeout_s: float) -> int:
        """How many bytes went in time; fewer than all when the printer takes no more. Raises CableError."""
        self._pace.sleep(CALL_S)
        done, end = 0, self._pace.monotonic() + timeout_s
        while True:
            done += self._push(data[done:])
            if done == len(data) or self._pace.monotonic() >= end:
                return done
            self._pass(end)

    def read(self, size: int, timeout_s: float) -> bytes:
        """What the printer said, as soon as it says anything; nothing when it is silent. Raises CableError."""
        self._pace.sleep(CALL_S)
        end = self._pace.monotonic() + timeout_s
        self._settle()
        while not self._inbox and self._pace.monotonic() < end:
            self._pass(end)
        said = bytes(self._inbox[:size])
        del self._inbox[:size]
        return said

    def settle(self) -> None:
        """Bring the printer up to now without waiting for anything; for whoever looks at the paper."""
        self.machine.advance(self._pace.monotonic())
        if self.up:
            self._flow()
        elif self._pipe or self._inbox:
            self._lost()

    def _push(self, data: bytes) -> int:
        self._settle()
        if self._pipe_size:  # the host's own buffers take it; that it was lost shows at the next call
            taken = min(len(data), self._pipe_size - len(self._pipe))
            self._carried_at = self._carried_at if self._pipe else self._pace.monotonic()
            self._pipe += data[:taken]
            self._flow()
            return taken
        taken = self.machine.receive(data, self._pace.monotonic())
        self._check()  # as with libusb: an error does not say how many bytes had gone before it
        return taken

    def _pass(self, end: float) -> None:
        now = self._pace.monotonic()
        busy = not self.machine.idle and not self.machine.condition.stopped
        self._pace.sleep(min(STEP_S if busy else REST_S, max(0.0, end - now)))
        self._settle()

    def _settle(self) -> None:
        self.settle()
        self._check()

    def _flow(self) -> None:
        if self._pipe:
            now = self._pace.monotonic()
            taken = self.machine.receive(bytes(self._pipe[: self._over(now)]), now)
            del self._pipe[:taken]
        self._inbox += self.machine.answers()

    def _over(self, now: float) -> int:
        """How many bytes have come to the printer's end since the last ones did."""
        if math.isinf(self._bytes_per_s):
            return len(self._pipe)
        count = min(len(self._pipe), int((now - self._carried_at) * self._bytes_per_s))
        self._carried_at = now if count == len(self._pipe) else self._carried_at + count / self._bytes_per_s
        return count

    def _check(self) -> None:
        if not self.up:
            self._lost()
            raise CableError("nothing is at the other end of the cable")
        if self._stalled:
            self._stalled = False
            raise CableError("stalled")

    def _lost(self) -> None:
        self.session += 1
        self._pipe.clear()
        self._inbox.clear()
