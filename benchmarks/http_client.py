"""A bare HTTP/1.1 client on one kept connection. Light, so that the server is measured and not the client."""

import asyncio
import json
import time
from types import TracebackType
from typing import Any, Self

from hardware.link.station import new_request_id
from simulation.office.broker import LOOPBACK
from simulation.office.files import Place


class Refused(Exception):  # noqa: N818 - named by what is wrong
    """The desk said no; a benchmark asks only for what it can have."""


class HttpClient:
    """One program that uses the desk's API."""

    def __init__(self, place: Place) -> None:
        self._port = place.desk_port
        self._head = (
            f"Host: {LOOPBACK}:{place.desk_port}\r\nAuthorization: Bearer {place.token}\r\n"
            "Content-Type: application/json\r\n"
        )
        self._reader: asyncio.StreamReader
        self._writer: asyncio.StreamWriter

    async def __aenter__(self) -> Self:
        """Connect (asyncio sets TCP_NODELAY itself)."""
        self._reader, self._writer = await asyncio.open_connection(LOOPBACK, self._port)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Hang up."""
        self._writer.close()
        await self._writer.wait_closed()

    async def command(self, kind: str, **fields: Any) -> float:
        """Have one command carried out; milliseconds from the request to the whole answer. Raises Refused."""
        body = json.dumps(fields)
        request = (
            f"POST /api/v1/commands/{kind} HTTP/1.1\r\n{self._head}Idempotency-Key: {new_request_id()}\r\n"
            f"Content-Length: {len(body)}\r\n\r\n{body}"
        )
        begin = time.perf_counter()
        self._writer.write(request.encode())
        answer = await self._answer()
        took = (time.perf_counter() - begin) * 1000
        if json.loads(answer).get("kind") != "accepted":
            raise Refused(f"{kind} {fields}: {answer.decode()}")
        return took

    async def _answer(self) -> bytes:
        head = (await self._reader.readuntil(b"\r\n\r\n")).lower()
        length = int(head.partition(b"content-length:")[2].split(b"\r\n")[0])
        return await self._reader.readexactly(length)
