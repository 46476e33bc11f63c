"""One office with the real kiosk, touched through the bench: when each frame was shown and each message was told."""

import asyncio
import time
from collections.abc import Callable, Collection
from pathlib import Path

from benchmarks.processes import NotStartedError
from contracts.topics import Topics
from hardware.link.mqtt import MqttLink, wait_until_up
from hardware.ports import Arrived, LinkHappening
from hardware.sim.bench import BenchMessage
from simulation.office.broker import LOOPBACK
from simulation.office.office import Office
from simulation.office.plan import Plan
from simulation.office.waiting import until

START_S, PATIENCE_S = 60.0, 10.0
SETTLE_S = 0.7
"""The kiosk takes no touch sooner after a screen changed."""


class Scene:
    """Times are seconds of ``perf_counter``. Lives in one event loop."""

    def __init__(self, plan: Plan, folder: Path, only: Collection[str]) -> None:
        """``only``: the programs that run."""
        self.office = Office(plan, folder, self._on_told, only)
        self.topics = Topics(plan.site)
        self.frames: list[tuple[float, str]] = []
        self.told: list[tuple[float, str, BenchMessage]] = []
        """Whatever the bench told, but for frames."""
        self.heard: list[tuple[float, Arrived]] = []
        """Whatever came over the wire, but for presences and snapshots."""
        self._link = MqttLink(LOOPBACK, self.office.place.broker_port, "bench-ear")

    async def start(self) -> None:
        """Until the kiosk offers services. Raises NotStartedError."""
        await self.office.start()
        late = await self.office.supervisor.ready(START_S)
        if late:
            raise NotStartedError(f"not ready: {', '.join(late)}")
        root = self.topics.root
        self._link.start(self._hear, (self.topics.commands(), f"{root}/reply/+", f"{root}/event/+"), None)
        if not await asyncio.to_thread(wait_until_up, self._link, PATIENCE_S):
            raise NotStartedError("the broker cannot be reached")
        await self.come(lambda: self.shows("services"), "the first screen")

    async def close(self) -> None:
        """End everything."""
        self._link.close()
        await self.office.close()

    def shows(self, screen: str) -> bool:
        """Whether the newest frame is of this screen."""
        return bool(self.frames) and self.frames[-1][1] == screen

    async def come(self, holds: Callable[[], object], what: str) -> None:
        """Wait. Raises NotStartedError when it does not come."""
        if not await until(lambda: bool(holds()), PATIENCE_S, every_s=0.002):
            raise NotStartedError(f"{what} did not come within {PATIENCE_S:.0f} s")

    async def on_wire(self, topic: str, since: int, saying: bytes = b"") -> float:
        """When the first message on a topic after the ``since``-th was heard. Raises NotStartedError."""

        def first() -> float | None:
            return next(
                (at for at, one in self.heard[since:] if one.topic == topic and saying in one.payload), None
            )

        await self.come(first, f"a message on {topic}")
        return first() or 0.0

    def tap(self, target: str) -> None:
        """Touch something on the kiosk."""
        self.office.order(self.office.plan.kiosk, tap=target)

    def _on_told(self, device: str, told: BenchMessage) -> None:
        now = time.perf_counter()
        if "frame" in told:
            self.frames.append((now, told["frame"]["screen"]))
        else:
            self.told.append((now, device, told))

    def _hear(self, happening: LinkHappening) -> None:
        if isinstance(happening, Arrived):
            self.heard.append((time.perf_counter(), happening))
