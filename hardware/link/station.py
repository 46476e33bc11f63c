"""What every device does with its link: says that it is here, follows the desk's clock, speaks in messages.

The desk repeats its presence every two seconds: its pulse. A station that has heard no pulse for ten
seconds says that it lost the desk, whatever the broker thinks. From the pulses a station also knows the
desk's clock (last pulse + own monotonic time since), so a command carries the moment it was wanted, and
the desk can refuse one that comes too late without trusting any device's own clock.

Should there be two desks on the broker, a station obeys one: the first that it heard, until that one is gone. It
remembers the numbers that go by, and tells them to every desk that it hears for the first time or that asks.

Should there be two machines with its name (a cloned card), one of them waits and only listens (see ``name``).
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from uuid6 import uuid7

from contracts import messages as m
from contracts.codec import WireError, decode, digest, encode
from contracts.messages.devices import MOST_FAULTS
from contracts.topics import DESK, EXPIRES_S, Topics
from contracts.vocabulary import DeviceId, RequestId, SiteId
from hardware.link import truth
from hardware.link.filters import matches
from hardware.link.following import DESK_LOST_S, PULSE_S, Following, hear
from hardware.link.name import NameTwice
from hardware.link.naming import Naming
from hardware.link.sightings import ISSUED, Sightings, SightingsStore, follow, see
from hardware.link.truth import Truth
from hardware.link.vitals import faults_of
from hardware.ports import Arrived, Clock, Connected, Disconnected, Link, LinkHappening, Passed, Will

log = logging.getLogger(__name__)

MOST_DESKS = 8
FOR_THE_BEARER = (m.PrintJob, m.Accepted, m.Refused, m.Watch, m.Care)
"""What is meant for the one machine that acts under a name."""
UNVOUCHED_S = 8.0
"""A desk that says for so long that something else is true is not heard here: boards then say that they are old."""
LONGEST_CARE_MS = 15_000
SAY_AGAIN_S = 60.0
"""How often a device says how its machine is."""
TELL_S = 0.5
"""Between two times that it tells what it remembers: no flood of desks makes a flood of answers."""


@dataclass(frozen=True)
class Heard:
    """A message that is newer than what this station already knew."""

    topic: str
    message: m.Message


StationHappening = Connected | Disconnected | Heard


@dataclass(frozen=True)
class Identity:
    """Who a station is on the wire. ``vitals``: how its machine is; None: nobody looks."""

    site: SiteId
    device: DeviceId
    program: str
    version: str
    vitals: Callable[[], m.Vitals] | None = None
    care: Callable[[m.Care], object] | None = None
    """What the caretaker wants of this machine; None: it is not done here."""


def new_request_id() -> RequestId:
    """The id of one press, tap or scan."""
    return RequestId(str(uuid7()))


class Station:
    """A device on the link."""

    def __init__(
        self,
        identity: Identity,
        link: Link,
        clock: Clock,
        inbox: Callable[[StationHappening], None],
        store: SightingsStore | None = None,
    ) -> None:
        """``inbox`` is called in the link's thread and may only enqueue; ``store`` keeps what this device saw."""
        self.identity = identity
        self.topics = Topics(identity.site)
        self._link, self._clock, self._inbox = link, clock, inbox
        self._faults: tuple[m.Fault, ...] = ()
        self._printers: tuple[m.FoundPrinter, ...] | None = None
        self._truth = Truth()
        self._missing_since = float("inf")
        self._following = Following()
        self._store = store
        self._seen = store.load() if store else Sightings()
        self._told: dict[str, int] = {}
        """Which question of which desk was answered."""
        self._tell_at = float("-inf")
        self._wanted: tuple[str, ...] = ()
        self._said_at = float("-inf")
        self._tried = 0
        """Which trial was the last: it is told by until when it was wanted."""
        self._instance = str(uuid7())
        self._naming = Naming(
            identity.device, self._instance, self.topics, link, self._say_presence, self._inbox
        )

    def start(self, *filters: str) -> None:
        """Connect; ``filters`` beyond the desk's presence and this device's replies."""
        own = self.identity.device
        care = (self.topics.care(own),) if self.identity.care else ()
        self._wanted = (self.topics.presence(DESK), self.topics.reply(own), *care, *filters)
        overheard = (self.topics.desk("+"), self.topics.event(ISSUED), *self._naming.filters)
        will = Will(self.topics.presence(self.identity.device), encode(self._presence(online=False)))
        self._link.start(self._on_link, tuple(dict.fromkeys((*self._wanted, *overheard))), will)

    def desk_now(self) -> int:
        """The desk's clock in milliseconds, as far as it is known here; else our own."""
        return self._following.clock(self._clock.monotonic(), self._clock.utc_ms())

    def desk_heard(self) -> bool:
        """Whether ``desk_now`` is the desk's clock."""
        return self._following.heard is not None

    def desk_alive(self) -> bool:
        """Whether the desk hears us: the link and the name are ours, and its pulse came within ten seconds."""
        return self._naming.acts and self._following.alive(self._clock.monotonic())

    def twice(self) -> NameTwice | None:
        """Whether another machine has this one's name. May be called in any thread."""
        return self._naming.twice()

    def send(self, command: m.AnyQuestion) -> bool:
        """Ask the desk. False when the link is down; True promises nothing before the reply."""
        topic = self.topics.command(self.identity.device, command.kind)
        meant = command.model_copy(update={"desk": self._following.instance})
        return self._naming.acts and self._link.publish(topic, encode(meant), expires_s=EXPIRES_S["cmd"])

    def show_screen(self, picture: m.ScreenPicture) -> bool:
        """Show the caretaker what this device shows. May be called in any thread."""
        topic = self.topics.screen(self.identity.device)
        return self._naming.acts and self._link.publish(topic, encode(picture), expires_s=EXPIRES_S["screen"])

    def report_faults(self, faults: tuple[m.Fault, ...]) -> None:
        """Tell everyone what is wrong with this device; an empty tuple says all is well again."""
        faults = faults[:MOST_FAULTS]
        if faults != self._faults:
            self._faults = faults
            self._say_presence()

    def report_printers(self, printers: tuple[m.FoundPrinter, ...]) -> None:
        """Tell what printers this machine has. May be called in any thread."""
        self._printers = printers
        self._say_presence()

    def healthy(self) -> bool:
        """Whether the link's thread works."""
        return self._link.healthy()

    def close(self) -> None:
        """Say goodbye and stop."""
        if self._naming.acts:  # whoever only waits for its name must not say that its bearer is gone
            topic = self.topics.presence(self.identity.device)
            self._link.publish(topic, encode(self._presence(online=False)), retain=True)
        self._link.close()
        self._keep(self._seen, float("inf"))

    def _presence(self, *, online: bool) -> m.Presence:
        who = self.identity
        vitals = who.vitals() if who.vitals and online else None
        faults = (*self._naming.fault(), *faults_of(vitals), *self._faults)[:MOST_FAULTS]
        return m.Presence(
            device=who.device,
            program=who.program,
            version=who.version,
            online=online,
            at=self.desk_now(),
            faults=faults if online else (),
            instance=self._instance,
            vitals=vitals,
            printers=self._printers if online else None,
        )

    def _say_presence(self) -> None:
        if self._naming.acts:
            self._said_at = self._clock.monotonic()
            topic = self.topics.presence(self.identity.device)
            self._link.publish(topic, encode(self._presence(online=True)), retain=True)

    def _on_link(self, happening: LinkHappening) -> None:
        if isinstance(happening, Arrived):
            self._on_arrived(happening)
            return
        if isinstance(happening, Connected):
            self._told.clear()
        now = self._clock.monotonic()
        self._naming.on_link(happening, now)
        if isinstance(happening, Passed) and self.identity.vitals and now - self._said_at >= SAY_AGAIN_S:
            self._say_presence()

    def _on_arrived(self, arrived: Arrived) -> None:
        try:
            message = decode(self.topics, arrived.topic, arrived.payload)
        except WireError as error:
            log.warning("dropped %s", error)
            return
        if self._naming.hears(message, self._clock.monotonic(), retained=arrived.retained):
            return
        if isinstance(message, FOR_THE_BEARER) and not self._naming.acts:
            return
        if isinstance(message, m.Care):
            self._on_care(arrived.topic, message)
            return
        if isinstance(message, m.Snapshot) and not self._is_shown(arrived, message):
            return
        if isinstance(message, m.DeskPulse):
            self._tell_memory(message)
            return
        if isinstance(message, m.Presence) and message.device == DESK:
            if not self._on_pulse(message, retained=arrived.retained):
                return
        else:
            self._keep(see(self._seen, message), self._clock.monotonic())
        if self._is_wanted(arrived.topic):
            self._inbox(Heard(arrived.topic, message))

    def _on_care(self, topic: str, care: m.Care) -> None:
        """Not twice, and not what was wanted long ago: a machine that comes back must not go off again."""
        now = self.desk_now()
        if not self.identity.care or not now <= care.until <= now + LONGEST_CARE_MS:
            return
        if care.what != "try":
            self.identity.care(care)
        elif care.until != self._tried:
            self._tried = care.until
            log.info("the caretaker tries this device")
            self._inbox(Heard(topic, care))

    def _is_shown(self, arrived: Arrived, snapshot: m.Snapshot) -> bool:
        self._truth, shown = truth.heard(
            self._truth, self._name_of(arrived.topic), digest(arrived.payload), snapshot
        )
        return shown

    def _name_of(self, topic: str) -> str:
        return topic.removeprefix(f"{self.topics.root}/state/")

    def _is_wanted(self, topic: str) -> bool:
        return any(matches(wanted, topic) for wanted in self._wanted)

    def _follow_truth(self, pulse: m.DeskPulse, now: float) -> bool:
        """Show what the desk says is true; whether it vouches for all that is shown here, or will in a moment."""
        self._truth, instead = truth.pulsed(self._truth, pulse)
        state = f"{self.topics.root}/state"
        for name, snapshot in instead:
            if self._is_wanted(f"{state}/{name}"):
                self._inbox(Heard(f"{state}/{name}", snapshot))
        if not any(truth.missing(self._truth, of) and self._is_wanted(f"{state}/{of}") for of in pulse.shown):
            self._missing_since = float("inf")
            return True
        self._missing_since = min(self._missing_since, now)
        return now - self._missing_since < UNVOUCHED_S

    def _on_pulse(self, presence: m.Presence, *, retained: bool) -> bool:
        """Whether it is the desk that this station follows, and what is shown here is what it says."""
        now = self._clock.monotonic()
        following = hear(self._following, presence, now, retained=retained)
        if following is None:
            return False
        self._following = following
        if presence.desk and not retained:
            self._keep(follow(self._seen, presence.desk), now)
            self._tell_memory(presence.desk)
            return self._follow_truth(presence.desk, now)
        return True

    def _keep(self, seen: Sightings, now: float) -> None:
        self._seen = seen
        if self._store:
            self._store.keep(seen, now)

    def _tell_memory(self, pulse: m.DeskPulse) -> None:
        """Tell a desk what this device remembers, once, and again when it asks: before any command to it."""
        now = self._clock.monotonic()
        if self._told.get(pulse.instance, -1) >= pulse.asks or now < self._tell_at:
            return
        self._told = dict([*self._told.items(), (pulse.instance, pulse.asks)][-MOST_DESKS:])
        self._tell_at = now + TELL_S
        memory = self._seen.message(self.identity.device)
        self._link.publish(
            self.topics.memory(self.identity.device), encode(memory), expires_s=EXPIRES_S["memory"]
        )


__all__ = ["DESK_LOST_S", "PULSE_S", "Heard", "Identity", "Station", "StationHappening", "new_request_id"]
