"""What a run of the tests does not take over from its machine."""

import os

import pytest

from tests import surroundings


def test_no_proxy_of_the_machine_is_between_us_and_what_we_start(monkeypatch: pytest.MonkeyPatch):
    for name in ("http_proxy", "HTTPS_PROXY", "all_proxy", "NO_PROXY"):
        monkeypatch.setenv(name, "socks5://127.0.0.1:9")
    surroundings.begin()
    assert [name for name in os.environ if name.lower().endswith("_proxy")] == []
