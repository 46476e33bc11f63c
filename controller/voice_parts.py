"""The office's recorded voices, part by part, for kiosks and boards on other machines. Beside the desk; nothing of it enters the journal."""

import asyncio
import os
from base64 import b64encode
from collections import deque
from collections.abc import Callable
from pathlib import Path

from contracts import messages as m
from contracts.permissions import FOR_BOARDS, Reach, Role, reach
from contracts.vocabulary import DeviceId, RefusalCode
from controller.devices import Devices
from controller.rates import Rate
from controller.voices import DELETED
from hardware.ports import Clock
from hardware.voice.digests import Digests

PARTS = Rate(200, 10.0)
"""Parts that one device may ask: a pack of four megabytes in ten seconds."""
MOST_KEPT = 200
"""Devices of which it is known when they asked; boards are in no settings file, so on a broker without pairing names cost nothing."""


class VoiceParts:
    """Answers machines that speak. A repeated question is simply answered again."""

    def __init__(self, packs: Path, devices: Devices, clock: Clock) -> None:
        self._packs, self._devices, self._clock = packs, devices, clock
        self._askers: dict[DeviceId, deque[float]] = {}
        self._digests = Digests()
        self._one_at_a_time = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()

    def ask(self, device: DeviceId, question: m.FetchVoice, answer: Callable[[m.AnyReply], None]) -> None:
        """Answer in a moment; ``answer`` is called in the loop."""
        role = self._devices.principal(device).role
        board = role is Role.NOBODY and question.kind in FOR_BOARDS
        if reach(role, question.kind) is Reach.NEVER and not board:
            answer(m.Refused(request_id=question.request_id, code=RefusalCode.NOT_ALLOWED))
        elif not PARTS.lets(self._times(device), self._clock.monotonic()):
            answer(m.Refused(request_id=question.request_id, code=RefusalCode.OVERLOADED))
        else:
            task = asyncio.get_running_loop().create_task(self._work(question, answer))
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

    async def _work(self, question: m.FetchVoice, answer: Callable[[m.AnyReply], None]) -> None:
        async with self._one_at_a_time:  # beside the loop: a card that is slow must not keep a number waiting
            part = await asyncio.to_thread(self._part, question.lang, question.offset)
        answer(m.Accepted(request_id=question.request_id, result=part))

    def _part(self, lang: str, offset: int) -> m.VoicePart:
        path = self._packs / f"{lang}.zip"
        try:
            with path.open("rb") as file:
                digest, size = self._digests.of(path, file), os.fstat(file.fileno()).st_size
                if size > m.MOST_VOICE:
                    return m.VoicePart()
                file.seek(offset)
                data = file.read(m.MOST_PART)
        except OSError:
            return m.VoicePart(deleted=path.with_suffix(DELETED).exists())
        return m.VoicePart(digest=digest, size=size, offset=offset, data=b64encode(data).decode("ascii"))
