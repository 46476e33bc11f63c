"""How long from a clerk's press until the board knows, durably committed on the way."""

import asyncio
import contextlib
import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.figures import Figure, Report, percentile, ratio
from benchmarks.http_client import HttpClient
from benchmarks.lines import FloorLine, Line, OurLine, StockLine, connected, disconnect
from benchmarks.office import a_plan, a_place
from benchmarks.processes import RunningDesk, running_desk
from benchmarks.responder import READY
from hardware.sim.office.broker import Broker, running_broker
from hardware.sim.office.child import end_child, python, start_child

NAME = "press"
QUEUE = 30
"""People who wait at the beginning of each block: a busy hall."""
BLOCK = 25
"""Presses before the next way has its turn, so that a noisy minute is noisy for all of them."""
PAUSES_S = (0.01, 0.09)
"""Between two presses, drawn at random: other counters of one office, not one clerk."""

Ways = dict[str, Callable[[], Line]]


def measure(folder: Path, *, quick: bool) -> Report:
    """Ours, a stock client and the floor, block by block in one run."""
    with running_broker(folder) as broker, running_desk(a_plan(), a_place(folder, broker)) as desk:
        with running_responder(folder, broker):
            ways: Ways = {
                "floor": lambda: FloorLine(broker.port),
                "ours": lambda: OurLine(desk),
                "stock": lambda: StockLine(desk),
            }
            found = pressed(ways, desk, blocks=3 if quick else 12)
    return Report(NAME, "Press -> durable commit -> board", _figures(found), _NOTES)


def pressed(ways: Ways, desk: RunningDesk, blocks: int) -> dict[str, list[float]]:
    """Milliseconds of every press, by way. A first short block of each warms everything up and is dropped."""
    found: dict[str, list[float]] = {name: [] for name in ways}
    for block in range(blocks + 1):
        for name in random.sample(list(ways), len(ways)):
            asyncio.run(fill(desk, QUEUE))
            took = _block(ways[name], 5 if block == 0 else BLOCK)
            found[name] += took if block else []
    return found


async def fill(desk: RunningDesk, people: int) -> None:
    """Numbers for the first counter, taken beforehand."""
    services = desk.plan.counters[0].services
    async with HttpClient(desk.place) as client:
        for index in range(people):
            priority = "elderly" if index % 8 == 0 else "ordinary"
            await client.command("issue-ticket", service=services[index % len(services)], priority=priority)


@contextlib.contextmanager
def running_responder(folder: Path, broker: Broker) -> Iterator[None]:
    """The floor's middle, listening."""
    command = python("benchmarks.responder", str(broker.port), str(folder / "floor.bin"))
    process = start_child(command, folder / "responder.log")
    heard: list[str] = []
    client = connected(broker.port, lambda message: heard.append(message.topic), READY)
    try:
        while not heard and process.poll() is None:
            time.sleep(0.01)
        yield
    finally:
        disconnect(client)
        end_child(process, 2.0)


def _block(way: Callable[[], Line], presses: int) -> list[float]:
    line = way()
    try:
        return [_press(line) for _ in range(presses)]
    finally:
        line.close()


def _press(line: Line) -> float:
    time.sleep(random.uniform(*PAUSES_S))
    return line.press()


def _figures(found: dict[str, list[float]]) -> tuple[Figure, ...]:
    p50 = {name: percentile(values, 50) for name, values in found.items()}
    p99 = {name: percentile(values, 99) for name, values in found.items()}
    return (
        Figure("presses", "presses of each", len(found["ours"]), ""),
        Figure("floor_p50", "floor: two bare hops and one fdatasync, p50", p50["floor"], "ms"),
        Figure("floor_p99", "floor, p99", p99["floor"], "ms"),
        Figure("ours_p50", "our client, p50", p50["ours"], "ms"),
        Figure("ours_p99", "our client, p99", p99["ours"], "ms", at_most=25),
        Figure("stock_p50", "stock client on panel and board, p50", p50["stock"], "ms"),
        Figure("stock_p99", "stock client, p99", p99["stock"], "ms"),
        Figure("ours_to_floor", "ours / floor, p50", ratio(p50["ours"], p50["floor"]), "x", at_most=2),
        Figure("stock_to_ours", "stock / ours, p50", ratio(p50["stock"], p50["ours"]), "x"),
    )


_NOTES = (
    f"QoS 1, one broker; ways take turns in blocks of {BLOCK}; {QUEUE}+ people wait; "
    f"{PAUSES_S[0] * 1000:.0f}-{PAUSES_S[1] * 1000:.0f} ms between presses.",
)
