"""Whether a press stays as quick while hundreds of pages look on: the same desk with and without them, in turns."""

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import httpx

from benchmarks.figures import Figure, Report, percentile, ratio
from benchmarks.http_client import HttpClient
from benchmarks.office import a_place, a_plan, service_and_counter
from benchmarks.processes import RunningDesk, cpu_s, running_desk
from simulation.office.broker import LOOPBACK, running_broker

NAME = "pages"
PAGES, PAGES_QUICK = 200, 40
PAUSE_S = 0.05
"""Between two numbers: twenty a second are a crowd."""
LONGEST_S = 30.0

Crowd = Callable[[RunningDesk, int], AbstractAsyncContextManager[None]]


def measure(folder: Path, *, quick: bool) -> Report:
    """Nobody, clerks' pages and programs' streams look on, block by block in random order."""
    count = PAGES_QUICK if quick else PAGES
    with running_broker(folder) as broker, running_desk(a_plan(), a_place(folder, broker.port)) as desk:
        found = asyncio.run(_measured(desk, count, blocks=2 if quick else 6))
    return Report(NAME, f"Taking a number while {count} pages look on", tuple(_figures(found)), _NOTES)


async def _measured(desk: RunningDesk, count: int, blocks: int) -> dict[str, list[tuple[float, float]]]:
    """Milliseconds, and CPU milliseconds of the desk, of every number, by who looks on."""
    crowds: dict[str, Crowd] = {"nobody": _nobody, "clerks": _clerks, "streams": _streams}
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in crowds}
    for block in range(blocks + 1):
        for name in random.sample(list(crowds), len(crowds)):
            async with crowds[name](desk, count):
                await asyncio.sleep(1)
                took = await _take(desk, 20 if block else 5)
            found[name] += took if block else []
    return found


async def _take(desk: RunningDesk, count: int) -> list[tuple[float, float]]:
    before, took = cpu_s(desk.pid), []
    async with HttpClient(desk.place) as client:
        for index in range(count):
            took.append(
                await client.command("issue-ticket", service=service_and_counter(desk.plan, index)[0])
            )
            await asyncio.sleep(PAUSE_S)
    await asyncio.sleep(1)  # whoever looks on sees the last one, too
    spent = (cpu_s(desk.pid) - before) * 1000 / count
    return [(ms, spent) for ms in took]


@contextlib.asynccontextmanager
async def _nobody(_desk: RunningDesk, _count: int) -> AsyncIterator[None]:
    yield


@contextlib.asynccontextmanager
async def _clerks(desk: RunningDesk, count: int) -> AsyncIterator[None]:
    clerk, counter = desk.plan.clerks[0], desk.plan.counters[0]
    async with httpx.AsyncClient(
        base_url=desk.place.desk_url, headers={"Origin": desk.place.desk_url}, timeout=LONGEST_S
    ) as client:
        await client.post("/sign-in", data={"clerk": clerk.id, "pin": clerk.pin, "counter": counter.id})
        cookies = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
    async with _looking(desk, "/desk/stream", f"Cookie: {cookies}", count):
        yield


@contextlib.asynccontextmanager
async def _streams(desk: RunningDesk, count: int) -> AsyncIterator[None]:
    async with _looking(desk, "/api/v1/stream", f"Authorization: Bearer {desk.place.token}", count):
        yield


@contextlib.asynccontextmanager
async def _looking(desk: RunningDesk, path: str, header: str, count: int) -> AsyncIterator[None]:
    tasks = [asyncio.create_task(_look(desk.place.desk_port, path, header)) for _ in range(count)]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for task in tasks:
        if not task.cancelled() and (error := task.exception()):
            raise error


async def _look(port: int, path: str, header: str) -> None:
    """One page that stays open. Raises ConnectionError when it is not let in, or sent away."""
    reader, writer = await asyncio.open_connection(LOOPBACK, port)
    try:
        writer.write(
            f"GET {path} HTTP/1.1\r\nHost: {LOOPBACK}:{port}\r\nAccept-Encoding: gzip\r\n{header}\r\n\r\n".encode()
        )
        head = await reader.readuntil(b"\r\n\r\n")
        if b" 200 " not in head.split(b"\r\n")[0]:
            raise ConnectionError(f"{path}: {head[:60]!r}")
        while await reader.read(65536):
            pass
        raise ConnectionError(f"{path}: the page was ended")
    finally:
        writer.close()


def _figures(found: dict[str, list[tuple[float, float]]]) -> list[Figure]:
    p99 = {name: percentile([ms for ms, _ in each], 99) for name, each in found.items()}
    p50 = {name: percentile([ms for ms, _ in each], 50) for name, each in found.items()}
    cpu = {name: sum(spent for _, spent in each) / len(each) for name, each in found.items()}
    figures = []
    for name in found:
        figures += [
            Figure(f"{name}_p50", f"{name} look on: p50", p50[name], "ms"),
            Figure(f"{name}_p99", f"{name} look on: p99", p99[name], "ms"),
            Figure(f"{name}_cpu", f"{name} look on: CPU of the desk for one number", cpu[name], "ms"),
        ]
    for name in ("clerks", "streams"):
        figures.append(
            Figure(
                f"{name}_p99_to_nobody",
                f"{name}: p99 against nobody",
                ratio(p99[name], p99["nobody"]),
                "x",
                2,
            )
        )
    return figures


_NOTES = (
    "The CPU of whoever looks on counts, too: what is drawn for them, and the idle desk of those seconds.",
)
