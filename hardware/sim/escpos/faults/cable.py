"""The simulated cable as a way to a printer, as the real driver knows ways."""

from hardware.errors import DeviceMissing
from hardware.sim.escpos.faults.cases import FAST
from hardware.sim.escpos.wire import CableError, Wire


class WireTransport:
    """A ``Transport`` (see ``hardware.drivers.escpos.transports``) in virtual time; remembers what it carried."""

    answers = True
    shared = False

    def __init__(self, wire: Wire, carried: bytearray, bytes_per_s: float = FAST) -> None:
        """Connect. Raises DeviceMissing when no printer is at the other end."""
        self._wire, self._carried, self.bytes_per_s = wire, carried, bytes_per_s
        if not wire.up:
            raise DeviceMissing("cable", "no printer")
        self._session = wire.session

    def write(self, data: bytes, timeout_s: float) -> int:
        """As in Transport."""
        try:
            self._alive()
            taken = self._wire.write(data, timeout_s)
        except CableError as error:
            raise DeviceMissing("cable", str(error)) from error
        self._carried += data[:taken]
        return taken

    def read(self, timeout_s: float) -> bytes:
        """As in Transport."""
        try:
            self._alive()
            return self._wire.read(512, timeout_s)
        except CableError as error:
            raise DeviceMissing("cable", str(error)) from error

    def port_status(self) -> int | None:
        """There is no such byte on this cable."""
        return None

    def close(self) -> None:
        """Nothing is held."""

    def _alive(self) -> None:
        if self._session != self._wire.session:  # plugged in again, but this connection is the old one
            raise CableError("the connection was lost")
