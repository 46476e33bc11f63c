"""A serial line with flow control, through pyserial.

Not ``escpos.printer.Serial``: it never sets RTS/CTS although it says so, has no time-out for writing and
does not lock the port. pyserial sets the line up; reading and writing are done on its descriptor, because
``Serial.write`` does not tell how much it wrote before it gave up.
"""

import errno

import serial

from hardware.drivers.escpos.options import SerialLink
from hardware.drivers.escpos.transports import descriptor
from hardware.errors import DeviceBusy, DeviceError, DeviceMissing, DevicePermission

BITS_PER_BYTE = 10


class SerialTransport:
    """An open serial port, or a pseudo terminal that stands in for one."""

    answers = True

    def __init__(self, link: SerialLink) -> None:
        """Open and lock the port. Raises DeviceMissing, DevicePermission or DeviceBusy."""
        self._name = str(link.path)
        self.bytes_per_s = link.baud / BITS_PER_BYTE
        try:
            self._port = serial.Serial(
                self._name,
                link.baud,
                rtscts=link.flow == "rts-cts",
                dsrdtr=link.flow == "dsr-dtr",
                xonxoff=link.flow == "xon-xoff",
                exclusive=True,
            )
        except (OSError, ValueError) as error:  # SerialException is an OSError; ValueError: an odd baud rate
            raise _plain(self._name, error) from error

    def write(self, data: bytes, timeout_s: float) -> int:
        """As in Transport; the kernel takes some 4 KB more than the printer has."""
        return descriptor.write(self._descriptor(), self._name, data, timeout_s)

    def read(self, timeout_s: float) -> bytes:
        """As in Transport."""
        data = descriptor.read(self._descriptor(), self._name, timeout_s)
        if data is None:
            raise DeviceMissing(self._name, "unplugged")
        return data

    def port_status(self) -> int | None:
        """There is no such thing here."""
        return None

    def close(self) -> None:
        """Close the port without waiting for what is still to be sent."""
        if self._port.is_open:
            self._port.close()

    def _descriptor(self) -> int:
        if not self._port.is_open:
            raise DeviceMissing(self._name, "closed")
        return int(self._port.fileno())


def _plain(name: str, error: Exception) -> DeviceError:
    number = getattr(error, "errno", None)
    if number in (errno.EACCES, errno.EPERM):
        return DevicePermission(name, str(error))
    if number in (errno.EBUSY, errno.EAGAIN) or "exclusively lock" in str(error):
        return DeviceBusy(name, str(error))
    return DeviceMissing(name, str(error))


def open_link(link: SerialLink, _known_ids: frozenset[tuple[int, int]]) -> SerialTransport:
    """Open the port. Raises DeviceMissing, DevicePermission or DeviceBusy."""
    return SerialTransport(link)
