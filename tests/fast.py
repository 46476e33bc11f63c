"""What makes a test fast: it starts nothing, listens nowhere and waits for nobody. Kept by the machine.

``make test-fast`` runs the fast tests. Whoever must start or wait carries one of the marks; who carries none and
does it all the same fails, in every run.
"""

import asyncio
import sys
import time
from typing import Any

import pytest

from simulation.day.virtual_time import VirtualLoop

FOLDERS = ("tests/rules/", "tests/docs/", "tests/golden/", "tests/unit/")
"""Where fast tests are."""
SECONDS = {"e2e": 6, "gui": 5, "browser": 4, "broker": 2, "slow": 1}
"""About how long a test with such a mark takes; whole files of them are begun in this order."""
MARKS = tuple(SECONDS)
_LOADS = "/sbin/ldconfig"
"""How ctypes looks for a library: an import."""
_STARTS = {
    "subprocess.Popen",
    "os.fork",
    "os.forkpty",
    "os.posix_spawn",
    "os.system",
    "socket.bind",
    "socket.connect",
}

_sleep, _asleep = time.sleep, asyncio.sleep


class NotFastError(AssertionError):
    """A fast test did what takes time."""


class Watch:
    """Stands at every door through which time is lost; open unless ``fast`` is set."""

    def __init__(self) -> None:
        """For the rest of the process: such a hook cannot be taken away."""
        self.fast = False
        starts = _STARTS

        def look(act: str, details: tuple[Any, ...]) -> None:
            if act in starts:  # of a million things this is the first question
                self._start(act, details)

        sys.addaudithook(look)
        time.sleep = self._time_sleep  # type: ignore[assignment] # numbers of other kinds are not ours
        asyncio.sleep = self._asyncio_sleep

    def _start(self, act: str, details: tuple[Any, ...]) -> None:
        if self.fast and details[:1] != (_LOADS,):
            raise NotFastError(f"{act}{details!r:.100} in a fast test: mark it slow, or do without")

    def _time_sleep(self, seconds: float) -> None:
        if self.fast and seconds > 0:
            raise NotFastError(f"time.sleep({seconds}) in a fast test: mark it slow, or do without")
        _sleep(seconds)

    async def _asyncio_sleep(self, delay: float, result: Any = None) -> Any:
        if self.fast and delay > 0 and not isinstance(asyncio.get_running_loop(), VirtualLoop):
            raise NotFastError(
                f"asyncio.sleep({delay}) in a fast test: take the virtual loop, or mark it slow"
            )
        return await _asleep(delay, result)


watch = Watch()


def is_fast(item: pytest.Item) -> bool:
    """Whether this test promises to be fast."""
    return item.nodeid.startswith(FOLDERS) and not any(item.get_closest_marker(mark) for mark in MARKS)


def seconds(item: pytest.Item) -> int:
    """About how long it takes; nothing for a fast one."""
    return (
        0
        if is_fast(item)
        else max((SECONDS[mark.name] for mark in item.iter_markers() if mark.name in SECONDS), default=1)
    )
