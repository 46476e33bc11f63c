"""Ports for one run: none that the system gives to whoever asks for any."""

import socket
from pathlib import Path

import pytest

from simulation.office import broker
from simulation.office.broker import LOOPBACK, PORTS, free_port

pytestmark = pytest.mark.slow


def test_no_port_is_one_that_the_system_gives_away():
    first, _ = map(int, Path("/proc/sys/net/ipv4/ip_local_port_range").read_text("ascii").split())
    assert max(PORTS) < first
    assert all(free_port() in PORTS for _ in range(20))


def test_a_port_on_which_somebody_listens_is_passed_over(monkeypatch: pytest.MonkeyPatch):
    taken = free_port()
    with socket.create_server((LOOPBACK, taken)):
        monkeypatch.setattr(broker, "PORTS", range(taken, taken + 100))
        assert all(free_port() != taken for _ in range(100))
        monkeypatch.setattr(broker, "PORTS", [taken] * 100)
        with pytest.raises(OSError, match="no loopback port"):
            free_port()
