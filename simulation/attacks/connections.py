"""Attacks by connections: many that say nothing, one that never ends, hundreds that want every change."""

import asyncio
import contextlib
import time
from pathlib import Path

from contracts import messages as m
from simulation.attacks import visitors
from simulation.attacks.office import Office
from simulation.attacks.outcome import Attack, Outcome
from simulation.attacks.settings import PIN, TOKEN
from simulation.attacks.visitors import HERE, Wire

IDLE, HEADER_MB, ADDRESSES, EACH, CHANGES = 1050, 40, 7, 60, 12
GROWN_MB = 15
SETTLE_S = 1.0


async def idle(office: Office, scale: float) -> Outcome:
    """Connections that ask for nothing: others are served, on the pages and on the link."""
    wires = [
        wire
        for wire in [await visitors.connect(office.port) for _ in range(int(IDLE * max(scale, 0.4)))]
        if wire
    ]
    page = await visitors.ask(office.port, "/healthz")
    number = await office.take("kiosk-4")
    await visitors.leave(wires)
    held = page.status == 200 and isinstance(number, m.Accepted)
    return Outcome(held, f"{len(wires)} connections; a page answers {page.status}")


async def endless_head(office: Office, scale: float) -> Outcome:
    """Headers that never end: they cost no memory."""
    before = rss_mb(office.pid)
    sent = await visitors.endless_head(office.port, HEADER_MB * max(scale, 0.5))
    grown = rss_mb(office.pid) - before
    return Outcome(grown < GROWN_MB, f"{grown:.0f} MB for {sent} MB of headers")


async def streams(office: Office, scale: float) -> Outcome:
    """A clerk's page opened hundreds of times while numbers change: a command waits for fewer pages than are open."""
    cookies = (await visitors.sign_in(office.port, "lan", PIN)).cookies()
    head = f"GET /desk/stream HTTP/1.1\r\nhost: {HERE}\r\ncookie: {cookies}\r\n\r\n".encode()
    wires = [
        wire
        for address in range(2, 2 + ADDRESSES)
        for _ in range(EACH)
        if (wire := await visitors.connect(office.port, f"127.0.0.{address}"))
    ]
    drawn = [0] * len(wires)
    pages = [asyncio.create_task(_watch(wire, head, drawn, n)) for n, wire in enumerate(wires)]
    await asyncio.sleep(SETTLE_S)
    longest_s, most = 0.0, 0
    for n in range(int(CHANGES * max(scale, 0.5))):
        begin, before = time.monotonic(), sum(drawn)
        await office.take(f"kiosk-{5 + n % 4}")
        longest_s, most = max(longest_s, time.monotonic() - begin), max(most, sum(drawn) - before)
    for page in pages:
        page.cancel()
    await asyncio.gather(*pages, return_exceptions=True)
    await visitors.leave(wires)
    return Outcome(
        sum(drawn) > 0 and most < len(wires),
        f"{len(wires)} streams: at most {most} drawn during a command, {longest_s:.2f} s",
    )


async def television(office: Office, _scale: float) -> Outcome:
    """Every place that one address can get is taken by streams; the hall's television comes last and is served."""
    head = f"GET /api/v1/stream HTTP/1.1\r\nhost: {HERE}\r\nauthorization: Bearer {TOKEN}\r\n\r\n".encode()
    wires = []
    for address in range(2, 14):
        for _ in range(EACH):
            if wire := await visitors.connect(office.port, f"127.0.0.{address}"):
                wire[1].write(head)
                wires.append(wire)
    tv = await visitors.ask(office.port, "/", address="127.0.0.99")
    await visitors.leave(wires)
    return Outcome(tv.status == 200, f"{len(wires)} streams; the television gets {tv.status}")


async def _watch(wire: Wire, head: bytes, drawn: list[int], mine: int) -> None:
    """A page that counts how often it was drawn."""
    with contextlib.suppress(OSError):
        wire[1].write(head)
        while said := await wire[0].read(65536):
            drawn[mine] += said.count(b"event: panel")


def rss_mb(pid: int) -> float:
    """The memory that a process has now."""
    status = Path(f"/proc/{pid}/status").read_text("utf-8")
    return int(status.partition("VmRSS:")[2].split(None, 1)[0]) / 1024


ATTACKS = (
    Attack("connections that say nothing", "doors", idle),
    Attack("headers that never end", "short-head", endless_head),
    Attack("hundreds of page streams", "turns", streams),
    Attack("the television comes last", "newcomers", television),
)
