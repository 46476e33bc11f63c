"""From the touch on a service to the slip: the real kiosk, desk and printer program, a simulated ESC/POS machine."""

import asyncio
import base64
import io
import time
from collections.abc import Sequence
from itertools import cycle, islice
from pathlib import Path

from PIL import Image

from benchmarks.figures import Figure, Report, percentile, ratio
from benchmarks.office import a_plan
from benchmarks.scene import SETTLE_S, Scene
from contracts.vocabulary import SlipState
from hardware.sim.escpos.model import MODELS
from simulation.office.plan import MAKES

NAME = "tap_to_slip"
ONLY = ("broker", "machine", "controller", "printer", "kiosk")
PROMISE_MS = 1000
MODEL = MODELS[MAKES["epson"].model]
_NOTES = (
    "The machine prints at the speed of the real one; its paper is told after the cut. The first byte leaves when",
    "the printer program has said that it begins; the slip is certain when the machine answered after the cut.",
    "Paper time: what the machine needs for so many rows at its own speed, whatever the program does.",
)


def measure(folder: Path, *, quick: bool) -> Report:
    """One citizen after the other."""
    timed = asyncio.run(_measure(folder, 3 if quick else 20))
    return Report(NAME, "Touch on a service -> slip", tuple(_figures(timed)), _NOTES)


async def _measure(folder: Path, slips: int) -> list[tuple[float, ...]]:
    plan = a_plan().model_copy(update={"printer_make": "epson", "reader": "hand"})
    scene = Scene(plan, folder, ONLY)
    try:
        await scene.start()
        await asyncio.sleep(SETTLE_S)
        services = islice(cycle(service.code for service in plan.services), slips)
        return [await _take(scene, service) for service in services]
    finally:
        await scene.close()


async def _take(scene: Scene, service: str) -> tuple[float, ...]:
    """Milliseconds from the touch: number on the glass, first byte, certainty, paper; and the paper's own time."""
    report = scene.topics.command(scene.office.plan.printer, "report-slip")
    begin, heard, frames, told = time.perf_counter(), len(scene.heard), len(scene.frames), len(scene.told)
    scene.tap(f"service-{service}")
    first = await scene.on_wire(report, heard, f'"{SlipState.SENDING}"'.encode())
    sure = await scene.on_wire(report, heard, f'"{SlipState.PRINTED}"'.encode())
    await scene.come(lambda: _slips(scene, told), "a slip")
    shown = next(at for at, screen in scene.frames[frames:] if screen == "number")
    paper = _slips(scene, told)[0]
    await asyncio.sleep(SETTLE_S)
    scene.tap("ok")
    await scene.come(lambda: scene.shows("services"), "the first screen")
    await asyncio.sleep(SETTLE_S)
    return (*((at - begin) * 1000 for at in (shown, first, sure, paper[0])), paper[1])


def _slips(scene: Scene, since: int) -> list[tuple[float, float]]:
    """When each slip was told, and the milliseconds that the machine needs for it at its own speed."""
    return [
        (at, _paper_ms(told["slip"]["png"])) for at, _device, told in scene.told[since:] if "slip" in told
    ]


def _paper_ms(png: str) -> float:
    with Image.open(io.BytesIO(base64.b64decode(png))) as sheet:
        return 1000 * (sheet.height / MODEL.rows_s + MODEL.cut_s)


def _figures(timed: Sequence[tuple[float, ...]]) -> list[Figure]:
    shown, first, sure, paper, floor = (list(column) for column in zip(*timed, strict=True))
    return [
        Figure("slips", "slips", len(timed), ""),
        Figure("shown_p50", "touch to number on the glass, p50", percentile(shown, 50), "ms"),
        Figure("first_p50", "touch to first byte, p50", percentile(first, 50), "ms", at_most=300),
        Figure("first_p99", "touch to first byte, p99", percentile(first, 99), "ms"),
        Figure("paper_p50", "touch to paper, p50", percentile(paper, 50), "ms"),
        Figure("sure_p50", "touch to certainty, p50", percentile(sure, 50), "ms", at_most=PROMISE_MS),
        Figure("sure_p99", "touch to certainty, p99", percentile(sure, 99), "ms"),
        Figure("floor_p50", "floor: the machine alone, p50", percentile(floor, 50), "ms"),
        Figure(
            "sure_to_floor", "certainty / floor, p50", ratio(percentile(sure, 50), percentile(floor, 50)), "x"
        ),
    ]
