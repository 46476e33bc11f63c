"""The board program as a process, with a real Mosquitto: the promises that only the whole can keep."""

import time
from pathlib import Path

import pytest

from simulation.office.broker import running_broker
from tests.unit.display_board.board_office import running, wait_for

pytestmark = [pytest.mark.broker, pytest.mark.e2e]


def test_calls_appear_at_once_a_dead_broker_is_admitted_and_recovery_needs_nobody(tmp_path: Path):
    with running_broker(tmp_path) as broker, running(tmp_path, broker) as (_, desk, watcher):
        first = desk.call("A001", "1")
        desk.show(first)
        wait_for(lambda: watcher.number() == "A001", 5)
        wait_for(lambda: watcher.page["clock"] != "", 5)

        desk.show(desk.call("A002", "2"), first)
        assert wait_for(lambda: watcher.number() == "A002", 1) < 0.2

        broker.kill()
        killed = time.monotonic()
        assert 7.5 < wait_for(lambda: watcher.page["lost"], 13) < 11
        assert watcher.number() == "A002"
        assert watcher.page["clock"] == ""
        assert watcher.page["as_of"] != ""
        assert time.monotonic() - killed < 11

        broker.start()
        assert wait_for(lambda: not watcher.page["lost"], 5) < 4


def test_a_board_that_was_killed_comes_back_with_the_truth(tmp_path: Path):
    with running_broker(tmp_path) as broker, running(tmp_path, broker) as (board, desk, watcher):
        desk.show(desk.call("A003", "3"))
        wait_for(lambda: watcher.number() == "A003", 5)
        board.kill()
        desk.show(desk.call("A004", "1"), desk.call("A003", "3"))
        board.start()
        assert wait_for(lambda: watcher.number() == "A004", 5) < 3
        assert watcher.page["spotlight"]["effect"] is False
        assert board.stop() == 0
