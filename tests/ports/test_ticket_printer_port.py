"""What every ticket printer promises, and what only the simulated one shows."""

import asyncio
import base64
import io
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import usb.core
from PIL import Image

from hardware.drivers.escpos.options import UsbLink
from hardware.drivers.escpos.printer import EscposTicketPrinter
from hardware.drivers.escpos.profile import load_profile
from hardware.drivers.escpos.transports.usb import open_link
from hardware.errors import DeviceUnsupported
from hardware.ports import Paper, Printed, Raster, TicketPrinter
from hardware.sim.bench import Bench
from hardware.sim.escpos.machine import Machine
from hardware.sim.escpos.model import MODELS
from hardware.sim.escpos.pace import VirtualPace
from hardware.sim.escpos.plugs import SerialPlug, TcpPlug
from hardware.sim.escpos.running import RunningPrinter
from hardware.sim.escpos.usb import SimUsbBus
from hardware.sim.escpos.usb_printer import SimUsbPrinter, UsbErrors
from hardware.sim.escpos.wire import Wire
from hardware.sim.printer import SimTicketPrinter
from tests.ports.drivers_by_name import a_device
from tests.waiting import happens

JOB = "20261121-A001-1"


def a_picture(width: int = 16):
    return Raster(width, bytes([0x80, *[0] * (width // 8 - 1)]) * 4)


MODEL = replace(MODELS["epson"], dots=16, cut_s=0.01, cutter_mm=1.0)
USB_ERRORS = UsbErrors(
    timeout=lambda: usb.core.USBTimeoutError("timed out", -7, 110),
    failed=lambda number: usb.core.USBError("failed", -4, number),
)


def on_the_bench(folder: Path) -> Iterator[TicketPrinter]:
    yield a_device("printer", "sim", bench=folder / "nobody", device="printer-1", dots=16, slip_s=0.0)


def over(plug: TcpPlug | SerialPlug, way: dict[str, Any]) -> Iterator[TicketPrinter]:
    printer = RunningPrinter(Machine(MODEL, strict=True), plug)
    try:
        yield a_device("printer", "escpos", dots=16, device="printer-1", profile="epson-tm", **way)
        assert printer.failed is None
    finally:
        printer.close()
        plug.close()


def over_the_network(_folder: Path) -> Iterator[TicketPrinter]:
    plug = TcpPlug()
    yield from over(plug, {"tcp": {"host": "127.0.0.1", "port": plug.port}})


def over_a_serial_line(_folder: Path) -> Iterator[TicketPrinter]:
    plug = SerialPlug()
    yield from over(plug, {"serial": {"path": plug.path, "flow": "rts-cts"}})


def through_the_kernels_driver(_folder: Path) -> Iterator[TicketPrinter]:
    plug = SerialPlug()  # a terminal behaves as /dev/usb/lp0 does, as far as reading and writing go
    yield from over(plug, {"lp": {"path": plug.path}})


def over_usb(_folder: Path) -> Iterator[TicketPrinter]:
    pace = VirtualPace()
    device = SimUsbPrinter(Wire(Machine(MODEL, strict=True), pace), USB_ERRORS)
    yield EscposTicketPrinter(
        lambda: open_link(UsbLink(), frozenset(), SimUsbBus(device)), load_profile("epson-tm"), 16, "p", pace
    )


WAYS = (on_the_bench, over_the_network, over_a_serial_line, through_the_kernels_driver, over_usb)


@pytest.fixture(params=WAYS, ids=lambda way: way.__name__)
def printer(request: pytest.FixtureRequest, tmp_path: Path):
    """One printer after the other: the simulated one, and the real driver over each of its ways."""
    with contextmanager(request.param)(tmp_path) as printer:
        yield printer
        printer.close()


class TestTicketPrinter:
    def test_a_printer_that_is_well_says_so(self, printer: TicketPrinter):
        assert printer.status() in (Paper.READY, Paper.UNKNOWN)

    def test_a_slip_that_came_out_is_confirmed(self, printer: TicketPrinter):
        assert printer.print_slip(JOB, a_picture()) is Printed.YES

    def test_one_slip_after_the_other_is_confirmed_and_the_printer_stays_well(self, printer: TicketPrinter):
        for n in range(3):
            assert printer.print_slip(f"20261121-A00{n}-1", a_picture()) is Printed.YES
            assert printer.status() is Paper.READY

    def test_a_picture_of_another_width_is_refused_before_a_byte_is_sent(self, printer: TicketPrinter):
        with pytest.raises(DeviceUnsupported, match="24 dots on paper of 16"):
            printer.print_slip(JOB, a_picture(24))

    def test_closing_twice_is_once(self, printer: TicketPrinter):
        printer.close()
        printer.close()


class Watched:
    """A bench and what was shown on it."""

    def __init__(self, path: Path) -> None:
        self.slips: list[dict[str, Any]] = []
        self.paper: list[str] = []
        self.bench = Bench(path, self._on_told)

    def _on_told(self, _device: str, told: dict[str, Any]):
        if "slip" in told:
            self.slips.append(told["slip"])
        if "paper" in told:
            self.paper.append(told["paper"])

    async def until(self, holds: Callable[[], object]):
        await happens(holds)


@asynccontextmanager
async def a_bench_with_a_printer(tmp_path: Path) -> AsyncIterator[tuple[Watched, SimTicketPrinter]]:
    watched = Watched(tmp_path / "bench")
    await watched.bench.start()
    printer = SimTicketPrinter(tmp_path / "bench", "printer-1", dots=16, slip_s=0.0)
    try:
        await watched.until(lambda: watched.paper)
        yield watched, printer
    finally:
        printer.close()
        await watched.until(lambda: not watched.bench.devices())
        await watched.bench.close()


async def test_the_bench_sees_the_slip_with_its_number_and_copy(tmp_path: Path):
    async with a_bench_with_a_printer(tmp_path) as (watched, printer):
        await asyncio.to_thread(printer.print_slip, "20261121-A001-2", a_picture())
        await watched.until(lambda: watched.slips)
        slip = watched.slips[0]
    assert (slip["job"], slip["number"], slip["copy"], slip["whole"]) == ("20261121-A001-2", "A001", 2, True)
    image = Image.open(io.BytesIO(base64.b64decode(slip["png"]))).convert("L")
    assert image.size == (16, 4)
    assert [image.getpixel((x, 0)) for x in (0, 1)] == [0, 255]


@pytest.mark.parametrize(
    ("fault", "paper", "printed"),
    [
        ("none", Paper.READY, Printed.YES),
        ("near-end", Paper.NEAR_END, Printed.YES),
        ("end", Paper.END, Printed.NOTHING_SENT),
        ("cover-open", Paper.COVER_OPEN, Printed.NOTHING_SENT),
        ("cutter-jam", Paper.CUTTER_JAM, Printed.NOTHING_SENT),
        ("offline", Paper.OFFLINE, Printed.NOTHING_SENT),
    ],
)
async def test_a_fault_ordered_by_the_bench_is_seen_and_obeyed(
    tmp_path: Path, fault: str, paper: Paper, printed: Printed
):
    async with a_bench_with_a_printer(tmp_path) as (watched, printer):
        seen = len(watched.paper)
        watched.bench.order("printer-1", fault=fault)
        await watched.until(lambda: len(watched.paper) > seen)
        outcome = await asyncio.to_thread(printer.print_slip, JOB, a_picture())
        assert (watched.paper[-1], printer.status(), outcome) == (paper.value, paper, printed)


async def test_a_printer_that_dies_in_a_slip_leaves_half_of_it_and_is_offline_until_mended(tmp_path: Path):
    async with a_bench_with_a_printer(tmp_path) as (watched, printer):
        watched.bench.order("printer-1", fault="dies-mid-slip")
        await watched.until(lambda: len(watched.paper) == 2)
        assert await asyncio.to_thread(printer.print_slip, JOB, a_picture()) is Printed.UNKNOWN
        await watched.until(lambda: watched.paper[-1] == "offline")
        assert await asyncio.to_thread(printer.print_slip, JOB, a_picture()) is Printed.NOTHING_SENT
        watched.bench.order("printer-1", fault="none")
        await watched.until(lambda: watched.paper[-1] == "ready")
    (slip,) = watched.slips
    assert not slip["whole"]
    assert Image.open(io.BytesIO(base64.b64decode(slip["png"]))).size == (16, 2)


def test_without_a_bench_it_prints_into_the_air():
    printer = SimTicketPrinter(None, "printer-1", dots=16, slip_s=0.0)
    assert printer.print_slip(JOB, a_picture()) is Printed.YES


@pytest.mark.parametrize(("width", "size"), [(0, 0), (12, 12), (16, 3)])
def test_a_raster_of_broken_rows_cannot_be_made(width: int, size: int):
    with pytest.raises(ValueError, match="no whole rows"):
        Raster(width, bytes(size))
