"""What the board knows, frozen. Times are the board's own monotonic seconds unless a name ends in ``_ms``."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from contracts import messages as m
from contracts.pairing import PairNote
from contracts.vocabulary import CounterId
from hardware.link.name import NameTwice

BANNER_AFTER_S = 10.0
"""So long after the desk's last pulse the page says that it lost the desk."""
SIGNS_DARK_AFTER_S = 30.0
"""So long after it the signs no longer keep a number (notes: a stale number is worse than none)."""
HOLD_S = 6.0
"""A called number keeps the spotlight at least so long."""
EFFECT_S = 5.0
"""A call flashes so long, once a second (WCAG 2.3.1 allows three)."""
LATE_S = 60.0
"""A call that is heard later than this is listed, but no longer announced."""

CallKey = tuple[str, str, int, int]
"""What makes a call or recall one: ticket, counter, times, at."""


@dataclass(frozen=True)
class Pulse:
    """The desk's last sign of life."""

    desk_ms: int
    heard: float


@dataclass(frozen=True)
class Spotlight:
    """The call in the big panel. ``loud``: it is being announced, so it holds its place and flashes."""

    call: m.Call
    since: float
    loud: bool
    turn: int


@dataclass(frozen=True)
class Counter:
    """One counter, for its sign."""

    state: m.CounterState
    recalled: float | None = None


@dataclass(frozen=True)
class Model:
    """Everything the board shows follows from this and the time."""

    started: float
    pulse: Pulse | None = None
    doubtful: bool = True
    """The next pulse may be a retained one, which proves nothing by itself."""
    office: m.OfficeState | None = None
    board: m.BoardState | None = None
    queues: m.QueueState | None = None
    spotlight: Spotlight | None = None
    turns: int = 0
    """Calls that were announced so far."""
    queue: tuple[m.Call, ...] = ()
    seen: frozenset[CallKey] = frozenset()
    counters: Mapping[CounterId, Counter] = field(default_factory=dict)

    twice: NameTwice | None = None
    pairing: PairNote | None = None
    """Another machine has this board's name; what is shown stays true all the same."""

    def has_left(self, call: m.Call) -> bool:
        """Whether the ticket is no longer at its counter: something newer than the call says so."""
        counter = self.counters.get(call.counter)
        if counter is None or counter.state.at <= call.at:
            return False
        return counter.state.call is None or counter.state.call.ticket != call.ticket

    def quiet_s(self, now: float) -> float:
        """Seconds since the desk was last heard, or since the start when it never was."""
        return now - (self.pulse.heard if self.pulse else self.started)

    def desk_ms(self, now: float) -> int | None:
        """The desk's clock now, as far as its last pulse tells."""
        if self.pulse is None:
            return None
        return self.pulse.desk_ms + int((now - self.pulse.heard) * 1000)
