"""The demonstration as a person has it: a terminal and a page; and what a test sees of both."""

import json
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import httpx

from tests.waiting import PATIENCE_S

TOUCH_S = 0.8
"""After so long a touch has led nowhere: the kiosk ignores touches right after a screen changed."""
KIOSK, GLASS = "kiosk-1", "kiosk-1/frame"


class NeverSeenError(AssertionError):
    """What was waited for did not come."""


class Demo:
    """One demonstration, from the outside."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.folder = folder
        self.process = subprocess.Popen(
            (sys.executable, "-u", "-m", "simulation.office", "--run-dir", str(folder), *options),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.address = self._read(r"http://127\.0\.0\.1:\d+")
        self._read("sẵn sàng")
        self._told: list[tuple[str, Any]] = []
        self._news = threading.Condition()
        threading.Thread(target=self._watch, daemon=True).start()

    def post(self, path: str, **order: Any) -> None:
        httpx.post(f"{self.address}{path}", json=order).raise_for_status()

    def order(self, device: str, **what: Any) -> None:
        self.post("/order", device=device, what=what)

    def plan(self) -> dict[str, Any]:
        plan: dict[str, Any] = httpx.get(f"{self.address}/plan").json()
        return plan

    def told(self) -> list[tuple[str, Any]]:
        """Everything that the page was told, oldest first."""
        return list(self._told)

    def mark(self) -> int:
        """Now: what is seen after this is news."""
        return len(self._told)

    def see(
        self,
        key: str,
        holds: Callable[[Any], object],
        patience_s: float = PATIENCE_S,
        since: int | None = None,
    ) -> Any:
        """The first value of ``key`` (or of a key that begins so) that is as wanted.

        Looks at the latest value of each, or with ``since`` at everything after that mark, and waits.
        """
        end = time.monotonic() + patience_s
        with self._news:
            seen = list(dict(self._told).items()) if since is None else self._told[since:]
            at = len(self._told)
            while True:
                for found, value in seen:
                    if found.startswith(key) and holds(value):
                        return value
                left = end - time.monotonic()
                if left <= 0 or not self._news.wait_for(partial(self._more_than, at), left):
                    raise NeverSeenError(f"{key} never came to be as wanted")
                seen, at = self._told[at:], len(self._told)

    def shows(self, *screens: str, patience_s: float = PATIENCE_S) -> dict[str, Any]:
        """Wait for the kiosk to show one of these screens."""
        frame: dict[str, Any] = self.see(GLASS, lambda frame: frame["screen"] in screens, patience_s)
        return frame

    def touch(self, target: str, *leads_to: str) -> dict[str, Any]:
        """Touch a target of the kiosk until that leads to one of these screens."""
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            self.order(KIOSK, tap=target)
            try:
                return self.shows(*leads_to, patience_s=TOUCH_S)
            except NeverSeenError:
                continue
        raise NeverSeenError(f"touching {target} never led to {leads_to}")

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

    def runs(self, count: int) -> bool:
        """Whether so many programs come to run, counted anew until then: one may just be starting again."""
        end = time.monotonic() + PATIENCE_S
        while len(self.processes()) != count and time.monotonic() < end:
            time.sleep(0.05)
        return len(self.processes()) == count

    def all_gone(self) -> bool:
        """Whether none is left, within a patience: what was killed takes a moment to be taken away."""
        return self.runs(0)

    def _more_than(self, count: int) -> bool:
        return len(self._told) > count

    def _watch(self) -> None:
        try:
            with httpx.stream("GET", f"{self.address}/events", timeout=PATIENCE_S) as stream:
                for line in stream.iter_lines():
                    batch = json.loads(line.removeprefix("data:")) if line.startswith("data:") else {}
                    with self._news:
                        self._told += batch.items()
                        self._news.notify_all()
        except httpx.HTTPError:
            pass  # the demonstration has ended; whoever waits for more says so

    def _read(self, pattern: str) -> str:
        assert self.process.stdout
        for line in self.process.stdout:
            if match := re.search(pattern, line):
                return match.group()
        raise AssertionError(f"the demo ended without saying {pattern!r}")


@contextmanager
def running_demo(*options: str) -> Iterator[Demo]:
    """A demonstration for as long as the block runs."""
    folder = Path(tempfile.mkdtemp(prefix="motcua-test-"))  # pytest's own paths can be too long for a socket
    running = Demo(folder, *options)
    try:
        yield running
    finally:
        running.process.kill()
        running.process.communicate()
        running.all_gone()
        shutil.rmtree(folder)
