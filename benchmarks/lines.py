"""Three ways from a press to a board, all through the same broker: ours, a stock client, and the floor.

Each is a panel and a board in this process (one clock for both ends). What lies between is the real
controller, or, for the floor, ``responder.py``: the least that anything durable can do.
"""

import json
import threading
import time
from collections.abc import Callable
from typing import Any, Protocol

from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.subscribeoptions import SubscribeOptions

from benchmarks.processes import RunningDesk
from benchmarks.responder import ASK, TOLD, no_delay
from contracts import messages as m
from contracts.codec import decode, encode
from contracts.topics import Topics
from contracts.vocabulary import DeviceId
from hardware.host.clock import SystemClock
from hardware.link.mqtt import MqttLink
from hardware.link.station import Heard, Identity, Station, StationHappening, new_request_id
from hardware.ports import Clock, Connected
from simulation.office.broker import LOOPBACK

PATIENCE_S = 5.0


class Line(Protocol):
    """One way from a press to a board."""

    def press(self) -> float:
        """Milliseconds from the press until the board knows. Raises NothingHeard."""

    def close(self) -> None:
        """Disconnect both ends."""


class NothingHeard(Exception):  # noqa: N818 - named by what is wrong
    """A press was not answered, was refused, or never reached the board."""


class Ear:
    """When each thing was first heard, in whatever thread."""

    def __init__(self) -> None:
        self._first: dict[str, tuple[float, Any]] = {}
        self._news = threading.Condition()

    def hear(self, *keys: str, what: Any = None) -> None:
        """Each key counts the first time."""
        now = time.perf_counter()
        with self._news:
            for key in keys:
                self._first.setdefault(key, (now, what))
            self._news.notify_all()

    def wait(self, key: str) -> tuple[float, Any]:
        """When and what. Raises NothingHeard."""
        with self._news:
            if not self._news.wait_for(lambda: key in self._first, PATIENCE_S):
                raise NothingHeard(f"{key} was not heard within {PATIENCE_S:.0f} s")
            return self._first[key]


class _CallNextLine:
    """A panel that calls the next number, and a board that shows it."""

    def __init__(self, desk: RunningDesk) -> None:
        self.topics = Topics(desk.plan.site)
        self.counter = desk.plan.counters[0]
        self.ear = Ear()
        self._clock: Clock = SystemClock()

    def press(self) -> float:
        """The board must show the very ticket that the desk's reply names."""
        request = new_request_id()
        command = m.CallNext(request_id=request, at=self._clock.utc_ms(), counter=self.counter.id)
        begin = time.perf_counter()
        self.send(command)
        _, reply = self.ear.wait(request)
        if not isinstance(reply, m.Accepted) or not isinstance(reply.result, m.Called):
            raise NothingHeard(f"no number was called: {reply}")
        shown, _ = self.ear.wait(reply.result.ticket)
        return (shown - begin) * 1000

    def send(self, command: m.CallNext) -> None:
        raise NotImplementedError

    def hear(self, message: m.Message) -> None:
        """Remember replies by request and calls by ticket."""
        match message:
            case m.Accepted() | m.Refused():
                self.ear.hear(message.request_id, what=message)
            case m.BoardState():
                self.ear.hear(*(call.ticket for call in message.calls))


class OurLine(_CallNextLine):
    """The product's own stations and link."""

    def __init__(self, desk: RunningDesk) -> None:
        super().__init__(desk)
        counter = self.topics.state("counter", self.counter.id)
        self._panel = self._station(desk, self.counter.panel, counter)
        self._board = self._station(desk, desk.plan.board, self.topics.state("board"))

    def send(self, command: m.CallNext) -> None:
        """As the counter panel does."""
        self._panel.send(command)

    def close(self) -> None:
        """Both stations say goodbye."""
        self._panel.close()
        self._board.close()

    def _station(self, desk: RunningDesk, device: DeviceId, topic: str) -> Station:
        link = MqttLink(LOOPBACK, desk.place.broker_port, f"bench-{desk.plan.site}-{device}")
        up = threading.Event()

        def heard(happening: StationHappening) -> None:
            if isinstance(happening, Heard):
                self.hear(happening.message)
            elif isinstance(happening, Connected):
                up.set()

        station = Station(Identity(desk.plan.site, device, "benchmarks", "0"), link, self._clock, heard)
        station.start(topic)
        if not up.wait(PATIENCE_S):
            raise NothingHeard(f"{device} did not connect")
        return station


class StockLine(_CallNextLine):
    """paho as it comes: its own threads and defaults, no TCP_NODELAY. The messages are ours."""

    def __init__(self, desk: RunningDesk) -> None:
        super().__init__(desk)
        panel, counter = self.counter.panel, self.topics.state("counter", self.counter.id)
        port = desk.place.broker_port
        self._panel = connected(port, self._heard, self.topics.reply(panel), counter)
        self._board = connected(port, self._heard, self.topics.state("board"))

    def send(self, command: m.CallNext) -> None:
        """Publish it as our station would."""
        self._panel.publish(self.topics.command(self.counter.panel, command.kind), encode(command), qos=1)

    def close(self) -> None:
        """Both clients leave."""
        disconnect(self._panel)
        disconnect(self._board)

    def _heard(self, message: MQTTMessage) -> None:
        self.hear(decode(self.topics, message.topic, bytes(message.payload)))


class FloorLine:
    """Two bare hops and one fdatasync: no rules, no messages, no database."""

    def __init__(self, broker_port: int) -> None:
        self._ear = Ear()
        self._panel = connected(broker_port, lambda _message: None, quick=True)
        self._board = connected(broker_port, self._heard, TOLD, quick=True)

    def press(self) -> float:
        """The same number of bytes as a command."""
        request = new_request_id()
        payload = json.dumps({"v": 1, "request_id": request, "at": 0, "kind": "call-next", "counter": "1"})
        begin = time.perf_counter()
        self._panel.publish(ASK, payload, qos=1)
        shown, _ = self._ear.wait(request)
        return (shown - begin) * 1000

    def close(self) -> None:
        """Both clients leave."""
        disconnect(self._panel)
        disconnect(self._board)

    def _heard(self, message: MQTTMessage) -> None:
        self._ear.hear(json.loads(message.payload)["request_id"])


def connected(port: int, heard: Callable[[MQTTMessage], None], *filters: str, quick: bool = False) -> Client:
    """A paho client in its own thread, subscribed; ``quick`` adds the one thing that a stock client lacks."""
    client = Client(CallbackAPIVersion.VERSION2, protocol=MQTTProtocolVersion.MQTTv5)
    if quick:
        client.on_socket_open = no_delay
    ready = threading.Event()
    client.on_message = lambda _client, _userdata, message: heard(message)
    client.on_connect = lambda *_: ready.set()
    client.connect(LOOPBACK, port)
    client.loop_start()
    if not ready.wait(PATIENCE_S):
        raise NothingHeard("a client did not connect")
    if filters:
        ready.clear()
        client.on_subscribe = lambda *_: ready.set()
        client.subscribe([(topic, SubscribeOptions(qos=1)) for topic in filters])
        if not ready.wait(PATIENCE_S):
            raise NothingHeard("a client could not subscribe")
    return client


def disconnect(client: Client) -> None:
    """Leave and end the thread."""
    client.disconnect()
    client.loop_stop()
