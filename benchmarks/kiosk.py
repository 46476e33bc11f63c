"""The real kiosk on a 1080x1920 glass that is drawn without a GPU: start, memory, idle CPU, touch to changed frame."""

import asyncio
import contextlib
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from benchmarks.figures import Figure, Report, percentile
from benchmarks.processes import NotStartedError, cpu_s, memory_mb
from contracts.codec import encode
from contracts.messages import Message, Presence
from contracts.topics import DESK, Topics
from contracts.vocabulary import SiteId
from hardware.host.clock import SystemClock
from hardware.link.mqtt import MqttLink, wait_until_up
from hardware.ports import LinkHappening
from hardware.sim.bench import Bench, BenchMessage
from simulation.office.broker import LOOPBACK, Broker
from simulation.office.child import end_child, start_child

NAME = "kiosk"
KIOSK = "kiosk-1"
START_S, PATIENCE_S, SETTLE_S = 30.0, 10.0, 4.0
BUFFERS_MB = 1080 * 1920 * 4 * 2 / 1e6
"""Two buffers of the glass; with a GPU they are in its share of the memory."""
RENDERER = ("libLLVM", "swrast", "libgallium")


def measure(folder: Path, *, quick: bool) -> Report:
    """One kiosk, a broker, and a desk that only tells what an office looks like."""
    broker = Broker(folder)
    broker.start()
    try:
        figures = asyncio.run(_measure(folder, broker.port, times=5 if quick else 20))
    finally:
        broker.stop()
    notes = (
        "Drawn by llvmpipe on the same cores; a touch changes the language, the change is seen as a JPEG.",
        "Memory at the end, while the bench looks: a picture of 8 MB is read and packed at every change.",
    )
    return Report(NAME, "The kiosk on a 1080x1920 glass", tuple(figures), notes)


class _Onlooker:
    """The bench's end: counts frames, and wakes whoever waits for one."""

    def __init__(self) -> None:
        self.frames: list[tuple[float, dict[str, Any]]] = []
        self._came = asyncio.Event()

    def on_told(self, _device: str, told: BenchMessage) -> None:
        if "frame" in told:
            self.frames.append((time.perf_counter(), told["frame"]))
            self._came.set()

    async def frame(self, screen: str, patience_s: float, *, after: int = 0) -> float:
        """When ``screen`` was first seen beyond the first ``after`` frames. Raises NotStartedError."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(patience_s):
                while True:
                    for at, frame in self.frames[after:]:
                        if frame["screen"] == screen:
                            return at
                    self._came.clear()
                    await self._came.wait()
        raise NotStartedError(f"the kiosk did not show {screen!r} within {patience_s:.0f} s")


async def _measure(folder: Path, port: int, times: int) -> list[Figure]:
    seen = _Onlooker()
    async with _bench(folder / "bench", seen) as bench, _desk(port):
        begin = time.perf_counter()
        process = start_child(_command(folder, port), folder / "kiosk.log", {"SDL_VIDEODRIVER": "offscreen"})
        try:
            first = await seen.frame("starting", START_S) - begin
            await seen.frame("services", PATIENCE_S)
            await asyncio.sleep(SETTLE_S)
            before, at = cpu_s(process.pid), time.monotonic()
            await asyncio.sleep(5)
            busy = (cpu_s(process.pid) - before) * 100 / (time.monotonic() - at)
            touches = [await _touch(bench, seen) for _ in range(times)]
            await asyncio.sleep(1)
            rss, _pss = memory_mb(process.pid)
            drawing = _renderer_mb(process.pid) + BUFFERS_MB
        finally:
            end_child(process, PATIENCE_S)
            await asyncio.sleep(0.1)  # the bench hears the goodbye
    return [
        Figure("first_frame", "from exec to the first frame", first, "s", at_most=1.5),
        Figure("rss", "RSS", rss, "MB"),
        Figure("drawing", "of that: the software renderer's code and the picture itself", drawing, "MB"),
        Figure("own", "RSS without these", rss - drawing, "MB", at_most=180),
        Figure("idle", "CPU when idle, with the bench looking", busy, "%", at_most=1.5),
        Figure("touch_p50", "touch to changed frame, median", percentile(touches, 50), "ms"),
        Figure("touch_p95", "touch to changed frame, 95 of 100", percentile(touches, 95), "ms"),
    ]


async def _touch(bench: Bench, seen: _Onlooker) -> float:
    count, begin = len(seen.frames), time.perf_counter()
    bench.order(KIOSK, tap="lang")
    at = await seen.frame("services", PATIENCE_S, after=count)
    await asyncio.sleep(0.7)  # the kiosk takes no touch sooner
    return (at - begin) * 1000


def _renderer_mb(pid: int) -> float:
    """What is resident of the libraries that stand in for a GPU."""
    found, ours = 0, False
    for line in Path(f"/proc/{pid}/smaps").read_text("utf-8", "replace").splitlines():
        if not line.split()[0].endswith(":"):
            ours = any(name in line for name in RENDERER)
        elif ours and line.startswith("Rss:"):
            found += int(line.split()[1])
    return found / 1024


@contextlib.asynccontextmanager
async def _bench(path: Path, seen: _Onlooker) -> AsyncIterator[Bench]:
    bench = Bench(path, seen.on_told)
    await bench.start()
    try:
        yield bench
    finally:
        await bench.close()


@contextlib.asynccontextmanager
async def _desk(port: int) -> AsyncIterator[None]:
    """A pulse, an office and its queues."""
    from kiosk_app import sample  # noqa: PLC0415 - a room is only visited

    topics, link, clock = Topics(SiteId("demo")), MqttLink(LOOPBACK, port, "bench-desk"), SystemClock()
    link.start(_ignore, (), None)
    if not wait_until_up(link, PATIENCE_S):
        raise NotStartedError("the broker cannot be reached")

    def keep(topic: str, message: Message) -> None:
        link.publish(topic, encode(message), retain=True)

    async def pulse() -> None:
        while True:
            alive = Presence(device=DESK, program="controller", version="0", online=True, at=clock.utc_ms())
            keep(topics.presence(DESK), alive)
            await asyncio.sleep(2)

    keep(topics.state("office"), sample.office())
    keep(topics.state("queue"), sample.queue())
    beating = asyncio.create_task(pulse())
    try:
        yield
    finally:
        beating.cancel()
        link.close()


def _ignore(_happening: LinkHappening) -> None:
    """The desk here listens to nobody."""


def _command(folder: Path, port: int) -> list[str]:
    settings = folder / "kiosk_app.toml"
    settings.write_text(
        f'site = "demo"\ndevice = "{KIOSK}"\nbench = "{folder}/bench"\nlog_level = "WARNING"\n'
        f'[link]\nport = {port}\n[screen]\nfullscreen = false\n[remote_screen]\ndriver = "sim"\n',
        "utf-8",
    )
    return [sys.executable, "-m", "kiosk_app", "--settings", str(settings)]
