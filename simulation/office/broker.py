"""A private, real Mosquitto on a free loopback port, for the demo and the tests.

The configuration is the office's own in small: nothing is stored (the broker is a wire, never a memory),
TCP_NODELAY (44 ms a message without it), and a queue that is not cut short at the default of 1000.
"""

import contextlib
import os
import random
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from simulation.office.child import end_child, kill_group, start_child

START_S = 10.0
PATIENCE_S = 3.0
LOOPBACK = "127.0.0.1"
PORTS = range(12_000, 32_000)
"""Below those that systems give away themselves (from 32768): such a port can be somebody else's before it is used."""
_LUCK = random.SystemRandom()
"""Programs that begin alike must not choose alike."""

_CONFIG = """\
# Written by simulation.office.broker for one run.
listener {port} {host}
allow_anonymous true
persistence false
set_tcp_nodelay true
max_queued_messages 10000
message_size_limit 65536
log_dest stderr
log_timestamp_format %Y-%m-%dT%H:%M:%S
# Started by root it would become another user, and the kernel would forget that it must die with us.
user root
"""


class BrokerMissing(Exception):  # noqa: N818 - named by what is wrong, as the errors of hardware.errors
    """Mosquitto is not installed; the text says how to get it."""

    def __init__(self) -> None:
        super().__init__(
            "Chưa cài Mosquitto. Chạy: sudo apt-get install mosquitto (rồi thử lại).\n"
            "Mosquitto is not installed. Run: sudo apt-get install mosquitto, then try again."
        )


class BrokerFailed(Exception):  # noqa: N818 - the same
    """Mosquitto is there but did not start; the text quotes the end of its log."""


def find_mosquitto() -> str:
    """Where the broker's program is; Debian keeps it out of a normal user's path. Raises BrokerMissing."""
    path = os.pathsep.join((os.environ.get("PATH", os.defpath), "/usr/sbin", "/usr/local/sbin"))
    found = shutil.which("mosquitto", path=path)
    if found is None:
        raise BrokerMissing
    return found


def free_port() -> int:
    """A loopback TCP port that nobody listens on now, and that nobody is given who asks for any. Raises OSError."""
    for port in _LUCK.sample(PORTS, 100):
        with contextlib.suppress(OSError), socket.socket() as probe:
            probe.bind((LOOPBACK, port))
            return port
    raise OSError("no loopback port is free")


class Broker:
    """One broker; it may be stopped, killed and started again on the same port."""

    def __init__(self, folder: Path, port: int | None = None) -> None:
        """Writes the configuration into ``folder``; starts nothing. Raises BrokerMissing."""
        self.host, self.port = LOOPBACK, port or free_port()
        self.log = folder / "broker.log"
        config = folder / "mosquitto.conf"
        folder.mkdir(parents=True, exist_ok=True)
        config.write_text(_CONFIG.format(port=self.port, host=self.host), "utf-8")
        self.command = (find_mosquitto(), "-c", str(config))
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start and wait until it listens. Raises BrokerFailed, also when somebody else has the port."""
        if self.listening():
            raise BrokerFailed(f"port {self.port} is taken by another program")
        self._process = start_child(self.command, self.log)
        end = time.monotonic() + START_S
        while not self.listening():
            if self._process.poll() is not None or time.monotonic() > end:
                self.kill()
                raise BrokerFailed(f"mosquitto did not start on port {self.port}:\n{self._log_end()}")
            time.sleep(0.01)

    def listening(self) -> bool:
        """Whether somebody answers on the port."""
        with contextlib.suppress(OSError), socket.create_connection((self.host, self.port), 0.5):
            return True
        return False

    def stop(self) -> None:
        """End it politely; nothing when it does not run."""
        if self._process:
            end_child(self._process, PATIENCE_S)
            self._process = None

    def kill(self) -> None:
        """``kill -9``; nothing when it does not run."""
        if self._process:
            kill_group(self._process)
            self._process.wait()
            self._process = None

    def restart(self) -> None:
        """Stop and start on the same port."""
        self.stop()
        self.start()

    def _log_end(self) -> str:
        return self.log.read_text("utf-8", "replace")[-600:].strip()


@contextlib.contextmanager
def running_broker(folder: Path) -> Iterator[Broker]:
    """A broker for as long as the block runs."""
    broker = Broker(folder)
    broker.start()
    try:
        yield broker
    finally:
        broker.stop()
