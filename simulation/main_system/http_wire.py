"""Just enough HTTP/1.1 by hand to be able to speak it badly."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from http import HTTPStatus

MAX_HEAD = 16 * 1024
MAX_BODY = 64 * 1024


@dataclass(frozen=True)
class Request:
    """What came: ``body`` whole, header names in lower case."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Response:
    """What goes."""

    body: bytes
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


class Sender:
    """The way back to one asker."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    async def respond(self, response: Response) -> None:
        """Send a whole answer."""
        length = {"content-length": str(len(response.body))}
        await self.head(response.status, {**length, **response.headers})
        await self.raw(response.body)

    async def head(self, status: int, headers: dict[str, str]) -> None:
        """Send status and headers."""
        named = {"content-type": "application/json; charset=utf-8", "connection": "close", **headers}
        lines = [
            f"HTTP/1.1 {status} {_phrase(status)}",
            *(f"{name}: {value}" for name, value in named.items()),
        ]
        await self.raw("\r\n".join([*lines, "", ""]).encode())

    async def raw(self, data: bytes) -> None:
        """Send bytes. Raises ConnectionError when the asker is gone."""
        self._writer.write(data)
        await self._writer.drain()

    async def pause(self, seconds: float) -> bool:
        """Do nothing; False when the asker left meanwhile."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._reader.read(1)
                return False
        return True


Body = Callable[[Sender], Awaitable[None]]
"""An answer that has a way of its own."""
Handler = Callable[[Request], Response | Body]


async def read_request(reader: asyncio.StreamReader) -> Request | None:
    """The next request; None when there is none that we understand."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        method, path, _ = lines[0].split(" ")
        headers = {
            name.strip().lower(): value.strip() for name, _, value in (x.partition(":") for x in lines[1:])
        }
        length = int(headers.get("content-length", "0"))
        if len(head) > MAX_HEAD or not 0 <= length <= MAX_BODY:
            return None
        return Request(method, path, headers, await reader.readexactly(length))
    except (ValueError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError):
        return None


def _phrase(status: int) -> str:
    return HTTPStatus(status).phrase
