"""A kiosk's questions about procedures, from the wire: beside the desk; nothing of them enters the journal or a log."""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from contracts import messages as m
from contracts.permissions import Reach, Role, reach
from contracts.vocabulary import DeviceId, RefusalCode, ServiceCode
from controller.catalogue import telling
from controller.catalogue.guide import Guide, Shown
from controller.catalogue.page_parts import PageParts
from controller.devices import KIOSK_EXPIRES_MS, SKEW_MS, Devices
from controller.rates import Rate
from hardware.ports import Clock

QUESTIONS = Rate(40, 10.0)
"""Questions of one kiosk: a hand on the glass makes two a second."""
SHEETS = Rate(4, 60.0)
"""Checklists of one kiosk: paper is the office's."""


@dataclass(frozen=True)
class GuideGround:
    """What the answers come from. ``print_on``: which printer stands beside each kiosk."""

    guide: Guide
    devices: Devices
    clock: Clock
    services: dict[ServiceCode, m.Text]
    office: m.Text
    authority: m.Text
    print_on: dict[DeviceId, DeviceId]
    local_time: Callable[[], str]
    address: str = ""
    """Where phones open the office's pages; "": nowhere."""


@dataclass
class _Asker:
    questions: deque[float] = field(default_factory=deque)
    sheets: deque[float] = field(default_factory=deque)


class GuideAsking:
    """Answers kiosks. A repeated question is simply answered again: nothing changes by it but paper."""

    def __init__(self, ground: GuideGround, print_sheet: Callable[[DeviceId, m.Sheet], None]) -> None:
        self.guide = ground.guide
        self.pages = PageParts(ground.guide.blanks, ground.devices, ground.clock)
        self._ground, self._print_sheet = ground, print_sheet
        self._askers: dict[DeviceId, _Asker] = {}
        self._searching = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()
        self._printed: deque[str] = deque(maxlen=50)

    def ask(
        self, device: DeviceId, question: m.AnyGuideQuestion, answer: Callable[[m.AnyReply], None]
    ) -> None:
        """Answer in a moment; ``answer`` is called in the loop."""
        no = self._refusal(device, question)
        if no:
            answer(m.Refused(request_id=question.request_id, code=no))
            return
        task = asyncio.get_running_loop().create_task(self._work(device, question, answer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def clerks_name(self, code: str) -> str:
        """What a clerk calls a procedure: its name, and its code, which the dossier system asks for."""
        one = self.guide.last.by_code.get(code)
        return f"{one.title} ({code})" if one else code

    async def close(self) -> None:
        """Give up what is on its way."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, self.pages.close(), return_exceptions=True)

    async def _work(
        self, device: DeviceId, question: m.AnyGuideQuestion, answer: Callable[[m.AnyReply], None]
    ) -> None:
        shown = await self._ground.guide.shown()
        told = await self._told(shown, device, question)
        if isinstance(told, RefusalCode):
            answer(m.Refused(request_id=question.request_id, code=told))
        else:
            answer(m.Accepted(request_id=question.request_id, result=told))

    async def _told(
        self, shown: Shown, device: DeviceId, question: m.AnyGuideQuestion
    ) -> m.Topics | m.Listed | m.ProcedureTold | m.Done | RefusalCode:
        match question:
            case m.FindProcedures():
                return await self._find(shown, question) or RefusalCode.UNKNOWN_PROCEDURE
            case m.ShowProcedure():
                return self._show(shown, question.procedure) or RefusalCode.UNKNOWN_PROCEDURE
            case m.PrintChecklist():
                return self._print(shown, device, question)

    async def _find(self, shown: Shown, question: m.FindProcedures) -> m.Topics | m.Listed | None:
        if question.topic:
            topic = next((t for t in (*shown.events, *shown.fields) if t.code == question.topic), None)
            return telling.listed(topic.procedures) if topic else None
        if not question.typed.strip():
            return telling.topics(shown.events, shown.fields)
        if shown.index is None:
            return m.Listed(procedures=())
        async with self._searching:  # beside the loop: a search must not keep a number waiting
            found = await asyncio.to_thread(shown.index.find, question.typed, m.MOST_FOUND)
        return telling.listed(found)

    def _show(self, shown: Shown, code: str) -> m.ProcedureTold | None:
        one = shown.by_code.get(code)
        if one is None:
            return None
        address = self._ground.address
        page = f"{address}/thu-tuc/{one.code}" if address else ""
        return telling.told(
            one, self._ground.services, page, shown.taken, shown.blanks.get(code, telling.NONE)
        )

    def _print(self, shown: Shown, device: DeviceId, question: m.PrintChecklist) -> m.Done | RefusalCode:
        printer, procedure = self._ground.print_on.get(device), self._show(shown, question.procedure)
        if procedure is None:
            return RefusalCode.UNKNOWN_PROCEDURE
        if printer is None:
            return RefusalCode.NOT_ALLOWED
        if question.request_id not in self._printed:
            asker, now = self._askers[device], self._ground.clock.monotonic()
            if not SHEETS.lets(asker.sheets, now):
                return RefusalCode.GUIDE_LIMIT
            self._printed.append(question.request_id)
            self._print_sheet(printer, self._sheet(procedure, question))
        return m.Done()

    def _sheet(self, procedure: m.ProcedureTold, question: m.PrintChecklist) -> m.Sheet:
        ground = self._ground
        return m.Sheet(
            sheet=question.request_id,
            procedure=procedure,
            service=ground.services.get(procedure.service) if procedure.service else None,
            office=ground.office,
            authority=ground.authority,
            lang=question.lang,
            local_time=ground.local_time(),
        )

    def _refusal(self, device: DeviceId, question: m.AnyGuideQuestion) -> RefusalCode | None:
        role = self._ground.devices.principal(device).role
        if reach(role, question.kind) is Reach.NEVER:
            return RefusalCode.UNKNOWN_DEVICE if role is Role.NOBODY else RefusalCode.NOT_ALLOWED
        if not -SKEW_MS <= self._ground.clock.utc_ms() - question.at <= KIOSK_EXPIRES_MS:
            return RefusalCode.EXPIRED
        asker = self._askers.setdefault(device, _Asker())
        fast = not QUESTIONS.lets(asker.questions, self._ground.clock.monotonic())
        return RefusalCode.GUIDE_LIMIT if fast else None
