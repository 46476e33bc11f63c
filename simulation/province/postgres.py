"""A PostgreSQL cluster of its own, for the demo and the tests: real, private, and gone afterwards.

It listens on a socket in its own folder only, so nobody else on the machine or the network reaches it. PostgreSQL refuses to
run as root; started by root it runs as the user ``postgres`` that Debian's package has made.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import psycopg

from simulation.office.child import kill_group, start_child

START_S, PATIENCE_S = 60.0, 30.0
OWNER = "postgres"
CHOSEN = "MOTCUA_POSTGRES"
"""Environment: the folder of another PostgreSQL's programs, to try another version than the system's."""
_USER = "motcua"
_QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
"""For clusters that need not outlive a power cut."""
_SETTINGS = ("listen_addresses=", "shared_buffers=64MB", "max_connections=60", "log_min_messages=fatal")


class PostgresMissing(Exception):  # noqa: N818 - named by what is wrong, as the errors of hardware.errors
    """PostgreSQL is not installed; the text says how to get it."""

    def __init__(self) -> None:
        super().__init__(
            "Chưa cài PostgreSQL. Chạy: sudo apt-get install postgresql (rồi thử lại).\n"
            "PostgreSQL is not installed. Run: sudo apt-get install postgresql, then try again."
        )


class PostgresFailed(Exception):  # noqa: N818 - the same
    """It is there and does not start; the text quotes the end of its log."""


def programs() -> Path:
    """The folder of the newest PostgreSQL here, which Debian keeps out of the path, or of another. Raises PostgresMissing."""
    if chosen := os.environ.get(CHOSEN):
        return Path(chosen)
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if not found:
        raise PostgresMissing
    return max(found, key=lambda folder: int(folder.parent.name.partition(".")[0]))


class Cluster:
    """One cluster. It may be stopped, killed and started again."""

    def __init__(self, *, durable: bool = False) -> None:
        """Makes the cluster; starts nothing. ``durable``: what is committed outlives also a power cut. Raises PostgresMissing."""
        self._programs = programs()
        self.folder = Path(tempfile.mkdtemp(prefix="motcua-pg-"))
        self._more = () if durable else _QUICK
        self._process: subprocess.Popen[bytes] | None = None
        if os.geteuid() == 0:
            shutil.chown(self.folder, OWNER, OWNER)
        made = subprocess.run(
            self._as_owner(
                *("initdb", "-D", str(self.folder / "data"), "-U", _USER, "-A", "trust", "--no-sync"),
                *("-E", "UTF8", "--locale=C.UTF-8", "--no-instructions"),
            ),
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
        )
        if made.returncode:
            raise PostgresFailed(made.stderr[-2000:])

    @property
    def address(self) -> str:
        """For libpq."""
        return f"postgresql://{_USER}@/postgres?host={self.folder}"

    @property
    def pid(self) -> int | None:
        """Of the postmaster; None: it does not run."""
        return self._process.pid if self._process and self._process.poll() is None else None

    def start(self) -> None:
        """Start, and wait until it answers. Raises PostgresFailed."""
        settings = [part for setting in (*_SETTINGS, *self._more) for part in ("-c", setting)]
        where = ("-D", str(self.folder / "data"), "-k", str(self.folder))
        log = Path(tempfile.gettempdir()) / f"{self.folder.name}.log"
        self._process = start_child(self._as_owner("postgres", *where, *settings), log)
        end = time.monotonic() + START_S
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > end:
                raise PostgresFailed(log.read_text("utf-8", "replace")[-2000:])
            time.sleep(0.05)
        log.unlink(missing_ok=True)

    def stop(self) -> None:
        """End it in order."""
        if self._process and self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(PATIENCE_S)
            kill_group(self._process)
            self._process.wait()

    def kill(self) -> None:
        """``kill -9`` all of it, as a power cut of the programs would."""
        if self._process:
            kill_group(self._process)
            self._process.wait()

    def remove(self) -> None:
        """Leave nothing behind."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.address, connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def _as_owner(self, program: str, *arguments: str) -> Sequence[str]:
        command = (str(self._programs / program), *arguments)
        if os.geteuid() != 0:
            return command
        return (
            *("setpriv", f"--reuid={OWNER}", f"--regid={OWNER}", "--init-groups", "--pdeathsig=KILL"),
            *command,
        )


@contextlib.contextmanager
def running_cluster(*, durable: bool = False) -> Iterator[Cluster]:
    """A cluster for as long as the block runs. Raises PostgresMissing, PostgresFailed."""
    cluster = Cluster(durable=durable)
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.remove()
