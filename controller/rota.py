"""Where the rota has clerks sit: on which days of the week, and from when until when. Pure."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from contracts.settings import Problem
from contracts.vocabulary import ClerkId, CounterId
from controller.clerk_settings import ClerkSettings, SeatSettings

EARLY_MIN = 60
"""So long before a seat begins its clerk may sit down at it."""
MOST_A_DAY = 2
"""Seats of one clerk on one day: before and after noon, mostly."""
MIDNIGHT = "24:00"


class Turn(NamedTuple):
    """A clerk's seat on one day; times as ``07:30``, "" for as long as the office is open."""

    clerk: ClerkId
    counter: CounterId
    begins: str
    ends: str

    def is_at(self, time: str) -> bool:
        """Whether it is its clerk's at that time of day (``09:05``)."""
        return self.begins <= time < (self.ends or MIDNIGHT)

    def is_soon(self, time: str) -> bool:
        """Whether it begins within ``EARLY_MIN``."""
        return 0 < _minute(self.begins) - _minute(time) <= EARLY_MIN


class Rota:
    """The week of all clerks."""

    def __init__(self, clerks: Iterable[ClerkSettings]) -> None:
        self._seats = {one.id: one.rota for one in clerks}

    def any_on(self, weekday: int) -> bool:
        """Whether anybody has a seat on a day (1 is Monday)."""
        return any(_turns(clerk, seats, weekday) for clerk, seats in self._seats.items())

    def of(self, clerk: ClerkId, weekday: int) -> tuple[Turn, ...]:
        """A clerk's turns on a day, the earliest first."""
        return _turns(clerk, self._seats.get(clerk, ()), weekday)

    def now(self, clerk: ClerkId, weekday: int, time: str) -> Turn | None:
        """Where a clerk sits down at that time: the turn that goes on, or the one that begins soon."""
        turns = self.of(clerk, weekday)
        here = next((turn for turn in turns if turn.is_at(time)), None)
        return here or next((turn for turn in turns if turn.is_soon(time)), None)

    def next_at(self, counter: CounterId, weekday: int, time: str) -> Turn | None:
        """Whose turn it is at a counter, or is next on that day; None: nobody's any more."""
        turns = (turn for clerk in self._seats for turn in self.of(clerk, weekday) if turn.counter == counter)
        left = [turn for turn in turns if time < (turn.ends or MIDNIGHT)]
        return min(left, key=lambda turn: turn.begins, default=None)


def rota_problems(clerks: Iterable[ClerkSettings], counters: Collection[str]) -> Iterator[Problem]:
    """Seats at counters that are not there, that end before they begin, and of one clerk at two counters at once."""
    for index, one in enumerate(clerks):
        for n, seat in enumerate(one.rota):
            key = f"clerks.{index}.rota.{n}"
            if seat.counter not in counters:
                yield Problem(f"{key}.counter", repr(seat.counter), "the id of a counter")
            if _begins(seat) >= (seat.sit_until or MIDNIGHT):
                yield Problem(f"{key}.sit_until", repr(seat.sit_until), f"a time after {_begins(seat)}")
            for day in sorted(set(seat.days)):
                before = [other for other in one.rota[:n] if day in other.days]
                if any(_meet(seat, other) for other in before) or len(before) >= MOST_A_DAY:
                    allowed = f"at most {MOST_A_DAY} seats of a clerk on a day, at different hours"
                    yield Problem(f"{key}.days", str(day), allowed)


def _turns(clerk: ClerkId, seats: Sequence[SeatSettings], weekday: int) -> tuple[Turn, ...]:
    here = [seat for seat in seats if weekday in seat.days]
    turns = sorted(
        (Turn(clerk, seat.counter, seat.sit_from or "", seat.sit_until or "") for seat in here),
        key=lambda turn: turn.begins,
    )
    if any(
        before.counter == after.counter and before.ends == after.begins for before, after in pairwise(turns)
    ):
        return (turns[0]._replace(ends=turns[-1].ends),)
    return tuple(turns)


def _meet(one: SeatSettings, other: SeatSettings) -> bool:
    return _begins(one) < (other.sit_until or MIDNIGHT) and _begins(other) < (one.sit_until or MIDNIGHT)


def _begins(seat: SeatSettings) -> str:
    return seat.sit_from or "00:00"


def _minute(time: str) -> int:
    hours, _, minutes = time.partition(":")
    return int(hours or 0) * 60 + int(minutes or 0)
