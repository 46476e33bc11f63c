"""Pauses: a counter that somebody left and that was manned again the same day, and breaks that a clerk asked for. Pure.

Of a break the clerk says why; why somebody signed out is not asked: the lunch break between two sessions is one, too.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from contracts.vocabulary import ClerkId, CounterId, Millis
from controller.domain import events as e
from controller.domain import staffing_events as s
from controller.figures.standing import Standing, standing


@dataclass(frozen=True)
class Pause:
    """Nobody called at a counter: who had left it, and who came; empty: nobody sat there."""

    counter: CounterId
    left: ClerkId
    came: ClerkId
    began: Millis
    ended: Millis
    why: str | None = None
    """Of a break the reason, by its code; empty: it was not asked. None: the clerk had signed out."""

    @property
    def seconds(self) -> int:
        """How long, in whole seconds."""
        return max(0, self.ended - self.began) // 1000


def pauses(events: Iterable[e.AnyEvent]) -> list[Pause]:
    """The pauses and the breaks of one service day, in the order in which they ended."""
    stand = standing(events)
    return sorted((*pauses_of(stand), *breaks_of(stand)), key=lambda one: one.ended)


def pauses_of(stand: Iterable[Standing]) -> Iterator[Pause]:
    """The pauses that the standing events of a day tell."""
    left: dict[CounterId, e.ClerkSignedOut] = {}
    for one in stand:
        match one.event:
            case e.ClerkSignedOut() as gone:
                left[gone.counter] = gone
            case e.ClerkSignedIn() as sat if sat.counter in left:
                gone = left.pop(sat.counter)
                if sat.at > gone.at:  # one clerk took over from another by the same press
                    yield Pause(sat.counter, gone.clerk, sat.clerk, gone.at, sat.at)
            case _:
                pass


def breaks_of(stand: Iterable[Standing]) -> Iterator[Pause]:
    """The breaks that are over: until the clerk went on, or left."""
    sits: dict[CounterId, ClerkId] = {}
    began: dict[CounterId, tuple[s.BreakTaken, ClerkId]] = {}
    for one in stand:
        match one.event:
            case e.ClerkSignedIn() as sat:
                sits[sat.counter] = sat.clerk
            case s.BreakTaken() as taken:
                began.setdefault(taken.counter, (taken, sits.get(taken.counter, ClerkId(""))))
            case s.BreakEnded() | e.ClerkSignedOut() as event:
                clerk = sits.get(event.counter, ClerkId(""))
                if found := began.pop(event.counter, None):
                    since, left = (
                        found  # a button box can begin one where nobody sits, and somebody sits down later
                    )
                    why = str(since.reason) if since.why is None else since.why
                    yield Pause(event.counter, left, clerk, since.at, event.at, why)
                if isinstance(event, e.ClerkSignedOut):
                    sits.pop(event.counter, None)
            case _:
                pass
