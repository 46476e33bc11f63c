"""LookUp from the wire -> the service. Beside the desk: nothing of it enters the inbox, the journal or the log."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from contracts import messages as m
from contracts.permissions import Reach, Role, reach
from contracts.vocabulary import DeviceId, RefusalCode, RequestId
from controller.devices import KIOSK_EXPIRES_MS, SKEW_MS, Devices
from controller.dossier.service import DossierService
from hardware.ports import Clock

KEEP_S = 15.0
"""As long as a kiosk may ask again for the same answer."""
ROOM = 200


@dataclass
class _Asked:
    since: float
    told: m.AnyReply | None = None


class Asking:
    """Answers kiosks. A repeated request is one look-up: it neither counts twice nor asks twice."""

    def __init__(self, service: DossierService | None, devices: Devices, clock: Clock) -> None:
        self.service, self._devices, self._clock = service, devices, clock
        self._asked: OrderedDict[tuple[DeviceId, RequestId], _Asked] = OrderedDict()
        self._tasks: set[asyncio.Task[None]] = set()

    def ask(self, device: DeviceId, question: m.LookUp, answer: Callable[[m.AnyReply], None]) -> None:
        """Answer now or in a moment; ``answer`` is called in the loop."""
        no = self._refusal(device, question)
        if no or self.service is None:
            answer(m.Refused(request_id=question.request_id, code=no or RefusalCode.LOOK_UP_DOWN))
            return
        self._forget()
        key = (device, question.request_id)
        before = self._asked.get(key)
        if before is not None:
            if before.told is not None:
                answer(_again(before.told))
            return
        asked = self._asked[key] = _Asked(self._clock.monotonic())
        task = asyncio.get_running_loop().create_task(
            self._work(self.service, device, question, asked, answer)
        )
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Give up what is on its way."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self.service:
            await self.service.close()

    async def _work(
        self,
        service: DossierService,
        device: DeviceId,
        question: m.LookUp,
        asked: _Asked,
        answer: Callable[[m.AnyReply], None],
    ) -> None:
        told = await service.look_up(device, question.dossier, question.proof)
        asked.told = told.reply(question.request_id)
        answer(asked.told)

    def _refusal(self, device: DeviceId, question: m.LookUp) -> RefusalCode | None:
        role = self._devices.principal(device).role
        if reach(role, question.kind) is Reach.NEVER:
            return RefusalCode.UNKNOWN_DEVICE if role is Role.NOBODY else RefusalCode.NOT_ALLOWED
        age = self._clock.utc_ms() - question.at
        return None if -SKEW_MS <= age <= KIOSK_EXPIRES_MS else RefusalCode.EXPIRED

    def _forget(self) -> None:
        now = self._clock.monotonic()
        for key, asked in list(self._asked.items()):
            old = now - asked.since >= KEEP_S or len(self._asked) > ROOM
            if not old:
                break
            del self._asked[key]


def _again(reply: m.AnyReply) -> m.AnyReply:
    return reply.model_copy(update={"repeated": True}) if isinstance(reply, m.Accepted) else reply
