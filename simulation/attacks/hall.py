"""Attacks on the board's own page server: the television in the hall must go on telling who is called."""

import asyncio
import contextlib

from simulation.attacks import visitors
from simulation.attacks.connections import rss_mb
from simulation.attacks.office import Office
from simulation.attacks.outcome import Attack, Outcome
from simulation.attacks.visitors import HERE, Wire

IDLE, HEADER_MB, GROWN_MB = 1050, 40, 15
ADDRESSES, EACH, MOST_EACH = 40, 30, 24
TELEVISION = "127.0.0.99"
STRANGE_NAMES = ("evil.example", "127.0.0.1.evil.example", "hall.evil.example:8090")
CALL_S = 20.0
LOOK_S = 1.0
"""A stream that says nothing more for so long has not ended."""


async def idle(office: Office, scale: float) -> Outcome:
    """Connections that ask for nothing: a television comes in and hears of the next call."""
    port = await office.hall()
    wires = [
        wire for _ in range(int(IDLE * max(scale, 0.4))) if (wire := await visitors.connect(port)) is not None
    ]
    told = await _television_hears(office, port)
    await visitors.leave(wires)
    return Outcome(told, f"{len(wires)} connections; the television is told: {told}")


async def endless_head(office: Office, scale: float) -> Outcome:
    """Headers that never end: they cost the board no memory."""
    port = await office.hall()
    before = rss_mb(office.hall_pid)
    sent = await visitors.endless_head(port, HEADER_MB * max(scale, 0.5))
    grown = rss_mb(office.hall_pid) - before
    return Outcome(grown < GROWN_MB, f"{grown:.0f} MB for {sent} MB of headers")


async def streams(office: Office, scale: float) -> Outcome:
    """Streams from forty addresses, more than there are places: none has more than its share, and a television its own."""
    port = await office.hall()
    everybody: list[list[Wire]] = []
    most = 0
    for address in range(2, 2 + max(20, int(ADDRESSES * scale))):
        everybody.append([])
        for _ in range(EACH):
            await _stream(port, f"127.0.0.{address}", everybody[-1])
        if len(everybody) == 1:  # later on the house is full, and all have less
            most = sum(await asyncio.gather(*map(_lasts, everybody[0])))
    wires = [wire for one in everybody for wire in one]
    told = await _television_hears(office, port)
    await visitors.leave(wires)
    return Outcome(
        told and 0 < most <= MOST_EACH,
        f"{len(wires)} asked, at most {most} of one address go on; the television is told: {told}",
    )


async def strange_name(office: Office, _scale: float) -> Outcome:
    """A page of the internet whose name points here (DNS rebinding) reads nothing, from the board or from the desk."""
    hall = await office.hall()
    answers = [
        (await visitors.ask(port, path, headers={"host": name})).status
        for port, path in ((hall, "/"), (hall, "/plain"), (office.port, "/"))
        for name in STRANGE_NAMES
    ]
    wrong = sum(status != visitors.MISDIRECTED for status in answers)
    return Outcome(wrong == 0, f"{wrong} of {len(answers)} answered")


async def _television_hears(office: Office, port: int) -> bool:
    """Whether a browser from elsewhere gets the stream and, in it, the next call."""
    wires: list[Wire] = []
    if not await _stream(port, TELEVISION, wires):
        await visitors.leave(wires)
        return False
    number = await office.call_number()
    heard = b""
    with contextlib.suppress(OSError, TimeoutError):
        async with asyncio.timeout(CALL_S):
            while number.encode() not in heard and (said := await wires[0][0].read(65536)):
                heard = (heard + said)[-200_000:]
    await visitors.leave(wires)
    return bool(number) and number.encode() in heard


async def _stream(port: int, address: str, wires: list[Wire]) -> bool:
    """Open the hall's stream from an address; whether it is told."""
    wire = await visitors.connect(port, address)
    if wire is None:
        return False
    wires.append(wire)
    with contextlib.suppress(OSError, TimeoutError):
        async with asyncio.timeout(visitors.PATIENCE_S):
            wire[1].write(f"GET /events HTTP/1.1\r\nhost: {HERE}\r\nconnection: close\r\n\r\n".encode())
            return (await wire[0].readline()).startswith(b"HTTP/1.1 200")
    return False


async def _lasts(wire: Wire) -> bool:
    """Whether a stream goes on."""
    with contextlib.suppress(OSError):
        try:
            async with asyncio.timeout(LOOK_S):
                while await wire[0].read(65536):
                    pass
        except TimeoutError:
            return True
    return False


ATTACKS = (
    Attack("the hall: connections that say nothing", "doors", idle),
    Attack("the hall: headers that never end", "short-head", endless_head),
    Attack("the hall: more streams than places", "screens", streams),
    Attack("a strange name for the hall and the desk", "own-name", strange_name, quick=True),
)
