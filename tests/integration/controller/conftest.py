"""The desk's idle turn is a fifth of a second; tests that wait for turns need not."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from hardware.link.mqtt import wait_until_up
from simulation.office.broker import Broker, running_broker
from simulation.office.child import kill_group
from tests.integration.controller.program_house import Listener, Program
from tests.waiting import PATIENCE_S


@pytest.fixture(autouse=True)
def _quick_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("controller.desk.inbox.TICK_S", 0.02)


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    """A real Mosquitto of this test alone.

    The pulse of a desk that another test killed may still be on its way: a desk with another memory rightly stands
    aside then, and waits for a person.
    """
    folder = tmp_path / "broker"
    folder.mkdir()
    with running_broker(folder) as running:
        yield running


@pytest.fixture
def program(tmp_path: Path, broker: Broker) -> Iterator[Program]:
    """The controller as a process; not started."""
    running = Program(tmp_path, broker)
    yield running
    if running.process:
        kill_group(running.process)
        running.process.wait()


@pytest.fixture
def listener(broker: Broker) -> Iterator[Listener]:
    """A station that is connected."""
    listening = Listener(broker)
    assert wait_until_up(listening.link, PATIENCE_S)
    yield listening
    listening.link.close()
