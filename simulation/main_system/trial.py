"""What happens to kiosks while a main system misbehaves, measured; and whether it may be so."""

import asyncio
from collections.abc import Awaitable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from contracts import messages as m
from contracts.dossiers import DossierStatus
from simulation.main_system.dossiers import Dossier, Person, dossiers_of
from simulation.main_system.fault_office import FaultOffice

ASKERS, LOOK_UPS, NUMBERS = 2, 3, 6
RECOVER_S, LOOK_S = 8.0, 0.4
LATEST_S = 3.3
ISSUE_LATEST_S = 1.0
CANARIES = (
    Person("Nguyễn Văn Chim Hoàng Yến", "079099123456", "0987654321", "99 đường Hoàng Yến"),
    Person("Trần Thị Bạch Yến", "001188654321", "0912345678", "7 ngõ Bạch Yến"),
)
TRUTH = {"missing-fields": "result-ready", "future-status": "other", "stampede": "result-ready"}
"""The faults that leave an answer which may be shown, and what it must say."""
DOWN = "look-up-down"


def canary_dossiers(today: date, count: int) -> tuple[Dossier, ...]:
    """Dossiers whose results are ready, of people who would be recognised anywhere."""
    first = dossiers_of(today, CANARIES)[0]
    return tuple(
        replace(first, code=f"{first.code[:-4]}{1000 + index}", person=CANARIES[index % 2])
        for index in range(count)
    )


@dataclass
class Measured:
    """One fault."""

    fault: str
    outcomes: dict[str, int] = field(default_factory=dict)
    max_answer_s: float = 0.0
    max_issue_s: float = 0.0
    not_issued: int = 0
    wrong_records: int = 0
    recovered_s: float | None = None

    def complaints(self) -> Iterator[str]:
        """What must not be."""
        if self.max_answer_s > LATEST_S:
            yield f"{self.fault}: an answer took {self.max_answer_s:.2f} s"
        if self.wrong_records:
            yield f"{self.fault}: {self.wrong_records} wrong records shown"
        if self.not_issued or self.max_issue_s > ISSUE_LATEST_S:
            yield f"{self.fault}: {self.not_issued} numbers not given, the slowest took {self.max_issue_s:.2f} s"
        if self.recovered_s is None:
            yield f"{self.fault}: no answer after the fault was over"
        expected = {TRUTH.get(self.fault, DOWN)}
        if not set(self.outcomes) <= expected | {DOWN} or not expected <= set(self.outcomes):
            yield f"{self.fault}: answers were {self.outcomes}, expected {expected}"


class Trial:
    """Asks and takes numbers at once, and keeps what came of it."""

    def __init__(self, office: FaultOffice, codes: Iterator[str]) -> None:
        """``codes``: dossiers of which each is asked for once, so that no answer comes from memory."""
        self._office, self._codes = office, codes

    async def misbehave(self, fault: str) -> Measured:
        """Several people ask at once while the fault is on."""
        measured = Measured(fault)
        asking: list[Awaitable[None]] = []
        for _ in range(ASKERS):
            kiosk = self._office.next_kiosk()
            asking += [self._look_up(kiosk, measured) for _ in range(LOOK_UPS)]
        asking += [self._issue(measured) for _ in range(NUMBERS)]
        await asyncio.gather(*asking)
        return measured

    async def flood(self, measured: Measured, look_ups: int, a_kiosk: int = 5) -> None:
        """Very many people ask at once."""
        asking: list[Awaitable[None]] = [self._issue(measured) for _ in range(NUMBERS)]
        for _ in range(look_ups // a_kiosk):
            kiosk = self._office.next_kiosk()
            asking += [self._look_up(kiosk, measured) for _ in range(a_kiosk)]
        await asyncio.gather(*asking)

    async def recover(self, measured: Measured) -> None:
        """Ask until the right answer comes."""
        begin = asyncio.get_running_loop().time()
        while (waited := asyncio.get_running_loop().time() - begin) < RECOVER_S:
            again = Measured(measured.fault)
            await self._look_up(self._office.next_kiosk(), again)
            measured.wrong_records += again.wrong_records
            if DossierStatus.RESULT_READY in again.outcomes:
                measured.recovered_s = round(waited, 2)
                return
            await asyncio.sleep(LOOK_S)

    async def _look_up(self, kiosk: str, measured: Measured) -> None:
        code = next(self._codes)
        reply, seconds = await self._office.look_up(kiosk, code)  # type: ignore[arg-type] # ids are text
        measured.max_answer_s = max(measured.max_answer_s, seconds)
        said = _said(reply)
        measured.outcomes[said] = measured.outcomes.get(said, 0) + 1
        if isinstance(reply, m.Accepted) and isinstance(reply.result, m.LookedUp):
            allowed = ("result-ready", TRUTH.get(measured.fault, "result-ready"))
            right = all(one.dossier == code and one.status in allowed for one in reply.result.dossiers)
            measured.wrong_records += not right

    async def _issue(self, measured: Measured) -> None:
        reply, seconds = await self._office.issue(self._office.next_kiosk())
        measured.max_issue_s = max(measured.max_issue_s, seconds)
        measured.not_issued += not isinstance(reply, m.Accepted)


def _said(reply: m.AnyReply | None) -> str:
    if reply is None:
        return "nothing"
    if isinstance(reply, m.Refused):
        return str(reply.code)
    return str(reply.result.dossiers[0].status) if isinstance(reply.result, m.LookedUp) else reply.result.kind
