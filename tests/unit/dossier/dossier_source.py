"""A main system that does what a test says, and a service that asks it."""

from collections.abc import Awaitable, Callable
from typing import Any

from contracts.dossiers import DossierCode, DossierStatus
from controller.dossier.port import Down, Found, Outcome, Record, Trouble, Why
from controller.dossier.service import DossierService
from controller.dossier.settings import DossierSettings
from tests.clocks import FakeClock

CODE = DossierCode("H57.132-260804-0583")
FOUND = Found((Record(CODE, DossierStatus.RESULT_READY),))
DOWN = Down(Why.ITS_ERROR)
Behaviour = Callable[[str, str], Awaitable[Outcome]]


class Source:
    """A main system that does what a test says."""

    def __init__(self, *outcomes: Outcome, behaviour: Behaviour | None = None) -> None:
        self.outcomes, self.behaviour = list(outcomes), behaviour
        self.asked: list[tuple[str, str]] = []
        self.closed = False
        self.until: float | None = None
        self.troubled: tuple[Trouble, ...] = ()

    async def ask(self, code: DossierCode, proof: str) -> Outcome:
        self.asked.append((code, proof))
        if self.behaviour:
            return await self.behaviour(code, proof)
        return self.outcomes.pop(0) if len(self.outcomes) > 1 else self.outcomes[0]

    def vouched_until(self) -> float | None:
        return self.until

    def troubles(self) -> tuple[Trouble, ...]:
        return self.troubled

    async def close(self) -> None:
        self.closed = True


def a_service(source: Source, clock: FakeClock, **table: Any) -> DossierService:
    plain = {"limits": {"per_minute": 1000, "per_hour": 10_000}, "fresh_s": 0, "result_service": "results"}
    return DossierService(DossierSettings.model_validate(plain | table), source, clock, 420)
