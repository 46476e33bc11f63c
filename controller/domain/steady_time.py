"""Which time the desk believes: the wall clock, as long as it goes as the monotonic clock goes. Pure.

A wall clock may step: somebody sets it, NTP comes, a battery is empty. A step that the monotonic clock did not
make is not obeyed. The day goes on by monotonic time until the wall clock is back where it was, or until its new
time has held for a while and something vouches for it: time sync, a battery clock, or a person.
"""

from dataclasses import dataclass, replace

from contracts.vocabulary import Millis
from controller.domain.now import STEP_BACK_MS, TRUST_FLOOR, Trust

FOLLOW_MS: Millis = 2_000
"""A smaller difference is a leap second, or a moment between reading one clock and the other."""
SLEW_MS_PER_S = 1.0
"""How fast the believed time follows such differences: many small steps are a large one. NTP slews at 0.5."""
HOLD_S = 20.0
"""So long a new time must stand before what vouches for it is asked."""
AWAY_MS: Millis = 14 * 24 * 3_600_000
"""An office that was switched off longer than over Tet, by a clock that nobody vouches for, is a wrong clock."""


@dataclass(frozen=True)
class SteadyTime:
    """The believed time as a distance from the monotonic clock (``mono``, in seconds)."""

    offset: float
    """The believed time less the monotonic one."""
    seen: Millis
    """The wall clock less the monotonic one, as read last."""
    since: float
    """From when on the wall clock has stood so (monotonic)."""
    read_at: float
    """When the clocks were read last (monotonic)."""
    unsure: bool = False

    @property
    def trust(self) -> Trust:
        """What to make of the wall clock."""
        if self.unsure:
            return Trust.UNSURE
        return Trust.FIRM if abs(self.seen - self.offset) <= FOLLOW_MS else Trust.STEPPED

    @property
    def stands_since_s(self) -> float:
        """For how long the wall clock has gone evenly."""
        return self.read_at - self.since

    def at(self, wall: Millis, mono: float) -> Millis:
        """The believed time of a moment."""
        return wall if self.trust is not Trust.STEPPED else int(self.offset + mono * 1000)


def begin(wall: Millis, mono: float, *, last_at: Millis, vouched: bool, ends: bool = False) -> SteadyTime:
    """The first reading after the machine was switched on. ``last_at``: the latest time the journal has seen; 0: none.

    ``ends``: whether numbers of people who wait would lapse by it. A clock that nobody vouches for ends nobody's day.
    """
    early = wall < TRUST_FLOOR or wall < last_at - STEP_BACK_MS
    late = last_at > 0 and (ends or wall > last_at + AWAY_MS) and not vouched
    seen = wall - int(mono * 1000)
    return SteadyTime(seen, seen, mono, mono, unsure=early or late)


def go_on(offset: float, wall: Millis, mono: float) -> SteadyTime:
    """The first reading of a program that starts again on a machine that has stayed on: ``offset`` is of before."""
    return SteadyTime(offset, wall - int(mono * 1000), mono, mono)


def read(time: SteadyTime, wall: Millis, mono: float) -> SteadyTime:
    """The next reading of both clocks."""
    seen = wall - int(mono * 1000)
    since = time.since if abs(seen - time.seen) <= FOLLOW_MS else mono
    time = replace(time, seen=seen, since=since, read_at=mono, offset=_follow(time, seen, mono))
    return replace(time, offset=seen) if time.unsure else time


def may_accept(time: SteadyTime) -> bool:
    """Whether it is worth asking what vouches for the wall clock."""
    return (
        time.trust is not Trust.FIRM
        and time.stands_since_s >= HOLD_S
        and time.seen + int(time.read_at * 1000) >= TRUST_FLOOR
    )


def accept(time: SteadyTime) -> SteadyTime:
    """Believe the wall clock as it is now."""
    return replace(time, offset=time.seen, unsure=False)


def _follow(time: SteadyTime, seen: Millis, mono: float) -> float:
    """The believed time goes after a wall clock that is a little off, slowly."""
    if abs(seen - time.offset) > FOLLOW_MS:
        return time.offset
    most = (mono - time.read_at) * SLEW_MS_PER_S
    return time.offset + max(-most, min(most, seen - time.offset))
