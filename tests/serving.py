"""Pages on a real port, as programs serve them: streams stay streams."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any

from hardware.host.web_server import bind, serve


@contextlib.asynccontextmanager
async def served(app: Callable[..., Any], headers: Mapping[str, str] | None = None) -> AsyncIterator[str]:
    """The address of an application for as long as the block runs."""
    sock, listening = bind("127.0.0.1", 0), asyncio.Event()
    address = f"http://127.0.0.1:{sock.getsockname()[1]}"
    task = asyncio.create_task(serve(app, sock, listening.set, headers))
    waiting = asyncio.create_task(listening.wait())
    await asyncio.wait([task, waiting], return_when=asyncio.FIRST_COMPLETED)
    try:
        yield address
    finally:
        for each in (task, waiting):
            each.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
