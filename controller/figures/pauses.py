"""Pauses: a counter that somebody left and that was manned again the same day. Pure.

Why a clerk left is not asked, so it is not known: the lunch break between two sessions is a pause, too.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from contracts.vocabulary import ClerkId, CounterId, Millis
from controller.domain import events as e
from controller.figures.standing import Standing, standing


@dataclass(frozen=True)
class Pause:
    """Nobody sat at a counter: who had left it, and who came."""

    counter: CounterId
    left: ClerkId
    came: ClerkId
    began: Millis
    ended: Millis

    @property
    def seconds(self) -> int:
        """How long, in whole seconds."""
        return max(0, self.ended - self.began) // 1000


def pauses(events: Iterable[e.AnyEvent]) -> Iterator[Pause]:
    """The pauses of one service day, in the order in which they ended."""
    return pauses_of(standing(events))


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
