"""The machine's clock, and who vouches for it."""

import time
from pathlib import Path

import pytest

from hardware.host import clock as module
from hardware.host.clock import SystemClock


def test_time_that_the_machine_sleeps_counts() -> None:
    assert SystemClock().monotonic() == pytest.approx(time.clock_gettime(time.CLOCK_BOOTTIME), abs=60)


def test_one_switching_on_has_one_name() -> None:
    assert SystemClock().boot() == SystemClock().boot() != ""


@pytest.fixture
def unsynced(monkeypatch: pytest.MonkeyPatch) -> None:
    """A kernel without time sync, whatever the one here has."""
    monkeypatch.setattr(module, "is_synchronized", lambda: False)


@pytest.mark.usefixtures("unsynced")
@pytest.mark.parametrize(
    ("off_s", "vouches"), [(0, True), (-20, True), (20, True), (-600, False), (26 * 3600, False)]
)
def test_a_battery_clock_vouches_for_the_time_that_it_shows(
    tmp_path: Path, off_s: int, *, vouches: bool
) -> None:
    rtc = tmp_path / "since_epoch"
    rtc.write_text(f"{int(time.time()) + off_s}\n")
    assert SystemClock(rtc).vouched() is vouches


@pytest.mark.usefixtures("unsynced")
@pytest.mark.parametrize("content", [None, "", "no time", "1e9"])
def test_without_a_battery_clock_nothing_vouches(tmp_path: Path, content: str | None) -> None:
    rtc = tmp_path / "since_epoch"
    if content is not None:
        rtc.write_text(content)
    assert SystemClock(rtc).vouched() is False
