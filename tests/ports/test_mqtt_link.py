"""What the link to a real broker promises beyond the port: paho's traps stay shut."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import hardware.link.mqtt
from hardware.link.mqtt import MqttLink
from hardware.ports import Connected, Disconnected, Will
from simulation.office.broker import Broker
from tests.ports.link_nets import Inbox, MqttNet, fresh, settle, socket_of, started
from tests.waiting import PATIENCE_S, until

pytestmark = pytest.mark.broker


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hardware.link.mqtt, "RETRY_S", (0.02, 0.05))


@pytest.fixture
def mqtt(broker: Broker) -> Iterator[MqttNet]:
    made = MqttNet(broker)
    yield made
    made.end()


@pytest.fixture
def here() -> str:
    """A branch of topics that no other test has used: the real broker remembers between tests."""
    return f"test-{next(fresh)}"


class TestMqttLink:
    def test_small_messages_are_not_held_back(self, mqtt: MqttNet):
        link, _ = started(mqtt)
        assert socket_of(link).getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0

    def test_what_was_published_just_before_the_broker_died_is_not_sent_later(self, mqtt: MqttNet, here: str):
        sender, own = started(mqtt)
        _, inbox = started(mqtt, here)
        assert mqtt.broker._process is not None
        os.kill(mqtt.broker._process.pid, signal.SIGSTOP)  # it takes nothing more, but the link looks up
        assert all(sender.publish(here, f"stale {n}".encode(), retain=True) for n in range(30))
        mqtt.broker.kill()
        mqtt.broker.start()
        until(lambda: own.count(Connected) == inbox.count(Connected) == 2)
        settle(sender, own)
        sender.publish(here, b"fresh")
        until(lambda: b"fresh" in inbox.payloads())
        assert inbox.payloads() == [b"fresh"]

    def test_a_full_queue_is_said_to_the_sender(self, mqtt: MqttNet, here: str):
        sender, _ = started(mqtt)
        assert mqtt.broker._process is not None
        os.kill(mqtt.broker._process.pid, signal.SIGSTOP)
        try:
            sent = [sender.publish(here, b"x") for _ in range(1100)]
        finally:
            os.kill(mqtt.broker._process.pid, signal.SIGCONT)
        assert sent == [True] * 1000 + [False] * 100

    def test_the_inbox_is_called_in_the_links_own_thread_only(self, mqtt: MqttNet, here: str):
        link, inbox = started(mqtt, here)
        for _ in range(3):
            seen = inbox.count(Disconnected)
            mqtt.broker.kill()
            while inbox.count(Disconnected) == seen:
                link.publish(here, b"x" * 1000)
            mqtt.broker.start()
            settle(link, inbox)
        assert inbox.threads == {link._thread.name}

    def test_a_link_waits_for_a_broker_that_is_absent_at_the_start(
        self, mqtt: MqttNet, here: str, caplog: Any
    ):
        mqtt.broker.stop()
        link, inbox = mqtt.link(), Inbox()
        link.start(inbox, (here,), None)
        until(lambda: "trying again" in caplog.text)
        assert link.healthy()
        assert not link.publish(here, b"nobody hears")
        assert inbox.happenings == []
        mqtt.broker.start()
        until(lambda: inbox.count(Connected))
        assert caplog.text.count("trying again") == 1, "the same trouble is one line"

    @pytest.mark.parametrize("host", ["", "a" * 70, "bad..name"])
    def test_a_host_that_cannot_be_found_is_told_and_tried_again(self, host: str, caplog: Any):
        link = MqttLink(host, 1883, "lost")
        link.start(Inbox(), (), None)
        until(lambda: "trying again" in caplog.text)
        assert link.healthy()
        link.close()
        assert not link.healthy()

    def test_a_broker_that_refuses_is_told_and_tried_again(self, caplog: Any):
        refusal = b"\x20\x03\x00\x87\x00"  # MQTT 5 CONNACK: not authorized
        with socket.create_server(("127.0.0.1", 0)) as server:
            server.settimeout(PATIENCE_S)
            link, inbox = MqttLink("127.0.0.1", server.getsockname()[1], "unwanted"), Inbox()
            link.start(inbox, (), None)
            for _ in range(3):
                asking, _address = server.accept()
                with asking, contextlib.suppress(OSError):
                    asking.recv(1000)
                    asking.sendall(refusal)
                    asking.recv(1000)
            link.close()
        assert inbox.happenings == []
        assert caplog.text.count("Not authorized") == 1

    def test_the_will_of_a_killed_program_is_spoken(self, mqtt: MqttNet, here: str):
        _, watcher = started(mqtt, here)
        program = (
            "import sys, time\n"
            "from hardware.link.mqtt import MqttLink\n"
            "from hardware.ports import Will\n"
            "link = MqttLink(sys.argv[1], int(sys.argv[2]), 'victim')\n"
            "link.start(lambda happening: print(happening, flush=True), (), Will(sys.argv[3], b'gone'))\n"
            "time.sleep(60)\n"
        )
        where = (mqtt.broker.host, str(mqtt.broker.port), here)
        with subprocess.Popen(
            (sys.executable, "-c", program, *where), stdout=subprocess.PIPE, cwd=Path(__file__).parents[2]
        ) as child:
            try:
                assert child.stdout is not None
                assert child.stdout.readline().startswith(b"Connected")
            finally:
                child.kill()
        until(lambda: watcher.payloads() == [b"gone"])

    def test_a_link_that_is_closed_while_it_connects_stays_away(self, mqtt: MqttNet, here: str):
        _, watcher = started(mqtt, here)
        for _ in range(10):
            link, inbox = mqtt.link(), Inbox()
            link.start(inbox, (), Will(here, b"gone"))
            link.close()
            assert not link.healthy()
        assert watcher.messages() == []

    def test_an_undelivered_message_expires(self, mqtt: MqttNet, here: str):
        sender, own = started(mqtt)
        sender.publish(f"{here}/short", b"x", retain=True, expires_s=1)
        sender.publish(f"{here}/long", b"x", retain=True, expires_s=60)
        settle(sender, own)
        time.sleep(2.1)  # the broker's own clock, in whole seconds
        assert [topic for topic, *_ in started(mqtt, f"{here}/+")[1].messages()] == [f"{here}/long"]
