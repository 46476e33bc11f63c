"""What goes wrong on purpose during the check, and how long it takes until all is well again."""

import asyncio
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass

from contracts.topics import DESK
from contracts.vocabulary import DeviceId
from simulation.office.child import python
from simulation.office.evidence import Recovery
from simulation.office.office import Office
from simulation.office.waiting import until
from simulation.office.watching import Heard

NEVER_S = 30.0
SLIP_S = 6.0
"""How long the dying printer waits for a slip to die in."""


@dataclass(frozen=True)
class _Fault:
    cause: str
    begin: Callable[[], object]
    devices: frozenset[DeviceId]
    """Who must say that they are here, and well, before it counts as healed."""


class Faults:
    """Causes one fault after the other, each healed before the next."""

    def __init__(self, office: Office, heard: Heard) -> None:
        self.recoveries: list[Recovery] = []
        self._office, self._heard = office, heard

    async def cause_all(self, seconds: float) -> None:
        """Spread evenly over ``seconds``."""
        begin, faults = time.monotonic(), self._faults()
        for index, fault in enumerate(faults, start=1):
            due = begin + index * seconds / (len(faults) + 2)
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            self._heard.broken = True
            fault.begin()
            healed_s = await self._healed(fault.devices)
            self.recoveries.append(Recovery(fault.cause, healed_s, await start_s()))
            self._heard.broken, self._heard.broken_at = False, time.monotonic()
        await self._printer_dies()

    def _faults(self) -> tuple[_Fault, ...]:
        plan = self._office.plan
        panels = tuple(counter.panel for counter in plan.counters)
        everyone = frozenset((DESK, plan.kiosk, plan.printer, plan.board, *panels))
        return (
            self._kill("printer", plan.printer),
            self._kill("controller", DESK),
            self._kill("board", plan.board),
            self._kill("broker", *everyone),
            self._kill(panels[0], panels[0]),
            self._kill("kiosk", plan.kiosk),
        )

    def _kill(self, program: str, *devices: DeviceId) -> _Fault:
        kill = self._office.supervisor.kill
        return _Fault(f"kill -9 {program}", lambda: kill(program), frozenset(devices))

    async def _printer_dies(self) -> None:
        """It dies in the middle of a slip; a while later somebody switches it on again."""
        printer, heard = self._office.plan.printer, self._heard
        self._office.order(printer, fault="dies-mid-slip")
        died = await until(lambda: printer in heard.faulty, SLIP_S)
        self._office.order(printer, fault="none")
        if not died:  # no citizen came any more: nothing to heal from
            return
        begin = time.monotonic()
        healed = await until(lambda: printer not in heard.faulty, NEVER_S)
        seconds = round(time.monotonic() - begin, 2) if healed else None
        self.recoveries.append(Recovery("printer dies mid-slip", seconds, await start_s()))

    async def _healed(self, devices: frozenset[DeviceId]) -> float | None:
        begin = time.monotonic()

        def back() -> bool:
            there = all(self._heard.online_at.get(device, 0.0) > begin for device in devices)
            return there and well(self._office)

        healed = await until(back, NEVER_S, every_s=0.02)
        return round(time.monotonic() - begin, 2) if healed else None


async def start_s() -> float:
    """How long the controller takes now to start and to do nothing."""
    begin = time.monotonic()
    idle = await asyncio.create_subprocess_exec(*python("controller", "--help"), stdout=subprocess.DEVNULL)
    await idle.wait()
    return round(time.monotonic() - begin, 2)


def well(office: Office) -> bool:
    """Whether every program is ready."""
    return all(life.phase == "ready" for life in office.supervisor.lives().values())
