"""What waits to be said, without sound: counters' states come in, one announcement at a time goes out. Pure.

The desk's counters are the truth: a call is said only while the desk says at that moment that this ticket is called to
that counter. What a counter shows when the voice first hears of it, what an undone act brings back and what is too old
stays unsaid. A recall takes the place of the call that still waits.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from contracts import messages as m
from contracts.vocabulary import CounterId

STALE_MS = 45_000
"""Nobody expects to be called for a press that is older."""
VOUCHED_S = 5.0
"""So long after the desk's last pulse nothing of it is said any more; it has one every two seconds."""
SHORT_FROM, BRIEF_FROM = 1, 4
"""With so many more waiting a sentence is said once; with so many, without a chime and in Vietnamese only."""


@dataclass(frozen=True)
class Truth:
    """What the desk says now, as far as it is known."""

    counters: Mapping[CounterId, m.CounterState]
    desk_ms: int | None
    quiet_s: float
    utc_offset_minutes: int

    def says(self, call: m.Call) -> bool:
        """Whether this very call stands, fresh, at its counter, and the desk was heard a moment ago."""
        state = self.counters.get(call.counter)
        stands = state is not None and state.call == call
        fresh = self.desk_ms is not None and self.desk_ms - call.at <= STALE_MS
        return stands and fresh and self.quiet_s <= VOUCHED_S

    @property
    def minute(self) -> int | None:
        """The minute of the local day; None while the desk's clock is unknown."""
        if self.desk_ms is None:
            return None
        return (self.desk_ms // 60_000 + self.utc_offset_minutes) % (24 * 60)


@dataclass(frozen=True)
class Known:
    """What was last heard of one counter."""

    epoch: int
    until: int
    """Calls up to this moment of the desk were heard."""


@dataclass(frozen=True)
class Quiet:
    """A stretch of the day in which nothing is said, in minutes; it may go over midnight."""

    begin: int
    end: int

    def holds(self, minute: int) -> bool:
        """Whether it is quiet then."""
        inside = self.begin <= minute < self.end
        over_midnight = self.begin > self.end and (minute >= self.begin or minute < self.end)
        return inside or over_midnight


@dataclass(frozen=True)
class Zone:
    """For whom one loudspeaker speaks. No counters: all of them."""

    counters: frozenset[CounterId] = frozenset()
    quiet: tuple[Quiet, ...] = ()

    def hears(self, counter: CounterId) -> bool:
        """Whether calls to this counter are said here."""
        return not self.counters or counter in self.counters


@dataclass(frozen=True)
class Manner:
    """How much is said."""

    chime: bool = True
    twice: bool = True
    other_language: bool = True


@dataclass(frozen=True)
class Lineup:
    """Calls that are still to be said, in their order."""

    waiting: tuple[m.Call, ...] = ()
    known: Mapping[CounterId, Known] = field(default_factory=dict)


def hear(lineup: Lineup, truth: Truth, zone: Zone) -> Lineup:
    """The line after a look at what the desk says."""
    known, waiting = dict(lineup.known), [call for call in lineup.waiting if _at_counter(call, truth)]
    for counter, state in truth.counters.items():
        before, call = known.get(counter), state.call
        newest = call.at if call else 0
        if before is None or before.epoch != state.epoch:
            known[counter] = Known(state.epoch, max(newest, state.at))
        elif newest > before.until:
            known[counter] = Known(state.epoch, newest)
            if call and zone.hears(counter):
                waiting = [*(other for other in waiting if other.ticket != call.ticket), call]
    waiting.sort(key=lambda call: _place(call, lineup.waiting))
    return Lineup(tuple(waiting), known)


def turn(lineup: Lineup, truth: Truth, zone: Zone) -> tuple[Lineup, m.Call | None]:
    """Whose turn it is to be said now, and the line without it; in quiet hours nobody's."""
    minute = truth.minute
    silent = minute is not None and any(quiet.holds(minute) for quiet in zone.quiet)
    sayable = () if silent else tuple(call for call in lineup.waiting if truth.says(call))
    if truth.quiet_s > VOUCHED_S:
        return lineup, None  # the desk may be back in a moment, and then say the same
    if not sayable:
        return replace(lineup, waiting=()), None
    return replace(lineup, waiting=sayable[1:]), sayable[0]


def manner(lineup: Lineup, *, twice: bool) -> Manner:
    """How the next call is said while so many others wait behind it."""
    behind = len(lineup.waiting)
    brief = behind >= BRIEF_FROM
    return Manner(chime=not brief, twice=twice and behind < SHORT_FROM, other_language=not brief)


def _at_counter(call: m.Call, truth: Truth) -> bool:
    """Whether the desk still has this ticket called to this counter, whatever was pressed since."""
    state = truth.counters.get(call.counter)
    return state is not None and state.call is not None and state.call.ticket == call.ticket


def _place(call: m.Call, before: tuple[m.Call, ...]) -> tuple[int, int]:
    """A recall stands where its call stood; what is new comes last, by the moment of the press."""
    stood = next((index for index, other in enumerate(before) if other.ticket == call.ticket), len(before))
    return stood, call.at
