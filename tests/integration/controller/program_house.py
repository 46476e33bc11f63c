"""The controller as a process, with a real broker, and a station that hears everything and asks for numbers."""

import json
import queue
import subprocess
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

from contracts import messages as m
from contracts.codec import decode, encode
from contracts.topics import DESK, Topics
from contracts.vocabulary import SiteId
from hardware.host.clock import SystemClock
from hardware.link.mqtt import MqttLink
from hardware.ports import Arrived, LinkHappening
from simulation.office.broker import Broker, free_port
from simulation.office.child import end_child, kill_group, python, start_child
from tests import days
from tests.integration.controller.house import KIOSK, new_id, office_data
from tests.unit.controller_shell.test_office_settings import toml
from tests.waiting import PATIENCE_S

TOPICS = Topics(SiteId("test"))


class Program:
    """``python -m controller`` on a data directory of its own."""

    def __init__(self, folder: Path, broker: Broker, **changes: Any) -> None:
        self.port, self.log = free_port(), folder / "controller.log"
        self.settings = folder / "controller.toml"
        data = office_data(
            data_dir=str(folder / "data"),
            link={"host": broker.host, "port": broker.port},
            web={"port": self.port},
            **changes,
        )
        self.settings.write_text(toml(data), "utf-8")
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, utc_ms: int | None = None) -> None:
        """At another moment than the tests' morning, when one is given."""
        environment = {} if utc_ms is None else days.environment(utc_ms)
        command = python("controller", "--settings", str(self.settings))
        self.process = start_child(command, self.log, environment)

    def kill(self) -> None:
        assert self.process
        kill_group(self.process)
        self.process.wait()

    def stop(self) -> int:
        assert self.process
        return end_child(self.process, PATIENCE_S)

    def ready(self) -> dict[str, Any] | None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=1) as answer:
                state: dict[str, Any] = json.load(answer)
                return state
        except OSError:
            return None


class Listener:
    """A station that hears everything of the site."""

    def __init__(self, broker: Broker) -> None:
        self._heard: queue.Queue[m.Message] = queue.Queue()
        self.link = MqttLink(broker.host, broker.port, f"listener-{free_port()}")
        self.link.start(self._on, (f"{TOPICS.root}/#",), None)

    def _on(self, happening: LinkHappening) -> None:
        if isinstance(happening, Arrived) and "/cmd/" not in happening.topic:
            self._heard.put(decode(TOPICS, happening.topic, happening.payload))

    def until(self, wanted: Callable[[m.Message], object]) -> m.Message:
        """The next message that is wanted."""
        end = time.monotonic() + PATIENCE_S
        while True:
            message = self._heard.get(timeout=max(0.01, end - time.monotonic()))
            if wanted(message):
                return message

    def forget(self) -> None:
        while not self._heard.empty():
            self._heard.get_nowait()

    def ask(self, service: str = "civil", ahead_ms: int = 0) -> m.Issued:
        """One touch on a kiosk, repeated each second as kiosks do; ``ahead_ms``: its clock shows another day."""
        at = SystemClock().utc_ms() + ahead_ms
        command = m.IssueTicket(request_id=new_id(), at=at, service=service)
        for _ in range(int(PATIENCE_S)):
            self.link.publish(TOPICS.command(KIOSK, command.kind), encode(command), expires_s=30)
            try:
                reply = self._reply(command.request_id)
            except queue.Empty:
                continue
            assert isinstance(reply, m.Accepted), reply
            assert isinstance(reply.result, m.Issued)
            return reply.result
        raise AssertionError("no answer")

    def _reply(self, request: str) -> m.Message:
        while True:
            message = self._heard.get(timeout=1)
            if isinstance(message, m.Accepted | m.Refused) and message.request_id == request:
                return message


def is_pulse(message: m.Message, *, online: bool = True) -> bool:
    return isinstance(message, m.Presence) and message.device == DESK and message.online is online
