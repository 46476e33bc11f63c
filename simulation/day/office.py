"""The simulated office: everything in it, put together from a scenario."""

import asyncio
from pathlib import Path

from contracts.vocabulary import CounterId, SiteId
from controller.domain.office import minute_of
from controller.what_if.scenario import Scenario
from controller.what_if.settings import SITE, settings_of
from simulation.day.board import Board
from simulation.day.controls import Control
from simulation.day.desk import DeskMachine
from simulation.day.device import Device, World
from simulation.day.disk import Disk
from simulation.day.history import History, Visit, begins_at
from simulation.day.kiosk import Kiosk
from simulation.day.ledger import Ledger
from simulation.day.machine import Machine
from simulation.day.network import Network
from simulation.day.panel import Panel
from simulation.day.printer import Printer
from simulation.day.reference import Reference, Rules

MONDAY_MS = 1_795_366_800_000
"""Midnight of Monday, 23 November 2026, in Viet Nam."""


class SimOffice:
    """Everybody and everything, switched off."""

    def __init__(self, scenario: Scenario, history: History, folder: Path, control: Control) -> None:
        self.scenario, self.history, self.control = scenario, history, control
        self.loop = asyncio.get_running_loop()
        utc_ms = MONDAY_MS + begins_at(scenario) * 60_000
        settings = settings_of(scenario, folder)
        self.ledger = Ledger(self.loop.time)
        self.reference = Reference(rules_of(scenario), self.ledger)
        self.network = Network(history.seed)
        self.world = World(
            SiteId(SITE), history.seed, self.network, self.ledger, self.reference, utc_ms, control
        )
        machine = Machine(self.loop.time, utc_ms)
        machine.durations_follow_the_wall = control is Control.WALL
        self.disk = Disk(folder, history.seed, SITE)
        self.desk = DeskMachine(settings, machine, self.network, self.disk, self.reference)
        self.desk.control = control
        visits = {x.who: x for x in history.happenings if isinstance(x, Visit)}
        counters = tuple(counter.id for counter in settings.counters)
        numbers = range(1, scenario.kiosks + 1)
        self.kiosks = {f"kiosk-{n}": Kiosk(f"kiosk-{n}", self.world) for n in numbers}
        self.printers = {f"printer-{n}": Printer(f"printer-{n}", self.world) for n in numbers}
        self.panels = {f"panel-{c}": Panel(f"panel-{c}", self.world, CounterId(c), visits) for c in counters}
        self.boards = {"board-1": Board("board-1", self.world, counters)}

    @property
    def devices(self) -> dict[str, Device]:
        """All but the desk, by name."""
        return {**self.kiosks, **self.printers, **self.panels, **self.boards}

    def start(self) -> None:
        """Switch everything on."""
        self.disk.begin()
        self.desk.start()
        for device in self.devices.values():
            device.start()

    def stop(self) -> None:
        """Switch everything off."""
        for device in self.devices.values():
            device.stop()
        self.desk.stop()

    def local_minute(self) -> float:
        """Minutes since local midnight, truly."""
        return begins_at(self.scenario) + self.loop.time() / 60

    def takes_numbers(self) -> bool:
        """Whether numbers are given by the office's hours."""
        minute = self.local_minute()
        return any(minute_of(s.take_from) <= minute < minute_of(s.take_until) for s in self.scenario.sessions)

    def serves(self) -> bool:
        """Whether clerks are at their counters; they stay until whoever waits at the end is served, for a while."""
        minute = self.local_minute()
        return any(
            minute_of(s.serve_from) <= minute < minute_of(s.serve_until) + 1 for s in self.scenario.sessions
        )


def rules_of(scenario: Scenario) -> Rules:
    """The published rules of the scenario's office."""
    counters = {
        str(n): frozenset(map(str, services)) for n, services in enumerate(scenario.counter_services, start=1)
    }
    policy = scenario.policy
    voids = policy.leftovers == "void"
    ends = [minute_of(s.serve_until) for s in scenario.sessions]
    open_until = (min(ends) if voids else max(ends)) - begins_at(scenario)
    return Rules(counters, 0 if policy.priority == "strict" else policy.ratio, open_until * 60.0 - 1)
