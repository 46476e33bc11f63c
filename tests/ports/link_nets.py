"""Two nets with a broker in the middle, one in memory and one real, and the trouble that can come to them."""

import itertools
import socket
import threading
from typing import Any, Protocol

from hardware.link.memory import MemoryBroker, MemoryLink
from hardware.link.mqtt import MqttLink
from hardware.ports import Arrived, Connected, Link, LinkHappening, Will
from simulation.office.broker import Broker
from tests.waiting import until

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
