"""What all tests share: a clock that obeys, a real broker, and who goes first."""

import gc
import os
import sys
from collections import Counter
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

from simulation.office.broker import Broker, running_broker
from tests import chromium, days, fast, leftovers, properties, surroundings
from tests.clocks import FakeClock

surroundings.begin()
days.begin()
properties.begin()
leftovers.adopt_orphans()


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """What async tests run on: our programs know no other loop."""
    return "asyncio"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files go first: short ones fill the gaps at the end of a run.

    A name with an address in it is another one in every worker, and then no test runs at all.
    """
    changing = [item.nodeid for item in items if " at 0x" in item.nodeid]
    if changing:
        raise pytest.UsageError(f"names that change from run to run, give them ids: {changing[:3]}")
    seconds: Counter[Path] = Counter()
    for item in items:
        seconds[item.path] += fast.seconds(item)
    items.sort(key=lambda item: -seconds[item.path])


def pytest_collection_finish() -> None:
    """What was read up to here stays to the end: the collector need not look at it again and again."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, Any, Any]:
    """A test without a mark is fast, or it fails."""
    fast.watch.fast = fast.is_fast(item)
    try:
        return (yield)
    finally:
        fast.watch.fast = False


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """A thread that will not end has failed its test: it does not also keep the run from ending."""
    chromium.end()
    if not hasattr(config, "workerinput") and leftovers.endless():
        sys.stdout.flush()
        os._exit(pytest.ExitCode.TESTS_FAILED)


_kept = [leftovers.NOTHING]
"""What fixtures of a whole file have started, which may outlive a test."""


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef[Any]) -> Generator[None, Any, Any]:
    """Remember what is started for more than one test."""
    if fixturedef.scope == "function":
        return (yield)
    before = leftovers.running()
    made = yield
    _kept[0] |= leftovers.running() - before
    return made


@pytest.fixture(autouse=True)
def nothing_outlives_its_test() -> Iterator[None]:
    """Threads and processes end with the test that started them, or it fails."""
    look = leftovers.threads if fast.watch.fast else leftovers.running
    before = look()
    with leftovers.own_log():
        yield
    left = leftovers.left_since(before | _kept[0], look)
    leftovers.kill(left)
    if left:
        pytest.fail(str(left), pytrace=False)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    """A real Mosquitto on a free loopback port, for the tests of one file."""
    folder: Path = tmp_path_factory.mktemp("broker")
    with running_broker(folder) as running:
        yield running
