"""What holds for every test: one place for the luck and the budget of properties, and for load."""

import os
import re
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import settings

from tests import busy, properties, surroundings
from tests.leftovers import gone
from tests.rules.house import HOUSE
from tests.waiting import until

OF_THEIR_OWN = re.compile(r"^from hypothesis import .*\bsettings\b|^import hypothesis$", re.MULTILINE)
ONE_PLACE = {"tests/properties.py", "tests/rules/test_how_tests_run.py"}


def has_settings_of_its_own(source: str) -> bool:
    return OF_THEIR_OWN.search(source) is not None


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("from hypothesis import given, settings\n", True),
        ("import hypothesis\n", True),
        ("from hypothesis import given\nfrom hypothesis.stateful import rule\n", False),
    ],
)
def test_settings_of_its_own_are_seen(source: str, *, found: bool):
    assert has_settings_of_its_own(source) is found


def test_no_property_has_settings_of_its_own():
    files = {path.relative_to(HOUSE).as_posix(): path for path in (HOUSE / "tests").rglob("*.py")}
    own = {name for name, path in files.items() if has_settings_of_its_own(path.read_text("utf-8"))}
    assert own == ONE_PLACE


def test_a_deep_run_tries_more_with_other_luck_a_quick_one_less_and_none_has_a_deadline(
    monkeypatch: pytest.MonkeyPatch,
):
    before = settings().max_examples
    monkeypatch.setenv("HYPOTHESIS_PROFILE", properties.DAILY)
    daily = properties.examples(7)
    try:
        monkeypatch.setenv("HYPOTHESIS_PROFILE", properties.DEEP)
        deep = properties.examples(7)
        monkeypatch.setenv("HYPOTHESIS_PROFILE", properties.QUICK)
        quick, least = properties.examples(40), properties.examples(1)
    finally:
        monkeypatch.undo()
        properties.begin()
    assert (daily.max_examples, daily.derandomize, daily.deadline) == (7, True, None)
    assert (deep.max_examples, deep.derandomize, deep.deadline) == (140, False, None)
    assert (quick.max_examples, quick.derandomize, quick.deadline) == (10, True, None)
    assert least.max_examples == 1
    assert settings().max_examples == before


@pytest.mark.slow
def test_busy_loops_end_with_the_run(capfd: pytest.CaptureFixture[str]):
    says = (sys.executable, "-c", "print('once')")
    assert busy.main(["--loops", "2", "--times", "2", "--", *says]) == 0
    assert capfd.readouterr().out.split() == ["once", "once"]
    assert busy.main(["--loops", "1", "--", sys.executable, "-c", "raise SystemExit(3)"]) == 3


@pytest.mark.slow
def test_busy_loops_end_when_who_started_them_is_killed(tmp_path: Path):
    told = tmp_path / "loops"
    program = (
        "import sys, time, pathlib\nfrom tests.busy import busy\nwith busy(2) as loops:\n"
        "    pathlib.Path(sys.argv[1] + '.new').write_text(' '.join(str(loop.pid) for loop in loops))\n"
        "    pathlib.Path(sys.argv[1] + '.new').rename(sys.argv[1])\n    time.sleep(600)\n"
    )
    with subprocess.Popen((sys.executable, "-c", program, str(told)), cwd=HOUSE) as starter:
        until(told.exists)
        loops = [int(pid) for pid in told.read_text().split()]
        os.kill(starter.pid, signal.SIGKILL)
    until(lambda: all(map(gone, loops)))


def test_sockets_have_room_whatever_folder_is_there_for_temporary_files(monkeypatch: pytest.MonkeyPatch):
    for name, kept in (("/" + "x" * 90, False), ("/short", True)):
        monkeypatch.setenv("TMPDIR", name)
        surroundings.begin()
        assert ("TMPDIR" in os.environ) is kept
    monkeypatch.undo()
    tempfile.tempdir = None


def test_no_two_files_of_tests_have_one_name():
    """Most folders are no packages: pytest imports the first of the name, and refuses the other."""
    names = Counter(path.name for path in (HOUSE / "tests").rglob("test_*.py"))
    assert [name for name, count in names.items() if count > 1] == []
