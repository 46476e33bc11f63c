"""A page server under people who connect and do not ask, on real sockets."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI, Request
from fastapi.responses import StreamingResponse

from hardware.host import guarded_http, web_server
from hardware.host.doors import MOST_EACH
from tests.serving import served

STRANGER = ("127.0.0.2", 0)
"""Another address of this machine: to the server it is somebody else."""
HELLO = b"GET / HTTP/1.1\r\nhost: 127.0.0.1\r\n"
STREAM = b"GET /stream HTTP/1.1\r\nhost: 127.0.0.1\r\n"

Wire = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def ticks() -> AsyncIterator[bytes]:
    for n in range(1, 10_000):
        yield b"%d\n" % (n % 10)
        await asyncio.sleep(0.2)


@contextlib.asynccontextmanager
async def a_page() -> AsyncIterator[tuple[str, int]]:
    app = FastAPI()

    @app.get("/")
    async def page() -> str:
        return "hello"

    @app.get("/stream")
    async def stream(request: Request) -> StreamingResponse:
        request.state.place.person = request.cookies.get("person", "")
        return StreamingResponse(ticks())

    @app.post("/")
    async def take(body: dict[str, str]) -> int:
        return len(body)

    async with served(app) as address:
        host, _, port = address.removeprefix("http://").partition(":")
        yield host, int(port)


async def connect(place: tuple[str, int], count: int) -> list[Wire]:
    return [await asyncio.open_connection(*place, local_addr=STRANGER) for _ in range(count)]


async def close(wires: list[Wire]) -> None:
    for _, writer in wires:
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()


async def asked(place: tuple[str, int]) -> int:
    async with httpx.AsyncClient() as client:
        return (await client.get("http://{}:{}/".format(*place), timeout=60)).status_code


async def test_idle_connections_of_one_address_end_at_its_share_and_one_that_asks_there_is_answered() -> None:
    async with a_page() as place:
        wires = await connect(place, MOST_EACH)
        more = await connect(place, 50)
        for reader, _ in wires[:50]:
            with contextlib.suppress(ConnectionResetError):
                assert await reader.read() == b"", "the longest idle ones went"
        assert await asked(place) == 200, "others are served"
        (again,) = await connect(place, 1)
        again[1].write(HELLO + b"connection: close\r\n\r\n")
        assert (await again[0].read()).startswith(b"HTTP/1.1 200 ")
        await close([*wires, *more, again])


async def test_a_stream_of_who_is_signed_in_outlives_a_flood_of_streams_from_its_address(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with a_page() as place:
        ours = await connect(place, 2)
        for reader, writer in ours:
            writer.write(STREAM + b"cookie: person=lan\r\n\r\n")
            assert b"1" in await reader.readuntil(b"1")
        flood = await connect(place, MOST_EACH + 20)
        for _, writer in flood:
            writer.write(STREAM + b"\r\n")
        (late,) = await connect(place, 1)
        late[1].write(HELLO + b"connection: close\r\n\r\n")
        assert (await late[0].read()).startswith(b"HTTP/1.1 200 "), "nor is anybody else there shut out"
        for reader, _ in ours:
            assert b"2" in await reader.readuntil(b"2")
        await close([*ours, *flood, late])
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


async def test_a_full_house_makes_room_for_whoever_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web_server, "MOST", 8)
    async with a_page() as place:
        wires = await connect(place, 8)
        assert await asked(place) == 200
        assert await wires[0][0].read() == b"", "one of the eight went"
        await close(wires)


@pytest.mark.parametrize(
    "said", [b"", b"GET", HELLO, b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\n{"]
)
async def test_whoever_takes_too_long_to_ask_is_sent_away(
    monkeypatch: pytest.MonkeyPatch, said: bytes
) -> None:
    monkeypatch.setattr(guarded_http, "HEAD_S", 0.3)
    monkeypatch.setattr(guarded_http, "BODY_S", 0.3)
    async with a_page() as place:
        ((reader, writer),) = wires = await connect(place, 1)
        writer.write(said)
        async with asyncio.timeout(60):
            answer = await reader.read()
        assert not answer or answer.startswith(b"HTTP/1.1 408 ")
        await close(wires)


@pytest.mark.parametrize(("slowest", "answered"), [(0, True), (50_000, False)])
async def test_a_large_body_may_take_long_as_long_as_it_comes(
    monkeypatch: pytest.MonkeyPatch, slowest: int, *, answered: bool
) -> None:
    monkeypatch.setattr(guarded_http, "BODY_S", 0.05)
    monkeypatch.setattr(guarded_http, "SLOWEST_BYTES_S", slowest)
    async with a_page() as place:
        ((reader, writer),) = wires = await connect(place, 1)
        head = HELLO.replace(b"GET", b"POST") + b"content-type: application/json\r\ncontent-length: 9\r\n\r\n"
        writer.write(head + b'{"a"')
        if answered:
            await asyncio.sleep(0.3)  # several looks; were it longer, there would be more
            writer.write(b':"b"}')
        async with asyncio.timeout(60):
            answer = await reader.read(12)
        assert answer.startswith(b"HTTP/1.1 200") == answered
        await close(wires)


async def test_headers_that_never_end_are_cut_off() -> None:
    async with a_page() as place:
        ((reader, writer),) = wires = await connect(place, 1)
        writer.write(HELLO)
        with contextlib.suppress(OSError):
            for number in range(4000):
                writer.write(b"x-%d: %s\r\n" % (number, b"y" * 100))
                await writer.drain()
        with contextlib.suppress(OSError):
            assert (await reader.read()).startswith(b"HTTP/1.1 431 ")
        await close(wires)
        assert await asked(place) == 200


@pytest.mark.parametrize(
    "more",
    [
        b"cookie: " + b"a" * 60_000 + b"\r\n",
        b"a: b\r\n" * 4000,
        b"range: bytes=" + b"1-1," * 8000 + b"1-2\r\n",
    ],
)
async def test_headers_that_come_whole_and_at_once_are_no_longer_either(more: bytes) -> None:
    async with a_page() as place:
        for first in (b"", HELLO + b"\r\n"):  # alone, and behind a question that is answered
            ((reader, writer),) = wires = await connect(place, 1)
            writer.write(first + HELLO + more + b"\r\n")
            said = await reader.read()
            assert said.endswith(guarded_http._LARGE)
            assert said.count(b"HTTP/1.1 ") <= 1 + bool(first)
            await close(wires)
        assert await asked(place) == 200


async def test_a_large_body_that_comes_with_its_headers_is_read() -> None:
    async with a_page() as place, httpx.AsyncClient() as client:
        answer = await client.post("http://{}:{}/".format(*place), json={"a": "b" * 60_000}, timeout=60)
        assert answer.json() == 1


async def test_nonsense_fills_no_log(caplog: pytest.LogCaptureFixture) -> None:
    async with a_page() as place:
        for _ in range(50):
            ((reader, writer),) = wires = await connect(place, 1)
            writer.write(b"\x16\x03\x01nonsense\r\n\r\n")
            assert (await reader.read()).startswith(b"HTTP/1.1 400 ")
            await close(wires)
        assert len([r for r in caplog.records if "Invalid HTTP" in r.message]) <= 1
