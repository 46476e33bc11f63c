"""The controller's machine: the real desk on the real journal, killed and begun again."""

import asyncio
from pathlib import Path
from random import Random

from controller.desk.build import Ground, build_desk
from controller.desk.desk import Desk
from controller.desk.steady_clock import SteadyClock
from controller.desk.wire import Wire
from controller.metrics import Metrics
from controller.settings import OfficeSettings
from simulation.day.controls import Control
from simulation.day.disk import Disk, SimWriter
from simulation.day.machine import KilledError, Machine, Points
from simulation.day.network import Network, SimLink
from simulation.day.reference import Reference

TICK_S = 1.0
"""Here the desk goes around once a second by itself, and at once when something comes; the program does five times."""
DROPPED = 0.2
"""Part of what the desk shows that is dropped, where it shows everything once (a negative control)."""


class DeskLink:
    """The desk's end of the link: after each message it may die, too."""

    def __init__(self, link: SimLink, points: Points, control: Control) -> None:
        self._link, self._points, self._control = link, points, control
        self._said: set[tuple[str, bytes]] = set()
        self._chance = Random("dropped")  # noqa: S311 - a play, not a secret
        self.start, self.healthy, self.close = link.start, link.healthy, link.close

    def publish(
        self, topic: str, payload: bytes, *, retain: bool = False, expires_s: int | None = None
    ) -> bool:
        """See Link."""
        self._points.here()
        if self._control is Control.SAID_ONCE and "/state/" in topic:
            if (topic, payload) in self._said:
                return True
            self._said.add((topic, payload))
            if self._chance.random() < DROPPED:
                return True  # nobody will know
        return self._link.publish(topic, payload, retain=retain, expires_s=expires_s)


class DeskMachine:
    """One desk after the other on one disk."""

    def __init__(
        self, settings: OfficeSettings, machine: Machine, network: Network, disk: Disk, reference: Reference
    ) -> None:
        self.control = Control.NONE
        self.machine, self.disk = machine, disk
        self.starts, self.points_passed = 0, 0
        self.serving_since = float("inf")
        """Of the loop: since when this desk has served without a break."""
        self.began_wrong = False
        """Whether the clock was wrong when this desk started."""
        self.desk: Desk | None = None
        self._settings, self._network, self._reference = settings, network, reference
        self._loop = asyncio.get_running_loop()
        self._task: asyncio.Task[None] | None = None
        self._writer: SimWriter | None = None
        self._link: SimLink | None = None
        self._points = Points(self._died)
        self._power, self._down_s = False, 1.0

    @property
    def running(self) -> bool:
        """Whether the program lives."""
        return self._task is not None and not self._points.dead

    def start(self) -> None:
        """Switch the program on."""
        self._points = Points(self._died)
        self._task = self._loop.create_task(self._run(self._points))

    def kill(self, steps: int, down_s: float, *, power: bool) -> None:
        """Let it die after so many steps; it comes back after ``down_s``."""
        if self.running:
            self._power, self._down_s = power, down_s
            self._points.arm(steps)

    def stop(self) -> None:
        """The day is over."""
        if self.running:
            self._points.dead = True
            self._put_away()

    async def _run(self, points: Points) -> None:
        self.starts += 1
        try:
            desk, wire = self._build(points)
            await desk.open()
            wire.start()
            self.desk = desk
            await desk.run(lambda: self._turned(desk))
        except KilledError:
            pass

    def _build(self, points: Points) -> tuple[Desk, Wire]:
        self._link = self._network.link("desk")
        self._writer = SimWriter(self.disk, points, self._reference, self.control)
        clock = SteadyClock(self.machine, self.disk.data_dir)
        self.began_wrong = self.machine.stepped_ms != 0
        link = DeskLink(self._link, points, self.control)
        ground = Ground(self._settings, self._writer, link, clock, Metrics(), "simulated", tick_s=TICK_S)
        return build_desk(ground)

    def _turned(self, desk: Desk) -> None:
        if not desk.neighbourhood.serving:
            self.serving_since = float("inf")
        elif self.serving_since == float("inf"):
            self.serving_since = self._loop.time()

    def _died(self) -> None:
        self._loop.call_soon(self._put_away)
        self._loop.call_later(self._down_s, self._begin_again, self.disk.data_dir)

    def _put_away(self) -> None:
        """Nothing of it is left but the disk."""
        self.desk, self.serving_since = None, float("inf")
        self.points_passed += self._points.passed
        if self._task:
            self._task.cancel()
        if self._link:
            self._link.die()
        if self._power:
            self.machine.boots += 1
        self.disk.next_life(power=self._power)
        if self._writer:
            self._writer.close()

    def _begin_again(self, old: Path) -> None:
        self.disk.forget(old)
        self.start()
