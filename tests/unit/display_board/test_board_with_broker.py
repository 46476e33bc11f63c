"""The board program as a process, with a real Mosquitto: the promises that only the whole can keep."""

import time
from pathlib import Path

import pytest

from hardware.link.station import UNVOUCHED_S
from simulation.office.broker import running_broker
from tests.unit.display_board.board_office import running
from tests.waiting import until

pytestmark = [pytest.mark.broker, pytest.mark.e2e]


def test_calls_appear_at_once_a_dead_broker_is_admitted_and_recovery_needs_nobody(tmp_path: Path):
    with running_broker(tmp_path) as broker, running(tmp_path, broker) as (_, desk, watcher):
        first = desk.call("A001", "1")
        desk.show(first)
        until(lambda: watcher.number() == "A001")
        until(lambda: watcher.page["clock"] != "")

        desk.show(desk.call("A002", "2"), first)
        until(lambda: watcher.number() == "A002")

        until(lambda: len(desk.beats) > 1)
        heard = desk.beats[-2]  # the last one may be under way
        broker.kill()
        until(lambda: watcher.page["lost"])
        assert time.monotonic() - heard >= UNVOUCHED_S, "a pulse or two may be late"
        assert watcher.number() == "A002"
        assert watcher.page["clock"] == ""
        assert watcher.page["as_of"] != ""

        broker.start()
        until(lambda: not watcher.page["lost"])


def test_a_board_that_was_killed_comes_back_with_the_truth(tmp_path: Path):
    with running_broker(tmp_path) as broker, running(tmp_path, broker) as (board, desk, watcher):
        desk.show(desk.call("A003", "3"))
        until(lambda: watcher.number() == "A003")
        board.kill()
        desk.show(desk.call("A004", "1"), desk.call("A003", "3"))
        board.start()
        until(lambda: watcher.number() == "A004")
        assert watcher.page["spotlight"]["effect"] is False
        assert board.stop() == 0
