"""The same page server over TLS: whoever connects has a place before the handshake, and does not keep it without one."""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from controller.pairing.authority import Authority, own_key
from hardware.host import guarded_http
from hardware.host.doors import MOST_EACH
from hardware.host.web_server import bind, serve
from tests.integration.test_web_limits import close, connect

LONG = "x" * 60_000
"""A body that does not fit into one record."""


@contextlib.asynccontextmanager
async def a_secret_page(folder: Path) -> AsyncIterator[tuple[tuple[str, int], ssl.SSLContext]]:
    authority = Authority(folder, "test")
    key = own_key(folder / "server.key")
    (folder / "server.pem").write_bytes(authority.sign_server(key, ("localhost", "127.0.0.1")))
    app = FastAPI()

    @app.get("/")
    async def page() -> str:
        return "hello"

    @app.post("/")
    async def take(body: dict[str, str]) -> int:
        return sum(map(len, body.values()))

    sock, listening = bind("127.0.0.1", 0), asyncio.Event()
    tls = folder / "server.pem", folder / "server.key"
    serving = asyncio.create_task(serve(app, sock, listening.set, tls=tls))
    await listening.wait()
    try:
        yield sock.getsockname(), ssl.create_default_context(cadata=authority.certificate)
    finally:
        serving.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await serving


async def asked(place: tuple[str, int], trusted: ssl.SSLContext) -> int:
    async with httpx.AsyncClient(verify=trusted) as client:
        return (await client.get("https://{}:{}/".format(*place), timeout=60)).status_code


async def test_who_never_shakes_hands_has_a_place_and_no_more_than_a_share(tmp_path: Path) -> None:
    async with a_secret_page(tmp_path) as (place, trusted):
        wires = await connect(place, MOST_EACH)
        more = await connect(place, 50)
        for reader, _ in wires[:50]:
            with contextlib.suppress(ConnectionResetError):
                assert await reader.read() == b"", "the longest of them were sent away"
        assert await asked(place, trusted) == 200, "others are served"
        await close(wires + more)


@pytest.mark.parametrize("said", [b"", b"\x16\x03\x01\x02\x00", b"GET / HTTP/1.1\r\n\r\n"])
async def test_a_handshake_that_does_not_end_ends_the_connection(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: bytes
) -> None:
    monkeypatch.setattr(guarded_http, "HEAD_S", 0.3)
    async with a_secret_page(tmp_path) as (place, _trusted):
        ((reader, writer),) = wires = await connect(place, 1)
        writer.write(said)
        async with asyncio.timeout(60):
            with contextlib.suppress(ConnectionResetError):
                await reader.read()
        await close(wires)


async def test_who_shook_hands_and_asks_for_nothing_is_sent_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with a_secret_page(tmp_path) as (place, trusted):
        reader, writer = await asyncio.open_connection(*place, ssl=trusted)
        monkeypatch.setattr(guarded_http, "HEAD_S", 0.3)
        writer.write(b"GET / HTTP/1.1\r\n")
        async with asyncio.timeout(60):
            answer = await reader.read()
        assert not answer or answer.startswith(b"HTTP/1.1 408 ")
        await close([(reader, writer)])


async def test_what_is_asked_with_the_last_word_of_the_handshake_is_answered(tmp_path: Path) -> None:
    """A client may send its question in the same packet; nothing of it is lost, nor of a long one."""
    async with a_secret_page(tmp_path) as (place, trusted):
        for _ in range(20):
            async with httpx.AsyncClient(
                verify=trusted, base_url="https://{}:{}".format(*place), timeout=60
            ) as client:
                assert (await client.post("/", json={"a": LONG})).json() == len(LONG)
                assert (await client.get("/")).json() == "hello"


async def test_one_packet_with_the_end_of_the_handshake_and_the_question(tmp_path: Path) -> None:
    async with a_secret_page(tmp_path) as (place, trusted):
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        side = trusted.wrap_bio(incoming, outgoing, server_hostname="localhost")
        ((reader, writer),) = wires = await connect(place, 1)
        while True:
            try:
                side.do_handshake()
                break
            except ssl.SSLWantReadError:
                writer.write(outgoing.read())
                incoming.write(await reader.read(65536))
        side.write(b"GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")
        writer.write(outgoing.read())
        async with asyncio.timeout(60):
            while data := await reader.read(65536):
                incoming.write(data)
        assert side.read(65536).startswith(b"HTTP/1.1 200 ")
        await close(wires)


async def test_a_server_that_ends_waits_for_no_handshake(tmp_path: Path) -> None:
    async with a_secret_page(tmp_path) as (place, _trusted):
        wires = await connect(place, 3)
    async with asyncio.timeout(60):
        for reader, _ in wires:
            with contextlib.suppress(ConnectionResetError):
                assert await reader.read() == b""
    await close(wires)
