"""The desk's idle turn is a fifth of a second; tests that wait for turns need not."""

import pytest


@pytest.fixture(autouse=True)
def _quick_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("controller.desk.inbox.TICK_S", 0.02)
