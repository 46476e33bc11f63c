"""The real printer program and the real driver on a simulated ESC/POS printer, over TCP and a real broker."""

import asyncio
import queue
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import pytest

from contracts import messages as m
from contracts.codec import decode, encode
from contracts.topics import Topics
from contracts.vocabulary import DeviceId, JobId, SiteId, SlipState
from hardware.link.mqtt import MqttLink, wait_until_up
from hardware.ports import Arrived, LinkHappening
from hardware.sim.bench import Bench
from simulation.office.broker import Broker
from tests.unit.ticket_printer.spool_builders import a_job, job_id
from tests.waiting import PATIENCE_S, happens
from ticket_printer.spool import Memory
from ticket_printer.spool_store import SpoolStore

pytestmark = [pytest.mark.broker, pytest.mark.e2e]
TOPICS, PRINTER = Topics(SiteId("demo")), DeviceId("printer-1")
ENDS = (SlipState.PRINTED, SlipState.UNKNOWN, SlipState.NOT_PRINTED)


class Scene:
    """The desk, and a person who stands beside the printer and can open, starve and switch it off."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.port = folder, port
        self.reports: list[m.ReportSlip] = []
        self.faults: list[str] = []
        self.slips: list[dict[str, Any]] = []
        self.hanging: dict[str, Any] | None = None
        self.paper, self.online = "", False
        self.link = MqttLink("127.0.0.1", port, "desk")
        self.bench = Bench(folder / "bench", self._on_told)
        self._heard: queue.SimpleQueue[LinkHappening] = queue.SimpleQueue()
        self.link.start(self._heard.put, (TOPICS.commands(), TOPICS.presence(PRINTER)), None)

    def cause(self, fault: str) -> None:
        assert self.bench.order(PRINTER, fault=fault)

    def send(self, job: m.PrintJob) -> None:
        assert self.link.publish(TOPICS.print_job(PRINTER), encode(job))

    def ends(self, job: JobId) -> list[str]:
        return [r.state for r in self.reports if r.job == job and r.state in ENDS]

    async def until(self, holds: Callable[[], object]) -> None:
        await happens(holds, self._listen)

    def _on_told(self, _device: str, told: dict[str, Any]) -> None:
        if "slip" in told:
            self.slips.append(told["slip"])
        self.paper = told.get("paper", self.paper)
        self.hanging = told.get("hanging", self.hanging)

    def _listen(self) -> None:
        while not self._heard.empty():
            happening = self._heard.get()
            message = (
                decode(TOPICS, happening.topic, happening.payload) if isinstance(happening, Arrived) else None
            )
            if isinstance(message, m.Presence):
                self.online, self.faults = message.online, [fault.code for fault in message.faults]
            elif isinstance(message, m.ReportSlip):
                self.reports.append(message)
                reply = m.Accepted(request_id=message.request_id, result=m.Done())
                self.link.publish(TOPICS.reply(PRINTER), encode(reply))


@contextmanager
def running(folder: Path, *command: str) -> Iterator[subprocess.Popen[str]]:
    with (folder / f"{command[0]}.log").open("a") as log:
        program = subprocess.Popen(
            [sys.executable, "-m", *command], stdout=subprocess.PIPE, stderr=log, text=True
        )
    try:
        yield program
    finally:
        program.terminate()
        program.communicate(timeout=PATIENCE_S)


@asynccontextmanager
async def a_scene(folder: Path, port: int) -> AsyncIterator[Scene]:
    scene = Scene(folder, port)
    try:
        assert await asyncio.to_thread(wait_until_up, scene.link, PATIENCE_S)
        await scene.bench.start()
        yield scene
        await scene.until(lambda: not scene.bench.devices())
    finally:
        await scene.bench.close()
        scene.link.close()


@asynccontextmanager
async def an_office(
    broker: Broker, folder: Path, model: str = "epson", profile: str = "epson-tm", dots: int = 576
) -> AsyncIterator[Scene]:
    async with a_scene(folder, broker.port) as scene, printing(scene, model, profile, dots):
        yield scene


@asynccontextmanager
async def printing(scene: Scene, model: str, profile: str, dots: int) -> AsyncIterator[None]:
    folder = scene.folder
    machine = ("hardware.sim.escpos", "--tcp", "0", "--model", model, "--bench", str(folder / "bench"))
    with running(folder, *machine) as printer:
        assert printer.stdout
        tcp = printer.stdout.readline().rpartition(":")[2].strip()
        (folder / "printer.toml").write_text(
            f'site = "demo"\ndevice = "printer-1"\n[link]\nport = {scene.port}\n'
            f'[printer]\ndriver = "escpos"\nprofile = "{profile}"\n'
            f'tcp = {{ host = "127.0.0.1", port = {tcp} }}\n'
            f'[slips]\ndots = {dots}\nspool_dir = "{folder}/spool"\npatience_s = 2\n'
        )
        SpoolStore(folder / "spool").keep(Memory())  # of a printer that was here before
        with running(folder, "ticket_printer", "--settings", str(folder / "printer.toml")):
            await scene.until(lambda: scene.online and scene.paper == "ready")
            yield


async def test_a_slip_is_printed_and_called_so_when_it_is_out(broker: Broker, tmp_path: Path):
    async with an_office(broker, tmp_path) as scene:
        scene.send(a_job())
        await scene.until(lambda: scene.ends(job_id()) and scene.slips)
        assert scene.ends(job_id()) == [SlipState.PRINTED]
        assert [slip["whole"] for slip in scene.slips] == [True]


async def test_without_paper_the_fault_is_told_and_nothing_is_printed(broker: Broker, tmp_path: Path):
    async with an_office(broker, tmp_path) as scene:
        scene.cause("end")
        await scene.until(lambda: scene.paper == "end")
        await scene.until(lambda: scene.faults == ["paper-end"])
        scene.send(a_job())
        await scene.until(lambda: scene.ends(job_id()))
        assert scene.ends(job_id()) == [SlipState.NOT_PRINTED]
        scene.cause("none")
        await scene.until(lambda: scene.faults == [])
        scene.send(a_job("A002"))  # when this one is out, a late copy of the first would be out too
        await scene.until(lambda: scene.ends(job_id("A002")) and scene.slips)
        assert scene.ends(job_id("A002")) == [SlipState.PRINTED]
        assert len(scene.slips) == 1


async def test_a_power_cut_in_a_slip_makes_it_unknown_and_no_second_copy(broker: Broker, tmp_path: Path):
    async with an_office(broker, tmp_path) as scene:
        scene.cause("dies-mid-slip")
        scene.send(a_job())
        await scene.until(lambda: scene.ends(job_id()))
        assert scene.ends(job_id()) == [SlipState.UNKNOWN]
        await scene.until(lambda: scene.faults and scene.hanging)
        scene.cause("none")
        await scene.until(lambda: scene.faults == [])
        scene.send(a_job())  # the desk has not heard, and asks again
        scene.send(a_job("A002"))
        await scene.until(lambda: scene.ends(job_id("A002")) and len(scene.slips) == 2)
        assert set(scene.ends(job_id())) == {SlipState.UNKNOWN}
        assert scene.ends(job_id("A002")) == [SlipState.PRINTED]
        assert [slip["whole"] for slip in scene.slips] == [False, True]


@pytest.mark.parametrize(("fault", "code"), [("end", "paper-end"), ("cover-open", "cover-open")])
async def test_a_fault_in_a_slip_is_told_by_a_printer_whose_buffer_is_full(
    broker: Broker, tmp_path: Path, fault: str, code: str
):
    async with an_office(broker, tmp_path, "epson-4k") as scene:
        scene.cause(f"{fault}-mid-slip")
        scene.send(a_job())
        await scene.until(lambda: scene.paper == fault)
        await scene.until(lambda: scene.faults)
        assert scene.faults == [code]
        await scene.until(lambda: scene.ends(job_id()))
        assert scene.ends(job_id()) == [SlipState.UNKNOWN]


async def test_a_printer_that_cannot_answer_leaves_its_slips_unconfirmed_by_declaration(
    broker: Broker, tmp_path: Path
):
    async with an_office(broker, tmp_path, "clone-silent", "pos-58-clone", 384) as scene:
        scene.send(a_job())
        await scene.until(lambda: scene.ends(job_id()) and scene.slips)
        end = next(r for r in scene.reports if r.state in ENDS)
        assert end.state == SlipState.UNKNOWN
        assert end.detail.startswith("unconfirmed by declaration")
        assert scene.faults == []
