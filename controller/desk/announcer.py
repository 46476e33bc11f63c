"""What the desk tells everyone: facts once, snapshots whole, jobs until their end is reported.

The broker is a wire, never a memory: at every connection everything is said again from here.
"""

from collections.abc import Callable
from typing import Protocol

from contracts import messages as m
from contracts.codec import encode
from contracts.topics import DESK, EXPIRES_S, Topics
from contracts.vocabulary import CounterId, DeviceId
from controller.desk.snapshots import Snapshots
from controller.domain.day import Day
from controller.domain.now import Now
from controller.domain.office import Office
from controller.journal.entries import Entry
from controller.translate import fact_of
from hardware.link.station import PULSE_S
from hardware.ports import Clock

REFRESH_S = 5.0
"""Waits change although nothing happens."""
CALM_S = 0.1
"""What follows from commands is worked out once for all that come within this time; it costs more than they do."""


class Publish(Protocol):
    """Hands a message to the link."""

    def __call__(
        self, topic: str, payload: bytes, *, retain: bool = False, expires_s: int | None = None
    ) -> bool:
        """False when the link is down: then it will be said again at the next connection."""


class Announcer:
    """Keeps what was said last, and says what is new."""

    def __init__(
        self, office: Office, snapshots: Snapshots, topics: Topics, clock: Clock, version: str
    ) -> None:
        self.listeners: list[Callable[[m.Message], None]] = []
        """Called in the loop with every fact and snapshot (the web pages listen)."""
        self.publish: Publish = _nobody
        self._office, self._snapshots, self._topics = office, snapshots, topics
        self._clock, self._version = clock, version
        self._epoch = self._mark = self._event_seq = 0
        self._shown: dict[str, m.Snapshot] = {}
        self._outbox: dict[str, tuple[DeviceId, bytes]] = {}
        self._faults: tuple[m.Fault, ...] = ()
        self._noticed_day: Day | None = None
        self._rest_at = self._pulse_at = 0.0

    def begin(self, epoch: int, last_seq: int, outbox: dict[str, tuple[str, str]]) -> None:
        """Start from what the journal remembers."""
        self._epoch, self._event_seq = epoch, last_seq
        self._outbox = {job: (DeviceId(printer), body.encode()) for job, (printer, body) in outbox.items()}

    def tell(self, entry: Entry, day: Day) -> None:
        """Facts of a committed entry, then its jobs."""
        for event in entry.events:
            self._event_seq += 1
            fact = fact_of(event, day, self._epoch, self._event_seq)
            self.publish(self._topics.event(fact.kind), encode(fact), expires_s=EXPIRES_S["event"])
            self._listen(fact)
        for job, (printer, body) in entry.outbox.items():
            self._outbox[job] = (DeviceId(printer), body.encode())
            self._send_job(job)
        for job in entry.ended_jobs:
            self._outbox.pop(job, None)

    def show_calls(self, day: Day, at: int) -> None:
        """What a call changes, at once: the hall board and the counters' own calls."""
        self._show(self._topics.state("board"), self._snapshots.board(day, at, self._next()))
        for counter in self._office.counters:
            shown = self._shown.get(self._topics.state("counter", counter))
            current = day.at_counter.get(counter)
            if (
                not isinstance(shown, m.CounterState)
                or (shown.call and shown.call.ticket) != current
                or (current and shown.call and shown.call.times != day.tickets[current].times)
            ):
                self._show_counter(day, counter, at)

    def show_rest(self, day: Day, now: Now, faults: tuple[m.Fault, ...]) -> None:
        """What may come a moment later: waiting people, waits, faults, the pulse."""
        at, monotonic = now.stamp(day.last_at), self._clock.monotonic()
        if faults != self._faults or monotonic >= self._pulse_at:
            self._faults, self._pulse_at = faults, monotonic + PULSE_S
            self.pulse()
        if day is not self._noticed_day:
            self._noticed_day, self._rest_at = day, min(self._rest_at, monotonic + CALM_S)
        if monotonic < self._rest_at:
            return
        self._rest_at = monotonic + REFRESH_S
        if self._topics.state("office") not in self._shown:  # pages want it also where no broker is
            self._show(self._topics.state("office"), self._snapshots.office(self._next(), at))
        self._show(self._topics.state("queue"), self._snapshots.queue(day, now, self._next()))
        self._show(self._topics.state("board"), self._snapshots.board(day, at, self._next()))
        for counter in self._office.counters:
            self._show_counter(day, counter, at)

    def pulse(self, *, online: bool = True) -> None:
        """Say that the desk is here, and what time it has; or goodbye, also to the open pages."""
        presence = self.presence(online=online)
        self.publish(self._topics.presence(DESK), encode(presence), retain=True)
        if not online:
            self._listen(presence)

    def presence(self, *, online: bool) -> m.Presence:
        """The desk's own presence."""
        return m.Presence(
            device=DESK,
            program="controller",
            version=self._version,
            online=online,
            at=self._clock.utc_ms(),
            faults=self._faults,
        )

    def connected(self, day: Day, at: int) -> None:
        """Say everything again: whoever listens may have missed it, and the broker remembers nothing."""
        self.pulse()
        office = self._snapshots.office(self._next(), at)
        self._shown[self._topics.state("office")] = office
        for topic, snapshot in self._shown.items():
            self.publish(topic, encode(snapshot), retain=True)
        self._rest_at = 0.0
        self.show_calls(day, at)
        for job in self._outbox:
            self._send_job(job)

    def resend(self, printer: DeviceId) -> None:
        """A printer is back: send it what it has not ended."""
        for job, (device, _body) in self._outbox.items():
            if device == printer:
                self._send_job(job)

    def shown(self, name: str, counter: CounterId | None = None) -> m.Snapshot | None:
        """The snapshot that was shown last."""
        return self._shown.get(self._topics.state(name, counter))

    def _send_job(self, job: str) -> None:
        printer, body = self._outbox[job]
        self.publish(self._topics.print_job(printer), body, expires_s=EXPIRES_S["print"])

    def _show_counter(self, day: Day, counter: CounterId, at: int) -> None:
        self._show(
            self._topics.state("counter", counter), self._snapshots.counter(day, counter, at, self._next())
        )

    def _show(self, topic: str, snapshot: m.Snapshot) -> None:
        before = self._shown.get(topic)
        if before is not None and _content(before) == _content(snapshot):
            return
        self._shown[topic] = snapshot
        self.publish(topic, encode(snapshot), retain=True)
        self._listen(snapshot)

    def _next(self) -> tuple[int, int]:
        self._mark += 1
        return self._epoch, self._mark

    def _listen(self, message: m.Message) -> None:
        for listener in self.listeners:
            listener(message)


def _content(snapshot: m.Snapshot) -> dict[str, object]:
    return snapshot.model_dump(exclude={"epoch", "seq", "at"})


def _nobody(topic: str, payload: bytes, *, retain: bool = False, expires_s: int | None = None) -> bool:
    """Before the link is there."""
    del topic, payload, retain, expires_s
    return False
