"""uvicorn inside our own event loop: the demo, not the web server, decides what a signal means."""

import asyncio
import contextlib
import socket
from collections.abc import Generator

import uvicorn

from simulation.office.broker import LOOPBACK
from simulation.office.page import Page


class PortTaken(Exception):  # noqa: N818 - named by what is wrong
    """The port asked for the page is in use."""


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None]:
        """Leave signals to the demo."""
        yield


def bind_page(port: int) -> socket.socket:
    """A loopback socket for the page; port 0 is any free one. Raises PortTaken."""
    sock = socket.socket()
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((LOOPBACK, port))
    except OSError as error:
        sock.close()
        raise PortTaken(f"port {port}: {error.strerror}; choose another with --port") from None
    return sock


async def serve(page: Page, sock: socket.socket, stop: asyncio.Event) -> None:
    """Serve the page until ``stop``."""
    server = _Server(uvicorn.Config(page.app(), log_level="warning", timeout_graceful_shutdown=1))
    serving = asyncio.create_task(server.serve(sockets=[sock]))
    await stop.wait()
    page.end()
    server.should_exit = True
    await serving
