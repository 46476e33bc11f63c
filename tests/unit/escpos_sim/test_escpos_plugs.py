"""The ways into the simulated printer, used by the real transports of the real driver."""

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import usb.core

from hardware.drivers.escpos.options import SerialLink, TcpLink, UsbLink
from hardware.drivers.escpos.printer import EscposTicketPrinter
from hardware.drivers.escpos.profile import Profile, load_profile
from hardware.drivers.escpos.transports import Transport, network, serial
from hardware.drivers.escpos.transports.usb import open_link
from hardware.errors import DeviceError, DeviceHeld
from hardware.ports import Paper, Printed, Raster
from hardware.sim.escpos.faults.specimen import draw
from hardware.sim.escpos.machine import Machine
from hardware.sim.escpos.model import MODELS
from hardware.sim.escpos.pace import VirtualPace
from hardware.sim.escpos.paper import Sheet
from hardware.sim.escpos.plugs import LOOPBACK, SerialPlug, TcpPlug
from hardware.sim.escpos.running import RunningPrinter, SlipFolder
from hardware.sim.escpos.status import Trouble
from hardware.sim.escpos.usb import SimUsbBus
from hardware.sim.escpos.usb_printer import SimUsbPrinter, UsbErrors
from hardware.sim.escpos.wire import Wire
from tests.waiting import until

EPSON = load_profile("epson-tm")
PICTURE = Raster(576, draw("A001", 1, 576).picture.rows[: 72 * 120])
ERRORS = UsbErrors(
    timeout=lambda: usb.core.USBTimeoutError("timeout"),
    failed=lambda number: usb.core.USBError("failed", errno=number),
)


class Running:
    """A printer in real time, and the driver on it."""

    def __init__(self, plug: TcpPlug | SerialPlug) -> None:
        self.plug, self.sheets = plug, list[Sheet]()
        self._ways: list[Transport] = []
        self.printer = RunningPrinter(Machine(MODELS["epson"], strict=True), plug, self.sheets.append)

    def driver(self, profile: Profile = EPSON) -> EscposTicketPrinter:
        return EscposTicketPrinter(self.connect, profile, 576, "printer-1")

    def connect(self) -> Transport:
        way = (
            network.open_link(TcpLink(host=LOOPBACK, port=self.plug.port), frozenset())
            if isinstance(self.plug, TcpPlug)
            else serial.open_link(SerialLink(path=Path(self.plug.path), flow="none"), frozenset())
        )
        self._ways.append(way)
        return way

    def trouble(self, trouble: Trouble):
        self.printer.do(lambda machine, now: machine.trouble(trouble, now))

    def close(self) -> None:
        for way in self._ways:
            way.close()
        self.printer.close()
        self.plug.close()


@pytest.fixture(params=[TcpPlug, SerialPlug])
def running(request: pytest.FixtureRequest) -> Iterator[Running]:
    running = Running(request.param())
    yield running
    running.close()
    assert running.printer.failed is None


@pytest.fixture
def on_tcp() -> Iterator[Running]:
    running = Running(TcpPlug())
    yield running
    running.close()


class TestInRealTime:
    @pytest.mark.slow
    def test_the_real_driver_prints_and_is_told_so(self, running: Running):
        driver = running.driver()
        assert driver.status() is Paper.READY
        assert driver.print_slip("20261121-A001-1", PICTURE) is Printed.YES
        driver.close()
        until(lambda: running.sheets)
        assert PICTURE.rows.rstrip(b"\0") in running.sheets[-1].rows

    @pytest.mark.slow
    def test_trouble_is_seen_within_a_second(self, running: Running):
        driver = running.driver()
        running.trouble(Trouble.COVER_OPEN)
        assert driver.status() is Paper.COVER_OPEN
        driver.close()

    @pytest.mark.slow
    def test_a_printer_without_power_refuses_a_network_connection(self, on_tcp: Running):
        on_tcp.printer.do(lambda machine, _now: machine.power_off())
        until(lambda: _refused(on_tcp.plug))
        with pytest.raises(
            DeviceHeld
        ):  # as of a printer that is another computer's: nobody can tell from here
            on_tcp.driver().status()

    @pytest.mark.slow
    def test_power_cut_in_a_slip_resets_the_connection_and_leaves_half_a_slip(self, on_tcp: Running):
        on_tcp.printer.do(lambda machine, _now: machine.at_row(40, machine.power_off))
        assert on_tcp.driver().print_slip("20261121-A001-1", PICTURE) is Printed.UNKNOWN
        assert on_tcp.printer.machine.roll.total == 40

    @pytest.mark.slow
    def test_a_cable_cut_at_a_byte_lets_no_byte_more_through(self, on_tcp: Running):
        on_tcp.printer.do(lambda machine, _now: machine.at_arrival(1000, on_tcp.plug.cut))
        way = on_tcp.connect()
        with pytest.raises(DeviceError):
            _write_until_it_breaks(way)
        assert on_tcp.printer.machine.arrived == 1000

    @pytest.mark.slow
    def test_a_second_host_waits_for_the_first(self, on_tcp: Running):
        first, second = on_tcp.connect(), on_tcp.connect()
        second.write(b"\x10\x04\x01", 1.0)
        first.write(b"\x10\x04\x01", 1.0)
        assert first.read(2.0) == b"\x12"
        assert second.read(0.05) == b""
        first.close()
        assert second.read(2.0) == b"\x12"
        second.close()

    def test_slips_become_pictures_in_a_folder(self, tmp_path: Path):
        SlipFolder(tmp_path / "tray").keep(Sheet(72, PICTURE.rows))
        assert (tmp_path / "tray" / "slip-0001.png").read_bytes().startswith(b"\x89PNG")


def _write_until_it_breaks(way: Transport) -> None:
    for _ in range(200):
        way.write(bytes(500), 0.1)
        way.read(0.02)


def _write_on(device: Any) -> None:
    while True:
        device.write(1, bytes(64), 100)


def _refused(plug: TcpPlug | SerialPlug) -> bool:
    assert isinstance(plug, TcpPlug)
    try:
        socket.create_connection((LOOPBACK, plug.port), 0.2).close()
    except OSError:
        return True
    return False


class OnUsb:
    """The driver, pyusb's errors and a simulated device, in virtual time."""

    def __init__(self, model: str = "epson", out: int = 0x01, into: int = 0x82, most: int = 16384) -> None:
        self.machine, self.pace = Machine(MODELS[model]), VirtualPace()
        self.wire = Wire(self.machine, self.pace)
        self.device = SimUsbPrinter(self.wire, ERRORS, out=out, into=into, most=most)
        self.driver = EscposTicketPrinter(
            lambda: open_link(UsbLink(), frozenset(), SimUsbBus(self.device)),
            EPSON,
            576,
            "printer-1",
            self.pace,
        )


class TestUsb:
    @pytest.mark.parametrize(
        ("out", "into", "most"), [(1, 0x82, 16384), (3, 0x84, 16384), (1, 0x81, 100), (1, 0x82, 1)]
    )
    def test_the_driver_finds_the_ends_and_lives_with_short_writes(self, out: int, into: int, most: int):
        story = OnUsb(out=out, into=into, most=most)
        assert story.driver.print_slip("20261121-A001-1", PICTURE) is Printed.YES
        assert PICTURE.rows.rstrip(b"\0") in story.machine.roll.sheets[-1].rows
        assert story.device.resets == 0

    def test_the_kernels_driver_is_sent_away(self):
        story = OnUsb()
        story.driver.status()
        assert not story.device.kernel_driver

    @pytest.mark.parametrize("byte", [0, 1, 2, 100, 5000])
    def test_unplugged_at_a_byte_it_raises_what_pyusb_raises(self, byte: int):
        story = OnUsb()
        story.device.kernel_driver = False
        device = usb.core.find(backend=SimUsbBus(story.device))
        story.machine.at_arrival(byte, story.wire.cut)
        if byte == 0:
            story.wire.cut()
        with pytest.raises(usb.core.USBError):
            _write_on(device)
        assert story.machine.arrived == byte

    def test_a_full_printer_times_out_and_a_silent_one_too(self):
        story = OnUsb("clone-silent")
        story.device.kernel_driver = False
        device = usb.core.find(backend=SimUsbBus(story.device))
        story.machine.trouble(Trouble.END, 0.0)
        while story.machine.arrived < story.machine.model.buffer:
            device.write(1, bytes(500), 100)
        with pytest.raises(usb.core.USBTimeoutError):
            device.write(1, bytes(500), 100)
        before = story.pace.monotonic()
        with pytest.raises(usb.core.USBTimeoutError):
            device.read(0x82, 64, 250)
        assert story.pace.monotonic() - before == pytest.approx(0.25, abs=0.01)

    def test_a_printer_that_is_gone_is_a_device_error(self):
        story = OnUsb()
        story.wire.cut()
        with pytest.raises(DeviceError):
            story.driver.status()
