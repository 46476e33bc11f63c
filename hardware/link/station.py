"""What every device does with its link: says that it is here, follows the desk's clock, speaks in messages.

The desk repeats its presence every two seconds: its pulse. A station that has heard no pulse for ten
seconds says that it lost the desk, whatever the broker thinks. From the pulses a station also knows the
desk's clock (last pulse + own monotonic time since), so a command carries the moment it was wanted, and
the desk can refuse one that comes too late without trusting any device's own clock.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from uuid6 import uuid7

from contracts import messages as m
from contracts.codec import WireError, decode, encode
from contracts.messages.devices import MOST_FAULTS
from contracts.topics import DESK, EXPIRES_S, Topics
from contracts.vocabulary import DeviceId, RequestId, SiteId
from hardware.ports import Arrived, Clock, Connected, Deliver, Disconnected, Link, LinkHappening, Will

log = logging.getLogger(__name__)

PULSE_S = 2.0
DESK_LOST_S = 10.0


@dataclass(frozen=True)
class Heard:
    """A message that is newer than what this station already knew."""

    topic: str
    message: m.Message


StationHappening = Connected | Disconnected | Heard


@dataclass(frozen=True)
class Identity:
    """Who a station is on the wire."""

    site: SiteId
    device: DeviceId
    program: str
    version: str


def new_request_id() -> RequestId:
    """The id of one press, tap or scan."""
    return RequestId(str(uuid7()))


class Station:
    """A device on the link."""

    def __init__(
        self, identity: Identity, link: Link, clock: Clock, inbox: Callable[[StationHappening], None]
    ) -> None:
        """``inbox`` is called in the link's thread and may only enqueue."""
        self.identity = identity
        self.topics = Topics(identity.site)
        self._link, self._clock, self._inbox = link, clock, inbox
        self._faults: tuple[m.Fault, ...] = ()
        self._newest: dict[str, tuple[int, int]] = {}
        self._pulse_at: tuple[int, float] | None = None
        self._desk_online = False
        self._connected = False

    def start(self, *filters: str) -> None:
        """Connect; ``filters`` beyond the desk's presence and this device's replies."""
        always = (self.topics.presence(DESK), self.topics.reply(self.identity.device))
        will = Will(self.topics.presence(self.identity.device), encode(self._presence(online=False)))
        self._link.start(self._on_link, (*always, *filters), will)

    def desk_now(self) -> int:
        """The desk's clock in milliseconds, as far as it is known here; else our own."""
        if self._pulse_at is None:
            return self._clock.utc_ms()
        told, when = self._pulse_at
        return told + int((self._clock.monotonic() - when) * 1000)

    def desk_alive(self) -> bool:
        """Whether the link is up and the desk's pulse was heard within the last ten seconds."""
        if not self._connected or not self._desk_online or self._pulse_at is None:
            return False
        return self._clock.monotonic() - self._pulse_at[1] < DESK_LOST_S

    def send(self, command: m.AnyQuestion) -> bool:
        """Ask the desk. False when the link is down; True promises nothing before the reply."""
        topic = self.topics.command(self.identity.device, command.kind)
        return self._link.publish(topic, encode(command), expires_s=EXPIRES_S["cmd"])

    def show_screen(self, picture: m.ScreenPicture) -> bool:
        """Show the caretaker what this device shows. May be called in any thread."""
        topic = self.topics.screen(self.identity.device)
        return self._link.publish(topic, encode(picture), expires_s=EXPIRES_S["screen"])

    def report_faults(self, faults: tuple[m.Fault, ...]) -> None:
        """Tell everyone what is wrong with this device; an empty tuple says all is well again."""
        faults = faults[:MOST_FAULTS]
        if faults != self._faults:
            self._faults = faults
            self._say_presence()

    def healthy(self) -> bool:
        """Whether the link's thread works."""
        return self._link.healthy()

    def close(self) -> None:
        """Say goodbye and stop."""
        self._link.publish(
            self.topics.presence(self.identity.device), encode(self._presence(online=False)), retain=True
        )
        self._link.close()

    def _presence(self, *, online: bool) -> m.Presence:
        who = self.identity
        return m.Presence(
            device=who.device,
            program=who.program,
            version=who.version,
            online=online,
            at=self.desk_now(),
            faults=self._faults if online else (),
        )

    def _say_presence(self) -> None:
        topic = self.topics.presence(self.identity.device)
        self._link.publish(topic, encode(self._presence(online=True)), retain=True)

    def _on_link(self, happening: LinkHappening) -> None:
        if isinstance(happening, Arrived):
            self._on_arrived(happening)
            return
        self._connected = isinstance(happening, Connected)
        if self._connected:
            self._say_presence()
        self._inbox(happening)

    def _on_arrived(self, arrived: Arrived) -> None:
        try:
            message = decode(self.topics, arrived.topic, arrived.payload)
        except WireError as error:
            log.warning("dropped %s", error)
            return
        if isinstance(message, m.Snapshot) and not self._is_newer(arrived.topic, message):
            return
        if isinstance(message, m.Presence) and message.device == DESK:
            self._on_pulse(message, retained=arrived.retained)
        self._inbox(Heard(arrived.topic, message))

    def _is_newer(self, topic: str, snapshot: m.Snapshot) -> bool:
        mark = (snapshot.epoch, snapshot.seq)
        if mark <= self._newest.get(topic, (-1, -1)):
            return False
        self._newest[topic] = mark
        return True

    def _on_pulse(self, presence: m.Presence, *, retained: bool) -> None:
        self._desk_online = presence.online
        if presence.online and not retained:  # a retained pulse may be old: it proves nothing
            self._pulse_at = (presence.at, self._clock.monotonic())


__all__ = ["Deliver", "Heard", "Identity", "Station", "StationHappening", "new_request_id"]
