"""Each way to a printer: what was taken is counted, silence is nothing, and what is gone is missing."""

import errno
import os
import pty
import socket
import stat
import tty
from array import array
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import usb.core

from hardware.drivers.escpos.building import build, open_transport
from hardware.drivers.escpos.options import EscposOptions, LpLink, SerialLink, TcpLink, UsbLink
from hardware.drivers.escpos.transports.network import NetworkTransport
from hardware.drivers.escpos.transports.usb import UsbTransport, open_link
from hardware.errors import DeviceBusy, DeviceError, DeviceMissing, DevicePermission, DeviceUnsupported
from hardware.sim.escpos.machine import Machine
from hardware.sim.escpos.model import MODELS
from hardware.sim.escpos.pace import VirtualPace
from hardware.sim.escpos.status import Trouble
from hardware.sim.escpos.usb import Configuration, Endpoint, Interface
from hardware.sim.escpos.wire import Wire
from tests.unit.escpos.escpos_bench import USB_ERRORS, UsbPrinter

NO_IDS: frozenset[tuple[int, int]] = frozenset()


# --- network ------------------------------------------------------------------------------------------


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening


def link_to(listener: socket.socket) -> TcpLink:
    return TcpLink(host="127.0.0.1", port=listener.getsockname()[1])


def test_bytes_go_both_ways_over_the_network(listener: socket.socket):
    transport = NetworkTransport(link_to(listener))
    host, _ = listener.accept()
    with host:
        assert transport.write(b"abc", 1) == 3
        assert host.recv(10) == b"abc"
        assert transport.read(0) == b""
        host.sendall(b"\x12")
        assert transport.read(1) == b"\x12"
        assert transport._socket.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        assert transport._socket.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
    transport.close()


def test_a_network_printer_that_stops_reading_takes_a_part_and_then_nothing(listener: socket.socket):
    transport = NetworkTransport(link_to(listener))
    host, _ = listener.accept()
    with host:
        taken = 0
        while count := transport.write(bytes(1 << 20), 0.05):
            taken += count
        assert transport.write(b"x", 0.01) == 0
        got = 0
        while got < taken:
            got += len(host.recv(1 << 20))
        assert got == taken
    transport.close()


def test_a_network_printer_that_hangs_up_is_missing(listener: socket.socket):
    transport = NetworkTransport(link_to(listener))
    listener.accept()[0].close()
    with pytest.raises(DeviceMissing, match="hung up"):
        transport.read(1)
    transport.close()
    transport.close()
    for use in (lambda: transport.read(0), lambda: transport.write(b"x", 0)):
        with pytest.raises(DeviceMissing):
            use()


def test_nobody_at_the_address_is_missing_at_once():
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(DeviceMissing, match=f"127.0.0.1:{port}"):
        open_transport(TcpLink(host="127.0.0.1", port=port))


# --- serial and the kernel's driver -------------------------------------------------------------------


@pytest.fixture
def terminal() -> Iterator[tuple[int, Path]]:
    master, slave = pty.openpty()
    tty.setraw(master)
    tty.setraw(slave)
    yield master, Path(os.ttyname(slave))
    for end in (slave, master):
        try:
            os.close(end)
        except OSError:
            continue  # the test pulled it


@pytest.mark.parametrize("flow", ["rts-cts", "dsr-dtr", "xon-xoff", "none"])
def test_bytes_go_both_ways_over_a_serial_line(terminal: tuple[int, Path], flow: str):
    master, path = terminal
    transport = open_transport(SerialLink(path=path, baud=9600, flow=flow))
    assert transport.bytes_per_s == 960
    assert transport.write(b"\x10\x04\x01", 1) == 3
    assert os.read(master, 10) == b"\x10\x04\x01"
    os.write(master, b"\x12")
    assert transport.read(1) == b"\x12"
    assert transport.read(0) == b""
    assert transport.port_status() is None
    transport.close()
    transport.close()
    with pytest.raises(DeviceMissing, match="closed"):
        transport.read(0)


def test_a_serial_printer_that_stops_takes_a_part_and_then_nothing(terminal: tuple[int, Path]):
    master, path = terminal
    transport = open_transport(SerialLink(path=path))
    taken = 0
    while count := transport.write(bytes(65536), 0.05):
        taken += count
    assert 0 < taken < 65536
    os.set_blocking(master, False)
    got = 0
    while got < taken:
        got += len(os.read(master, 65536))
    assert got == taken
    transport.close()


def test_a_serial_line_that_is_pulled_is_missing():
    master, slave = pty.openpty()
    transport = open_transport(SerialLink(path=Path(os.ttyname(slave))))
    os.close(slave)
    os.close(master)
    with pytest.raises(DeviceMissing):
        transport.read(1)
    transport.close()


def test_a_serial_line_belongs_to_one_program(terminal: tuple[int, Path]):
    first = open_transport(SerialLink(path=terminal[1]))
    with pytest.raises(DeviceBusy):
        open_transport(SerialLink(path=terminal[1]))
    first.close()


@pytest.mark.parametrize("link", [SerialLink(path=Path("/dev/nowhere")), LpLink(path=Path("/dev/nowhere"))])
def test_a_path_that_is_not_there_is_missing(link: SerialLink | LpLink):
    with pytest.raises(DeviceMissing, match="/dev/nowhere"):
        open_transport(link)


def test_the_printer_device_carries_bytes_both_ways(terminal: tuple[int, Path]):
    master, path = terminal
    transport = open_transport(LpLink(path=path))
    assert transport.write(b"abc", 1) == 3
    assert os.read(master, 10) == b"abc"
    os.write(master, b"\x12")
    assert transport.read(1) == b"\x12"
    assert transport.read(0) == b""
    assert transport.port_status() is None, "a terminal has no printer port"
    transport.close()
    transport.close()
    with pytest.raises(DeviceMissing):
        transport.write(b"x", 0)


def test_a_plain_file_is_no_printer(tmp_path: Path):
    file = tmp_path / "lp0"
    file.touch()
    with pytest.raises(DeviceUnsupported, match="is a file"):
        open_transport(LpLink(path=file))
    assert stat.S_ISREG(file.stat().st_mode)
    assert file.read_bytes() == b""


# --- USB ----------------------------------------------------------------------------------------------


class Bus:
    """What ``usb.core.find`` would find."""

    def __init__(self, *devices: UsbPrinter) -> None:
        self.devices = devices

    def __call__(self, *, find_all: bool) -> Iterator[UsbPrinter]:
        assert find_all
        return iter(self.devices)


def a_device(**changes: Any) -> UsbPrinter:
    pace = VirtualPace()
    return UsbPrinter(Wire(Machine(MODELS["epson"]), pace), USB_ERRORS, **changes)


def a_transport(device: UsbPrinter) -> UsbTransport:
    return UsbTransport(device, "usb test", lambda _device: None)


def test_end_points_are_found_and_the_kernel_driver_is_detached_without_a_reset():
    device = a_device(out=0x03, into=0x86)
    transport = a_transport(device)
    assert transport.write(b"\x10\x04\x01", 1) == 3
    assert transport.read(1) == b"\x12"
    assert (device.kernel_driver, device.resets) == (False, 0)
    assert "set_configuration" not in device.calls


def test_a_device_that_nobody_configured_is_configured():
    class Fresh(UsbPrinter):
        def get_active_configuration(self) -> Configuration:
            if "set_configuration" not in self.calls:
                raise self.errors.failed(2)
            return super().get_active_configuration()

    device = Fresh(a_device().wire, USB_ERRORS)
    assert a_transport(device).write(b"\x1b@", 1) == 2


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
        with pytest.raises(DeviceMissing, match="usb test"):
            use()


def test_a_device_without_a_way_back_is_never_read():
    transport = a_transport(a_device(into=None))
    assert not transport.answers
    assert transport.read(60) == b""


def test_the_port_status_is_the_byte_or_none():
    class Older(UsbPrinter):
        def ctrl_transfer(self, *_args: int, **_named: int) -> "array[int]":
            raise self.errors.failed(errno.EPIPE)

    device = a_device()
    assert a_transport(device).port_status() == 0x18
    device.wire.machine.trouble(Trouble.END, 1000.0)
    assert a_transport(device).port_status() == 0x30
    assert a_transport(Older(device.wire, USB_ERRORS)).port_status() is None


@pytest.mark.parametrize(("number", "error"), [(13, DevicePermission), (16, DeviceBusy), (19, DeviceMissing)])
def test_what_the_system_refuses_has_its_own_error(number: int, error: type[DeviceError]):
    class Refusing(UsbPrinter):
        def detach_kernel_driver(self, interface: int) -> None:
            del interface
            raise self.errors.failed(number)

    with pytest.raises(error):
        a_transport(Refusing(a_device().wire, USB_ERRORS))


def test_a_device_that_takes_no_data_is_unsupported():
    class Deaf(UsbPrinter):
        def get_active_configuration(self) -> Configuration:
            return Configuration((Interface((Endpoint(0x81), Endpoint(0x02, bmAttributes=3))),))

    with pytest.raises(DeviceUnsupported, match="no interface that takes data"):
        a_transport(Deaf(a_device().wire, USB_ERRORS))


def test_the_printer_of_the_settings_is_chosen():
    epson, clone = a_device(), a_device(idVendor=0x0416, idProduct=0x5011, serial_number="7")
    both = Bus(epson, clone)
    assert named(open_link(UsbLink(vendor=0x0416), NO_IDS, both)) == "usb 0416:5011"
    assert named(open_link(UsbLink(serial_number="7"), NO_IDS, both)) == "usb 0416:5011"
    assert named(open_link(UsbLink(), frozenset({(0x04B8, 0x0202)}), both)) == "usb 04b8:0202"
    assert named(open_link(UsbLink(), NO_IDS, Bus(clone))) == "usb 0416:5011"


def test_among_several_printers_none_is_guessed():
    with pytest.raises(DeviceUnsupported, match=r"several printers fit.*04b8:0202, 0416:5011"):
        open_link(UsbLink(), NO_IDS, Bus(a_device(), a_device(idVendor=0x0416, idProduct=0x5011)))


def test_no_printer_on_the_bus_is_missing():
    with pytest.raises(DeviceMissing, match="usb 04b8: no such printer"):
        open_link(UsbLink(vendor=0x04B8), NO_IDS, Bus())


def test_a_machine_without_libusb_says_which_package_it_lacks():
    def none(*, find_all: bool) -> Iterator[UsbPrinter]:
        raise usb.core.NoBackendError(str(find_all))

    with pytest.raises(DeviceUnsupported, match=r"libusb-1\.0-0"):
        open_link(UsbLink(), NO_IDS, none)


def named(transport: UsbTransport) -> str:
    return transport._name


# --- building -----------------------------------------------------------------------------------------


def test_a_printer_is_built_without_touching_the_device():
    options = EscposOptions.model_validate({"profile": "epson-tm", "serial": {"path": "/dev/nowhere"}})
    printer = build(options, 576, "printer-1")
    assert printer.confirms
    with pytest.raises(DeviceMissing):
        printer.status()
    printer.close()


def test_impossible_options_are_refused_with_key_found_and_allowed():
    options = EscposOptions.model_validate({"profile": "epson-tm"})
    with pytest.raises(DeviceUnsupported, match=r"printer: found 0 ways .*; allowed: exactly one"):
        build(options, 576, "printer-1")
