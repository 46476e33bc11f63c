"""What the tests of the look-up share."""

import pytest

from controller.dossier import service as looked
from tests.virtual_loop import VIRTUAL, Backend


@pytest.fixture(scope="package")
def anyio_backend() -> Backend:
    """Nothing here has threads, files or sockets: what is waited for comes at once."""
    return VIRTUAL


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the wait that hides how long a miss took."""
    monkeypatch.setattr(looked, "PACE_S", 0.001)
    monkeypatch.setattr(looked, "SLOW_S", 0.001)
    monkeypatch.setattr(looked, "SPREAD_S", 0.0)
