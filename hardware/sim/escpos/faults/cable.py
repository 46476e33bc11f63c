"""The simulated cable as a way to a printer, as the real driver knows ways."""

from hardware.errors import DeviceMissing
from hardware.sim.escpos.wire import CableError, Wire


class WireTransport:
    """A ``Transport`` (see ``hardware.drivers.escpos.transports``) in virtual time; remembers what it carried."""

    answers = True
    bytes_per_s = 200_000.0

    def __init__(self, wire: Wire, carried: bytearray) -> None:
        """Connect. Raises DeviceMissing when no printer is at the other end."""
        self._wire, self._carried = wire, carried
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
