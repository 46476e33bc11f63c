"""The guard that finds what outlives a test."""

import logging
import subprocess
import sys
import threading

import pytest

from tests import leftovers
from tests.waiting import until

pytestmark = pytest.mark.slow

WAITS = "import sys; sys.stdin.read()"
LEAVES_A_CHILD = f"""
import subprocess, sys
child = subprocess.Popen((sys.executable, "-c", {WAITS!r}), stdin=sys.stdin)
"""


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leftovers, "GRACE_S", 0.0)


@pytest.mark.usefixtures("impatient")
def test_a_thread_that_goes_on_is_named_with_the_place_where_it_stands():
    before, end = leftovers.running(), threading.Event()
    thread = threading.Thread(target=end.wait, name="a slow one")
    thread.start()
    said = str(leftovers.left_since(before))
    end.set()
    thread.join()
    assert said.startswith("thread a slow one outlives its test:")
    assert "in wait" in said
    assert not leftovers.left_since(before)


def test_a_thread_that_keeps_the_interpreter_from_ending_is_seen():
    end = threading.Event()
    waits, leaves = (threading.Thread(target=end.wait, daemon=daemon) for daemon in (False, True))
    for thread in (waits, leaves):
        thread.start()
    found = leftovers.endless()
    end.set()
    for thread in (waits, leaves):
        thread.join()
    assert waits in found
    assert leaves not in found
    assert waits not in leftovers.endless()


@pytest.mark.usefixtures("impatient")
def test_a_process_that_goes_on_is_named_and_ended():
    before = leftovers.running()
    with subprocess.Popen((sys.executable, "-c", WAITS), stdin=subprocess.PIPE) as child:
        left = leftovers.left_since(before)
        leftovers.kill(left)
    assert str(left).startswith(f"process {child.pid} outlives its test: ")


@pytest.mark.usefixtures("impatient")
def test_a_childs_child_is_found_when_it_is_an_orphan():
    before = leftovers.running()
    with subprocess.Popen((sys.executable, "-c", LEAVES_A_CHILD), stdin=subprocess.PIPE) as parent:
        until(lambda: leftovers.gone(parent.pid))
        left = leftovers.left_since(before)
        leftovers.kill(left)
    assert WAITS in str(left)


def test_a_program_that_was_only_started_again_is_not_left_over():
    with subprocess.Popen((sys.executable, "-c", WAITS), stdin=subprocess.PIPE):
        until(lambda: WAITS in str(leftovers.running()))
        before = leftovers.running()
    with subprocess.Popen((sys.executable, "-c", WAITS), stdin=subprocess.PIPE):
        assert not leftovers.left_since(before)


def test_a_program_that_ran_here_takes_its_log_along():
    root = logging.getLogger()
    level = root.level
    with leftovers.own_log():
        written = logging.StreamHandler()
        root.addHandler(written)
        root.setLevel(level + 1)
    assert written not in root.handlers
    assert root.level == level
