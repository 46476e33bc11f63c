"""Controllers and devices in networks of their own, with a real switch between them and a liar beside them."""

import contextlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from hardware.finding.told import Told, told_by_controller
from tests.rules.house import HOUSE
from tests.waiting import until

pytestmark = pytest.mark.slow
LOOK = """
import json
from dataclasses import asdict
from pathlib import Path
from hardware.finding.looking import look
seen = look(1.0)
peak = Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0]  # rusage tells the parent's, too
print(json.dumps({"found": [asdict(one) for one in seen.found], "more": seen.more, "mb": int(peak) // 1024}))
"""


def ip(*words: str) -> None:
    subprocess.run(("ip", *words), check=True, capture_output=True)


class Network:
    """A switch with machines. ``run`` starts a program on one of them."""

    def __init__(self) -> None:
        self.own = f"motcua-find-{os.getpid()}"
        self.names: list[str] = []
        self._running = contextlib.ExitStack()
        ip("netns", "add", self.own)
        ip("-n", self.own, "link", "add", "bridge", "type", "bridge", "mcast_snooping", "0")
        ip("-n", self.own, "link", "set", "bridge", "up")

    def machine(self, number: int) -> str:
        name = f"{self.own}-{number}"
        ip("netns", "add", name)
        self.names.append(name)
        ip("link", "add", "host0", "netns", name, "type", "veth", "peer", f"port{number}", "netns", self.own)
        ip("-n", self.own, "link", "set", f"port{number}", "master", "bridge", "up")
        ip("-n", name, "link", "set", "lo", "up")
        ip("-n", name, "address", "add", f"10.78.0.{number}/24", "dev", "host0")
        ip("-n", name, "link", "set", "host0", "up")
        return name

    def run(self, machine: str, *words: str, log: Path) -> subprocess.Popen[bytes]:
        with log.open("wb") as out:
            child = subprocess.Popen(
                ("ip", "netns", "exec", machine, sys.executable, *words), stdout=out, stderr=out, cwd=HOUSE
            )
        self._running.callback(child.wait, 20)
        self._running.callback(child.terminate)
        return child

    def announces(self, number: int, office: str, folder: Path) -> subprocess.Popen[bytes]:
        machine, log = self.machine(number), folder / f"{number}.log"
        place = folder / str(number)
        told_by_controller(place, Told(office=office, web_port=8080, broker_port=8883))
        child = self.run(machine, "-m", "hardware.finding.announcing", "--folder", str(place), log=log)
        until(lambda: "announced at" in log.read_text("utf-8"))
        return child

    def close(self) -> None:
        self._running.close()
        for name in (*self.names, self.own):
            ip("netns", "delete", name)


@pytest.fixture
def network() -> Iterator[Network]:
    if os.geteuid() != 0 or not shutil.which("ip"):
        pytest.skip("networks of one's own need root and iproute2")
    try:
        made = Network()
    except subprocess.CalledProcessError as error:  # root of a container
        pytest.skip(f"nobody gets a network of his own here: {error.stderr.decode().strip()}")
    try:
        yield made
    finally:
        made.close()


@dataclass
class Look:
    """What a device saw, and how much memory its program took at most."""

    found: list[dict[str, object]]
    more: int
    mb: int


def seen_by(machine: str) -> Look:
    done = subprocess.run(
        ("ip", "netns", "exec", machine, sys.executable, "-c", LOOK),
        capture_output=True, text=True, check=False, timeout=120, cwd=HOUSE,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return Look(**json.loads(done.stdout.splitlines()[-1]))


def sought(machine: str, enough: Callable[[Look], bool]) -> Look:
    """Looks until it is so: on a loaded machine an answer may come too late for one look, as in an office."""
    return until(lambda: look if enough(look := seen_by(machine)) else None)


def test_a_device_finds_both_controllers_and_then_believes_no_liar(network: Network, tmp_path: Path) -> None:
    device = network.machine(1)
    assert seen_by(device).found == []
    first = network.announces(2, "UBND phường Đông Hà", tmp_path)
    network.announces(3, "Trung tâm 2", tmp_path)
    of = {"web_port": 8080, "broker_port": 8883}
    here = [
        {"office": "UBND phường Đông Hà", "host": "10.78.0.2", **of},
        {"office": "Trung tâm 2", "host": "10.78.0.3", **of},
    ]
    seen = sought(device, lambda seen: len(seen.found) == 2)
    assert sorted(seen.found, key=lambda one: str(one["host"])) == here
    assert seen.more == 0
    log = tmp_path / "liar.log"
    network.run(network.machine(4), str(Path(__file__).parent / "liar.py"), "10.78.0.4", "3000", log=log)
    until(lambda: log.read_text("utf-8"))
    flooded = sought(device, lambda seen: seen.more > 100)
    assert len(flooded.found) <= 4
    assert {str(one["host"]) for one in flooded.found} <= {"10.78.0.2", "10.78.0.3", "10.78.0.4"}
    assert flooded.mb < 120
    assert first.poll() is None, "the announcer lives"
    assert (
        int(Path(f"/proc/{first.pid}/status").read_text("utf-8").partition("VmRSS:")[2].split()[0]) < 96_000
    )
