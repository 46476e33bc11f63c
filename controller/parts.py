"""Large files in small parts, for machines that ask over the link: beside the desk, and never so fast that a number waits for it."""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from contracts import messages as m
from contracts.permissions import FOR_BOARDS, Reach, Role, reach
from contracts.vocabulary import DeviceId, RefusalCode
from controller.devices import Devices
from controller.rates import Rate
from hardware.ports import Clock

PARTS = Rate(200, 10.0)
"""Parts that one device may ask: four megabytes in ten seconds."""
MOST_KEPT = 200
"""Devices of which it is known when they asked; boards are in no settings file, so on a broker without pairing names cost nothing."""

Q = TypeVar("Q", m.FetchVoice, m.FetchUpdate, m.FetchPage)


class Parts(Generic[Q]):
    """Answers machines. A repeated question is simply answered again."""

    def __init__(
        self, devices: Devices, clock: Clock, of: Callable[[DeviceId, Q], Callable[[], Any]]
    ) -> None:
        """``of`` is called in the loop, and what it gives in a thread: that reads the part."""
        self._devices, self._clock = devices, clock
        self._of: Callable[[DeviceId, Q], Callable[[], Any]] = of
        self._askers: dict[DeviceId, deque[float]] = {}
        self._one_at_a_time = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()

    def ask(self, device: DeviceId, question: Q, answer: Callable[[m.AnyReply], None]) -> None:
        """Answer in a moment; ``answer`` is called in the loop."""
        role = self._devices.principal(device).role
        board = role is Role.NOBODY and question.kind in FOR_BOARDS
        if reach(role, question.kind) is Reach.NEVER and not board:
            answer(m.Refused(request_id=question.request_id, code=RefusalCode.NOT_ALLOWED))
        elif not PARTS.lets(self._times(device), self._clock.monotonic()):
            answer(m.Refused(request_id=question.request_id, code=RefusalCode.OVERLOADED))
        else:
            task = asyncio.get_running_loop().create_task(self._work(device, question, answer))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Give up what is on its way."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _times(self, device: DeviceId) -> deque[float]:
        """When it asked of late; whoever asked longest ago is forgotten when they are too many."""
        times = self._askers.pop(device, deque())
        if len(self._askers) >= MOST_KEPT:
            del self._askers[next(iter(self._askers))]
        self._askers[device] = times
        return times

    async def _work(self, device: DeviceId, question: Q, answer: Callable[[m.AnyReply], None]) -> None:
        read = self._of(device, question)
        async with self._one_at_a_time:  # beside the loop: a card that is slow must not keep a number waiting
            part = await asyncio.to_thread(read)
        answer(m.Accepted(request_id=question.request_id, result=part))
