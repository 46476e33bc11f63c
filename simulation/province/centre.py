"""The real centre program on a real PostgreSQL, for as long as a block runs."""

import contextlib
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx

from simulation.office.broker import LOOPBACK, free_port
from simulation.office.child import end_child, kill_group, python, start_child
from simulation.province.postgres import Cluster

READY_S, PATIENCE_S = 90.0, 10.0
SETTINGS = """\
name = "{name}"
database = "{database}"
port = {port}
log_level = "WARNING"
"""


class Centre:
    """One centre; it may be killed and started again on the same port."""

    def __init__(self, cluster: Cluster, folder: Path, name: str, command: tuple[str, ...] = ()) -> None:
        """``command``: another program in its place, to which ``--settings`` and the file are added."""
        self.port, self.log = free_port(), folder / "centre.log"
        self.address = f"http://{LOOPBACK}:{self.port}"
        settings = folder / "province.toml"
        settings.write_text(SETTINGS.format(name=name, database=cluster.address, port=self.port), "utf-8")
        self._command = (*(command or python("province")), "--settings", str(settings))
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start, and wait until it can work. Raises RuntimeError with the end of its log."""
        self._process = start_child(self._command, self.log)
        end = time.monotonic() + READY_S
        while not self.is_well():
            if self._process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(self.log.read_text("utf-8", "replace")[-2000:])
            time.sleep(0.1)

    def is_well(self) -> bool:
        """Whether it answers and its database, too."""
        with contextlib.suppress(httpx.HTTPError):
            return httpx.get(f"{self.address}/healthz", timeout=5, trust_env=False).status_code == 200
        return False

    def kill(self) -> None:
        """``kill -9``."""
        if self._process:
            kill_group(self._process)
            self._process.wait()

    def stop(self) -> None:
        """End it in order."""
        if self._process:
            end_child(self._process, PATIENCE_S)


@contextlib.contextmanager
def running_centre(
    cluster: Cluster, folder: Path, name: str, command: tuple[str, ...] = ()
) -> Iterator[Centre]:
    """A centre for as long as the block runs."""
    centre = Centre(cluster, folder, name, command)
    try:
        centre.start()
        yield centre
    finally:
        centre.stop()


def unguarded(module: str) -> tuple[str, ...]:
    """The command line of a program of ours that replaces something and then is the centre."""
    return (sys.executable, "-m", module)
