"""P7 for a handful of boards; ``make board-check`` does it for fifty."""

import asyncio
from pathlib import Path

import pytest

from simulation.office.broker import running_broker
from tests.board_check.__main__ import stale_after_trouble

pytestmark = [pytest.mark.slow, pytest.mark.broker]


def test_lost_messages_and_restarts_leave_no_board_wrong(tmp_path: Path):
    with running_broker(tmp_path) as served:
        assert asyncio.run(stale_after_trouble(served, 4)) == 0
