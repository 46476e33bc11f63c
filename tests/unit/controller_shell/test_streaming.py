"""Streams go packed to whoever can unpack them, each piece whole at once, and packed once for all."""

import zlib
from collections.abc import AsyncGenerator

import pytest
from starlette.types import Message, Scope

from controller.web import streaming
from controller.web.streaming import Stream

LONG = b"event: panel\ndata: " + b"<tr><td>A001</td></tr>" * 200 + b"\n\n"
PIECES = (b"event: alive\ndata: 1\n\n", LONG, b"event: alive\ndata: 2\n\n", LONG + b"!", b"", LONG)


async def sent(accepts: str | None) -> tuple[dict[bytes, bytes], list[bytes]]:
    """The headers of an answer, and its pieces."""
    found: list[Message] = []

    async def events() -> AsyncGenerator[bytes]:
        for piece in PIECES:
            yield piece

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        found.append(message)

    headers = [] if accepts is None else [(b"accept-encoding", accepts.encode())]
    scope: Scope = {"type": "http", "asgi": {"spec_version": "2.4"}, "headers": headers}
    await Stream(events())(scope, receive, send)
    return dict(found[0]["headers"]), [each["body"] for each in found[1:]]


async def test_a_browser_can_unpack_each_piece_as_soon_as_it_has_come():
    headers, bodies = await sent("gzip, deflate, br")
    assert headers[b"content-encoding"] == b"gzip"
    assert headers[b"vary"] == b"Accept-Encoding"
    unpack = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    assert [unpack.decompress(body) for body in bodies][: len(PIECES) + 1] == [b"", *PIECES]
    assert sum(map(len, bodies)) < sum(map(len, PIECES)) / 5


@pytest.mark.parametrize("accepts", [None, "", "identity", "br", "gzip;q=0", "gzip; q=0.0, br", "xgzip"])
async def test_nobody_else_is_sent_what_he_cannot_read(accepts: str | None):
    headers, bodies = await sent(accepts)
    assert b"content-encoding" not in headers
    assert b"".join(bodies) == b"".join(PIECES)


@pytest.mark.parametrize("accepts", ["gzip", "GZIP;q=0.5", "br;q=1.0, gzip;q=0.1"])
async def test_whoever_says_so_is(accepts: str):
    assert (await sent(accepts))[0][b"content-encoding"] == b"gzip"


async def test_a_piece_is_packed_once_for_all_who_see_it():
    streaming._deflated.cache_clear()
    for _ in range(5):
        await sent("gzip")
    assert streaming._deflated.cache_info().misses == 2
