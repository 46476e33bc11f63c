"""Waiting for something that cannot tell us: a process, a state heard elsewhere."""

import asyncio
import time
from collections.abc import Callable


async def until(holds: Callable[[], bool], at_most_s: float, every_s: float = 0.05) -> bool:
    """Look again and again; whether it held in time."""
    end = time.monotonic() + at_most_s
    while not (held := holds()) and time.monotonic() < end:  # noqa: ASYNC110 - nothing here could set an event
        await asyncio.sleep(every_s)
    return held
