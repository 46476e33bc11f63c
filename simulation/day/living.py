"""One life of an office: in virtual time and a folder of its own, of both of which nothing is left when it is over."""

import asyncio
import tempfile
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, TypeVar

from simulation.day.machine import KilledError
from simulation.day.virtual_time import VirtualLoop

MEMORY = Path("/dev/shm")  # noqa: S108 - a file system in memory: what a power cut takes is decided here, not by a disk
T = TypeVar("T")


def lived(life: Callable[[Path], Coroutine[Any, Any, T]]) -> T:
    """Let it pass; it is given its folder."""
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None, prefix="motcua-day-") as folder:
        loop = VirtualLoop()
        loop.set_exception_handler(_only_deaths)
        try:
            return loop.run_until_complete(life(Path(folder)))
        finally:
            loop.close()


async def ended() -> None:
    """Wait for whatever still ends, after everything was switched off."""
    await asyncio.sleep(1.0)
    others = (task for task in asyncio.all_tasks() if task is not asyncio.current_task())
    await asyncio.gather(*others, return_exceptions=True)


def _only_deaths(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """A program that dies in a callback is no news; everything else is."""
    if not isinstance(context.get("exception"), KilledError):
        loop.default_exception_handler(context)
