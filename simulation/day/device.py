"""What every simulated device has: a machine, a station on the network, and a program that can be begun anew."""

import asyncio
from dataclasses import dataclass
from random import Random
from uuid import UUID

from contracts.vocabulary import DeviceId, RequestId, SiteId
from hardware.link.sightings import SightingsStore
from hardware.link.station import Identity, Station, StationHappening
from simulation.day.controls import Control
from simulation.day.ledger import Ledger
from simulation.day.machine import Machine
from simulation.day.network import Network, SimLink
from simulation.day.reference import Reference


@dataclass(frozen=True)
class World:
    """What all devices share."""

    site: SiteId
    seed: int
    network: Network
    ledger: Ledger
    reference: Reference
    utc_ms: int
    control: Control


class Device:
    """One program on one machine. A run that is over hears nothing more."""

    TICK_S = 1.0

    def __init__(self, name: str, world: World) -> None:
        self.name, self.world = DeviceId(name), world
        self.loop = asyncio.get_running_loop()
        self.machine = Machine(self.loop.time, world.utc_ms)
        self.chance = Random(f"{name} {world.seed}")  # noqa: S311 - a play, not a secret
        self.running, self.run = False, 0
        self.link: SimLink = world.network.link(name)
        self.sight: SightingsStore | None = None
        """What it saw, where that outlives a run."""
        self.station: Station

    @property
    def now(self) -> float:
        """Monotonic seconds of its machine."""
        return self.machine.monotonic()

    def start(self) -> None:
        """Begin the program: nothing is left of the run before but what was on a disk."""
        self.run += 1
        self.running = True
        self.link = self.world.network.link(self.name)
        run = self.run
        identity = Identity(self.world.site, self.name, "simulated", "simulated")
        self.station = Station(
            identity, self.link, self.machine, lambda heard: self._hear(run, heard), self.sight
        )
        self.begin()
        self.station.start(*self.filters())
        self._tick(run)

    def stop(self) -> None:
        """The program is gone."""
        self.running = False
        self.link.die()

    def begin(self) -> None:
        """A new run: forget everything that was only in memory."""

    def filters(self) -> tuple[str, ...]:
        """What it wants to hear."""
        return ()

    def take(self, happening: StationHappening) -> None:
        """Something came over the link."""

    def tick(self) -> None:
        """Time went by."""

    def new_id(self) -> RequestId:
        """An id that the seed decides."""
        return RequestId(str(UUID(bytes=self.chance.randbytes(16), version=4)))

    def _hear(self, run: int, happening: StationHappening) -> None:
        if run == self.run and self.running:
            self.take(happening)

    def _tick(self, run: int) -> None:
        if run == self.run and self.running:
            self.tick()
            self.loop.call_later(self.TICK_S, self._tick, run)
