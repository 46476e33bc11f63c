"""One history: people come, the desk goes away for hours and comes back, and everything dies between two steps."""

import asyncio
import shutil
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

from contracts.vocabulary import SiteId
from controller.domain.day import Day
from controller.settings import OfficeSettings
from simulation.alone.controls import Control, at_the_desk
from simulation.alone.kiosk import LoneKiosk, Seen
from simulation.day.controls import Control as DayControl
from simulation.day.desk import DeskMachine
from simulation.day.device import World
from simulation.day.disk import Disk
from simulation.day.ledger import Ledger
from simulation.day.living import ended, lived
from simulation.day.machine import Machine
from simulation.day.network import Network, Weather
from simulation.day.office import MONDAY_MS
from simulation.day.reference import Reference, Rules

SITE = SiteId("simulated")
SERVICES = {"civil": "A", "land": "B", "social": "C"}
BEGINS_S = 7 * 3600
AFTER_S = 900.0
"""So long after the desk's last return everything must be in its place."""


@dataclass(frozen=True)
class Plan:
    """How one history goes."""

    seed: int
    first: int = 8
    """People who come before, while the lease is taken."""
    first_s: float = 120.0
    alone: int = 40
    """People who come while the desk is away."""
    away_s: float = 1200.0
    kiosk_kills: int = 6
    desk_kills: int = 4
    """While numbers are handed in."""
    kiosks: int = 2
    last: int = 999
    """The last number of each series."""
    returns: int = 40
    """People who come when the desk is back."""
    older: bool = False
    """Whether the desk comes back with an older copy of its journal."""
    control: Control = Control.NONE


@dataclass(frozen=True)
class Outcome:
    """What became of it."""

    issued: int
    alone: int
    conflicts: tuple[str, ...]
    lost: tuple[str, ...]
    doubled: tuple[str, ...]
    disordered: tuple[str, ...]
    damaged: int
    """Books that a power cut made unreadable."""
    kills: int
    steps: int
    """Between which the kiosks could die; of the desk likewise."""
    waiting: int
    """People who got no number in the end."""
    bytes_a_number: float


class Blind(Reference):
    """The simulated day judges by the journal; here the people with their numbers judge."""

    def begin_again(self, reader: Any) -> None:
        """See Reference."""

    def read(self, reader: Any) -> None:
        """See Reference."""


def play(plan: Plan) -> Outcome:
    """Let one history pass."""
    with at_the_desk(plan.control):
        return lived(lambda folder: _Story(plan, folder).live())


class _Story:
    def __init__(self, plan: Plan, folder: Path) -> None:
        self.plan, self.folder = plan, folder
        self.seen = Seen()
        self.chance = Random(f"alone {plan.seed}")  # noqa: S311 - a play

    async def live(self) -> Outcome:
        plan, loop = self.plan, asyncio.get_running_loop()
        utc_ms = MONDAY_MS + BEGINS_S * 1000
        ledger = Ledger(loop.time)
        blind = Blind(Rules({}, 2, 0.0), ledger)
        self.network = Network(plan.seed)
        world = World(SITE, plan.seed, self.network, ledger, blind, utc_ms, DayControl.NONE)
        self.disk = Disk(self.folder / "desk", plan.seed, SITE)
        settings = _settings(plan, self.folder / "desk")
        self.desk = DeskMachine(settings, Machine(loop.time, utc_ms), self.network, self.disk, blind)
        names = [f"kiosk-{n}" for n in range(1, plan.kiosks + 1)]
        self.kiosks = [LoneKiosk(name, world, self.folder, self.seen, plan.control) for name in names]
        self.disk.begin()
        self.desk.start()
        for kiosk in self.kiosks:
            kiosk.start()
        await self._pass()
        outcome = self._outcome()
        for kiosk in self.kiosks:
            kiosk.stop()
        self.desk.stop()
        await ended()
        return outcome

    async def _pass(self) -> None:
        """First together, then alone, then together again."""
        plan, chance = self.plan, self.chance
        self._people(plan.first, 20.0, plan.first_s - 30)
        await asyncio.sleep(plan.first_s)
        older = self.folder / "older"
        shutil.copytree(self.disk.data_dir, older)
        self._people(plan.alone, 40.0, plan.away_s - 60)
        self.desk.kill(chance.randrange(30), plan.away_s, power=chance.random() < 0.5)
        for _ in range(plan.kiosk_kills):
            at = chance.random() * plan.away_s
            asyncio.get_running_loop().call_later(at, self._kill_a_kiosk)
        await asyncio.sleep(plan.away_s * 0.9)
        if plan.older:
            self._put_back(older)
        await asyncio.sleep(plan.away_s * 0.1 + 5)
        self.network.weather = Weather(lost=0.1, twice=0.2, late=0.2)
        self._people(plan.returns, 5.0, 300.0)
        for _ in range(plan.desk_kills):
            await asyncio.sleep(chance.random() * 25)
            self.desk.kill(chance.randrange(60), 1 + chance.random() * 20, power=chance.random() < 0.5)
            if chance.random() < 0.5:
                self._kill_a_kiosk()
        await asyncio.sleep(240)
        self.network.weather = Weather()
        await asyncio.sleep(AFTER_S)

    def _people(self, count: int, begin_s: float, end_s: float) -> None:
        loop = asyncio.get_running_loop()
        for n in range(count):
            kiosk, service = self.chance.choice(self.kiosks), self.chance.choice([*SERVICES])
            at = begin_s + self.chance.random() * max(1.0, end_s - begin_s)
            loop.call_later(at, kiosk.row.append, (f"{loop.time():.0f}-{n}", service))

    def _kill_a_kiosk(self) -> None:
        kiosk = self.chance.choice(self.kiosks)
        kiosk.kill(self.chance.randrange(40), power=self.chance.random() < 0.6)

    def _put_back(self, older: Path) -> None:
        """Somebody puts an older copy into the place of the journal, with everything beside it."""
        shutil.rmtree(self.disk.data_dir)
        shutil.copytree(older, self.disk.data_dir)

    def _outcome(self) -> Outcome:
        desk, seen = self.desk.desk, self.seen
        day = desk.day if desk else Day("")
        known = {str(ticket) for ticket in day.tickets}
        kept = [ticket for ticket in seen.at if self.plan.older is False or ticket in seen.alone]
        alone = [ticket for ticket in seen.alone if ticket in day.tickets]
        numbers = max(
            1,
            sum(len(kiosk.model.alone.book.given) if kiosk.model.alone.book else 0 for kiosk in self.kiosks),
        )
        return Outcome(
            issued=len(seen.holder),
            alone=len(seen.alone),
            conflicts=tuple(seen.conflicts),
            lost=tuple(sorted(ticket for ticket in kept if str(ticket) not in known)),
            doubled=tuple(seen.doubled),
            disordered=tuple(_disordered(day, seen, alone)),
            damaged=sum(kiosk.card.lost for kiosk in self.kiosks),
            kills=sum(kiosk.kills for kiosk in self.kiosks) + self.desk.starts - 1,
            steps=sum(kiosk.steps for kiosk in self.kiosks) + self.desk.points_passed,
            waiting=sum(len(kiosk.row) for kiosk in self.kiosks),
            bytes_a_number=sum(kiosk.card.bytes for kiosk in self.kiosks) / numbers,
        )


def _disordered(day: Day, seen: Seen, alone: list[Any]) -> list[str]:
    """Numbers given alone at one kiosk that stand in another order than their owners came in."""
    line = [t.id for t in sorted(day.tickets.values(), key=lambda each: each.place)]
    place = {ticket: at for at, ticket in enumerate(line)}
    found = []
    for device in {day.tickets[ticket].device for ticket in alone}:
        mine = sorted((t for t in alone if day.tickets[t].device == device), key=lambda t: seen.at[t])
        found += [f"{a} before {b}" for a, b in pairwise(mine) if place[a] > place[b]]
    return found


def _settings(plan: Plan, data_dir: Path) -> OfficeSettings:
    always = {"take_from": "00:00", "take_until": "24:00", "serve_from": "00:00", "serve_until": "24:00"}
    return OfficeSettings.model_validate(
        {
            "site": SITE,
            "data_dir": data_dir,
            "name": {"vi": "Một cửa"},
            "authority": {"vi": "Xã"},
            "services": [
                {"code": code, "prefix": prefix, "name": {"vi": code}, "last": plan.last}
                for code, prefix in SERVICES.items()
            ],
            "counters": [{"id": "1", "label": "1", "services": [*SERVICES]}],
            "sessions": [{"name": {"vi": "Cả ngày"}, "days": [1, 2, 3, 4, 5, 6, 7], **always}],
            "kiosks": [{"device": f"kiosk-{n}"} for n in range(1, plan.kiosks + 1)],
        }
    )
