"""USB, through pyusb, past the kernel's printer driver.

Not ``escpos.printer.Usb``: it ignores short writes (two thirds of a slip were lost silently), resets the
device at every start, guesses the end points 0x01 and 0x82, and waits for ever when the printer stops.
"""

import errno
import math
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import usb.core
import usb.util

from hardware.drivers.escpos.options import UsbLink
from hardware.errors import DeviceBusy, DeviceError, DeviceMissing, DevicePermission, DeviceUnsupported

PRINTER_CLASS = 7
READ_BYTES = 512
"""A whole number of packets, so that no answer overflows."""
PORT_STATUS_S = 0.5
Ids = frozenset[tuple[int, int]]


class Ends(NamedTuple):
    """Where to write and read; ``into`` is None on printers without a way back."""

    interface: int
    out: int
    into: int | None


class UsbTransport:
    """One printer on the bus."""

    bytes_per_s = 1_000_000.0

    def __init__(
        self, device: Any, name: str, release: Callable[[Any], object] = usb.util.dispose_resources
    ) -> None:
        """``device`` is one of pyusb's, or like one; ``name`` for the log. Raises DeviceError."""
        self._device, self._name, self._release = device, name, release
        try:
            self._ends = _ends(device, name)
            _detach(device, self._ends.interface)
        except usb.core.USBError as error:
            raise _plain(name, error) from error
        self.answers = self._ends.into is not None

    def write(self, data: bytes, timeout_s: float) -> int:
        """As in Transport. Printers with a full buffer take a part, or time out."""
        try:
            return int(self._device.write(self._ends.out, data, _ms(timeout_s)))
        except usb.core.USBTimeoutError:
            return 0
        except usb.core.USBError as error:
            raise _plain(self._name, error) from error

    def read(self, timeout_s: float) -> bytes:
        """As in Transport."""
        if self._ends.into is None:
            return b""
        try:
            return bytes(self._device.read(self._ends.into, READ_BYTES, _ms(timeout_s)))
        except usb.core.USBTimeoutError:
            return b""
        except usb.core.USBError as error:
            raise _plain(self._name, error) from error

    def port_status(self) -> int | None:
        """As in Transport: GET_PORT_STATUS of the USB printer class; None when the device refuses it."""
        try:
            got = self._device.ctrl_transfer(0xA1, 1, 0, self._ends.interface, 1, _ms(PORT_STATUS_S))
        except usb.core.USBTimeoutError:
            return None
        except usb.core.USBError as error:
            if error.errno == errno.EPIPE:
                return None
            raise _plain(self._name, error) from error
        return int(got[0]) if len(got) else None

    def close(self) -> None:
        """Release the device; it stays configured, and the kernel's driver stays away."""
        self._release(self._device)


def open_link(link: UsbLink, known_ids: Ids, find: Callable[..., Any] = usb.core.find) -> UsbTransport:
    """Open the printer that the settings mean; ``known_ids`` are those of its model.

    Raises DeviceMissing, DevicePermission, DeviceBusy, or DeviceUnsupported when several printers fit.
    """
    try:
        devices = [device for device in find(find_all=True) if _fits(device, link)]
    except usb.core.NoBackendError as error:
        raise DeviceUnsupported("usb", "libusb is not installed (libusb-1.0-0)") from error
    except usb.core.USBError as error:
        raise _plain("usb", error) from error
    chosen = [d for d in devices if link.vendor is not None or (d.idVendor, d.idProduct) in known_ids]
    chosen = chosen or [d for d in devices if _is_printer(d)]
    wanted = "usb" if link.vendor is None else f"usb {link.vendor:04x}"
    if not chosen:
        raise DeviceMissing(wanted, "no such printer on the bus")
    if len(chosen) > 1:
        found = ", ".join(map(_named, chosen))
        raise DeviceUnsupported(
            wanted, f"several printers fit, give vendor, product or serial_number: {found}"
        )
    return UsbTransport(chosen[0], f"usb {_named(chosen[0])}")


def _fits(device: Any, link: UsbLink) -> bool:
    if link.vendor not in (None, device.idVendor) or link.product not in (None, device.idProduct):
        return False
    return not link.serial_number or device.serial_number == link.serial_number


def _is_printer(device: Any) -> bool:
    return any(i.bInterfaceClass == PRINTER_CLASS for configuration in device for i in configuration)


def _named(device: Any) -> str:
    return f"{device.idVendor:04x}:{device.idProduct:04x}"


def _ends(device: Any, name: str) -> Ends:
    """The bulk end points of the printer's interface; of the first that takes data when none says it is one."""
    found = [ends for interface in _interfaces(device) if (ends := _bulk(interface)) is not None]
    if not found:
        raise DeviceUnsupported(name, "has no interface that takes data")
    printers = {i.bInterfaceNumber for i in _interfaces(device) if i.bInterfaceClass == PRINTER_CLASS}
    return next((ends for ends in found if ends.interface in printers), found[0])


def _interfaces(device: Any) -> Iterable[Any]:
    try:
        configuration = device.get_active_configuration()
    except usb.core.USBError as error:
        if error.errno in (errno.EACCES, errno.EPERM, errno.ENODEV):
            raise
        device.set_configuration()  # nobody configured it yet
        configuration = device.get_active_configuration()
    return [interface for interface in configuration if interface.bAlternateSetting == 0]


def _bulk(interface: Any) -> Ends | None:
    out = into = None
    for end in interface:
        if usb.util.endpoint_type(end.bmAttributes) != usb.util.ENDPOINT_TYPE_BULK:
            continue
        address = end.bEndpointAddress
        if usb.util.endpoint_direction(address) == usb.util.ENDPOINT_IN:
            into = address if into is None else into
        else:
            out = address if out is None else out
    return None if out is None else Ends(interface.bInterfaceNumber, out, into)


def _detach(device: Any, interface: int) -> None:
    """Take the device from the kernel's printer driver, without a reset: some clones do not survive one."""
    try:
        if device.is_kernel_driver_active(interface):
            device.detach_kernel_driver(interface)
    except NotImplementedError:
        return  # not Linux: there is nothing to detach


def _ms(seconds: float) -> int:
    return max(1, math.ceil(seconds * 1000))  # 0 would mean for ever


def _plain(name: str, error: usb.core.USBError) -> DeviceError:
    if error.errno in (errno.EACCES, errno.EPERM):
        return DevicePermission(name, str(error))
    return (DeviceBusy if error.errno == errno.EBUSY else DeviceMissing)(name, str(error))
