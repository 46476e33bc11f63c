"""The byte-level printer on the bench: its program, its paper, its faults."""

import base64
import io
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from hardware.sim.bench import Bench
from hardware.sim.escpos.model import MODELS
from hardware.sim.escpos.on_bench import BenchPrinter
from hardware.sim.escpos.plugs import LOOPBACK, TcpPlug
from tests.unit.escpos_sim.printer_stories import CUT, raster
from tests.waiting import PATIENCE_S, happens

pytestmark = pytest.mark.slow

SLIP = raster(b"\xff" * 72 * 300, 72) + CUT


class Watched:
    """A bench, the printer on it, and what was shown."""

    def __init__(self, path: Path) -> None:
        self.told: dict[str, list[Any]] = {}
        self.bench, self.plug = Bench(path, self._on_told), TcpPlug()
        self.path = path

    def _on_told(self, _device: str, told: dict[str, Any]) -> None:
        for key, value in told.items():
            self.told.setdefault(key, []).append(value)

    async def start(self) -> None:
        await self.bench.start()
        self.printer = BenchPrinter(self.path, "printer-1", MODELS["epson"], self.plug)

    async def until(self, holds: Callable[[], object]) -> None:
        await happens(holds, self.printer.turn)

    async def order(self, **what: str) -> None:
        await self.until(lambda: self.bench.order("printer-1", **what))

    def send(self, data: bytes) -> None:
        with socket.create_connection((LOOPBACK, self.plug.port), 2) as host:
            host.sendall(data)
            host.shutdown(socket.SHUT_WR)

    async def close(self) -> None:
        self.printer.close()
        self.plug.close()
        await self.until(lambda: not self.bench.devices())
        await self.bench.close()


@asynccontextmanager
async def a_bench(tmp_path: Path) -> AsyncIterator[Watched]:
    watched = Watched(tmp_path / "bench")
    await watched.start()
    try:
        yield watched
    finally:
        await watched.close()


def _last(watched: Watched, key: str) -> Any:
    return watched.told.get(key, [None])[-1]


async def test_a_slip_sent_as_bytes_falls_into_the_tray_as_a_picture(tmp_path: Path):
    async with a_bench(tmp_path) as watched:
        watched.send(SLIP)
        await watched.until(lambda: "slip" in watched.told)
        slip: dict[str, Any] = _last(watched, "slip")
    assert slip["whole"]
    image = Image.open(io.BytesIO(base64.b64decode(slip["png"])))
    assert image.size == (576, 300)
    assert image.convert("L").getextrema() == (0, 0)


@pytest.mark.parametrize(
    ("fault", "paper"),
    [
        ("near-end", "near-end"),
        ("end", "end"),
        ("cover-open", "cover-open"),
        ("cutter-jam", "cutter-jam"),
        ("offline", "offline"),
        ("power-cut", "offline"),
        ("unplugged", "offline"),
    ],
)
async def test_faults_are_seen_and_mended(tmp_path: Path, fault: str, paper: str):
    async with a_bench(tmp_path) as watched:
        await watched.until(lambda: _last(watched, "paper") == "ready")
        await watched.order(fault=fault)
        await watched.until(lambda: _last(watched, "paper") == paper)
        await watched.order(fault="none")
        await watched.until(lambda: _last(watched, "paper") == "ready")


async def test_what_a_stopped_printer_holds_comes_out_after_the_refill(tmp_path: Path):
    async with a_bench(tmp_path) as watched:
        await watched.order(fault="end")
        await watched.until(lambda: _last(watched, "paper") == "end")
        watched.send(SLIP)
        await watched.order(fault="none")
        await watched.until(lambda: "slip" in watched.told)


async def test_a_printer_that_dies_in_a_slip_shows_the_half_and_gives_it_out_when_mended(tmp_path: Path):
    async with a_bench(tmp_path) as watched:
        await watched.order(fault="dies-mid-slip")
        await watched.until(lambda: _last(watched, "fault") == "dies-mid-slip")
        watched.send(SLIP)
        await watched.until(lambda: _last(watched, "hanging"))
        hanging: dict[str, Any] = _last(watched, "hanging")
        await watched.order(fault="none")
        await watched.until(lambda: "slip" in watched.told)
        slip: dict[str, Any] = _last(watched, "slip")
    assert not slip["whole"]
    assert Image.open(io.BytesIO(base64.b64decode(slip["png"]))).height == 200
    assert hanging["png"] == slip["png"]


async def test_slips_of_a_printer_without_a_knife_are_torn_off_by_hand(tmp_path: Path):
    async with a_bench(tmp_path) as watched:
        await watched.order(model="clone-silent")
        await watched.until(lambda: _last(watched, "model") == "clone-silent")
        watched.send(raster(b"\xff" * 48 * 100, 48))
        await watched.until(lambda: "slip" in watched.told)
        assert _last(watched, "slip")["whole"]


async def test_the_make_can_be_changed_and_an_unknown_order_changes_nothing(tmp_path: Path):
    async with a_bench(tmp_path) as watched:
        await watched.order(model="clone-silent")
        await watched.order(fault="no such fault")
        await watched.until(lambda: len(watched.told.get("model", [])) == 2)
    assert watched.told["model"] == ["epson", "clone-silent"]


def test_the_program_tells_its_port_prints_and_stops(tmp_path: Path):
    command = [sys.executable, "-m", "hardware.sim.escpos", "--tcp", "0", "--out", str(tmp_path / "tray")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout
        host, _, port = program.stdout.readline().strip().partition(":")
        with socket.create_connection((host, int(port)), 2) as end:
            end.sendall(SLIP + b"\x1dr\x01")
            assert end.recv(1) == b"\0"
        program.terminate()
        assert program.wait(PATIENCE_S) == 0
    assert (tmp_path / "tray" / "slip-0001.png").exists()
