"""The Link port: one set of promises, kept by the link in memory and by the one to a real broker."""

import contextlib
import itertools
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol

import pytest

import hardware.link.mqtt
from hardware.link.memory import MemoryBroker, MemoryLink, matches
from hardware.link.mqtt import MqttLink
from hardware.ports import Arrived, Connected, Disconnected, Link, LinkHappening, Will
from hardware.sim.office.broker import Broker, free_port

PATIENCE_S = 8.0
fresh = itertools.count()


class Inbox:
    """Everything a link delivered, and in which thread."""

    def __init__(self) -> None:
        self.happenings: list[LinkHappening] = []
        self.threads: set[str] = set()

    def __call__(self, happening: LinkHappening) -> None:
        self.threads.add(threading.current_thread().name)
        self.happenings.append(happening)

    def messages(self, below: str = "") -> list[tuple[str, bytes, bool]]:
        return [
            (h.topic, h.payload, h.retained)
            for h in self.happenings
            if isinstance(h, Arrived) and h.topic.startswith(below) and not h.topic.startswith("fence/")
        ]

    def payloads(self) -> list[bytes]:
        return [payload for _topic, payload, _retained in self.messages()]

    def count(self, kind: type[LinkHappening]) -> int:
        return sum(isinstance(h, kind) for h in self.happenings)


class Net(Protocol):
    """A broker and the trouble that can come to it."""

    def link(self) -> Link: ...
    def drop(self, link: Any) -> None: ...
    def cut(self) -> None: ...
    def restore(self) -> None: ...
    def end(self) -> None: ...


class MemoryNet:
    def __init__(self) -> None:
        self.broker, self.links = MemoryBroker(), list[MemoryLink]()

    def link(self) -> MemoryLink:
        self.links.append(MemoryLink(self.broker))
        return self.links[-1]

    def drop(self, link: MemoryLink) -> None:
        link.drop()

    def cut(self) -> None:
        for link in self.links:
            link.drop()
        self.broker.retained.clear()

    def restore(self) -> None:
        for link in self.links:
            link.connect()

    def end(self) -> None:
        for link in self.links:
            link.close()


class MqttNet:
    def __init__(self, broker: Broker) -> None:
        self.broker, self.links = broker, list[MqttLink]()

    def link(self) -> MqttLink:
        self.links.append(MqttLink(self.broker.host, self.broker.port, f"client-{next(fresh)}"))
        return self.links[-1]

    def drop(self, link: MqttLink) -> None:
        socket_of(link).shutdown(socket.SHUT_RDWR)

    def cut(self) -> None:
        self.broker.kill()

    def restore(self) -> None:
        self.broker.start()

    def end(self) -> None:
        for link in self.links:
            link.close()
        if not self.broker.listening():
            self.broker.start()


def socket_of(link: MqttLink) -> Any:
    assert link._client is not None
    return link._client.socket()


def until(true: Callable[[], object]) -> None:
    """Wait until it is so; what never becomes so fails here."""
    end = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.002)


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hardware.link.mqtt, "RETRY_S", (0.02, 0.05))


@pytest.fixture(params=["memory", pytest.param("mqtt", marks=pytest.mark.broker)])
def net(request: pytest.FixtureRequest) -> Iterator[Net]:
    made: Net = MemoryNet() if request.param == "memory" else MqttNet(request.getfixturevalue("broker"))
    yield made
    made.end()


@pytest.fixture
def mqtt(broker: Broker) -> Iterator[MqttNet]:
    made = MqttNet(broker)
    yield made
    made.end()


@pytest.fixture
def here() -> str:
    """A branch of topics that no other test has used: the real broker remembers between tests."""
    return f"test-{next(fresh)}"


def started(net: Net, *filters: str, will: Will | None = None) -> tuple[Any, Inbox]:
    """A link that is up, and whose subscriptions are surely in force."""
    link, inbox = net.link(), Inbox()
    link.start(inbox, (*filters, fence_of(inbox)), will)
    until(lambda: inbox.count(Connected))
    settle(link, inbox)
    return link, inbox


def settle(link: Link, inbox: Inbox) -> None:
    """Wait for a message to oneself: everything sent to this link before has arrived then."""
    mark = str(next(fresh)).encode()
    until(lambda: link.publish(fence_of(inbox), mark))
    until(lambda: any(isinstance(h, Arrived) and h.payload == mark for h in inbox.happenings))


def fence_of(inbox: Inbox) -> str:
    return f"fence/{id(inbox)}"


class TestLink:
    def test_a_message_reaches_those_who_asked_for_it(self, net: Net, here: str):
        sender, own = started(net)
        _, exact = started(net, f"{here}/a")
        _, one_level = started(net, f"{here}/+")
        _, all_below = started(net, f"{here}/#")
        sender.publish(f"{here}/a", b"1")
        sender.publish(f"{here}/a/b", b"2")
        sender.publish(f"{here}-other/a", b"3")
        until(lambda: len(all_below.payloads()) == 2)
        until(lambda: exact.messages() == one_level.messages() == [(f"{here}/a", b"1", False)])
        assert all_below.payloads() == [b"1", b"2"]
        assert own.messages() == []

    def test_a_sender_hears_itself_if_it_asked(self, net: Net, here: str):
        link, inbox = started(net, here)
        link.publish(here, "Quầy 1".encode())
        until(lambda: inbox.payloads() == ["Quầy 1".encode()])

    def test_messages_of_one_sender_keep_their_order(self, net: Net, here: str):
        sender, _ = started(net)
        _, inbox = started(net, f"{here}/#")
        sent = [str(number).encode() for number in range(300)]
        assert all(sender.publish(f"{here}/{int(one) % 3}", one) for one in sent)
        until(lambda: len(inbox.payloads()) == len(sent))
        assert inbox.payloads() == sent

    def test_two_clients_talk_both_ways(self, net: Net, here: str):
        (desk, at_desk), (kiosk, at_kiosk) = started(net, f"{here}/cmd"), started(net, f"{here}/reply")
        kiosk.publish(f"{here}/cmd", b"may I?")
        until(lambda: at_desk.payloads() == [b"may I?"])
        desk.publish(f"{here}/reply", b"yes")
        until(lambda: at_kiosk.payloads() == [b"yes"])

    def test_what_is_retained_is_given_to_those_who_come_later(self, net: Net, here: str):
        sender, own = started(net, f"{here}/+")
        sender.publish(f"{here}/state", b"old", retain=True)
        sender.publish(f"{here}/state", b"new", retain=True)
        sender.publish(f"{here}/fact", b"gone")
        settle(sender, own)
        _, late = started(net, f"{here}/+")
        assert late.messages() == [(f"{here}/state", b"new", True)]
        assert [retained for *_, retained in own.messages()] == [False, False, False]

    def test_an_empty_retained_message_clears_what_was_kept(self, net: Net, here: str):
        sender, own = started(net)
        sender.publish(here, b"kept", retain=True)
        sender.publish(here, b"", retain=True)
        settle(sender, own)
        assert started(net, here)[1].messages() == []

    def test_the_last_will_is_spoken_and_kept_when_a_link_vanishes(self, net: Net, here: str):
        _, watcher = started(net, here)
        victim, _ = started(net, will=Will(here, b"gone"))
        net.drop(victim)
        until(lambda: watcher.messages() == [(here, b"gone", False)])
        assert started(net, here)[1].messages() == [(here, b"gone", True)]

    def test_a_link_that_closes_speaks_no_will_and_is_down(self, net: Net, here: str):
        watching, watcher = started(net, f"{here}/#")
        link, _ = started(net, will=Will(f"{here}/presence", b"gone"))
        link.publish(f"{here}/presence", b"goodbye", retain=True)
        link.close()
        until(lambda: watcher.payloads() == [b"goodbye"])
        assert not link.publish(f"{here}/presence", b"too late")
        settle(watching, watcher)
        assert watcher.payloads() == [b"goodbye"]
        link.close()

    def test_nothing_can_be_sent_before_the_start(self, net: Net, here: str):
        _, inbox = started(net, here)
        assert not net.link().publish(here, b"early")
        assert inbox.messages() == []

    def test_a_link_that_never_started_can_be_closed(self, net: Net):
        net.link().close()

    def test_what_is_published_while_the_link_is_down_is_never_sent(self, net: Net, here: str):
        sender, own = started(net)
        _, inbox = started(net, here)
        net.cut()
        until(lambda: own.count(Disconnected) and inbox.count(Disconnected))
        assert not sender.publish(here, b"stale")
        assert not sender.publish(here, b"stale and kept", retain=True)
        net.restore()
        until(lambda: own.count(Connected) == inbox.count(Connected) == 2)
        sender.publish(here, b"fresh")
        until(lambda: b"fresh" in inbox.payloads())
        assert inbox.payloads() == [b"fresh"]

    def test_a_link_comes_back_by_itself_and_hears_everything_again(self, net: Net, here: str):
        sender, own = started(net)
        receiver, inbox = started(net, f"{here}/+")
        net.cut()
        until(lambda: own.count(Disconnected) == inbox.count(Disconnected) == 1)
        assert sender.healthy()
        net.restore()
        until(lambda: own.count(Connected) == inbox.count(Connected) == 2)
        settle(receiver, inbox)
        sender.publish(f"{here}/fact", b"heard")
        until(lambda: inbox.messages(here) == [(f"{here}/fact", b"heard", False)])

    def test_a_link_that_was_gone_gets_what_is_retained(self, net: Net, here: str):
        net.cut()
        link, inbox = net.link(), Inbox()
        link.start(inbox, (here, fence_of(inbox)), None)
        net.restore()
        sender, own = started(net)
        sender.publish(here, b"state", retain=True)
        settle(sender, own)
        settle(link, inbox)
        assert b"state" in inbox.payloads()

    def test_an_exception_in_the_inbox_harms_neither_link_nor_sender(self, net: Net, here: str):
        sender, _ = started(net)
        link, heard = net.link(), Inbox()

        def refuse(happening: LinkHappening) -> None:
            heard(happening)
            raise RuntimeError("the inbox is full")

        link.start(refuse, (here, fence_of(heard)), None)
        until(lambda: heard.count(Connected))
        settle(link, heard)
        for payload in (b"1", b"2"):
            assert sender.publish(here, payload)
        until(lambda: heard.payloads() == [b"1", b"2"])
        assert link.healthy()
        assert link.publish(here, b"3")

    def test_a_program_may_publish_in_the_moment_it_is_connected(self, net: Net, here: str):
        _, watcher = started(net, here)
        link = net.link()

        def greet(happening: LinkHappening) -> None:
            if isinstance(happening, Connected):
                assert link.publish(here, b"here I am", retain=True)

        link.start(greet, (), None)
        until(lambda: watcher.payloads() == [b"here I am"])

    def test_many_threads_may_publish(self, net: Net, here: str):
        sender, _ = started(net)
        _, inbox = started(net, f"{here}/+")

        def send(who: int) -> None:
            for number in range(60):
                sender.publish(f"{here}/{who}", str(number).encode() + b"x" * 3000)

        threads = [threading.Thread(target=send, args=(who,)) for who in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        until(lambda: len(inbox.payloads()) == 240)
        for who in range(4):
            numbers = [payload.rstrip(b"x") for _, payload, _ in inbox.messages(f"{here}/{who}")]
            assert numbers == [str(number).encode() for number in range(60)]


@pytest.mark.broker
class TestMqttLink:
    def test_small_messages_are_not_held_back(self, mqtt: MqttNet):
        link, _ = started(mqtt)
        assert socket_of(link).getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0

    def test_what_was_published_just_before_the_broker_died_is_not_sent_later(self, mqtt: MqttNet, here: str):
        sender, own = started(mqtt)
        _, inbox = started(mqtt, here)
        assert mqtt.broker._process is not None
        os.kill(mqtt.broker._process.pid, signal.SIGSTOP)  # it takes nothing more, but the link looks up
        assert all([sender.publish(here, f"stale {n}".encode(), retain=True) for n in range(30)])
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


@pytest.mark.parametrize(
    ("topic_filter", "topic", "covered"),
    [
        ("a/b", "a/b", True),
        ("a/b", "a", False),
        ("a/b", "a/b/c", False),
        ("a/+", "a/b", True),
        ("a/+", "a", False),
        ("a/+", "a/b/c", False),
        ("+/b", "a/b", True),
        ("a/#", "a", True),
        ("a/#", "a/b/c", True),
        ("a/+/#", "a", False),
        ("a/+/#", "a/b", True),
        ("#", "a/b", True),
        ("a/#", "b/a", False),
    ],
)
def test_filters_cover_what_mqtt_says(topic_filter: str, topic: str, covered: bool):  # noqa: FBT001 - a column of the table
    assert matches(topic_filter, topic) is covered


def test_a_free_port_is_free():
    with socket.create_server(("127.0.0.1", free_port())):
        pass
