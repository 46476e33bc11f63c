"""A program's web server: it listens when it says so, leaves signals alone, and ends without cutting an answer."""

import asyncio
import signal
import socket
from contextlib import suppress
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from hardware.host.web_server import CannotListen, bind, serve
from tests.serving import served

pytestmark = pytest.mark.slow


def test_an_address_that_is_taken_is_told_by_name():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CannotListen, match=f"cannot listen on 127.0.0.1:{port}: Address already in use"):
            bind("127.0.0.1", port)


@pytest.mark.parametrize(
    ("host", "why"), [("192.0.2.1", "Cannot assign requested address"), ("no-such-host.invalid", "")]
)
def test_an_address_that_is_not_ours_is_told_by_name(host: str, why: str):
    with pytest.raises(CannotListen, match=f"cannot listen on {host}:0: .*{why}"):
        bind(host, 0)


def test_the_newer_internet_protocol_works_too():
    with bind("::1", 0) as sock:
        assert sock.family is socket.AF_INET6


async def test_nobody_is_let_in_before_it_serves():
    with bind("127.0.0.1", 0) as sock, pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection(*sock.getsockname())


def sends_at_once(port: int) -> list[bool]:
    """Of each connection that this process has taken at a port."""
    found = []
    for each in Path("/proc/self/fd").iterdir():
        with suppress(OSError):
            sock = socket.socket(fileno=int(each.name))
            try:
                if sock.family is socket.AF_INET and sock.getsockname()[1] == port and sock.getpeername():
                    found.append(bool(sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)))
            finally:
                sock.detach()
    return found


async def test_the_body_of_an_answer_does_not_wait_until_its_head_is_acknowledged():
    app = FastAPI()

    @app.get("/{port}")
    async def page(port: int) -> list[bool]:
        return sends_at_once(port)

    async with served(app) as address, httpx.AsyncClient() as client:
        assert (await client.get(f"{address}/{address.rpartition(':')[2]}")).json() == [True]


async def test_what_is_being_answered_is_answered_to_its_end():
    app, asked, go_on = FastAPI(), asyncio.Event(), asyncio.Event()

    @app.get("/")
    async def slow() -> str:
        asked.set()
        await go_on.wait()
        return "whole"

    sock, listening = bind("127.0.0.1", 0), asyncio.Event()
    task = asyncio.create_task(serve(app, sock, listening.set, {"X-Of": "all"}))
    await listening.wait()
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{sock.getsockname()[1]}") as client:
        answer = asyncio.create_task(client.get("/"))
        await asked.wait()
        task.cancel()
        await asyncio.sleep(0)
        go_on.set()
        assert (await answer).json() == "whole"
        assert (await answer).headers["x-of"] == "all"
        with suppress(asyncio.CancelledError):
            await task
        with pytest.raises(httpx.ConnectError):
            await client.get("/")


async def test_signals_stay_with_the_program():
    before = signal.getsignal(signal.SIGTERM)
    async with served(FastAPI()):
        assert signal.getsignal(signal.SIGTERM) is before
