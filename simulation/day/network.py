"""The office's network and broker: every message may be lost, come twice, late or behind a later one, as a seed decides."""

import asyncio
from dataclasses import dataclass
from random import Random

from hardware.link.filters import matches
from hardware.ports import Arrived, Connected, Deliver, Disconnected, LinkHappening, Passed, Will

USUAL_S = 0.004
"""From one machine over the broker to another one, on average."""
LATE_S = 1.5
"""What is late in bad weather comes so much later, at most."""


@dataclass(frozen=True)
class Weather:
    """How bad the network is: parts of all messages."""

    lost: float = 0.0
    twice: float = 0.0
    late: float = 0.0


class Network:
    """Where the links meet."""

    def __init__(self, seed: int) -> None:
        self.links: dict[str, SimLink] = {}
        self.weather = Weather()
        self.rough_until = 0.0
        """Until then a message may have been lost without anybody's knowing."""
        self.up = True
        self._retained: dict[str, bytes] = {}
        self._chance = Random(f"network {seed}")  # noqa: S311 - a play, not a secret
        self._loop = asyncio.get_running_loop()

    def link(self, name: str) -> "SimLink":
        """A new end for one run of a program on a machine; the one before is gone."""
        before = self.links.get(name)
        fresh = SimLink(self, cut=before is not None and before.cut)
        self.links[name] = fresh
        return fresh

    def crash(self) -> None:
        """The broker dies: it forgets what it kept, and everybody is alone. No will is spoken."""
        self.up = False
        for link in self.links.values():
            link.lose("the broker died", will=False)
        self._retained.clear()

    def come_back(self) -> None:
        """The broker is there again, empty; the links find it within two seconds."""
        self.up = True
        for link in self.links.values():
            self._loop.call_later(1 + self._chance.random(), link.connect)

    def route(self, sender: "SimLink", topic: str, payload: bytes, *, retain: bool) -> None:
        """Give a message to every link that subscribed to it; an empty retained payload clears the topic."""
        if sender.deaf or self._chance.random() < self.weather.lost:
            return
        if retain:
            self._retained[topic] = payload
            if not payload:
                del self._retained[topic]
        for link in self.links.values():
            if link.wants(topic):
                self._carry(sender, link, Arrived(topic, payload))

    def retained_for(self, link: "SimLink") -> list[Arrived]:
        """What a new subscriber is told."""
        return [
            Arrived(topic, payload, retained=True)
            for topic, payload in self._retained.items()
            if link.wants(topic)
        ]

    def _carry(self, sender: "SimLink", link: "SimLink", arrived: Arrived) -> None:
        chance, weather = self._chance, self.weather
        if chance.random() < weather.lost:
            return
        for _ in range(2 if chance.random() < weather.twice else 1):
            delay = chance.expovariate(1 / USUAL_S)
            if chance.random() < weather.late:
                link.bring(arrived, self._loop.time() + chance.random() * LATE_S)
            else:
                at = link.in_order(sender, self._loop.time() + delay)
                link.bring(arrived, at)


class SimLink:
    """The Link port of one run of one program."""

    def __init__(self, network: Network, *, cut: bool) -> None:
        self.up, self.cut, self.deaf = False, cut, False
        self.up_since, self.down_since = float("inf"), 0.0
        self._network, self._loop = network, asyncio.get_running_loop()
        self._deliver: Deliver | None = None
        self._filters: tuple[str, ...] = ()
        self._will: Will | None = None
        self._connection = 0
        self._order: dict[int, float] = {}
        self._closed = False
        self._wanted: dict[str, bool] = {}

    def start(self, deliver: Deliver, filters: tuple[str, ...], will: Will | None) -> None:
        """Begin to connect."""
        self._deliver, self._filters, self._will = deliver, filters, will
        self._loop.call_later(0.05, self.connect)

    def connect(self) -> None:
        """Come up, if that can be."""
        if self.up or self.cut or self._closed or self._deliver is None or not self._network.up:
            return
        self.up, self.deaf, self.up_since = True, False, self._loop.time()
        self._connection += 1
        self._order.clear()
        self._hand_over(Connected())
        for arrived in self._network.retained_for(self):
            self._hand_over(arrived)
        self._pass(self._connection)

    def lose(self, why: str, *, will: bool = True) -> None:
        """The connection is noticed to be gone."""
        if not self.up:
            return
        self.up, self.deaf, self.up_since, self.down_since = False, False, float("inf"), self._loop.time()
        if will and self._will:
            self._network.route(self, self._will.topic, self._will.payload, retain=True)
        self._hand_over(Disconnected(why))

    def die(self) -> None:
        """The program is gone, and does nothing more; its last will is spoken."""
        self._deliver, self._closed = None, True
        self.lose("killed")

    def publish(
        self, topic: str, payload: bytes, *, retain: bool = False, expires_s: int | None = None
    ) -> bool:
        """Hand a message over; nothing waits here, so nothing expires."""
        del expires_s
        if self.up:
            self._network.route(self, topic, payload, retain=retain)
        return self.up

    def wants(self, topic: str) -> bool:
        """Whether it is here and subscribed."""
        if not self.up or self.deaf:
            return False
        wanted = self._wanted.get(topic)
        if wanted is None:  # a day has few topics, and many messages on each
            wanted = self._wanted[topic] = any(matches(one, topic) for one in self._filters)
        return wanted

    def in_order(self, sender: "SimLink", at: float) -> float:
        """Not before what the same sender sent earlier."""
        key = id(sender)
        self._order[key] = max(at, self._order.get(key, 0.0))
        return self._order[key]

    def bring(self, arrived: Arrived, at: float) -> None:
        """Let a message arrive at a moment, unless the connection is another one by then."""
        self._loop.call_at(at, self._arrive, arrived, self._connection)

    def healthy(self) -> bool:
        """There is no thread that could die."""
        return True

    def close(self) -> None:
        """Leave without the last will."""
        self._will = None
        self.die()

    def _arrive(self, arrived: Arrived, connection: int) -> None:
        if self.up and not self.deaf and connection == self._connection:
            self._hand_over(arrived)

    def _pass(self, connection: int) -> None:
        if self.up and connection == self._connection:
            self._hand_over(Passed())
            self._loop.call_later(1.0, self._pass, connection)

    def _hand_over(self, happening: LinkHappening) -> None:
        if self._deliver:
            self._deliver(happening)
