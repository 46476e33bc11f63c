"""How many of each lane are called before somebody, in a line that is too long to be walked for each of them. Pure.

The rules are those of ``selection.lanes_in_order``, looked at from one priority ticket to the next: how far the ordinary
tickets have been called by then, and how many calls of each service must still come before the one after it may overtake.
These two decide all that comes after. So a walk that meets the walk of before, with the same people beyond that point,
is over: after a newcomer, or a call, it takes a few steps.
"""

from bisect import bisect_left, bisect_right
from collections import Counter as Counted
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import merge
from operator import attrgetter
from typing import NamedTuple

from contracts.vocabulary import ServiceCode
from controller.domain.line import Lane, Lanes, Place, Standing, Trails, by_arrival

START: Place = (float("-inf"), 0, "")
END: Place = (float("inf"), 0, "")
"""Before and behind everybody."""


NEARBY = 7
"""Between two priority tickets few others of one service come."""


_place = attrgetter("place")


class Mark(NamedTuple):
    """How it stands when a priority ticket is called; marks compare by the places of these."""

    place: Place
    reached: Place
    """All ordinary tickets before this place have been called by then."""
    owed: tuple[tuple[ServiceCode, int], ...]
    """Calls of each service until it may be overtaken again."""


@dataclass(frozen=True)
class Trail:
    """A walk through lanes: a mark for each of their priority tickets, by arrival."""

    lanes: Lanes
    ratio: int
    marks: Sequence[Mark]


def before(
    trails: Trails, lanes: Lanes, credit: Mapping[ServiceCode, int], ratio: int, mine: Standing
) -> Counted[Lane]:
    """How many of each of ``lanes`` are called before one of them; ``trails`` of their line, ``ratio`` of the policy."""
    ordinary = priority = mine.place
    if mine.lane.is_priority:
        marks = _walked(trails, lanes, credit, ratio, mine).marks
        ordinary = marks[bisect_left(marks, (mine.place,))].reached
    elif any(lane.is_priority and all_of[-1].place > mine.place for lane, all_of in lanes.items()):
        marks = _walked(trails, lanes, credit, ratio, mine).marks
        over = bisect_right(marks, mine.place, key=lambda mark: mark.reached)
        priority = marks[over].place if over < len(marks) else END
    return Counted(
        {
            lane: count
            for lane, all_of in lanes.items()
            if (count := bisect_left(all_of, ((priority if lane.is_priority else ordinary),)))
        }
    )


def _walked(
    trails: Trails, lanes: Lanes, credit: Mapping[ServiceCode, int], ratio: int, mine: Standing
) -> Trail:
    """The trail through lanes; that of before, for the same lane, is kept."""
    known, walk = trails.get(mine.lane), _Walk(lanes, credit, ratio)
    old = known if isinstance(known, Trail) and known.ratio == ratio else Trail({}, ratio, ())
    ended = bisect_left(
        old.marks, END, key=lambda mark: mark.reached
    )  # who comes next there was not there yet
    same_from, marks = _same_from(lanes, old.lanes), list[Mark]()
    coming = _priority(lanes, START)
    while first := next(coming, None):
        marks.append(here := walk.called(first.place))
        at = bisect_left(old.marks, here[:1], 0, ended)
        if at < ended and old.marks[at] == here and min(here.place, here.reached) >= same_from:
            marks += old.marks[at + 1 : ended]
            walk.go_to(marks[-1])
            coming, ended = _priority(lanes, marks[-1].place), 0
    trail = trails[mine.lane] = Trail(lanes, ratio, marks)
    return trail


def _priority(lanes: Lanes, after: Place) -> Iterator[Standing]:
    """The priority tickets behind a place, by arrival."""
    return merge(
        *(
            all_of[bisect_right(all_of, after, key=_place) :]
            for lane, all_of in lanes.items()
            if lane.is_priority
        )
    )


class _Walk:
    """From one priority ticket to the next."""

    def __init__(self, lanes: Lanes, credit: Mapping[ServiceCode, int], ratio: int) -> None:
        self._codes = sorted({lane.service for lane in lanes if not lane.is_priority})
        self._lines = [_ordinary(lanes, code) for code in self._codes]
        self._ratio, self._called = ratio, [0] * len(self._lines)
        self._owed = [max(0, ratio - credit.get(code, ratio)) for code in self._codes]

    def called(self, place: Place) -> Mark:
        """The priority ticket of this place is called, when it may be."""
        before = [_ahead(line, (place,), at) for line, at in zip(self._lines, self._called, strict=True)]
        due = [
            line[min(at + owed, upto) - 1]
            for line, at, owed, upto in zip(self._lines, self._called, self._owed, before, strict=True)
            if owed and upto > at
        ]
        if due:
            self._call_until(max(due))
        self._owed = [
            self._ratio if upto > at else owed
            for at, owed, upto in zip(self._called, self._owed, before, strict=True)
        ]
        left = [line[at].place for line, at in zip(self._lines, self._called, strict=True) if at < len(line)]
        return Mark(place, min(left, default=END), tuple(zip(self._codes, self._owed, strict=True)))

    def go_to(self, mark: Mark) -> None:
        """On from there."""
        self._called = [bisect_left(line, (mark.reached,)) for line in self._lines]
        self._owed = [owed for _, owed in mark.owed]

    def _call_until(self, last: Standing) -> None:
        for n, line in enumerate(self._lines):
            at = self._called[n]
            upto = _ahead(line, last, at)
            upto += last in line[upto : upto + 1]
            self._owed[n] = max(0, self._owed[n] - (upto - at))
            self._called[n] = upto


def _ahead(line: Sequence[Standing], of: tuple[object, ...], begin: int) -> int:
    """The first of a line, from ``begin`` on, who does not come before ``of``: seldom far away."""
    near = begin + NEARBY
    found = bisect_left(line, of, begin, min(near, len(line)))
    return bisect_left(line, of, near) if found == near else found


def _ordinary(lanes: Lanes, code: ServiceCode) -> Sequence[Standing]:
    """The ordinary tickets of a service, by arrival."""
    found = {lane: all_of for lane, all_of in lanes.items() if lane.service == code and not lane.is_priority}
    return by_arrival(found) if len(found) > 1 else next(iter(found.values()))


def _same_from(new: Lanes, old: Lanes) -> Place:
    """From which place on the same people stand in both, but for those who have come since."""
    end = max((line[-1].place for line in old.values()), default=END)
    found = START
    for lane in {**old, **new}:
        one, other = (_until(lanes.get(lane, ()), end) for lanes in (new, old))
        same = _alike_at_end(one, other)
        if same < max(len(one), len(other)):
            found = max(found, one[-same].place if same else END)
    return found


def _until(line: tuple[Standing, ...], end: Place) -> tuple[Standing, ...]:
    return line[: bisect_right(line, end, key=_place)]


def _alike_at_end(one: tuple[Standing, ...], other: tuple[Standing, ...]) -> int:
    """How many at the end of both are the same."""
    most = min(len(one), len(other))

    def differ(count: int) -> bool:
        return one[len(one) - count :] != other[len(other) - count :]

    return bisect_left(range(1, most + 1), True, key=differ) if differ(most) else most
