"""The whole demonstration as processes: one command up, one citizen through, nothing left behind."""

import json
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

pytestmark = [pytest.mark.e2e, pytest.mark.broker, pytest.mark.timeout(120)]

PATIENCE_S = 30.0


class Demo:
    """The demo as a person has it: a terminal and a page."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        command = (sys.executable, "-u", "-m", "hardware.sim.office", "--run-dir", str(folder))
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.address = self._read(r"http://127\.0\.0\.1:\d+")
        self._read("sẵn sàng")

    def post(self, path: str, **order: Any) -> None:
        httpx.post(f"{self.address}{path}", json=order).raise_for_status()

    def see(self, key: str, holds: Callable[[Any], bool]) -> Any:
        """Watch the page's events until a value of ``key`` (or of a key that begins so) is as wanted."""
        with httpx.stream("GET", f"{self.address}/events", timeout=PATIENCE_S) as stream:
            end = time.monotonic() + PATIENCE_S
            for line in stream.iter_lines():
                batch = json.loads(line.removeprefix("data:")) if line.startswith("data:") else {}
                for found, value in batch.items():
                    if found.startswith(key) and holds(value):
                        return value
                if time.monotonic() > end:
                    break
        raise AssertionError(f"{key} never came to be as wanted")

    def processes(self) -> list[str]:
        """The command lines of what runs with our files."""
        found = []
        for path in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                command = path.read_bytes().replace(b"\0", b" ").decode()
            except OSError:
                continue
            if str(self.folder) in command:
                found.append(command)
        return found

    def all_gone(self) -> bool:
        end = time.monotonic() + 10
        while self.processes() and time.monotonic() < end:
            time.sleep(0.05)
        return not self.processes()

    def _read(self, pattern: str) -> str:
        assert self.process.stdout
        for line in self.process.stdout:
            if match := re.search(pattern, line):
                return match.group()
        raise AssertionError(f"the demo ended without saying {pattern!r}")


@pytest.fixture
def demo() -> Iterator[Demo]:
    folder = Path(tempfile.mkdtemp(prefix="motcua-test-"))  # pytest's own paths can be too long for a socket
    running = Demo(folder)
    yield running
    running.process.kill()
    running.process.communicate()
    shutil.rmtree(folder)


def test_a_citizen_gets_a_slip_and_is_called(demo: Demo) -> None:
    demo.see("kiosk-1/frame", lambda frame: frame["screen"] == "services")
    time.sleep(0.7)  # the kiosk ignores touches right after a screen changed
    demo.post("/order", device="kiosk-1", what={"tap": "service-land"})
    assert demo.see("slip/", lambda slip: bool(slip["png"]))["number"] == "D001"
    demo.post("/order", device="panel-3", what={"tap": "next"})
    demo.see("sign-3/sign", lambda sign: sign["text"] == "D001")

    demo.post("/order", device="printer-1", what={"fault": "end"})
    demo.see("printer-1/paper", lambda paper: paper == "end")
    demo.see("printer-1/fault", lambda fault: fault == "end")
    demo.post("/order", device="printer-1", what={"fault": "none"})
    demo.see("printer-1/paper", lambda paper: paper == "ready")

    demo.post("/program", name="printer", do="kill")
    demo.see("program/printer", lambda life: life["restarts"] == 1 and life["phase"] == "ready")

    demo.process.send_signal(signal.SIGINT)
    assert demo.process.wait(20) == 0
    assert demo.all_gone()


def test_a_killed_demo_leaves_no_process_behind(demo: Demo) -> None:
    assert len(demo.processes()) == 12
    demo.process.kill()
    assert demo.all_gone()
