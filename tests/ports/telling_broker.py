"""A real broker that says why it ends a connection: ejabberd, which speaks MQTT 5 (``apt-get install ejabberd``).

Mosquitto 2.0.11 of Debian 12 just closes a connection that is taken over; this one says so (reason 0x8E).
"""

import contextlib
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from subprocess import Popen

from paho.mqtt.client import Client

from hardware.link.mqtt import MqttLink
from simulation.office.broker import LOOPBACK, free_port
from simulation.office.child import end_child, start_child
from tests.waiting import PATIENCE_S

_CODE = sorted(Path("/usr/lib").glob("*/ejabberd-*/ebin"))
INSTALLED = bool(_CODE) and shutil.which("erl") is not None
_CONFIG = """\
hosts: [localhost]
loglevel: warning
auth_method: [anonymous]
anonymous_protocol: both
allow_multiple_connections: true
listen:
  - {{port: {port}, ip: "{host}", module: mod_mqtt}}
modules:
  mod_mqtt:
    access_publish: {{"#": all}}
    access_subscribe: {{"#": all}}
"""


class NamedLink(MqttLink):
    """A link with a user's name: ejabberd lets nobody in without one."""

    def _new_client(self) -> Client:
        client = super()._new_client()
        client.username_pw_set("kiosk-1", "anything")
        return client


@contextlib.contextmanager
def telling_broker(folder: Path) -> Iterator[int]:
    """Its port on the loopback address, for as long as the block runs."""
    port = free_port()
    config = folder / "ejabberd.yml"
    config.write_text(_CONFIG.format(port=port, host=LOOPBACK), "utf-8")
    process = start_child(
        ("erl", "-noinput", "-pa", str(_CODE[-1]), "-mnesia", "dir", f'"{folder}/db"', "-s", "ejabberd"),
        folder / "out.log",
        {"EJABBERD_CONFIG_PATH": str(config), "EJABBERD_LOG_PATH": str(folder / "log"), "HOME": str(folder)},
    )
    try:
        _wait_for(port, process, folder)
        yield port
    finally:
        end_child(process, PATIENCE_S)


def _wait_for(port: int, process: Popen[bytes], folder: Path) -> None:
    probe = NamedLink(LOOPBACK, port, "probe")
    up: list[object] = []
    probe.start(up.append, (), None)
    end = time.monotonic() + PATIENCE_S
    try:
        while not up:
            assert process.poll() is None, _last_words(folder)
            assert time.monotonic() < end, _last_words(folder)
            time.sleep(0.05)
    finally:
        probe.close()


def _last_words(folder: Path) -> str:
    said = "".join(
        path.read_text("utf-8", "replace")[-2000:]
        for path in (folder / "out.log", folder / "log")
        if path.is_file()
    )
    return f"ejabberd did not start; it said:\n{said}"
