"""Waiting for the thing itself, never for a time: on a busy machine all is slow, and that is no fault."""

import asyncio
import time
from collections.abc import Callable
from typing import Any, TypeVar

PATIENCE_S = 60.0
"""What has not happened by then will not happen, however busy the machine is."""
LOOK_S = 0.005

T = TypeVar("T")


def _nap() -> None:
    time.sleep(LOOK_S)


def until(holds: Callable[[], T | None], turn: Callable[[], Any] = _nap) -> T:
    """What ``holds`` says as soon as that is true; ``turn`` lets the world go on between two looks.

    Raises AssertionError when it does not happen.
    """
    end = time.monotonic() + PATIENCE_S
    while not (said := holds()):
        assert time.monotonic() < end, "it did not happen"
        turn()
    return said


async def happens(holds: Callable[[], T | None], turn: Callable[[], Any] = lambda: None) -> T:
    """``until`` for those who share a loop with what they wait for. Raises TimeoutError."""
    async with asyncio.timeout(PATIENCE_S):
        while not (said := holds()):
            turn()
            await asyncio.sleep(LOOK_S)
    return said
