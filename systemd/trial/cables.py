"""A switch, and a cable to each machine: networks of their own, and no way out. Cables can be pulled."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from systemd.trial.guest_steps import ADDRESSES
from systemd.trial.machines import run

PORT = "host0"
"""What a machine calls its end."""


class Switch:
    """Made by ``network``."""

    def __init__(self) -> None:
        self._own = f"motcua-switch-{os.getpid()}"

    def network(self, machine: str) -> str:
        """The network that a machine is started in."""
        return f"motcua-{machine}-{os.getpid()}"

    def build(self) -> None:
        """Lay all cables."""
        run("ip", "netns", "add", self._own)
        run("ip", "-n", self._own, "link", "add", "bridge", "type", "bridge")
        run("ip", "-n", self._own, "link", "set", "bridge", "up")
        for machine, address in ADDRESSES.items():
            there = self.network(machine)
            run("ip", "netns", "add", there)
            run(
                *("ip", "link", "add", PORT, "netns", there, "type", "veth"),
                *("peer", machine, "netns", self._own),
            )
            run("ip", "-n", self._own, "link", "set", machine, "master", "bridge")
            run("ip", "-n", there, "link", "set", "lo", "up")
            run("ip", "-n", there, "address", "add", f"{address}/24", "dev", PORT)
            run("ip", "-n", there, "link", "set", PORT, "up")
            _answers_every_probe(there)
            self.plug(machine)

    def plug(self, machine: str) -> None:
        """Put a cable in."""
        run("ip", "-n", self._own, "link", "set", machine, "up")

    def pull(self, machine: str) -> None:
        """Take it out."""
        run("ip", "-n", self._own, "link", "set", machine, "down")

    def remove(self) -> None:
        """Whatever of it is there."""
        for name in (*map(self.network, ADDRESSES), self._own):
            if Path("/run/netns", name).exists():
                run("ip", "netns", "delete", name)


def _answers_every_probe(network: str) -> None:
    """A kernel says only now and then that a UDP port is closed; a whole scan would take a day."""
    for key in ("icmp_ratelimit=0", "icmp_msgs_per_sec=1000000", "icmp_msgs_burst=1000000"):
        run("ip", "netns", "exec", network, "sysctl", "-q", "-e", "-w", f"net.ipv4.{key}")


@contextmanager
def switch() -> Iterator[Switch]:
    """While it lasts there is one."""
    made = Switch()
    try:
        made.build()
        yield made
    finally:
        made.remove()
