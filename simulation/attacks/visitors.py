"""Whoever speaks HTTP to the office: plain sockets, so that they may behave as badly as they like."""

import asyncio
import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

PATIENCE_S = 40.0
HERE, ELSEWHERE = "127.0.0.1", "127.0.0.2"
"""Two addresses of this machine: to a server they are two visitors."""
MISDIRECTED = 421
FORM = {"content-type": "application/x-www-form-urlencoded"}

Wire = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass(frozen=True)
class Answer:
    """What a server said; status 0: nothing in time."""

    status: int
    head: str = ""
    body: str = ""

    def cookies(self) -> str:
        """What it gave to keep, as it is shown again."""
        lines = [
            line.partition(":")[2].strip()
            for line in self.head.splitlines()
            if line.startswith("set-cookie:")
        ]
        return "; ".join(line.partition(";")[0] for line in lines)


async def connect(port: int, address: str = ELSEWHERE) -> Wire | None:
    """A connection from an address; None when there is none to be had in time."""
    with contextlib.suppress(OSError, TimeoutError):
        async with asyncio.timeout(PATIENCE_S):
            return await asyncio.open_connection(HERE, port, local_addr=(address, 0))
    return None


async def ask(
    port: int,
    path: str,
    method: str = "GET",
    *,
    headers: Mapping[str, str] | None = None,
    body: bytes = b"",
    address: str = HERE,
) -> Answer:
    """One request on a connection of its own."""
    wire = await connect(port, address)
    if wire is None:
        return Answer(0)
    reader, writer = wire
    lines = {"host": HERE, "connection": "close", **(headers or {})}
    lines |= {"content-length": str(len(body))} if method == "POST" else {}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    try:
        async with asyncio.timeout(PATIENCE_S):
            writer.write(f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode() + body)
            said = (await reader.read()).decode("utf-8", "replace")
    except (OSError, TimeoutError):
        return Answer(0)
    finally:
        writer.close()
    head, _, text = said.partition("\r\n\r\n")
    words = head.split(" ", 2)
    return Answer(int(words[1]) if len(words) > 1 else 0, head, text)


async def sign_in(
    port: int, clerk: str, pin: str, counter: str = "1", *, cookies: str = "", address: str = HERE
) -> Answer:
    """A clerk, or somebody who says so; a 303 lets in."""
    body = urlencode({"clerk": clerk, "pin": pin, "counter": counter}).encode()
    headers = {**FORM, "origin": f"http://{HERE}", **({"cookie": cookies} if cookies else {})}
    return await ask(port, "/sign-in", "POST", headers=headers, body=body, address=address)


async def endless_head(port: int, megabytes: float) -> int:
    """Headers that never end; how many megabytes of them a server took."""
    wire = await connect(port)
    if wire is None:
        return 0
    sent = 0
    with contextlib.suppress(OSError, TimeoutError):
        async with asyncio.timeout(PATIENCE_S):
            wire[1].write(f"GET / HTTP/1.1\r\nhost: {HERE}\r\n".encode())
            while sent < megabytes:
                wire[1].write((b"x-more: " + b"y" * 1000 + b"\r\n") * 1000)
                await wire[1].drain()
                sent += 1
    wire[1].close()
    return sent


async def leave(wires: list[Wire]) -> None:
    """Hang up."""
    for _, writer in wires:
        writer.close()
    await asyncio.sleep(0)
