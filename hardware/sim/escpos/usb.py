"""A printer on USB, as the library pyusb shows a device: only the calls that a printer's driver needs.

Nothing of pyusb is imported here: a test (or the fault matrix) says which errors it raises, so that the driver
meets the same classes as with a real device.
"""

import errno
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from hardware.sim.escpos.status import Trouble
from hardware.sim.escpos.wire import CableError, Wire

PRINTER_CLASS = 7
_INTO_HOST = 0x80


@dataclass(frozen=True)
class Endpoint:
    """As in a device's descriptor."""

    bEndpointAddress: int  # noqa: N815 - the names of the USB specification, as pyusb has them
    bmAttributes: int = 2  # noqa: N815 - bulk
    wMaxPacketSize: int = 64  # noqa: N815


@dataclass(frozen=True)
class Interface:
    """One interface and its endpoints."""

    endpoints: tuple[Endpoint, ...]
    bInterfaceNumber: int = 0  # noqa: N815
    bAlternateSetting: int = 0  # noqa: N815
    bInterfaceClass: int = PRINTER_CLASS  # noqa: N815
    bInterfaceProtocol: int = 2  # noqa: N815 - both ways

    def __iter__(self) -> Iterator[Endpoint]:
        return iter(self.endpoints)


@dataclass(frozen=True)
class Configuration:
    """The only configuration."""

    interfaces: tuple[Interface, ...]
    bConfigurationValue: int = 1  # noqa: N815

    def __iter__(self) -> Iterator[Interface]:
        return iter(self.interfaces)

    def __getitem__(self, which: tuple[int, int]) -> Interface:
        return next(i for i in self.interfaces if (i.bInterfaceNumber, i.bAlternateSetting) == which)


@dataclass(frozen=True)
class UsbErrors:
    """What pyusb raises: ``timeout()`` and ``failed(errno)``."""

    timeout: Callable[[], Exception]
    failed: Callable[[int], Exception]


@dataclass
class FakeUsbDevice:
    """A pyusb device whose other end is a simulated printer."""

    wire: Wire
    errors: UsbErrors
    out: int = 0x01
    """Address of the endpoint that takes bytes: 0x01 on many printers, but never to be relied on."""
    into: int | None = 0x82
    """Address of the endpoint that answers; None on a printer that has none."""
    most: int = 16384
    """A single transfer takes no more than this: a short write."""
    idVendor: int = 0x04B8  # noqa: N815
    idProduct: int = 0x0202  # noqa: N815
    bus: int = 1
    address: int = 7
    serial_number: str = "SIM0000001"
    manufacturer: str = "EPSON"
    product: str = "simulated printer"
    kernel_driver: bool = True
    """Whether ``usblp`` holds it at first."""
    resets: int = 0
    calls: list[str] = field(default_factory=list)

    def __iter__(self) -> Iterator[Configuration]:
        return iter((self.get_active_configuration(),))

    def get_active_configuration(self) -> Configuration:
        """Its descriptor."""
        self._there("get_active_configuration")
        into = () if self.into is None else (Endpoint(self.into),)
        return Configuration((Interface((*into, Endpoint(self.out))),))

    def set_configuration(self, configuration: object = None) -> None:
        """Nothing to choose."""
        del configuration
        self._there("set_configuration")

    def is_kernel_driver_active(self, interface: int) -> bool:
        """Whether ``usblp`` has it."""
        self._there(f"is_kernel_driver_active {interface}")
        return self.kernel_driver

    def detach_kernel_driver(self, interface: int) -> None:
        """Take it from ``usblp``."""
        self._there(f"detach_kernel_driver {interface}")
        self.kernel_driver = False

    def attach_kernel_driver(self, interface: int) -> None:
        """Give it back."""
        self._there(f"attach_kernel_driver {interface}")
        self.kernel_driver = True

    def reset(self) -> None:
        """Counted: a driver that resets a printer in the middle of a slip loses it."""
        self._there("reset")
        self.resets += 1

    def ctrl_transfer(
        self, kind: int, request: int, _value: int = 0, _index: int = 0, length: int = 0, timeout: int = 0
    ) -> "array[int]":
        """GET_PORT_STATUS of the printer class: 0x20 paper empty, 0x10 selected, 0x08 no error."""
        del length, timeout
        self._there("ctrl_transfer")
        if (kind, request) != (0xA1, 1):
            raise self.errors.failed(errno.EPIPE)
        condition = self.wire.machine.condition
        empty = 0x20 * condition.has(Trouble.END)
        return array("B", (empty | 0x10 | 0x08 * (not condition.stopped),))

    def write(self, endpoint: int, data: bytes, timeout: int | None = None) -> int:
        """How many bytes went; fewer than asked is normal. ``timeout`` in ms, 0 waits for ever."""
        if endpoint != self.out:
            raise self.errors.failed(errno.ENOENT)
        try:
            sent = self.wire.write(bytes(data)[: self.most], _seconds(timeout))
        except CableError as error:
            raise self.errors.failed(errno.ENODEV) from error
        if data and not sent:
            raise self.errors.timeout()
        return sent

    def read(self, endpoint: int, size_or_buffer: int, timeout: int | None = None) -> "array[int]":
        """What the printer says. ``timeout`` in ms."""
        if self.into is None or endpoint != self.into or not endpoint & _INTO_HOST:
            raise self.errors.failed(errno.ENOENT)
        try:
            said = self.wire.read(size_or_buffer, _seconds(timeout))
        except CableError as error:
            raise self.errors.failed(errno.ENODEV) from error
        if not said:
            raise self.errors.timeout()
        return array("B", said)

    def _there(self, call: str) -> None:
        self.calls.append(call)
        if not self.wire.up:
            raise self.errors.failed(errno.ENODEV)


def _seconds(timeout: int | None) -> float:
    milliseconds = 1000 if timeout is None else timeout or 3_600_000
    return milliseconds / 1000
