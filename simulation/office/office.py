"""The whole office as one object: broker, bench, programs. The demo's page and the check both stand on it."""

import logging
from collections.abc import Callable, Collection
from pathlib import Path

from hardware.sim.bench import Bench, BenchMessage
from simulation.office.broker import Broker, free_port
from simulation.office.files import Place, write_programs
from simulation.office.hand import Hand
from simulation.office.hub import SLIPS_KEPT, Hub
from simulation.office.lifecycle import Life
from simulation.office.plan import Plan
from simulation.office.reading import read_slip
from simulation.office.supervisor import Program, Supervisor

log = logging.getLogger(__name__)

LONGEST_FOLDER = 80
"""Bytes. A UNIX socket's path has room for 107, and ours stand inside the folder (unix(7))."""


class FolderTooLong(Exception):  # noqa: N818 - named by what is wrong
    """The run directory's name leaves no room for a socket's path."""


class Office:
    """Starts and ends everything. Lives in one event loop, in the main thread."""

    def __init__(
        self,
        plan: Plan,
        folder: Path,
        on_told: Callable[[str, BenchMessage], None] = lambda _d, _t: None,
        only: Collection[str] = (),
    ) -> None:
        """Writes all files into ``folder``; starts nothing.

        ``on_told(device, what)`` hears the bench, besides the hub. ``only``: names of the programs to start,
        instead of all. Raises BrokerMissing, FolderTooLong.
        """
        if len(str(folder).encode()) > LONGEST_FOLDER:
            raise FolderTooLong(f"{folder}: at most {LONGEST_FOLDER} bytes; choose a shorter --run-dir")
        self.plan = plan
        self.hub = Hub()
        self.broker = Broker(folder)
        desk, board, printer, dossiers = (free_port() for _ in range(4))
        self.place = Place(folder, self.broker.port, desk, board, printer, dossiers)
        programs = (
            Program("broker", self.broker.command, notifies=False),
            *write_programs(plan, self.place),
        )
        wanted = tuple(program for program in programs if not only or program.name in only)
        self.supervisor = Supervisor(wanted, folder / "run", self._on_life)
        self.bench = Bench(self.place.bench, self._on_bench)
        self.hand = Hand(plan, self.order, self.hub)
        self._on_told = on_told
        self._slips = 0

    async def start(self) -> None:
        """Begin; the programs come up in the background (see ``supervisor.ready``)."""
        await self.bench.start()
        self.supervisor.run()

    async def close(self) -> None:
        """End everything; no process stays."""
        await self.supervisor.close()
        await self.bench.close()

    def order(self, device: str, **what: object) -> bool:
        """Do something to a simulated device; False when it is not there."""
        done = self.bench.order(device, **what)
        if done and "fault" in what:
            self.hub.put(f"{device}/fault", what["fault"])
        return done

    def _on_life(self, name: str, life: Life) -> None:
        if not life.running and life.why:
            log.warning("%s: %s", name, life.why)
        self.hub.put(f"program/{name}", {"phase": life.phase, "why": life.why, "restarts": life.restarts})

    def _on_bench(self, device: str, told: BenchMessage) -> None:
        what = {key: value for key, value in told.items() if key != "device"}
        if "hello" in what and device in (self.plan.printer, self.plan.reader_device):
            self.hub.put(f"{device}/fault", "none")  # a program that starts anew has devices without faults
        if "slip" in what:
            what["slip"] = read_slip(what["slip"])
            self._keep_slip(what["slip"])
        else:
            for key, value in what.items():
                self.hub.put(f"{device}/{key}", value)
        self._on_told(device, what)

    def _keep_slip(self, slip: BenchMessage) -> None:
        self._slips += 1
        self.hub.put(f"slip/{self._slips:06d}", slip)
        for old in self.hub.keys("slip/")[:-SLIPS_KEPT]:
            self.hub.drop(old)
