"""From a paper before the reader to the words on the screen: the real kiosk and desk, the main system at once.

Beside each scan, in the same run, the floor: the bare question to the main system over HTTP, and one frame of the
same kiosk that a touch changes. The parts are told by an ear on the wire.
"""

import asyncio
import base64
import contextlib
import json
import time
from collections.abc import AsyncIterator, Callable, Sequence
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from benchmarks.figures import Figure, Report, percentile, ratio
from benchmarks.office import a_plan
from benchmarks.processes import NotStartedError, cpu_s
from contracts.topics import Topics
from hardware.link.mqtt import MqttLink, wait_until_up
from hardware.ports import Arrived, LinkHappening
from hardware.sim.bench import Told
from hardware.sim.main_system.server import LOOK_UP
from hardware.sim.office.broker import LOOPBACK
from hardware.sim.office.office import Office
from hardware.sim.office.receipt import held_up
from hardware.sim.office.waiting import until

NAME = "scan_to_status"
ONLY = ("broker", "main-system", "controller", "kiosk")
START_S, PATIENCE_S, CALM_S = 60.0, 10.0, 5.0
SETTLE_S = 0.7
"""The kiosk takes no touch sooner after a screen changed."""
PROMISE_MS = 2000
TWO_FRAMES_MS = 200
"""Of a camera with ten frames a second: a code counts when it was read twice."""


class _Scene:
    """One office without printer, board and counters; when each thing was told, in seconds of ``perf_counter``."""

    def __init__(self, folder: Path, reader: str) -> None:
        plan = a_plan().model_copy(update={"reader": reader, "fresh_s": 0.0})
        self.office = Office(plan, folder, self._on_told, ONLY)
        self.codes: tuple[str, ...] = ()
        self.frames: list[tuple[float, str]] = []
        self.asked: list[float] = []
        self.answered: list[float] = []
        topics = Topics(plan.site)
        self._question = f"{topics.root}/cmd/{plan.kiosk}/look-up"
        self._answer = topics.reply(plan.kiosk)
        self._link = MqttLink(LOOPBACK, self.office.place.broker_port, "bench-ear")

    async def start(self) -> None:
        """Raises NotStartedError."""
        await self.office.start()
        late = await self.office.supervisor.ready(START_S)
        if late:
            raise NotStartedError(f"not ready: {', '.join(late)}")
        self._link.start(self._hear, (self._question, self._answer), None)
        if not await asyncio.to_thread(wait_until_up, self._link, PATIENCE_S):
            raise NotStartedError("the broker cannot be reached")
        await self.come(lambda: self.codes and self.shows("services"), "the first screen")

    async def close(self) -> None:
        """End everything."""
        self._link.close()
        await self.office.close()

    def order(self, **what: object) -> None:
        """Do something to the reader."""
        self.office.order(self.office.plan.reader_device, **what)

    def shows(self, screen: str) -> bool:
        """Whether the newest frame is of this screen."""
        return bool(self.frames) and self.frames[-1][1] == screen

    async def come(self, holds: Callable[[], object], what: str) -> None:
        """Wait. Raises NotStartedError when it does not come."""
        if not await until(lambda: bool(holds()), PATIENCE_S, every_s=0.002):
            raise NotStartedError(f"{what} did not come within {PATIENCE_S:.0f} s")

    async def back(self) -> float:
        """From a dossier to the first screen by one touch; milliseconds until the first frame that it changed."""
        await asyncio.sleep(SETTLE_S)
        begin, before = time.perf_counter(), len(self.frames)
        self.office.order(self.office.plan.kiosk, tap="back")
        await self.come(lambda: self.shows("services"), "the first screen")
        return (self.frames[before][0] - begin) * 1000

    def cpu_share(self) -> float:
        """Processor time of the kiosk so far."""
        return cpu_s(self.office.supervisor.pids()["kiosk"])

    def _on_told(self, _device: str, told: Told) -> None:
        if "frame" in told:
            self.frames.append((time.perf_counter(), told["frame"]["screen"]))
        elif "main_system" in told:
            self.codes = tuple(d["code"] for d in told["main_system"]["dossiers"] if not d["hidden"])

    def _hear(self, happening: LinkHappening) -> None:
        if isinstance(happening, Arrived):
            heard = self.asked if happening.topic == self._question else self.answered
            heard.append(time.perf_counter())


def measure(folder: Path, *, quick: bool) -> Report:
    """A hand scanner, then a camera."""
    figures = asyncio.run(_measure(folder, scans=6 if quick else 50, holds=4 if quick else 25))
    notes = (
        "Drawn by llvmpipe on the same cores. The bench gets eight pictures a second at most: that of the answer",
        "waits an eighth of a second after that of the question, where a person at the glass would not.",
        "Floor: a bare HTTP question to the main system and one frame that a touch changes, after each scan.",
    )
    return Report(NAME, "Paper before the reader -> dossier on the screen", tuple(figures), notes)


async def _measure(folder: Path, scans: int, holds: int) -> list[Figure]:
    async with _scene(folder / "hand", "hand") as scene:
        calm = await _calm(scene)
        timed = [await _scan(scene, code) for code in islice(cycle(scene.codes), scans)]
    async with _scene(folder / "camera", "camera") as scene:
        watching = await _calm(scene)
        held = [await _hold(scene, code) for code in islice(cycle(scene.codes), holds)]
    columns = zip(*timed, strict=True)
    return [*_scan_figures(*map(list, columns)), *_camera_figures(held, watching - calm)]


@contextlib.asynccontextmanager
async def _scene(folder: Path, reader: str) -> AsyncIterator[_Scene]:
    scene = _Scene(folder, reader)
    try:
        await scene.start()
        yield scene
    finally:
        await scene.close()


async def _calm(scene: _Scene) -> float:
    """Percent of one core that the kiosk takes while nobody is there."""
    await asyncio.sleep(CALM_S)
    before = scene.cpu_share()
    await asyncio.sleep(CALM_S)
    return (scene.cpu_share() - before) * 100 / CALM_S


async def _scan(scene: _Scene, code: str) -> tuple[float, float, float, float, float]:
    """Milliseconds: the whole way, its three parts, and the floor."""
    begin = time.perf_counter()
    asked, answered, shown = await _followed(scene, scan=code)
    bare = await _ask_bare(scene.office.place.dossiers_port, code)
    touch = await scene.back()
    parts = (shown - begin, asked - begin, answered - asked, shown - answered)
    whole, reading, asking, drawing = (1000 * part for part in parts)
    return whole, reading, asking, drawing, bare + touch


async def _hold(scene: _Scene, code: str) -> float:
    """Milliseconds from a paper under the camera until the kiosk asks about it."""
    picture = base64.b64encode(await asyncio.to_thread(held_up, code)).decode()
    begin = time.perf_counter()
    asked, _answered, _shown = await _followed(scene, show=picture)
    scene.order(show="")
    await scene.back()
    return (asked - begin) * 1000


async def _followed(scene: _Scene, **order: Any) -> tuple[float, float, float]:
    """When the kiosk asked, was answered, and showed the dossier."""
    asked, answered, frames = len(scene.asked), len(scene.answered), len(scene.frames)
    scene.order(**order)
    await scene.come(lambda: scene.shows("dossier"), "the dossier")
    await scene.come(lambda: len(scene.answered) > answered, "the answer")
    shown = next(at for at, screen in scene.frames[frames:] if screen == "dossier")
    return scene.asked[asked], scene.answered[answered], shown


async def _ask_bare(port: int, code: str) -> float:
    """Milliseconds of the question alone, on a connection of its own."""
    body = json.dumps({"MaHoSo": code})
    begin = time.perf_counter()
    reader, writer = await asyncio.open_connection(LOOPBACK, port)
    head = f"POST {LOOK_UP} HTTP/1.1\r\nHost: {LOOPBACK}\r\nContent-Type: application/json\r\n"
    writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n{body}".encode())
    await reader.read()
    took = (time.perf_counter() - begin) * 1000
    writer.close()
    return took


def _scan_figures(
    whole: Sequence[float],
    reading: Sequence[float],
    asking: Sequence[float],
    drawing: Sequence[float],
    floor: Sequence[float],
) -> list[Figure]:
    p50, p99, floor50, floor99 = (percentile(ms, p) for ms in (whole, floor) for p in (50, 99))
    return [
        Figure("scans", "scans by a hand scanner", len(whole), ""),
        Figure("scan_p50", "scan to dossier on the screen, p50", p50, "ms"),
        Figure("scan_p99", "scan to dossier on the screen, p99", p99, "ms", at_most=PROMISE_MS),
        Figure("reading_p50", "of that: scan to question on the wire, p50", percentile(reading, 50), "ms"),
        Figure("asking_p50", "of that: desk and main system, p50", percentile(asking, 50), "ms"),
        Figure("asking_p99", "of that: desk and main system, p99", percentile(asking, 99), "ms"),
        Figure("drawing_p50", "of that: answer to picture, p50", percentile(drawing, 50), "ms"),
        Figure("floor_p50", "floor: bare question and one frame, p50", floor50, "ms"),
        Figure("floor_p99", "floor: bare question and one frame, p99", floor99, "ms"),
        Figure("p50_to_floor", "ours / floor, p50", ratio(p50, floor50), "x", at_most=5),
        Figure("p99_to_floor", "ours / floor, p99", ratio(p99, floor99), "x"),
    ]


def _camera_figures(held: Sequence[float], watching: float) -> list[Figure]:
    p50, p99 = percentile(held, 50), percentile(held, 99)
    return [
        Figure("holds", "papers held before a camera of 10 frames a second", len(held), ""),
        Figure("held_p50", "paper held to question on the wire, p50", p50, "ms"),
        Figure("held_p99", "paper held to question on the wire, p99", p99, "ms", at_most=PROMISE_MS / 2),
        Figure("held_to_two_frames", "of two frames' time, p50", ratio(p50, TWO_FRAMES_MS), "x"),
        Figure(
            "watching", "CPU of a kiosk that watches an empty desk, beyond one that does not", watching, "%"
        ),
    ]
