"""USB, through pyusb, past the kernel's printer driver.

``escpos.printer.Usb`` finds, opens and closes the device, without the two things that it does when it opens one: it
configures it anew and resets it, which throws away the slip that a printer holds. Its ``_raw`` ignores short writes
(two thirds of a slip were lost silently), guesses the end points 0x01 and 0x82, and waits for ever when the printer
stops, so bytes go past it.
"""

import errno
import math
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

import usb.core
import usb.util

from hardware.drivers.escpos.options import UsbLink
from hardware.drivers.escpos.python_escpos import opened
from hardware.drivers.os_errors import device_error
from hardware.errors import DeviceError, DeviceMissing, DevicePermission, DeviceUnsupported

PRINTER_CLASS = 7
PROTOCOLS = (2, 1, 3)
"""Of the printer class, best first: both ways, one way, in packets of IEEE 1284.4 (as Linux' usblp chooses)."""
READ_BYTES = 512
"""A whole number of packets, so that no answer overflows."""
PORT_STATUS_S = 0.5
UNREADABLE = "?"
Ids = frozenset[tuple[int, int]]
UsbErrors = (usb.core.USBError, NotImplementedError, ValueError)
"""What pyusb raises: ValueError for an end point that the device no longer has."""


class Ends(NamedTuple):
    """Where to write and read, in one alternate setting of one interface; ``into`` is None where there is no way back."""

    interface: int
    alternate: int
    out: int
    into: int | None
    packet: int
    """Bytes of one packet: fewer go whole or not at all."""


class UsbTransport:
    """One printer on the bus."""

    bytes_per_s = 1_000_000.0
    shared = False

    def __init__(
        self, device: Any, name: str, release: Callable[[Any], object] = usb.util.dispose_resources
    ) -> None:
        """``device`` is one of pyusb's; ``name`` for the log. Raises DeviceError; the device is released then."""
        self._device, self._name, self._release = device, name, release
        try:
            self._ends = _ends(device, name)
            _take(device, self._ends)
        except DeviceError:
            release(device)
            raise
        except UsbErrors as error:
            release(device)
            raise device_error(name, error) from error
        self.answers = self._ends.into is not None

    def write(self, data: bytes, timeout_s: float) -> int:
        """As in Transport. Printers with a full buffer take a part, or time out.

        A stalled end point is cleared. Of one packet nothing was taken then; of more nobody knows how many bytes.
        """
        try:
            return int(self._device.write(self._ends.out, data, _ms(timeout_s)))
        except usb.core.USBTimeoutError:
            return 0
        except UsbErrors as error:
            if self._cleared(error, self._ends.out) and len(data) <= self._ends.packet:
                return 0
            raise device_error(self._name, error) from error

    def read(self, timeout_s: float) -> bytes:
        """As in Transport. A stalled end point is cleared, and has nothing to say yet."""
        if self._ends.into is None:
            return b""
        try:
            return bytes(self._device.read(self._ends.into, READ_BYTES, _ms(timeout_s)))
        except usb.core.USBTimeoutError:
            return b""
        except UsbErrors as error:
            if self._cleared(error, self._ends.into):
                return b""
            raise device_error(self._name, error) from error

    def port_status(self) -> int | None:
        """As in Transport: GET_PORT_STATUS of the USB printer class; None when the device refuses it."""
        try:
            got = self._device.ctrl_transfer(0xA1, 1, 0, self._ends.interface, 1, _ms(PORT_STATUS_S))
        except usb.core.USBTimeoutError:
            return None
        except UsbErrors as error:
            if getattr(error, "errno", None) == errno.EPIPE:  # the end point 0 clears itself
                return None
            raise device_error(self._name, error) from error
        return int(got[0]) if len(got) else None

    def close(self) -> None:
        """Release the device; it stays configured, and the kernel's driver stays away."""
        self._release(self._device)

    def _cleared(self, error: Exception, end: int) -> bool:
        """Whether the error was a stall, which is over now. Raises DeviceError when it cannot be cleared."""
        if getattr(error, "errno", None) != errno.EPIPE:
            return False
        try:
            self._device.clear_halt(end)
        except UsbErrors as worse:
            raise device_error(self._name, worse) from worse
        return True


def open_link(link: UsbLink, known_ids: Ids, backend: Any = None) -> UsbTransport:
    """Open the printer that the settings mean; ``known_ids`` are those of its model, ``backend`` is pyusb's own.

    Raises DeviceMissing, DevicePermission, DeviceBusy, or DeviceUnsupported when several printers fit.
    """
    try:
        found = list(usb.core.find(find_all=True, backend=backend))
    except usb.core.NoBackendError as error:
        raise DeviceUnsupported("usb", "libusb is not installed (libusb-1.0-0)") from error
    except usb.core.USBError as error:
        raise device_error("usb", error) from error
    chosen = _chosen(found, link, known_ids)
    name, place = f"usb {_ids(chosen)} at port {_port(chosen)}", (chosen.bus, chosen.address)

    def make(library: Any) -> Any:
        there = {"backend": backend, "custom_match": lambda device: (device.bus, device.address) == place}
        return _untouched(library)(usb_args=there)

    printer = opened(name, make)
    return UsbTransport(printer.device, name, release=lambda _device: printer.close())


def _untouched(library: Any) -> Any:
    class UntouchedUsb(library.Usb):  # type: ignore[misc] # python-escpos is untyped
        """Their class, which leaves the printer as it is when it opens it."""

        def _check_driver(self) -> None:
            """Not of the first interface, whichever is the printer's."""

        def _configure_usb(self) -> None:
            """No new configuration, and no reset."""

    return UntouchedUsb


def _chosen(found: list[Any], link: UsbLink, known_ids: Ids) -> Any:
    """The one device that fits. Raises DeviceError when it is not one."""
    wanted = "usb" if link.vendor is None else f"usb {link.vendor:04x}"
    fit = [device for device in found if _has_ids(device, link)]
    if link.vendor is None:
        ours = [device for device in fit if (device.idVendor, device.idProduct) in known_ids]
        fit = ours or [device for device in fit if _is_printer(device)]
    exact = [device for device in fit if _is_there(device, link)]
    if not exact and link.serial_number and any(_serial(device) == UNREADABLE for device in fit):
        what = f"no serial number is {link.serial_number!r}, and some cannot be read; give the port instead: "
        raise DevicePermission(wanted, what + _list(fit))
    if not exact and fit:
        raise DeviceMissing(
            wanted, f"not at this port, or not with this serial number; there is {_list(fit)}"
        )
    if not exact:
        raise DeviceMissing(wanted, "no such printer on the bus")
    if len(exact) > 1:
        what = f"several printers fit, give vendor and product, serial_number or port: {_list(exact)}"
        raise DeviceUnsupported(wanted, what)
    return exact[0]


def _has_ids(device: Any, link: UsbLink) -> bool:
    return link.vendor in (None, device.idVendor) and link.product in (None, device.idProduct)


def _is_there(device: Any, link: UsbLink) -> bool:
    return link.port in ("", _port(device)) and link.serial_number in ("", _serial(device))


def _serial(device: Any) -> str:
    """Its serial number; empty where it has none, UNREADABLE where it does not say, or in no letters."""
    try:
        return str(device.serial_number or "")
    except (*UsbErrors, LookupError):
        return UNREADABLE


def _port(device: Any) -> str:
    """Where it is plugged in, as in /sys/bus/usb/devices: ``1-1.4`` is the bus, then the port of each hub."""
    return f"{device.bus}-{'.'.join(map(str, device.port_numbers or ()))}"


def _ids(device: Any) -> str:
    return f"{device.idVendor:04x}:{device.idProduct:04x}"


def _list(devices: Iterable[Any]) -> str:
    return "; ".join(
        f"{_ids(device)} at port {_port(device)}, serial number {_serial(device)!r}" for device in devices
    )


def _is_printer(device: Any) -> bool:
    return any(i.bInterfaceClass == PRINTER_CLASS for configuration in device for i in configuration)


def _ends(device: Any, name: str) -> Ends:
    """The bulk end points of the best alternate setting of a printer; of the first that takes data when none says so."""
    found = [(interface, ends) for interface in _interfaces(device) if (ends := _bulk(interface)) is not None]
    if not found:
        raise DeviceUnsupported(name, "has no interface that takes data")
    for protocol in PROTOCOLS:
        for interface, ends in found:
            if interface.bInterfaceClass == PRINTER_CLASS and interface.bInterfaceProtocol == protocol:
                return ends
    return found[0][1]


def _interfaces(device: Any) -> Iterator[Any]:
    try:
        configuration = device.get_active_configuration()
    except usb.core.USBError as error:
        if error.errno in (errno.EACCES, errno.EPERM, errno.ENODEV):
            raise
        device.set_configuration()  # nobody configured it yet
        configuration = device.get_active_configuration()
    return iter(configuration)


def _bulk(interface: Any) -> Ends | None:
    out = into = None
    for end in interface:
        if usb.util.endpoint_type(end.bmAttributes) != usb.util.ENDPOINT_TYPE_BULK:
            continue
        if usb.util.endpoint_direction(end.bEndpointAddress) == usb.util.ENDPOINT_IN:
            into = into or end
        else:
            out = out or end
    if out is None:
        return None
    return Ends(
        interface.bInterfaceNumber,
        interface.bAlternateSetting,
        out.bEndpointAddress,
        into and into.bEndpointAddress,
        out.wMaxPacketSize,
    )


def _take(device: Any, ends: Ends) -> None:
    """Take the interface from the kernel's printer driver, without a reset: some clones do not survive one."""
    try:
        if device.is_kernel_driver_active(ends.interface):
            device.detach_kernel_driver(ends.interface)
    except NotImplementedError:
        pass  # not Linux: there is nothing to detach
    settings = [i for i in _interfaces(device) if i.bInterfaceNumber == ends.interface]
    if len(settings) > 1:  # whoever had it before us may have left any of them
        device.set_interface_altsetting(ends.interface, ends.alternate)


def _ms(seconds: float) -> int:
    return max(1, math.ceil(seconds * 1000))  # 0 would mean for ever
