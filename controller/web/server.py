"""uvicorn inside the controller's own loop."""

import asyncio
import contextlib
import socket
from collections.abc import Callable, Iterator

import uvicorn
from fastapi import FastAPI


class _Server(uvicorn.Server):
    """A server that leaves the signals to the program that it is part of, and says when it listens."""

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
        """Do nothing: ``controller.__main__`` stops us."""
        yield


async def serve(app: FastAPI, host: str, port: int, listening: Callable[[], None]) -> None:
    """Serve until cancelled; ``listening`` is called once connections are taken.

    Raises SystemExit when the address is taken, which ends the program with a line in the log.
    """
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        lifespan="off",
        ws="none",
        timeout_graceful_shutdown=1,
        server_header=False,
        timeout_keep_alive=30,
    )
    server = _Server(config, listening)
    try:
        await server.serve()
    except asyncio.CancelledError:
        if server.started:  # what is being answered is answered to its end
            await server.shutdown()
        raise
