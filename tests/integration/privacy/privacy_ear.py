"""Everything that travels on a real broker, kept as it came."""

import asyncio
import threading
from dataclasses import dataclass, field

from hardware.link.mqtt import MqttLink
from hardware.ports import Arrived, Connected, LinkHappening
from simulation.office.broker import Broker


@dataclass
class Capture:
    """A subscriber to everything, and the hand of all kiosks."""

    link: MqttLink
    heard: list[Arrived] = field(default_factory=list)
    up: threading.Event = field(default_factory=threading.Event)

    def on_happening(self, what: LinkHappening) -> None:
        if isinstance(what, Arrived):
            self.heard.append(what)
        elif isinstance(what, Connected):
            self.up.set()

    def topics_with(self, canary: bytes) -> set[str]:
        """The first two levels below the site of every message that holds it."""
        return {
            "/".join(one.topic.split("/")[3:4] + one.topic.split("/")[5:])
            for one in self.heard
            if canary in one.payload or canary in one.topic.encode()
        }

    def answers(self, device: str) -> int:
        return sum(one.topic.endswith(f"/reply/{device}") for one in self.heard)


async def capture(broker: Broker, name: str) -> Capture:
    """Begin to listen; what is retained comes at once."""
    ear = Capture(MqttLink(broker.host, broker.port, name))
    ear.link.start(ear.on_happening, ("#",), None)
    assert await asyncio.to_thread(ear.up.wait, 5)
    return ear
