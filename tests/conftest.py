"""What all tests share: a clock that obeys, a real broker, and the same luck in every run."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from simulation.office.broker import Broker, running_broker

settings.register_profile(
    "house", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("search", deadline=None, max_examples=2000)  # HYPOTHESIS_PROFILE=search make test
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "house"))


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


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """What async tests run on: our programs know no other loop."""
    return "asyncio"


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    """A real Mosquitto on a free loopback port, for the tests of one file."""
    folder: Path = tmp_path_factory.mktemp("broker")
    with running_broker(folder) as running:
        yield running
