"""One busy day in the demo office: citizens and clerks at work while everything is killed once."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Coroutine
from pathlib import Path
from typing import Any

from hardware.link.mqtt import MqttLink
from hardware.sim.bench import BenchMessage
from simulation.office.broker import LOOPBACK
from simulation.office.citizens import Citizens
from simulation.office.clerks import ApiClerk, AtCounter, BoxClerk, PageClerk
from simulation.office.evidence import Evidence, Paper
from simulation.office.faults import Faults
from simulation.office.gathering import hall_page, journal_of, latest
from simulation.office.office import Office
from simulation.office.plan import Plan
from simulation.office.sign_watch import CONVERGE_S, SignWatch
from simulation.office.waiting import until
from simulation.office.watching import Watcher

READY_S = 60.0
DRAIN_S = 90.0
PRIORITY, PRIORITY_EVERY = "elderly", 12
RUSH = 0.97
"""The part of the time in which citizens arrive."""


class NotReadyError(Exception):
    """Some program did not come up; the text says where to read why."""


class BusyDay:
    """One run. Lives in one event loop, in the main thread."""

    def __init__(self, plan: Plan, folder: Path) -> None:
        """Writes all files; starts nothing."""
        self.office = Office(plan, folder, self._on_told)
        link = MqttLink(LOOPBACK, self.office.place.broker_port, f"{plan.site}-watcher")
        self.watcher = Watcher(plan.site, link)
        self.citizens = Citizens(self.office)
        self.faults = Faults(self.office, self.watcher.heard)
        self.signs = SignWatch(self.watcher.heard)
        self.clerks = self._hire()
        self.took_s = 0.0
        self._paper: list[Paper] = []

    async def run(self, citizens: int, seconds: float) -> Evidence:
        """From the first start to the last slip. Raises NotReadyError."""
        await self.office.start()
        self.watcher.start()
        late = await self.office.supervisor.ready(READY_S)
        if late:
            raise NotReadyError(f"not ready: {', '.join(late)}; see {self.office.place.folder / 'run'}")
        begin = time.monotonic()
        async with _background(self.signs.watch(), *(clerk.work() for clerk in self.clerks)):
            coming = self._all_come(citizens, seconds)
            with contextlib.suppress(TimeoutError):  # who came and got no number will be missed by the judge
                async with asyncio.timeout(2 * seconds + DRAIN_S):
                    await asyncio.gather(coming, self.faults.cause_all(seconds))
            self.took_s = time.monotonic() - begin
            await self._drain()
        return await self._gather(citizens)

    async def close(self) -> None:
        """End everything; no process stays."""
        await asyncio.to_thread(self.watcher.close)
        await self.office.close()

    def _hire(self) -> tuple[AtCounter, ...]:
        office, heard, place = self.office, self.watcher.heard, self.office.place
        first, second, third, fourth = (counter.id for counter in office.plan.counters)
        return (
            BoxClerk(office, heard, first, seed=1),
            BoxClerk(office, heard, second, seed=2),
            ApiClerk(place, heard, third, seed=3),
            PageClerk(place, heard, fourth, office.plan.clerks[3], seed=4),
        )

    def _on_told(self, device: str, told: BenchMessage) -> None:
        self.citizens.on_told(device, told)
        self.signs.on_told(device, told)
        if "slip" in told:
            self._paper += papers_of(told["slip"])

    async def _all_come(self, citizens: int, seconds: float) -> None:
        services = self.office.plan.services
        begin = time.monotonic()
        for index in range(citizens):
            due = begin + index * seconds * RUSH / citizens
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            priority = PRIORITY if index % PRIORITY_EVERY == 0 else ""
            await self.citizens.take_number(services[index % len(services)].code, priority)

    async def _drain(self) -> None:
        """Wait until nobody waits and every counter is free, then as long as a board may take."""
        await until(self._empty, DRAIN_S)
        await asyncio.sleep(CONVERGE_S)

    def _empty(self) -> bool:
        states = self.watcher.heard.counters.values()
        return len(states) == len(self.office.plan.counters) and all(
            state.call is None and state.waiting == 0 for state in states
        )

    async def _gather(self, citizens: int) -> Evidence:
        heard = self.watcher.heard
        journal, chain_fault = await journal_of(self.office.place)
        return Evidence(
            citizens=citizens,
            touches=self.citizens.touches,
            presses=sum(clerk.presses for clerk in self.clerks),
            journal=journal,
            chain_fault=chain_fault,
            answers=(*heard.answers, *(a for clerk in self.clerks for a in clerk.answers)),
            announced=frozenset(heard.announced),
            paper=tuple(self._paper),
            shown=(*heard.shown, *self.signs.shown),
            at_counters=self.signs.called(),
            on_signs=self.signs.numbers(),
            board_wanted=latest(heard.board),
            on_board=await hall_page(self.office.place),
            late_boards=tuple(self.signs.late),
            recoveries=tuple(self.faults.recoveries),
            press_to_board_ms=tuple(ms for delays in heard.delays_ms.values() for ms in delays),
            screens=frozenset(self.citizens.screens),
        )


def papers_of(slip: BenchMessage) -> list[Paper]:
    """What a slip of the bench is worth as evidence; half a slip without its code is nobody's."""
    whole = bool(slip.get("whole", True))
    return [Paper(slip["job"], whole=whole)] if whole or slip["job"] else []


@contextlib.asynccontextmanager
async def _background(*work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Work that goes on as long as the block; an error in it ends the block at its end."""
    tasks = [asyncio.create_task(each) for each in work]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        for task in tasks:
            with contextlib.suppress(asyncio.CancelledError):
                await task
