"""Several ways of doing the same, in one run: a noisy minute must be noisy for all of them."""

import asyncio
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from benchmarks.http_client import HttpClient
from benchmarks.lines import Line
from benchmarks.processes import RunningDesk

QUEUE = 30
"""People who wait: a busy hall."""
BLOCK = 25
"""Presses before another way has its turn."""
WARM = 5
"""Presses of a first block that is not counted."""
PAUSES_S = (0.01, 0.09)
"""Between two presses, drawn at random: other counters of one office, not one clerk."""


@dataclass(frozen=True)
class Way:
    """One way from a press to a board; ``desk`` is where numbers must be taken for it beforehand."""

    opened: Callable[[], Line]
    desk: RunningDesk | None = None


def press_in_turns(ways: Mapping[str, Way], blocks: int) -> dict[str, list[float]]:
    """Milliseconds of every press, by way: ``blocks * BLOCK`` each, the ways in random order in each block."""
    for desk in {way.desk.pid: way.desk for way in ways.values() if way.desk}.values():
        asyncio.run(take_numbers(desk, QUEUE))
    found: dict[str, list[float]] = {name: [] for name in ways}
    for block in range(blocks + 1):
        for name in random.sample(list(ways), len(ways)):
            took = _block(ways[name], BLOCK if block else WARM)
            found[name] += took if block else []
    return found


def _block(way: Way, presses: int) -> list[float]:
    if way.desk:
        asyncio.run(take_numbers(way.desk, presses))
    line = way.opened()
    try:
        return [_press(line) for _ in range(presses)]
    finally:
        line.close()


def _press(line: Line) -> float:
    time.sleep(random.uniform(*PAUSES_S))  # noqa: S311 - a pause, not a secret
    return line.press()


async def take_numbers(desk: RunningDesk, people: int) -> None:
    """Of the services of the first counter, where the presses are; one of eight has priority."""
    services = desk.plan.counters[0].services
    async with HttpClient(desk.place) as client:
        for index in range(people):
            priority = "elderly" if index % 8 == 0 else "ordinary"
            await client.command("issue-ticket", service=services[index % len(services)], priority=priority)
