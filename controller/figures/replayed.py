"""A service day once more, event by event, as the rules fold it. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from controller.domain import events as e
from controller.domain.day import Day, apply
from controller.figures.standing import standing


@dataclass(frozen=True)
class Step:
    """One event, with the day before and after it."""

    event: e.AnyEvent
    before: Day
    after: Day
    undone: bool
    """Whether it was taken back, or a closing by mistake had brought it."""


def replayed(date: str, events: Iterable[e.AnyEvent]) -> Iterator[Step]:
    """The steps of a day. What a mended journal tells of numbers whose beginning is lost is passed over."""
    told = tuple(events)
    stands = {id(one.event) for one in standing(told)}
    day = Day(date)
    for event in told:
        try:
            after = apply(day, event)
        except KeyError:  # its ticket or slip is in a gap
            continue
        undone = id(event) not in stands and not isinstance(event, e.ActUndone | e.DayClosing | e.DayReopened)
        yield Step(event, day, after, undone)
        day = after
