"""What all tests share: a clock that obeys, a real broker, and the same luck in every run."""

import os
import time
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from simulation.office.broker import Broker, running_broker
from tests import days, fast, leftovers

settings.register_profile(
    "house", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("search", deadline=None, max_examples=2000)  # HYPOTHESIS_PROFILE=search make test
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "house"))


days.begin()
leftovers.adopt_orphans()


class FakeClock:
    """Time that passes only when a test says so."""

    def __init__(self, utc_ms: int = 1_795_400_000_000, monotonic: float = 1000.0) -> None:
        self.utc, self.mono = utc_ms, monotonic
        self.boots, self.synced = 1, False

    def utc_ms(self) -> int:
        return self.utc

    def monotonic(self) -> float:
        return self.mono

    def boot(self) -> str:
        return f"boot-{self.boots}"

    def vouched(self) -> bool:
        return self.synced

    def advance(self, seconds: float) -> None:
        self.utc += int(seconds * 1000)
        self.mono += seconds

    def switched_on(self, utc_ms: int) -> None:
        """The machine was off; now its clock says something."""
        self.utc, self.mono = utc_ms, 10.0
        self.boots += 1


class RunningClock(FakeClock):
    """Time that passes as it does, from a moment that a test chooses; for pages that measure it themselves."""

    def __init__(self, utc_ms: int = 1_795_400_000_000, monotonic: float = 1000.0) -> None:
        super().__init__(utc_ms, monotonic)
        self._begun = time.monotonic()

    def utc_ms(self) -> int:
        return self.utc + int((time.monotonic() - self._begun) * 1000)

    def monotonic(self) -> float:
        return self.mono + time.monotonic() - self._begun


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """What async tests run on: our programs know no other loop."""
    return "asyncio"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, Any, Any]:
    """A test without a mark is fast, or it fails."""
    fast.watch.fast = fast.is_fast(item)
    try:
        return (yield)
    finally:
        fast.watch.fast = False


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
    before = leftovers.running()
    yield
    left = leftovers.left_since(before | _kept[0])
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
