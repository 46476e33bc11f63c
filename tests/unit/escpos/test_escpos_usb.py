"""A printer on USB, through pyusb and python-escpos on a simulated bus: found, taken, healed, and told apart."""

import errno
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import usb.core

from hardware.drivers.escpos.options import UsbLink
from hardware.drivers.escpos.transports.usb import UsbTransport, open_link
from hardware.errors import DeviceBusy, DeviceError, DeviceMissing, DevicePermission, DeviceUnsupported
from hardware.ports import Printed
from hardware.sim.escpos.machine import Machine
from hardware.sim.escpos.model import MODELS
from hardware.sim.escpos.pace import VirtualPace
from hardware.sim.escpos.status import Trouble
from hardware.sim.escpos.usb import SimUsbBus
from hardware.sim.escpos.usb_printer import Endpoint, Interface, SimUsbPrinter
from hardware.sim.escpos.wire import Wire
from tests.unit.escpos.escpos_bench import USB_ERRORS, a_bench

NO_IDS: frozenset[tuple[int, int]] = frozenset()


def a_device(**changes: Any) -> SimUsbPrinter:
    pace = VirtualPace()
    return SimUsbPrinter(Wire(Machine(MODELS["epson"]), pace), USB_ERRORS, **changes)


def a_transport(device: SimUsbPrinter) -> UsbTransport:
    return open_link(UsbLink(), NO_IDS, SimUsbBus(device))


def opened(link: UsbLink, *devices: SimUsbPrinter, known: frozenset[tuple[int, int]] = NO_IDS) -> str:
    """The name of the printer that is opened among these."""
    transport = open_link(link, known, SimUsbBus(*devices))
    transport.close()
    return transport._name


def test_end_points_are_found_and_the_kernel_driver_is_detached_without_a_reset():
    device = a_device(out=0x03, into=0x86)
    transport = open_link(UsbLink(), NO_IDS, SimUsbBus(device))
    assert transport.write(b"\x10\x04\x01", 1) == 3
    assert transport.read(1) == b"\x12"
    transport.close()
    assert (device.kernel_driver, device.resets) == (False, 0)
    assert not {"set_configuration", "reset"}.intersection(device.calls)
    assert device.calls[-1] == "close"


def test_a_device_that_nobody_configured_is_configured():
    device = a_device(configured=False)
    assert a_transport(device).write(b"\x1b@", 1) == 2
    assert device.calls.count("set_configuration") == 1


def test_short_writes_are_counted_and_a_full_printer_takes_nothing():
    device = a_device(most=16384)
    transport = a_transport(device)
    assert transport.write(bytes(48758), 1) == 16384
    machine = device.wire.machine
    machine.trouble(Trouble.END, 1000.0)
    while transport.write(b"\x1dv0\0" * 4096, 0.05):
        pass
    assert transport.write(b"x", 0.05) == 0
    assert transport.read(0) == b""


def test_an_unplugged_device_is_missing_whatever_is_asked():
    device = a_device()
    transport = a_transport(device)
    device.wire.cut()
    for use in (lambda: transport.write(b"x", 1), lambda: transport.read(1), transport.port_status):
        with pytest.raises(DeviceMissing, match="usb 04b8:0202 at port 1-1"):
            use()


def test_a_device_without_a_way_back_is_never_read():
    transport = a_transport(a_device(into=None))
    assert not transport.answers
    assert transport.read(60) == b""


def test_the_port_status_is_the_byte_or_none():
    device = a_device()
    assert a_transport(device).port_status() == 0x18
    device.wire.machine.trouble(Trouble.END, 1000.0)
    assert a_transport(device).port_status() == 0x30
    transport = a_transport(device)
    device.refuses["ctrl_transfer"] = errno.EPIPE
    assert transport.port_status() is None


@pytest.mark.parametrize(
    ("call", "number", "error"),
    [
        ("open", errno.EACCES, DevicePermission),
        ("detach_kernel_driver", errno.EACCES, DevicePermission),
        ("detach_kernel_driver", errno.EBUSY, DeviceBusy),
        ("detach_kernel_driver", errno.ENODEV, DeviceMissing),
        ("set_interface_altsetting 1", errno.EIO, DeviceMissing),
    ],
)
def test_what_the_system_refuses_has_its_own_error_and_leaves_nothing_open(
    call: str, number: int, error: type[DeviceError]
):
    device = a_device(refuses={call: number}, interfaces=TWO_WAYS)
    with pytest.raises(error, match=r"usb 04b8:0202 at port 1-1"):
        open_link(UsbLink(), NO_IDS, SimUsbBus(device))
    assert device.handles == 0


def test_a_device_that_takes_no_data_is_unsupported():
    deaf = a_device(interfaces=(Interface((Endpoint(0x81), Endpoint(0x02, kind=3))),))
    with pytest.raises(DeviceUnsupported, match="no interface that takes data"):
        a_transport(deaf)


# A printer whose first setting is one-way, the second both ways, the third in packets that nobody here speaks.
TWO_WAYS = (
    Interface((Endpoint(0x01),), alternate=0, protocol=1),
    Interface((Endpoint(0x02), Endpoint(0x83)), alternate=1, protocol=2),
    Interface((Endpoint(0x04), Endpoint(0x85)), alternate=2, protocol=3),
)


def test_the_alternate_setting_that_answers_is_chosen():
    device = a_device(interfaces=TWO_WAYS)
    transport = a_transport(device)
    assert device.alternate == 1
    assert transport.answers
    assert transport.write(b"\x10\x04\x01", 1) == 3
    assert transport.read(1) == b"\x12"


def test_a_setting_that_another_program_left_is_set_back():
    device = a_device(interfaces=(TWO_WAYS[0], replace(TWO_WAYS[2], alternate=1)), alternate=1)
    assert a_transport(device).write(b"\x1b@", 1) == 2
    assert device.alternate == 0, "one way is better than packets that nobody here speaks"


def test_a_printer_with_one_setting_is_not_asked_for_it():
    device = a_device()
    a_transport(device)
    assert not [call for call in device.calls if call.startswith("set_interface")]


def test_a_printer_among_the_interfaces_of_a_device_is_found():
    keyboard = Interface((Endpoint(0x81, kind=3),), number=0, kind=3, protocol=1)
    device = a_device(interfaces=(keyboard, Interface((Endpoint(0x02), Endpoint(0x83)), number=1)))
    assert a_transport(device).write(b"\x1b@", 1) == 2


# --- USB: what stalls, heals ---------------------------------------------------------------------------


def test_a_stalled_end_point_is_cleared_and_a_question_goes_at_the_next_attempt():
    device = a_device()
    transport = a_transport(device)
    device.halted.add(0x01)
    assert transport.write(b"\x10\x04\x01", 1) == 0
    assert transport.write(b"\x10\x04\x01", 1) == 3
    device.halted.add(0x82)
    assert transport.read(1) == b""
    assert transport.read(1) == b"\x12"
    assert [call for call in device.calls if call.startswith("clear_halt")] == [
        "clear_halt 01",
        "clear_halt 82",
    ]


def test_how_much_of_a_long_transfer_went_before_a_stall_nobody_knows():
    device = a_device()
    transport = a_transport(device)
    device.halted.add(0x01)
    with pytest.raises(DeviceMissing):
        transport.write(bytes(65), 1)
    assert transport.write(bytes(65), 1) == 65, "and yet it is cleared"


def test_an_end_point_that_cannot_be_cleared_is_gone():
    device = a_device(refuses={"clear_halt 01": errno.ENODEV})
    transport = a_transport(device)
    device.halted.add(0x01)
    with pytest.raises(DeviceMissing):
        transport.write(b"x", 1)


@pytest.mark.parametrize("end", [0x01, 0x82])
def test_a_printer_that_stalls_between_two_slips_prints_both(end: int):
    bench = a_bench("epson", "epson-tm")
    assert bench.print(1) is Printed.YES
    bench.device.halted.add(end)
    assert bench.print(2) is Printed.YES
    assert bench.has(1)
    assert bench.has(2)


def test_a_slip_in_which_the_printer_stalls_is_unknown_and_the_next_one_is_whole():
    bench = a_bench("epson", "epson-tm")
    bench.machine.at_arrival(9000, lambda: bench.device.halted.add(0x01))
    assert bench.print(1) is Printed.UNKNOWN
    bench.wait(2)
    assert bench.print(2) is Printed.YES
    assert bench.has(2)


# --- USB: which one ------------------------------------------------------------------------------------


def test_the_printer_of_the_settings_is_chosen():
    epson, clone = (
        a_device(),
        a_device(vendor=0x0416, product=0x5011, serial_number="7", address=8, ports=(2,)),
    )
    assert opened(UsbLink(vendor=0x0416), epson, clone) == "usb 0416:5011 at port 1-2"
    assert opened(UsbLink(serial_number="7"), epson, clone) == "usb 0416:5011 at port 1-2"
    known = frozenset({(0x04B8, 0x0202)})
    assert opened(UsbLink(), epson, clone, known=known) == "usb 04b8:0202 at port 1-1"
    assert opened(UsbLink(), clone) == "usb 0416:5011 at port 1-2"


CLONE: dict[str, Any] = {"vendor": 0x0416, "product": 0x5011}


def test_two_alike_without_serial_numbers_are_told_apart_by_their_ports():
    left = a_device(**CLONE, serial_number=None, address=8, ports=(1, 4))
    right = a_device(**CLONE, serial_number=None, address=9, ports=(1, 3))
    assert opened(UsbLink(port="1-1.3"), left, right) == "usb 0416:5011 at port 1-1.3"
    assert opened(UsbLink(port="1-1.4"), left, right) == "usb 0416:5011 at port 1-1.4"
    with pytest.raises(DeviceUnsupported, match=r"several printers fit.*port 1-1\.4.*port 1-1\.3"):
        opened(UsbLink(), left, right)
    with pytest.raises(DeviceMissing, match=r"not at this port.*there is 0416:5011 at port 1-1\.4"):
        opened(UsbLink(port="1-2"), left, right)


def test_a_serial_number_that_cannot_be_read_stops_nobody_who_does_not_ask_for_it():
    mute = a_device(**CLONE, strings_fail=True)
    assert opened(UsbLink(), mute) == "usb 0416:5011 at port 1-1"
    assert opened(UsbLink(vendor=0x0416), mute, a_device(address=9)) == "usb 0416:5011 at port 1-1"
    good = a_device(**CLONE, address=9, ports=(2,))
    assert opened(UsbLink(serial_number="SIM0000001"), mute, good) == "usb 0416:5011 at port 1-2"


@pytest.mark.parametrize("number", ["7", "SIM0000001"])
def test_a_serial_number_that_cannot_be_read_is_said_with_the_way_out(number: str):
    mute = a_device(**CLONE, strings_fail=True, ports=(1, 4))
    with pytest.raises(DevicePermission, match=r"some cannot be read; give the port instead: .* port 1-1\.4"):
        opened(UsbLink(serial_number=number), mute)


def test_among_several_printers_none_is_guessed():
    with pytest.raises(DeviceUnsupported, match=r"several printers fit.*04b8:0202 .*0416:5011"):
        opened(UsbLink(), a_device(), a_device(**CLONE, address=8))


def test_no_printer_on_the_bus_is_missing():
    with pytest.raises(DeviceMissing, match="usb 04b8: no such printer"):
        opened(UsbLink(vendor=0x04B8))


def test_a_machine_without_libusb_says_which_package_it_lacks(monkeypatch: pytest.MonkeyPatch):
    def none(**_how: object) -> Iterator[object]:
        raise usb.core.NoBackendError("No backend available")

    monkeypatch.setattr(usb.core, "find", none)
    with pytest.raises(DeviceUnsupported, match=r"libusb-1\.0-0"):
        open_link(UsbLink(), NO_IDS)
