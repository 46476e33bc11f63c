"""What the tests of the whole look-up share."""

import pytest

from controller.dossier import service as looked


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the wait that hides how long a miss took."""
    monkeypatch.setattr(looked, "PACE_S", 0.001)
    monkeypatch.setattr(looked, "SLOW_S", 0.001)
    monkeypatch.setattr(looked, "SPREAD_S", 0.0)
