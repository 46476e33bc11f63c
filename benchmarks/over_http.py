"""The same commands over HTTP: what the controller's process spends on each, and how long a program waits."""

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.figures import Figure, Report, percentile
from benchmarks.http_client import HttpClient
from benchmarks.office import a_place, a_plan, service_and_counter
from benchmarks.processes import RunningDesk, cpu_s, running_desk
from simulation.office.broker import running_broker

NAME = "http"
WAIT = 30


def measure(folder: Path, *, quick: bool) -> Report:
    """One client, then eight at once, each waiting for its answer before it asks again."""
    pairs = 75 if quick else 300
    with running_broker(folder) as broker, running_desk(a_plan(), a_place(folder, broker.port)) as desk:
        time.sleep(1)
        idle = _idle_share(desk)
        asyncio.run(_fill(desk))  # this also warms it up
        figures = [f for clients in (1, 8) for f in _measured(desk, clients, pairs, idle)]
    return Report(NAME, "Commands over HTTP (half issue, half call-next)", tuple(figures), _NOTES)


def _measured(desk: RunningDesk, clients: int, pairs: int, idle: float) -> list[Figure]:
    before, begin = cpu_s(desk.pid), time.perf_counter()
    took = asyncio.run(_serve(desk, clients, pairs))
    seconds = time.perf_counter() - begin
    spent = cpu_s(desk.pid) - before - idle * seconds
    who = f"{clients} client{'s' if clients > 1 else ''}"
    key = f"clients_{clients}"
    return [
        Figure(
            f"{key}_cpu", f"{who}: CPU of the controller for one command", spent * 1000 / len(took), "ms", 3
        ),
        Figure(f"{key}_p50", f"{who}: p50", percentile(took, 50), "ms"),
        Figure(f"{key}_p99", f"{who}: p99", percentile(took, 99), "ms"),
        Figure(f"{key}_rate", f"{who}: commands a second", len(took) / seconds, "/s"),
    ]


async def _serve(desk: RunningDesk, clients: int, pairs: int) -> list[float]:
    """Milliseconds of ``2 * pairs`` commands, shared out among the clients."""
    places = iter(range(pairs))
    lists = await asyncio.gather(*(_client(desk, places) for _ in range(clients)))
    return [ms for each in lists for ms in each]


async def _fill(desk: RunningDesk) -> None:
    async with HttpClient(desk.place) as client:
        for index in range(WAIT):
            await client.command("issue-ticket", service=service_and_counter(desk.plan, index)[0])


async def _client(desk: RunningDesk, places: Iterator[int]) -> list[float]:
    took = []
    async with HttpClient(desk.place) as client:
        for index in places:
            service, counter = service_and_counter(desk.plan, index)
            took.append(await client.command("issue-ticket", service=service))
            took.append(await client.command("call-next", counter=counter))
    return took


def _idle_share(desk: RunningDesk) -> float:
    """The share of one CPU that a desk takes which nobody asks for anything."""
    before = cpu_s(desk.pid)
    time.sleep(1)
    return cpu_s(desk.pid) - before


_NOTES = (
    "The desk's idle share is taken off; publishing everything to a real broker is included.",
    "Clients and server share this machine's cores.",
)
