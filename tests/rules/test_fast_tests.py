"""What ``make test-fast`` runs is fast by what it may do: the machine stands at every door."""

import asyncio
import re
import socket
import subprocess
import sys
import time

import pytest

from simulation.day.virtual_time import VirtualLoop
from tests import fast
from tests.rules.house import HOUSE


def test_the_command_runs_the_folders_and_leaves_out_the_marks():
    command = re.search(
        r"^test-fast:.*?\n\n", (HOUSE / "Makefile").read_text("utf-8"), re.DOTALL | re.MULTILINE
    )
    assert command
    assert re.findall(r"tests/\w+", command.group()) == [folder.rstrip("/") for folder in fast.FOLDERS]
    assert f'"not ({" or ".join(fast.MARKS)})"' in command.group()


def test_a_fast_test_is_watched(request: pytest.FixtureRequest):
    assert fast.is_fast(request.node)
    assert fast.watch.fast


@pytest.mark.slow
def test_a_slow_one_is_not(request: pytest.FixtureRequest):
    assert not fast.is_fast(request.node)
    assert not fast.watch.fast


def test_it_starts_no_program():
    with pytest.raises(fast.NotFastError, match="mark it slow"):
        subprocess.run([sys.executable, "--version"], check=False)


def test_it_listens_and_calls_nowhere():
    with socket.socket() as end:
        with pytest.raises(fast.NotFastError):
            end.bind(("127.0.0.1", 0))
        with pytest.raises(fast.NotFastError):
            end.connect(("127.0.0.1", 9))


def test_it_does_not_sleep():
    with pytest.raises(fast.NotFastError):
        time.sleep(0.001)
    time.sleep(0)


async def test_its_loop_does_not_sleep_either():
    with pytest.raises(fast.NotFastError):
        await asyncio.sleep(0.001)
    await asyncio.sleep(0)


def test_on_the_virtual_loop_an_hour_is_nothing():
    async def an_hour() -> float:
        loop = asyncio.get_running_loop()
        begin = loop.time()
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(1800):
                await asyncio.sleep(3600)
        await asyncio.sleep(1800)
        return loop.time() - begin

    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        assert runner.run(an_hour()) == pytest.approx(3600)
