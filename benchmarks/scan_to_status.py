"""From a paper before the reader to the words on the screen: the real kiosk and desk, the main system at once.

Beside each scan, in the same run, the floor: the bare question to the main system over HTTP, and one frame of the
same kiosk that a touch changes. The parts are told by an ear on the wire.
"""

import asyncio
import base64
import contextlib
import json
import time
from collections.abc import AsyncIterator, Sequence
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from benchmarks.figures import Figure, Report, percentile, ratio
from benchmarks.office import a_plan
from benchmarks.processes import cpu_s
from benchmarks.scene import SETTLE_S, Scene
from simulation.main_system.server import LOOK_UP
from simulation.office.broker import LOOPBACK
from simulation.office.receipt import held_up

NAME = "scan_to_status"
ONLY = ("broker", "main-system", "controller", "kiosk")
CALM_S = 5.0
PROMISE_MS = 2000
TWO_FRAMES_MS = 200
"""Of a camera with ten frames a second: a code counts when it was read twice."""


class _Scene(Scene):
    """An office without printer, board and counters."""

    def __init__(self, folder: Path, reader: str) -> None:
        super().__init__(a_plan().model_copy(update={"reader": reader, "fresh_s": 0.0}), folder, ONLY)
        kiosk = self.office.plan.kiosk
        self._question, self._answer = self.topics.command(kiosk, "look-up"), self.topics.reply(kiosk)

    async def start(self) -> None:
        """Until the main system told its dossiers as well. Raises NotStartedError."""
        await super().start()
        await self.come(lambda: self.codes, "the dossiers of the main system")

    @property
    def codes(self) -> tuple[str, ...]:
        """The dossiers that may be shown."""
        tables = [told["main_system"]["dossiers"] for _at, _who, told in self.told if "main_system" in told]
        return tuple(d["code"] for d in tables[-1] if not d["hidden"]) if tables else ()

    def order(self, **what: object) -> None:
        """Do something to the reader."""
        self.office.order(self.office.plan.reader_device, **what)

    async def followed(self, **order: Any) -> tuple[float, float, float]:
        """When the kiosk asked, was answered, and showed the dossier."""
        heard, frames = len(self.heard), len(self.frames)
        self.order(**order)
        await self.come(lambda: self.shows("dossier"), "the dossier")
        asked = await self.on_wire(self._question, heard)
        answered = await self.on_wire(self._answer, heard)
        return asked, answered, next(at for at, screen in self.frames[frames:] if screen == "dossier")

    async def back(self) -> float:
        """From a dossier to the first screen by one touch; milliseconds until the first frame that it changed."""
        await asyncio.sleep(SETTLE_S)
        begin, before = time.perf_counter(), len(self.frames)
        self.tap("back")
        await self.come(lambda: self.shows("services"), "the first screen")
        return (self.frames[before][0] - begin) * 1000

    def cpu_share(self) -> float:
        """Processor time of the kiosk so far."""
        return cpu_s(self.office.supervisor.pids()["kiosk"])


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
    asked, answered, shown = await scene.followed(scan=code)
    bare = await _ask_bare(scene.office.place.dossiers_port, code)
    touch = await scene.back()
    parts = (shown - begin, asked - begin, answered - asked, shown - answered)
    whole, reading, asking, drawing = (1000 * part for part in parts)
    return whole, reading, asking, drawing, bare + touch


async def _hold(scene: _Scene, code: str) -> float:
    """Milliseconds from a paper under the camera until the kiosk asks about it."""
    picture = base64.b64encode(await asyncio.to_thread(held_up, code)).decode()
    begin = time.perf_counter()
    asked, _answered, _shown = await scene.followed(show=picture)
    scene.order(show="")
    await scene.back()
    return (asked - begin) * 1000


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
