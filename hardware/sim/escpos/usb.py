"""A USB bus with printers on it, as a backend of pyusb: the driver meets pyusb itself, down to the calls of libusb.

Nothing of pyusb is imported here: whoever puts up the bus says which errors it raises, so that the driver meets the
same classes as with a real device. Descriptors have the names of the USB specification, as pyusb wants them.
"""

import errno
from array import array
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

from hardware.sim.escpos.status import Trouble
from hardware.sim.escpos.usb_printer import Interface, SimUsbPrinter
from hardware.sim.escpos.wire import CableError

_INTO_HOST = 0x80
_STRING, _ENGLISH = 3, 0x0409
_GET_DESCRIPTOR, _GET_PORT_STATUS = (0x80, 6), (0xA1, 1)


class SimUsbBus:
    """The bus. Its methods are those that pyusb calls on a backend; a handle is the device itself."""

    def __init__(self, *devices: SimUsbPrinter) -> None:
        self.devices = devices

    # --- what there is ------------------------------------------------------------------------------

    def enumerate_devices(self) -> Iterator[SimUsbPrinter]:
        """Every device that is plugged in."""
        return (device for device in self.devices if device.wire.up)

    def get_device_descriptor(self, device: SimUsbPrinter) -> Any:
        """The device."""
        return SimpleNamespace(
            bLength=18,
            bDescriptorType=1,
            bcdUSB=0x200,
            bDeviceClass=0,
            bDeviceSubClass=0,
            bDeviceProtocol=0,
            bMaxPacketSize0=64,
            idVendor=device.vendor,
            idProduct=device.product,
            bcdDevice=0x100,
            iManufacturer=1,
            iProduct=2,
            iSerialNumber=0 if device.serial_number is None else 3,
            bNumConfigurations=1,
            address=device.address,
            bus=device.bus,
            port_number=device.ports[-1] if device.ports else None,
            port_numbers=device.ports,
            speed=2,
        )

    def get_configuration_descriptor(self, device: SimUsbPrinter, config: int) -> Any:
        """The only configuration."""
        if config:
            raise IndexError
        return SimpleNamespace(
            bLength=9,
            bDescriptorType=2,
            wTotalLength=32,
            bNumInterfaces=len({interface.number for interface in device.interfaces}),
            bConfigurationValue=1,
            iConfiguration=0,
            bmAttributes=0xC0,
            bMaxPower=1,
            extra_descriptors=[],
        )

    def get_interface_descriptor(self, device: SimUsbPrinter, intf: int, alt: int, config: int) -> Any:
        """One alternate setting of one interface."""
        del config
        found = self._interface(device, intf, alt)
        return SimpleNamespace(
            bLength=9,
            bDescriptorType=4,
            bInterfaceNumber=found.number,
            bAlternateSetting=found.alternate,
            bNumEndpoints=len(found.endpoints),
            bInterfaceClass=found.kind,
            bInterfaceSubClass=1,
            bInterfaceProtocol=found.protocol,
            iInterface=0,
            extra_descriptors=[],
        )

    def get_endpoint_descriptor(
        self, device: SimUsbPrinter, ep: int, intf: int, alt: int, config: int
    ) -> Any:
        """One endpoint."""
        del config
        found = self._interface(device, intf, alt).endpoints[ep]
        return SimpleNamespace(
            bLength=7,
            bDescriptorType=5,
            bEndpointAddress=found.address,
            bmAttributes=found.kind,
            wMaxPacketSize=found.packet,
            bInterval=0,
            bRefresh=0,
            bSynchAddress=0,
            extra_descriptors=[],
        )

    # --- taking it ----------------------------------------------------------------------------------

    def open_device(self, device: SimUsbPrinter) -> SimUsbPrinter:
        """Open it."""
        self._there(device, "open").handles += 1
        return device

    def close_device(self, device: SimUsbPrinter) -> None:
        """Close it; a device that is gone can be closed."""
        device.calls.append("close")
        device.handles -= 1

    def get_configuration(self, device: SimUsbPrinter) -> int:
        """Which configuration is in force; 0 before anybody chose one."""
        return int(self._there(device, "get_configuration").configured)

    def set_configuration(self, device: SimUsbPrinter, value: int) -> None:
        """Choose one."""
        self._there(device, "set_configuration").configured = bool(value)

    def is_kernel_driver_active(self, device: SimUsbPrinter, _interface: int) -> bool:
        """Whether ``usblp`` has it."""
        return self._there(device, "is_kernel_driver_active").kernel_driver

    def detach_kernel_driver(self, device: SimUsbPrinter, _interface: int) -> None:
        """Take it from ``usblp``."""
        self._there(device, "detach_kernel_driver").kernel_driver = False

    def attach_kernel_driver(self, device: SimUsbPrinter, _interface: int) -> None:
        """Give it back."""
        self._there(device, "attach_kernel_driver").kernel_driver = True

    def claim_interface(self, device: SimUsbPrinter, _interface: int) -> None:
        """Use an interface alone; not while the kernel does."""
        if self._there(device, "claim_interface").kernel_driver:
            raise device.errors.failed(errno.EBUSY)

    def release_interface(self, device: SimUsbPrinter, _interface: int) -> None:
        """Let others use it."""
        self._there(device, "release_interface")

    def set_interface_altsetting(self, device: SimUsbPrinter, intf: int, altsetting: int) -> None:
        """Choose an alternate setting: only its endpoints work from then on."""
        self._there(device, f"set_interface_altsetting {altsetting}")
        self._interface(device, intf, altsetting)
        device.alternate = altsetting

    def reset_device(self, device: SimUsbPrinter) -> None:
        """Counted: a driver that resets a printer in the middle of a slip loses it."""
        self._there(device, "reset").resets += 1

    def clear_halt(self, device: SimUsbPrinter, ep: int) -> None:
        """End a stall."""
        self._there(device, f"clear_halt {ep:02x}").halted.discard(ep)

    # --- bytes --------------------------------------------------------------------------------------

    def bulk_write(
        self, device: SimUsbPrinter, ep: int, _interface: int, data: "array[int]", timeout: int
    ) -> int:
        """How many bytes went; fewer than asked is normal. ``timeout`` in ms, 0 waits for ever."""
        self._flows(device, ep)
        try:
            sent = device.wire.write(data.tobytes()[: device.most], _seconds(timeout))
        except CableError as error:
            raise device.errors.failed(errno.ENODEV) from error
        self._flows(device, ep)
        if data and not sent:
            raise device.errors.timeout()
        return sent

    def bulk_read(
        self, device: SimUsbPrinter, ep: int, _interface: int, buff: "array[int]", timeout: int
    ) -> int:
        """What the printer says. ``timeout`` in ms."""
        self._flows(device, ep)
        try:
            said = device.wire.read(len(buff), _seconds(timeout))
        except CableError as error:
            raise device.errors.failed(errno.ENODEV) from error
        if not said:
            raise device.errors.timeout()
        buff[: len(said)] = array("B", said)
        return len(said)

    def intr_write(self, device: SimUsbPrinter, *_transfer: Any) -> int:
        """A printer has bulk end points only."""
        raise device.errors.failed(errno.EINVAL)

    intr_read = iso_write = iso_read = intr_write

    def ctrl_transfer(
        self,
        device: SimUsbPrinter,
        bmRequestType: int,  # noqa: N803
        bRequest: int,  # noqa: N803
        wValue: int,  # noqa: N803
        _index: int,
        data: "array[int]",
        _timeout: int,
    ) -> int:
        """Texts, and GET_PORT_STATUS of the printer class: 0x20 paper empty, 0x10 selected, 0x08 no error."""
        self._there(device, "ctrl_transfer")
        if (bmRequestType, bRequest) == _GET_DESCRIPTOR and wValue >> 8 == _STRING:
            answer = self._text(device, wValue & 0xFF)
        elif (bmRequestType, bRequest) == _GET_PORT_STATUS:
            condition = device.wire.machine.condition
            empty = 0x20 * condition.has(Trouble.END)
            answer = bytes((empty | 0x10 | 0x08 * (not condition.stopped),))
        else:
            raise device.errors.failed(errno.EPIPE)
        answer = answer[: len(data)]
        data[: len(answer)] = array("B", answer)
        return len(answer)

    def _text(self, device: SimUsbPrinter, index: int) -> bytes:
        if device.strings_fail:
            raise device.errors.failed(errno.EPIPE)
        texts = (None, "SIM", "simulated printer", device.serial_number or "")
        said = texts[index]
        body = _ENGLISH.to_bytes(2, "little") if said is None else said.encode("utf-16-le")
        return bytes((len(body) + 2, _STRING)) + body

    def _interface(self, device: SimUsbPrinter, number: int, alternate: int) -> Interface:
        found = [i for i in device.interfaces if (i.number, i.alternate) == (number, alternate)]
        return found[0]  # IndexError tells pyusb that there are no more

    def _flows(self, device: SimUsbPrinter, endpoint: int) -> None:
        self._there(device)
        if endpoint not in device.endpoints:
            raise device.errors.failed(errno.ENOENT)
        if endpoint in device.halted:
            raise device.errors.failed(errno.EPIPE)

    def _there(self, device: SimUsbPrinter, call: str = "") -> SimUsbPrinter:
        if call:
            device.calls.append(call)
        if not device.wire.up:
            raise device.errors.failed(errno.ENODEV)
        if call in device.refuses:
            raise device.errors.failed(device.refuses[call])
        return device


def _seconds(timeout: int | None) -> float:
    milliseconds = 1000 if timeout is None else timeout or 3_600_000
    return milliseconds / 1000
