"""Office mornings by the dice: citizens arrive, clerks serve, and everybody notes what was promised."""

import heapq
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from random import Random

from contracts.vocabulary import CounterId, PriorityGroup, ServiceCode, TicketId
from controller.domain.commands import CallNext, Command, Finish
from controller.domain.day import fold
from controller.domain.decide import Decided, decide
from controller.domain.now import Now
from controller.domain.office import Office
from controller.domain.waits import Wait, outlook
from tests import builders as b

PRIORITY_SHARE = 0.15
OPENED = b.clock("07:00")


@dataclass(frozen=True)
class Kept:
    """What one citizen was promised, and how many minutes it took."""

    promised: Wait
    took: float

    @property
    def held(self) -> bool:
        """Whether the promise was true."""
        return self.promised.low <= self.took <= self.promised.high


@dataclass
class OfficeDay:
    """One day, or the beginning of one. ``minutes`` is how long a visit really takes, ``variation`` its deviation over its mean."""

    office: Office
    dice: Random
    minutes: Mapping[ServiceCode, float]
    per_minute: float
    variation: float
    lasts: int
    """Minutes from seven o'clock in which citizens come."""
    promised: dict[TicketId, tuple[float, Wait]] = field(default_factory=dict)
    kept: list[Kept] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.day = b.a_day()
        self._places = count()
        self._next: list[tuple[float, int, CounterId | None]] = []
        self._idle: set[CounterId] = set()

    def run(self) -> list[Kept]:
        """Until the last citizen was called."""
        time = self.dice.expovariate(self.per_minute)
        while time < self.lasts:
            self._later(time, None)
            time += self.dice.expovariate(self.per_minute)
        counter: CounterId | None
        for counter in self.office.counters:
            self._later(30 + self.dice.uniform(0, 5), counter)
        while self._next:
            time, _, counter = heapq.heappop(self._next)
            if counter is None:
                self._arrive(time)
            else:
                self._free(time, counter)
        return self.kept

    def _later(self, time: float, counter: CounterId | None) -> None:
        heapq.heappush(self._next, (time, next(self._places), counter))

    def _arrive(self, time: float) -> None:
        service = self.dice.choice(list(self.minutes))
        priority = b.ELDERLY if self.dice.random() < PRIORITY_SHARE else PriorityGroup.ORDINARY
        issued = self._do(b.take(service, priority), time)
        if issued is None:
            return  # too late, or too early
        _, promised = outlook(self.office, self.day, issued, self._now(time).clock)
        if promised:
            self.promised[issued] = time, promised
        for counter in sorted(self._idle):
            if service in self.office.counters[counter].services:
                self._idle.discard(counter)
                self._later(time + self.dice.uniform(5, 45) / 60, counter)  # until the clerk looks up
                return

    def _free(self, time: float, counter: CounterId) -> None:
        lunch = self._lunch(time)
        if lunch:
            self._do(Finish(counter), time)
            self._later(time + lunch + self.dice.uniform(0, 3), counter)
            return
        called = self._do(CallNext(counter), time)
        if called is None:
            self._idle.add(counter)
            return
        if called in self.promised:
            since, promised = self.promised[called]
            self.kept.append(Kept(promised, time - since))
        mean, squared = self.minutes[self.day.tickets[called].service], self.variation**2
        self._later(time + self.dice.gammavariate(1 / squared, mean * squared) + 0.2, counter)

    @staticmethod
    def _lunch(time: float) -> float:
        """Minutes until the counters open again, from 11:30 until 13:30."""
        return 390 - time if 270 <= time < 390 else 0

    def _do(self, command: Command, time: float) -> TicketId | None:
        found = decide(self.office, self.day, command, self._now(time))
        if not isinstance(found, Decided):
            return None
        self.day = fold(self.day, found.events)
        return found.ticket

    def _now(self, time: float) -> Now:
        return Now(OPENED + round(time * 60_000))
