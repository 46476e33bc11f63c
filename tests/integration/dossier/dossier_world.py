"""The simulated main system and services that ask it: ``async with main_system() as system``."""

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from controller.dossier.build import build_service
from controller.dossier.service import DossierService
from controller.dossier.settings import DossierSettings
from hardware.host.clock import SystemClock
from hardware.ports import Clock
from simulation.main_system.dossiers import Dossier, Person, dossiers_of
from simulation.main_system.server import HOST, MainSystem, ProofKept
from simulation.today import VIET_NAM, today

NAMES = {"receipt": "MaBienNhan", "hidden": "KhongCongKhai", "step": "BuocXuLy"}
MANY = {"per_minute": 1000, "per_hour": 10_000}
READY, PROCESSING, LATE, REGISTERED = range(4)
UNKNOWN, NO_DATE, MOVED, RECEIPT = 11, 12, 13, 14
HIDDEN = -1


class Running:
    """A main system and where it is."""

    def __init__(self, system: MainSystem, port: int) -> None:
        self.system, self.port = system, port
        self.url = f"http://{HOST}:{port}"

    def dossier(self, index: int) -> Dossier:
        return self.system.dossiers[index]

    def code(self, index: int) -> str:
        return self.system.dossiers[index].code

    def proof(self, index: int) -> str:
        """The right second factor."""
        return self.system.proof.of(self.system.dossiers[index])


@contextlib.asynccontextmanager
async def main_system(
    key: str = "", people: tuple[Person, ...] = (), proof: ProofKept | None = None
) -> AsyncIterator[Running]:
    system = MainSystem(dossiers_of(today(), people), key, proof)
    port = await system.start()
    try:
        yield Running(system, port)
    finally:
        await system.close()


def dossier_table(url: str, rest: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    """The [dossier] table for the simulated main system."""
    asked = {"base_url": url, "path": "/api/tra-cuu", "items": "data", "error_key": "error_code"}
    plain = {
        "adapter": "rest",
        "privacy": "basic",
        "names": NAMES,
        "limits": MANY,
        "fresh_s": 0,
        "rest": asked | (rest or {}),
    }
    return plain | changes


@contextlib.asynccontextmanager
async def asking(
    table: dict[str, Any], clock: Clock | None = None, data_dir: Path | None = None
) -> AsyncIterator[DossierService]:
    """A service with these settings."""
    settings = DossierSettings.model_validate(table)
    service = build_service(settings, clock or SystemClock(), VIET_NAM, data_dir=data_dir)
    assert service is not None
    try:
        yield service
    finally:
        await service.close()
