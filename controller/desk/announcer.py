"""What the desk tells everyone: facts once, and snapshots whole.

The broker is a wire, never a memory: at every connection everything is said again from here.
"""

from collections.abc import Callable

from contracts import messages as m
from contracts.codec import digest, encode
from contracts.topics import EXPIRES_S, Topics
from contracts.vocabulary import CounterId
from controller.desk.publish import Publish
from controller.desk.snapshots import Snapshots
from controller.domain.day import Day
from controller.domain.now import Now
from controller.domain.office import Office
from controller.journal.entries import Entry
from controller.translate import fact_of
from hardware.ports import Clock

REFRESH_S = 5.0
"""Waits change although nothing happens."""
AGAIN_S = 5.0
"""Every snapshot is said again so often."""
CALM_S = 0.1
"""What follows from commands is worked out once for all that come within this time; it costs more than they do."""


class Announcer:
    """Keeps what was said last, and says what is new."""

    def __init__(
        self,
        office: Office,
        snapshots: Snapshots,
        topics: Topics,
        clock: Clock,
        publish: Publish,
    ) -> None:
        self.listeners: list[Callable[[m.Message], None]] = []
        """Called in the loop with every fact and snapshot (the web pages listen)."""
        self._office, self._snapshots, self._topics = office, snapshots, topics
        self._clock, self._publish = clock, publish
        self._epoch = self._mark = self._event_seq = 0
        self._shown: dict[str, m.Snapshot] = {}
        self.digests: dict[str, str] = {}
        """What is shown now, by the topic below ``state/``."""
        self._said_at: dict[str, float] = {}
        self._due: set[str] = set()
        """Topics whose newest snapshot the link did not take: said until it does."""
        self._noticed_day: Day | None = None
        self._hours_of: tuple[str, int | None] | None = None
        """The day, and when a person closes it, that the office was last told for."""
        self._rest_at = 0.0

    def begin(self, epoch: int, last_seq: int) -> None:
        """Start from what the journal remembers."""
        self._epoch, self._event_seq = epoch, last_seq

    def tell(self, entry: Entry, day: Day) -> None:
        """The facts of a committed entry."""
        for event in entry.events:
            self._event_seq += 1
            fact = fact_of(event, day, self._epoch, self._event_seq)
            self._publish(self._topics.event(fact.kind), encode(fact), expires_s=EXPIRES_S["event"])
            self.listen(fact)

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

    def show_rest(self, day: Day, now: Now) -> None:
        """What may come a moment later: waiting people and waits."""
        at, monotonic = now.stamp(day.last_at), self._clock.monotonic()
        if day is not self._noticed_day:
            self._noticed_day, self._rest_at = day, min(self._rest_at, monotonic + CALM_S)
        if monotonic < self._rest_at:
            return
        self._rest_at = monotonic + REFRESH_S
        office = self._shown.get(self._topics.state("office"))
        guide = isinstance(office, m.OfficeState) and office.guide
        if self._hours_of != (day.date, day.closes_at) or guide != self._snapshots.guide_there():
            self._show_office(day, at)
        self._show(self._topics.state("queue"), self._snapshots.queue(day, now, self._next()))
        self._show(self._topics.state("board"), self._snapshots.board(day, at, self._next()))
        for counter in self._office.counters:
            self._show_counter(day, counter, at)

    def connected(self, day: Day, at: int) -> None:
        """Say everything again: whoever listens may have missed it, and the broker remembers nothing."""
        self._show_office(day, at)
        for topic, snapshot in self._shown.items():
            self._say(topic, snapshot)
        self._rest_at = 0.0
        self.show_calls(day, at)

    def say_due(self) -> None:
        """Say what the link did not take, as it is now, and again what was said a while ago.

        A board may have missed it, and somebody else may have written over what the broker keeps.
        """
        old = self._clock.monotonic() - AGAIN_S
        again = {topic for topic in self._shown if self._said_at.get(topic, old) <= old}
        for topic in sorted(self._due | again):
            self._say(topic, self._shown[topic])
            if topic in self._due:
                return  # the link takes nothing yet

    def shown(self, name: str, counter: CounterId | None = None) -> m.Snapshot | None:
        """The snapshot that was shown last."""
        return self._shown.get(self._topics.state(name, counter))

    def _show_office(self, day: Day, at: int) -> None:
        """Its hours of the coming days change with every day, and with an early closing."""
        self._hours_of = day.date, day.closes_at
        self._show(self._topics.state("office"), self._snapshots.office(day, at, self._next()))

    def _show_counter(self, day: Day, counter: CounterId, at: int) -> None:
        self._show(
            self._topics.state("counter", counter), self._snapshots.counter(day, counter, at, self._next())
        )

    def _show(self, topic: str, snapshot: m.Snapshot) -> None:
        before = self._shown.get(topic)
        if before is not None and _content(before) == _content(snapshot):
            return
        self._shown[topic] = snapshot
        self._say(topic, snapshot)
        self.listen(snapshot)

    def _say(self, topic: str, snapshot: m.Snapshot) -> None:
        payload = encode(snapshot)
        self.digests[topic.removeprefix(f"{self._topics.root}/state/")] = digest(payload)
        self._said_at[topic] = self._clock.monotonic()
        if self._publish(topic, payload, retain=True):
            self._due.discard(topic)
        else:
            self._due.add(topic)

    def _next(self) -> tuple[int, int]:
        self._mark += 1
        return self._epoch, self._mark

    def listen(self, message: m.Message) -> None:
        """Tell whoever listens in the loop, also what came from others."""
        for listener in self.listeners:
            listener(message)


def _content(snapshot: m.Snapshot) -> dict[str, object]:
    return snapshot.model_dump(exclude={"epoch", "seq", "at"})
