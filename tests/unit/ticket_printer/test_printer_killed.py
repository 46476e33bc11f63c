"""The real program, a real broker, and kill -9 in the middle of a slip."""

import asyncio
import os
import queue
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import pytest

from contracts import messages as m
from contracts.codec import decode, encode
from contracts.topics import DESK, Topics
from contracts.vocabulary import DeviceId, SiteId, SlipState
from hardware.host.clock import SystemClock
from hardware.link.mqtt import MqttLink, wait_until_up
from hardware.ports import Arrived, LinkHappening
from hardware.sim.bench import Bench
from simulation.office.broker import running_broker
from tests.unit.ticket_printer.spool_builders import a_job, a_slip, job_id
from tests.waiting import PATIENCE_S, happens
from ticket_printer.spool import ASIDE, Memory
from ticket_printer.spool_store import FILE, SpoolStore

pytestmark = [pytest.mark.broker, pytest.mark.e2e]
TOPICS, PRINTER = Topics(SiteId("demo")), DeviceId("printer-1")


@pytest.fixture
def port(tmp_path: Path):
    with running_broker(tmp_path) as running:  # one for each test: nothing is retained from another
        yield running.port


@contextmanager
def the_program(settings: Path):
    command = [sys.executable, "-m", "ticket_printer", "--settings", str(settings)]
    program = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        yield program
    finally:
        program.kill()
        program.wait(PATIENCE_S)


class Watcher:
    """The desk and the person at the bench in one."""

    def __init__(self, port: int, bench_path: Path) -> None:
        self.reports: list[m.ReportSlip] = []
        self.slips: list[str] = []
        self.online = 0
        self._heard: queue.SimpleQueue[LinkHappening] = queue.SimpleQueue()
        self.link = MqttLink("127.0.0.1", port, "desk")
        self.link.start(self._heard.put, (TOPICS.commands(), TOPICS.presence(PRINTER)), None)
        self.bench = Bench(bench_path, self._on_told)

    def _on_told(self, _device: str, told: dict[str, Any]):
        if "slip" in told:
            self.slips.append(told["slip"]["job"])

    def send(self, job: Any):
        self.link.publish(TOPICS.print_job(PRINTER), encode(job))

    def pulse(self, ahead_ms: int = 0):
        at = SystemClock().utc_ms() + ahead_ms
        presence = m.Presence(device=DESK, program="controller", version="1", online=True, at=at)
        self.link.publish(TOPICS.presence(DESK), encode(presence))

    def states(self, job: Any):
        return [report.state for report in self.reports if report.job == job]

    async def until(self, holds: Callable[[], object]):
        await happens(holds, self._listen)

    def _listen(self) -> None:
        while not self._heard.empty():
            happening = self._heard.get()
            if not isinstance(happening, Arrived):
                continue
            message = decode(TOPICS, happening.topic, happening.payload)
            if isinstance(message, m.Presence):
                self.online += message.online
            elif isinstance(message, m.ReportSlip):
                self.reports.append(message)
                reply = m.Accepted(request_id=message.request_id, result=m.Done())
                self.link.publish(TOPICS.reply(PRINTER), encode(reply))


@pytest.fixture
def settings(port: int, tmp_path: Path):
    path = tmp_path / "printer.toml"
    SpoolStore(tmp_path / "spool").keep(Memory())  # of a printer that was here before
    path.write_text(
        f'site = "demo"\ndevice = "printer-1"\nbench = "{tmp_path}/bench"\n[link]\nport = {port}\n'
        f'[printer]\ndriver = "sim"\n[slips]\nspool_dir = "{tmp_path}/spool"\n'
    )
    return path


@asynccontextmanager
async def watching(port: int, tmp_path: Path) -> AsyncIterator[Watcher]:
    watcher = Watcher(port, tmp_path / "bench")
    try:
        assert await asyncio.to_thread(wait_until_up, watcher.link, PATIENCE_S)
        await watcher.bench.start()
        yield watcher
        await watcher.until(lambda: not watcher.bench.devices())
    finally:
        await watcher.bench.close()
        watcher.link.close()


async def test_a_kill_between_sending_and_the_end_makes_no_second_copy(
    port: int, settings: Path, tmp_path: Path
):
    async with watching(port, tmp_path) as watcher:
        with the_program(settings) as program:
            await watcher.until(lambda: watcher.online == 1)
            watcher.send(a_job())
            await watcher.until(lambda: SlipState.SENDING in watcher.states(job_id()))
            os.kill(program.pid, signal.SIGKILL)
            program.wait(PATIENCE_S)
        with the_program(settings):
            await watcher.until(lambda: watcher.online == 2)
            watcher.send(a_job())
            watcher.send(a_job("A002"))  # when this one is out, a second copy of the first would be out too
            await watcher.until(lambda: SlipState.PRINTED in watcher.states(job_id("A002")))
            await watcher.until(lambda: job_id("A002") in watcher.slips)
    assert SlipState.UNKNOWN in watcher.states(job_id())
    assert SlipState.PRINTED not in watcher.states(job_id())
    assert watcher.slips.count(job_id()) <= 1
    assert watcher.slips.count(job_id("A002")) == 1


def given(number: str, ahead_ms: int):
    slip = a_slip(number, issued_at=SystemClock().utc_ms() + ahead_ms)
    return a_job(number).model_copy(update={"slip": slip})


async def test_a_memory_that_broke_while_the_power_was_off_makes_no_second_copy(
    port: int, settings: Path, tmp_path: Path
):
    old = given("A001", ahead_ms=-1_000)

    async with watching(port, tmp_path) as watcher:
        with the_program(settings) as program:
            await watcher.until(lambda: watcher.online == 1)
            watcher.send(old)
            await watcher.until(lambda: SlipState.PRINTED in watcher.states(job_id()))
            os.kill(program.pid, signal.SIGKILL)
            program.wait(PATIENCE_S)
        (tmp_path / "spool" / FILE).write_bytes(b"\0" * 64)  # what a card leaves of a file after a power cut
        watcher.reports.clear()
        with the_program(settings):
            await watcher.until(lambda: watcher.online >= 2)
            watcher.pulse()
            watcher.send(old)
            await watcher.until(lambda: watcher.states(job_id()))
            watcher.pulse(ahead_ms=10_000)  # instead of waiting for so long
            watcher.send(given("A002", ahead_ms=5_000))
            await watcher.until(lambda: SlipState.PRINTED in watcher.states(job_id("A002")))
            await watcher.until(lambda: job_id("A002") in watcher.slips)
    assert watcher.states(job_id()) == [SlipState.UNKNOWN]
    assert watcher.slips == [job_id(), job_id("A002")]
    assert (tmp_path / "spool" / ASIDE).read_bytes() == bytes(64)
