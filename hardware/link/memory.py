"""A link inside one process, for tests and tools. Same port, same rules: retained, wills, no queueing."""

import logging

from hardware.link.filters import matches
from hardware.ports import Arrived, Connected, Deliver, Disconnected, LinkHappening, Passed, Will

log = logging.getLogger(__name__)


class MemoryBroker:
    """Where memory links meet."""

    def __init__(self) -> None:
        self.retained: dict[str, bytes] = {}
        self.links: list[MemoryLink] = []

    def route(self, topic: str, payload: bytes, *, retain: bool) -> None:
        """Give a message to every link that subscribed to it; an empty retained payload clears the topic."""
        if retain:
            self.retained[topic] = payload
            if not payload:
                del self.retained[topic]
        for link in list(self.links):
            link.receive(topic, payload, retained=False)


class MemoryLink:
    """One program's end of a memory broker."""

    def __init__(self, broker: MemoryBroker) -> None:
        self._broker = broker
        self._deliver: Deliver | None = None
        self._filters: tuple[str, ...] = ()
        self._will: Will | None = None
        self._held_back: list[tuple[str, bytes, bool]] | None = None
        self.up = False

    def start(self, deliver: Deliver, filters: tuple[str, ...], will: Will | None) -> None:
        """Connect at once and deliver what is retained."""
        self._deliver, self._filters, self._will = deliver, filters, will
        self.connect()

    def connect(self) -> None:
        """Come (back) up, as after a cable was plugged in; nothing when it is up."""
        if self.up:
            return
        self.up = True
        self._broker.links.append(self)
        self._held_back = []  # as over the network, what is retained comes before the echo of what is said now
        self._hand_over(Connected())
        for topic, payload in list(self._broker.retained.items()):
            self.receive(topic, payload, retained=True)
        said, self._held_back = self._held_back, None
        for topic, payload, retain in said:
            self._broker.route(topic, payload, retain=retain)

    def drop(self) -> None:
        """Vanish, as when a cable is pulled: the last will is spoken."""
        if not self.up:
            return
        self.up = False
        self._broker.links.remove(self)
        if self._will:
            self._broker.route(self._will.topic, self._will.payload, retain=True)
        self._hand_over(Disconnected("dropped"))

    def publish(
        self, topic: str, payload: bytes, *, retain: bool = False, expires_s: int | None = None
    ) -> bool:
        """Route at once; expiry never matters because nothing waits here."""
        del expires_s
        if self.up and self._held_back is not None:
            self._held_back.append((topic, payload, retain))
        elif self.up:
            self._broker.route(topic, payload, retain=retain)
        return self.up

    def pass_time(self) -> None:
        """Say that about a second passed; nothing else does here."""
        if self.up:
            self._hand_over(Passed())

    def receive(self, topic: str, payload: bytes, *, retained: bool) -> None:
        """Called by the broker."""
        if any(matches(f, topic) for f in self._filters):
            self._hand_over(Arrived(topic, payload, retained))

    def _hand_over(self, happening: LinkHappening) -> None:
        try:
            if self._deliver:
                self._deliver(happening)
        except Exception as error:  # noqa: BLE001 - as over the network: one program's trouble is not the sender's
            log.error("inbox refused %s: %s", type(happening).__name__, type(error).__name__)  # noqa: TRY400 - the same

    def healthy(self) -> bool:
        """There is no thread that could die."""
        return True

    def close(self) -> None:
        """Leave without the last will."""
        if self.up:
            self.up = False
            self._broker.links.remove(self)
