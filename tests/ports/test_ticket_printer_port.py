"""What every ticket printer promises, and what only the simulated one shows."""

import asyncio
import base64
import io
from contextlib import asynccontextmanager

import pytest
from hardware.errors import DeviceUnsupported
from hardware.ports import Paper, Printed, Raster
from hardware.registry import build
from hardware.sim.bench import Bench
from hardware.sim.printer import SimTicketPrinter
from PIL import Image

JOB = "20261121-A001-1"


def a_picture(width=16):
    return Raster(width, bytes([0x80, *[0] * (width // 8 - 1)]) * 4)


@pytest.fixture(params=["sim"])
def printer(request, tmp_path):
    options = {"sim": {"bench": tmp_path / "nobody", "device": "printer-1", "dots": 16, "slip_s": 0.0}}
    printer = build("printer", request.param, **options[request.param])
    yield printer
    printer.close()


class TestTicketPrinter:
    def test_a_printer_that_is_well_says_so(self, printer):
        assert printer.status() in (Paper.READY, Paper.UNKNOWN)

    def test_a_slip_that_came_out_is_confirmed(self, printer):
        assert printer.print_slip(JOB, a_picture()) is Printed.YES

    def test_a_picture_of_another_width_is_refused_before_a_byte_is_sent(self, printer):
        with pytest.raises(DeviceUnsupported, match="24 dots on paper of 16"):
            printer.print_slip(JOB, a_picture(24))

    def test_closing_twice_is_once(self, printer):
        printer.close()
        printer.close()


class Watched:
    """A bench and what was shown on it."""

    def __init__(self, path):
        self.slips, self.paper = [], []
        self.bench = Bench(path, self._on_told)

    def _on_told(self, _device, told):
        if "slip" in told:
            self.slips.append(told["slip"])
        if "paper" in told:
            self.paper.append(told["paper"])

    async def until(self, holds):
        async with asyncio.timeout(5):
            while not holds():  # noqa: ASYNC110 - the bench calls back in this loop, there is no event to wait for
                await asyncio.sleep(0.005)


@asynccontextmanager
async def a_bench_with_a_printer(tmp_path):
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


def test_the_bench_sees_the_slip_with_its_number_and_copy(tmp_path):
    async def story():
        async with a_bench_with_a_printer(tmp_path) as (watched, printer):
            await asyncio.to_thread(printer.print_slip, "20261121-A001-2", a_picture())
            await watched.until(lambda: watched.slips)
            return watched.slips[0]

    slip = asyncio.run(story())
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
def test_a_fault_ordered_by_the_bench_is_seen_and_obeyed(tmp_path, fault, paper, printed):
    async def story():
        async with a_bench_with_a_printer(tmp_path) as (watched, printer):
            seen = len(watched.paper)
            watched.bench.order("printer-1", fault=fault)
            await watched.until(lambda: len(watched.paper) > seen)
            outcome = await asyncio.to_thread(printer.print_slip, JOB, a_picture())
            return watched.paper[-1], printer.status(), outcome

    assert asyncio.run(story()) == (paper.value, paper, printed)


def test_a_printer_that_dies_in_a_slip_leaves_half_of_it_and_is_offline_until_mended(tmp_path):
    async def story():
        async with a_bench_with_a_printer(tmp_path) as (watched, printer):
            watched.bench.order("printer-1", fault="dies-mid-slip")
            await watched.until(lambda: len(watched.paper) == 2)
            first = await asyncio.to_thread(printer.print_slip, JOB, a_picture())
            await watched.until(lambda: watched.paper[-1] == "offline")
            second = await asyncio.to_thread(printer.print_slip, JOB, a_picture())
            watched.bench.order("printer-1", fault="none")
            await watched.until(lambda: watched.paper[-1] == "ready")
            return first, second, watched.slips

    first, second, slips = asyncio.run(story())
    assert (first, second) == (Printed.UNKNOWN, Printed.NOTHING_SENT)
    assert [slip["whole"] for slip in slips] == [False]
    assert Image.open(io.BytesIO(base64.b64decode(slips[0]["png"]))).size == (16, 2)


def test_without_a_bench_it_prints_into_the_air():
    printer = SimTicketPrinter(None, "printer-1", dots=16, slip_s=0.0)
    assert printer.print_slip(JOB, a_picture()) is Printed.YES


@pytest.mark.parametrize(("width", "size"), [(0, 0), (12, 12), (16, 3)])
def test_a_raster_of_broken_rows_cannot_be_made(width, size):
    with pytest.raises(ValueError, match="no whole rows"):
        Raster(width, bytes(size))
