"""A stream of server-sent events that are written already: each piece goes straight to the line.

FastAPI's own way takes three tasks and two queues for each page, and writes each event again for each; with two hundred
pages that is most of what a number costs.
"""

import zlib
from collections.abc import AsyncGenerator
from contextlib import aclosing
from functools import lru_cache

from fastapi.responses import StreamingResponse
from starlette.datastructures import Headers
from starlette.types import Receive, Scope, Send

GZIP_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x04\xff"
"""RFC 1952: deflate, no name, no time, fastest, unknown system. The end of such a file never comes."""
WORTH = 1024
"""Bytes. Smaller pieces go as they are."""


class Stream(StreamingResponse):
    """Sends what comes until the page goes, and then lets go of where it comes from.

    To a browser that can unpack it goes packed: a panel of a long line is 65 kB, and 6 when it is packed.
    """

    media_type = "text/event-stream"

    def __init__(self, events: AsyncGenerator[bytes], status_code: int = 200) -> None:
        """``status_code`` is there for FastAPI, which tells of it in its description of the API."""
        self._events = events
        headers = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no", "Vary": "Accept-Encoding"}
        super().__init__(events, status_code, headers)  # a proxy holds nothing back

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See StreamingResponse."""
        async with aclosing(self._events), aclosing(_packed(self._events)) as packed:
            if _unpacks(Headers(raw=list(scope.get("headers", ()))).get("accept-encoding", "")):
                self.headers["Content-Encoding"] = "gzip"
                self.body_iterator = packed
            await super().__call__(scope, receive, send)


def _unpacks(accepted: str) -> bool:
    """Whether a browser says that it unpacks gzip (RFC 9110, 12.5.3)."""
    offers = dict(offer.replace(" ", "").lower().partition(";q=")[::2] for offer in accepted.split(","))
    weight = offers.get("gzip")
    return weight is not None and (not weight or weight.strip("0.") != "")


async def _packed(events: AsyncGenerator[bytes]) -> AsyncGenerator[bytes]:
    yield GZIP_HEAD
    async for piece in events:
        yield _deflated(piece) if len(piece) > WORTH else _stored(piece)


@lru_cache(maxsize=8)
def _deflated(piece: bytes) -> bytes:
    """A piece as blocks that refer to nothing before them, so all streams that show it share them (RFC 1951)."""
    packer = zlib.compressobj(1, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(piece) + packer.flush(zlib.Z_SYNC_FLUSH)


def _stored(piece: bytes) -> bytes:
    """A block that is not packed: its length, the same inverted, its bytes."""
    length = len(piece).to_bytes(2, "little")
    return b"\0" + length + bytes(byte ^ 0xFF for byte in length) + piece
