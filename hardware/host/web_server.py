"""uvicorn inside a program's own loop: the program, not the web server, decides what a signal means.

Only programs with pages import this file; the others run without uvicorn.
"""

import asyncio
import contextlib
import logging
import resource
import socket
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import uvicorn

from hardware.host.doors import MOST, Doors
from hardware.host.guarded_http import Seldom, guarded

IDLE_S = 30
"""A browser's connection that asks for nothing is kept for so long."""
DESCRIPTORS = 4096
KEPT_BACK = 200
"""Descriptors that no page gets: for the journal, the link, and what a program opens besides."""
GRACE_S = 1
"""What is being answered at the end has so long to be answered whole."""


class CannotListen(Exception):  # noqa: N818 - named by what is wrong
    """The address is taken, not ours, or not allowed."""


def bind(host: str, port: int) -> socket.socket:
    """A socket at that address, which takes connections once it is served; port 0 is any free one.

    Raises CannotListen.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Only of a protocol that is named asyncio knows that it may send at once: the body of an answer else waits until its
    # head is acknowledged, 40 ms.
    sock = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((host, port))
    except OSError as error:
        sock.close()
        raise CannotListen(f"cannot listen on {host}:{port}: {error.strerror or error}") from None
    return sock


async def serve(
    app: Callable[..., Any],
    sock: socket.socket,
    listening: Callable[[], None] = lambda: None,
    headers: Mapping[str, str] | None = None,
    tls: tuple[Path, Path] | None = None,
) -> None:
    """Serve until cancelled; then what is being answered is answered to its end, and ``sock`` is closed.

    ``listening`` is called once connections are taken. ``headers`` go with every answer. ``tls``: certificate and key, for HTTPS. A stream must be ended by
    its owner before. How many may connect, and how long they may take to ask, is limited.
    """
    config = uvicorn.Config(
        app,
        http=guarded(Doors(most=_places()), _secret(*tls) if tls else None),
        headers=list((headers or {}).items()),
        log_config=None,
        access_log=False,
        lifespan="off",
        ws="none",
        server_header=False,
        timeout_keep_alive=IDLE_S,
        timeout_graceful_shutdown=GRACE_S,
    )
    server = _Server(config, listening)
    with _sparing_words():
        try:
            await server.serve([sock])
        except asyncio.CancelledError:
            if server.started:
                await server.shutdown([sock])
            raise
        finally:
            sock.close()


@contextlib.contextmanager
def _sparing_words() -> Iterator[None]:
    """While it serves, a server says the same sentence once a minute; the next server begins anew."""
    seldom = Seldom(time.monotonic)
    loggers = [logging.getLogger(name) for name in ("uvicorn.error", guarded.__module__)]
    for logger in loggers:
        logger.addFilter(seldom)
    try:
        yield
    finally:
        for logger in loggers:
            logger.removeFilter(seldom)


def _secret(certificate: Path, key: Path) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    return context


def _places() -> int:
    """How many connections this process can hold beside its own work."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = DESCRIPTORS if hard == resource.RLIM_INFINITY else min(DESCRIPTORS, hard)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return max(1, min(MOST, max(soft, wanted) - KEPT_BACK))


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, listening: Callable[[], None]) -> None:
        super().__init__(config)
        self._listening = listening

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen."""
        await super().startup(sockets)
        if self.started:
            self._listening()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals alone."""
        yield
