"""One day of a scenario by the office's real rules: no desk, no link, no clock, only people, clerks and decisions.

Every number is given, called and finished by ``domain.decide``, and what a citizen is told of the wait comes from
``domain.waits``, exactly as on a kiosk. Clerks sit at their counters in the hours of service, call as soon as they are
free, and stay at the end of the last session until nobody waits or an hour has passed.
"""

import heapq
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from contracts.vocabulary import ClerkId, CounterId, DeviceId, PriorityGroup, ServiceCode, TicketId
from controller.domain import commands as c
from controller.domain.day import Day, fold
from controller.domain.decide import Decided, decide
from controller.domain.events import AnyEvent
from controller.domain.now import Now
from controller.domain.office import MINUTE_MS, Office
from controller.domain.waits import Wait, outlook
from controller.what_if.people import Visitor

MONDAY = date(2026, 11, 23)
OVERTIME = 60
"""Minutes that clerks stay at most after the last session."""
NO_SHOW = 1.5
"""Minutes that a clerk waits for somebody who does not come."""
SAMPLE = 5
"""Minutes between two looks at the queue."""
KIOSK = DeviceId("kiosk-1")
_COMES, _OPENS, _FREE, _SHUTS, _LOOKS = range(5)


@dataclass
class Place:
    """What became of one visitor. Times in local minutes; None: it did not happen."""

    service: ServiceCode
    priority: bool
    came: float
    told: Wait | None = None
    """The range that the kiosk and the slip said; None: none."""
    ahead: int = 0
    called: float | None = None
    ended: float | None = None
    shows_up: bool = True
    others: dict[str, Wait | None] = field(default_factory=dict)
    """What other methods would have told, by their names."""

    @property
    def waited(self) -> float | None:
        """Minutes until the call."""
        return None if self.called is None else self.called - self.came


Forecast = Callable[[Office, Day, TicketId, int], Wait | None]
"""The wait of a ticket that waits, as ``waits.outlook`` tells it; None: it tells none."""


@dataclass
class DayRun:
    """A day that was lived."""

    places: list[Place] = field(default_factory=list)
    turned_away: int = 0
    """Who came when no numbers were given."""
    queue: dict[int, int] = field(default_factory=dict)
    """How many waited, by local minute."""
    busy: dict[CounterId, float] = field(default_factory=dict)
    """Minutes with a citizen, by counter."""
    open: dict[CounterId, float] = field(default_factory=dict)
    """Minutes with a clerk, by counter."""
    events: list[AnyEvent] = field(default_factory=list)
    """What a journal would have of it."""


def run(
    office: Office,
    visitors: Iterable[Visitor],
    day: date = MONDAY,
    others: Mapping[str, Forecast] | None = None,
) -> DayRun:
    """Live the day. ``others``: other methods to forecast a wait, to be compared with what citizens are told."""
    return _Run(office, tuple(visitors), day, others or {}).whole()


class _Run:
    def __init__(
        self, office: Office, visitors: tuple[Visitor, ...], day: date, others: Mapping[str, Forecast]
    ) -> None:
        self._office, self._visitors, self._others = office, visitors, others
        self._midnight = office.moment(day, 0)
        self._day, self._result = Day(day.isoformat()), DayRun()
        self._people: dict[TicketId, tuple[Visitor, Place]] = {}
        self._sat_down: dict[CounterId, float] = {}
        self._due: list[tuple[float, int, int, str]] = []
        self._serving = {session.serve_from: session.serve_until for session in office.sessions}
        self._last = max(self._serving.values())

    def whole(self) -> DayRun:
        """From the first visitor to the last clerk."""
        for number, visitor in enumerate(self._visitors):
            self._plan(visitor.at, _COMES, number)
        for opens, shuts in self._serving.items():
            for counter in self._office.counters:
                self._plan(opens, _OPENS, where=counter)
                self._plan(shuts, _SHUTS, where=counter)
        begins = int(min([v.at for v in self._visitors] + list(self._serving))) // SAMPLE * SAMPLE
        for minute in range(begins, self._last + OVERTIME + 1, SAMPLE):
            self._plan(minute, _LOOKS)
        while self._due:
            at, kind, number, where = heapq.heappop(self._due)
            self._happen(at, kind, number, CounterId(where))
        return self._result

    def _plan(self, at: float, kind: int, number: int = 0, where: str = "") -> None:
        heapq.heappush(self._due, (at, kind, number, where))

    def _happen(self, at: float, kind: int, number: int, counter: CounterId) -> None:
        if kind == _COMES:
            self._comes(at, self._visitors[number])
        elif kind == _OPENS:
            self._sat_down[counter] = at
            self._decide(at, c.SignIn(counter, ClerkId(f"clerk-{counter}")))
            self._call(at, counter)
        elif kind == _FREE:
            self._ends(at, counter)
            self._call(at, counter)
        elif kind == _SHUTS:
            self._shuts(at, counter)
        else:
            self._result.queue[int(at)] = len(self._day.waiting)

    def _comes(self, at: float, visitor: Visitor) -> None:
        group = PriorityGroup.ELDERLY if visitor.priority else PriorityGroup.ORDINARY
        decided = self._decide(at, c.IssueTicket(visitor.service, KIOSK, group))
        if decided is None or decided.ticket is None:
            self._result.turned_away += 1
            return
        ahead, told = outlook(self._office, self._day, decided.ticket, self._ms(at))
        place = Place(visitor.service, visitor.priority, at, told, ahead, shows_up=visitor.shows_up)
        for name, forecast in self._others.items():
            place.others[name] = forecast(self._office, self._day, decided.ticket, self._ms(at))
        self._result.places.append(place)
        self._people[decided.ticket] = visitor, place
        for counter in self._day.clerks:
            if counter not in self._day.at_counter and decided.ticket in self._day.waiting:
                self._call(at, counter)

    def _call(self, at: float, counter: CounterId) -> None:
        if counter not in self._day.clerks or counter in self._day.at_counter:
            return
        if not self._may_call(at):
            self._leaves(at, counter)
            return
        decided = self._decide(at, c.CallNext(counter))
        if decided is None or decided.queue_empty or decided.ticket is None:
            if at >= self._last:
                self._leaves(at, counter)
            return
        visitor, place = self._people[decided.ticket]
        place.called = at
        self._plan(at + (visitor.minutes if visitor.shows_up else NO_SHOW), _FREE, where=counter)

    def _may_call(self, at: float) -> bool:
        """In the hours of service, or while the last ones are still served."""
        return any(opens <= at < shuts for opens, shuts in self._serving.items()) or (
            self._last <= at < self._last + OVERTIME
        )

    def _ends(self, at: float, counter: CounterId) -> None:
        ticket = self._day.at_counter[counter]
        visitor, place = self._people[ticket]
        self._decide(at, c.Finish(counter) if visitor.shows_up else c.MarkNoShow(counter))
        place.ended = at
        busy = self._result.busy
        busy[counter] = busy.get(counter, 0.0) + at - (place.called or at)

    def _shuts(self, at: float, counter: CounterId) -> None:
        if counter not in self._day.at_counter:
            self._call(at, counter)  # at the end of the day for whoever still waits; else the clerk leaves

    def _leaves(self, at: float, counter: CounterId) -> None:
        self._decide(at, c.SignOut(counter))
        was = self._result.open
        was[counter] = was.get(counter, 0.0) + at - self._sat_down.pop(counter, at)

    def _decide(self, at: float, command: c.Command) -> Decided | None:
        decided = decide(self._office, self._day, command, Now(self._ms(at)))
        if not isinstance(decided, Decided):
            return None
        self._day = fold(self._day, decided.events)
        self._result.events += decided.events
        return decided

    def _ms(self, minute: float) -> int:
        return self._midnight + round(minute * MINUTE_MS)
