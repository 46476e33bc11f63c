"""The supervisor with real processes: restarts, stops, and leaves nothing behind."""

import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from simulation.office.child import start_child
from simulation.office.lifecycle import Life
from simulation.office.supervisor import Program, Supervisor
from simulation.office.waiting import until
from tests import waiting
from tests.leftovers import gone
from tests.waiting import PATIENCE_S

pytestmark = pytest.mark.slow

SLEEPER = "import time; time.sleep(60)"
NOTIFIER = """
import os, socket, time
socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).sendto(b"READY=1\\nSTATUS=here", os.environ["NOTIFY_SOCKET"])
time.sleep(60)
"""
STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"
PARENT = """
import sys, time
from pathlib import Path
from simulation.office.child import start_child
child = start_child((sys.executable, "-c", "import time; time.sleep(60)"), Path(sys.argv[1]))
print(child.pid, flush=True)
time.sleep(60)
"""


def program(name: str, source: str, *, notifies: bool = False) -> Program:
    return Program(name, (sys.executable, "-c", source), notifies=notifies)


@asynccontextmanager
async def supervised(
    folder: Path, *programs: Program, on_change: Callable[[str, Life], None] = lambda _n, _l: None
) -> AsyncIterator[Supervisor]:
    supervisor = Supervisor(programs, folder, on_change)
    supervisor.run()
    try:
        yield supervisor
    finally:
        await supervisor.close()


async def test_programs_come_up_and_none_is_left_after_the_end(tmp_path: Path):
    async with supervised(tmp_path, program("a", SLEEPER), program("b", NOTIFIER, notifies=True)) as s:
        assert await s.ready(PATIENCE_S) == ()
        assert s.lives()["b"].why == "here"
        pids = s.pids()
    assert set(pids) == {"a", "b"}
    assert all(gone(pid) for pid in pids.values())


async def test_a_killed_program_comes_back_as_another_process(tmp_path: Path):
    async with supervised(tmp_path, program("a", SLEEPER)) as s:
        await s.ready(PATIENCE_S)
        before = s.pids()["a"]
        s.kill("a")
        assert await until(lambda: s.pids().get("a", before) != before, PATIENCE_S)
        assert s.lives()["a"].restarts == 1


async def test_a_stopped_program_stays_stopped_until_it_is_wanted_again(tmp_path: Path):
    async with supervised(tmp_path, program("a", SLEEPER)) as s:
        await s.ready(PATIENCE_S)
        s.stop("a")
        assert await until(lambda: s.lives()["a"].phase == "stopped", PATIENCE_S)
        s.begin("a")
        assert await s.ready(PATIENCE_S) == ()


async def test_a_program_that_ignores_the_polite_signal_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("simulation.office.supervisor.PATIENCE_S", 0.3)

    async with supervised(tmp_path, program("a", STUBBORN)) as s:
        log = tmp_path / "a.log"
        assert await until(lambda: log.exists() and "up" in log.read_text(), PATIENCE_S)
        pid = s.pids()["a"]
    assert gone(pid)


async def test_every_change_of_a_life_is_told(tmp_path: Path):
    told: list[str] = []

    hear = lambda _name, life: told.append(life.phase)  # noqa: E731 - the shortest listener
    async with supervised(tmp_path, program("a", NOTIFIER, notifies=True), on_change=hear) as s:
        await s.ready(PATIENCE_S)
    assert [phase for phase, next_ in zip(told, [*told[1:], ""], strict=True) if phase != next_] == [
        "stopped",
        "starting",
        "ready",
        "stopped",
    ]


def test_a_child_dies_with_a_parent_that_is_killed(tmp_path: Path):
    log = str(tmp_path / "child.log")
    with subprocess.Popen((sys.executable, "-c", PARENT, log), stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        pid = int(parent.stdout.readline())
        assert not gone(pid)
        parent.send_signal(signal.SIGKILL)
    waiting.until(lambda: gone(pid))


def test_a_child_does_not_hear_the_notify_socket_of_whoever_supervises_us(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("NOTIFY_SOCKET", "/somewhere")
    log = tmp_path / "child.log"
    source = "import os; print(os.environ.get('NOTIFY_SOCKET'))"
    assert start_child((sys.executable, "-c", source), log).wait(PATIENCE_S) == 0
    assert log.read_text().strip() == "None"
    assert os.environ["NOTIFY_SOCKET"] == "/somewhere"
