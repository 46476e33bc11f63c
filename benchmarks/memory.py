"""What each program of the demonstration office takes while nobody comes."""

import asyncio
import time
from pathlib import Path

from benchmarks.figures import Figure, Report
from benchmarks.processes import NotStartedError, cpu_s, memory_mb
from simulation.office.office import Office
from simulation.office.plan import demo_plan

NAME = "memory"
READY_S = 30.0
SETTLE_S = 5.0
CONTROLLER_MB = 60


def measure(folder: Path, *, quick: bool) -> Report:
    """The whole office at once; one of its button boxes stands for all."""
    return asyncio.run(_measure(folder, watch_s=3.0 if quick else 10.0))


async def _measure(folder: Path, watch_s: float) -> Report:
    office = Office(demo_plan(), folder)
    try:
        await office.start()
        late = await office.supervisor.ready(READY_S)
        if late:
            raise NotStartedError(f"not ready: {', '.join(late)}")
        await asyncio.sleep(SETTLE_S)
        pids, first = _programs(office), office.plan.counters[0].panel
        before, begin = {name: cpu_s(pid) for name, pid in pids.items()}, time.monotonic()
        await asyncio.sleep(watch_s)
        seconds = time.monotonic() - begin
        busy = {name: (cpu_s(pid) - before[name]) * 100 / seconds for name, pid in pids.items()}
        figures = [f for name, pid in pids.items() for f in _figures(name, pid, busy[name])]
    finally:
        await office.close()
    notes = (
        f"{first} stands for every button box; the kiosk draws without a GPU.",
        f"After {SETTLE_S:.0f} s without a citizen; CPU of one core over {watch_s:.0f} s.",
    )
    return Report(NAME, "Memory and idle CPU of each program", tuple(figures), notes)


def _programs(office: Office) -> dict[str, int]:
    boxes = {counter.panel for counter in office.plan.counters[1:]}
    return {name: pid for name, pid in office.supervisor.pids().items() if name not in boxes}


def _figures(name: str, pid: int, busy: float) -> tuple[Figure, ...]:
    rss, pss = memory_mb(pid)
    key = name.replace("-", "_")
    return (
        Figure(f"{key}_rss", f"{name}: RSS", rss, "MB", CONTROLLER_MB if name == "controller" else None),
        Figure(f"{key}_pss", f"{name}: PSS", pss, "MB"),
        Figure(f"{key}_idle", f"{name}: CPU when idle", busy, "%"),
    )
