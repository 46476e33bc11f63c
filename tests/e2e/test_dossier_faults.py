"""The check of the look-up under faults, as anybody runs it: one fault, a whole controller, one JSON line."""

import json
import subprocess
import sys

import pytest

pytestmark = [pytest.mark.e2e, pytest.mark.broker]


def test_another_citizens_record_is_shown_to_nobody_and_numbers_are_given_meanwhile():
    done = subprocess.run(
        (sys.executable, "-m", "simulation.main_system.faults", "--only", "other-record"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    line = json.loads(done.stdout)
    assert line["wrong_records"] == line["crashes"] == line["leaks"] == line["numbers_not_given"] == 0
    assert line["max_answer_s"] < 3.3
    assert line["outcomes"] == {"other-record": {"look-up-down": 6}}
