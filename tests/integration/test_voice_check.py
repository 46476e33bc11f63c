"""A busy hall over the real voice and the real aplay: one at a time, nothing stale, every byte as it was made."""

import shutil
from pathlib import Path

import pytest

from tests.voice_check.__main__ import check

pytestmark = pytest.mark.slow


@pytest.mark.skipif(shutil.which("aplay") is None, reason="no aplay (alsa-utils) on this machine")
async def test_nothing_overlaps_is_stale_or_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("ALSA_CONFIG_PATH", "")  # the check sets it; afterwards it is as before
    line = await check(tmp_path)
    judged = ("overlap", "stale_spoken", "bytes_equal", "clipped")
    assert [line[key] for key in judged] == [0, 0, True, 0]
    assert line["spoken"] >= 1
