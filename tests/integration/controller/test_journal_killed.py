"""``kill -9`` at random moments: what was told is there, in the files and in a copy of them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.e2e


def kill_loop(folder: Path, seeds: int, *more: str) -> dict[str, int]:
    command = (sys.executable, "-m", "tests.integration.controller.kill_loop", str(folder), str(seeds), *more)
    done = subprocess.run(command, capture_output=True, text=True, timeout=100, check=False)
    assert done.returncode == 0, done.stderr
    counted: dict[str, int] = json.loads(done.stdout)
    return counted


def test_forty_kills_lose_and_double_nothing(tmp_path: Path) -> None:
    counted = kill_loop(tmp_path, 40)
    assert counted["kills"] == 40
    assert counted["issued"] >= 80
    assert (counted["lost"], counted["lost_in_copy"]) == (0, 0)


def test_the_same_judge_catches_answers_before_the_commit(tmp_path: Path) -> None:
    """Negative control."""
    assert kill_loop(tmp_path, 10, "early")["lost"] > 0
