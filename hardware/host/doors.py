"""Who may connect to a program's pages: so many in all, and a fair share for every visitor. Pure.

A full house makes room for whoever has less: the visitor with the most gives a place up. So nobody who has a few dozen
addresses, or hundreds, locks a television out; it takes as many visitors as there are places.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from hardware.host.visitor import is_this_machine, visitor_of

MOST = 448
"""An office has a few dozen screens; phones in the hall share an address or two."""
MOST_EACH = 64
NETWORK = 3
"""An IPv6 network has the share of so many: it is one machine with as many addresses as it likes, or a whole office."""
MOST_REFUSED = 1000


@dataclass(eq=False)
class Place:
    """What somebody has who is inside."""

    visitor: str
    give_up: Callable[[], None]
    """Called when others need it more."""
    is_here: bool
    """Whether the machine itself has it: a proxy, behind which everybody may be. It is never asked to give it up."""


@dataclass
class Doors:
    """The places of one server, by visitor: an IPv4 address, or an IPv6 network."""

    most: int = MOST
    most_each: int = MOST_EACH
    refused: Counter[str] = field(default_factory=Counter)
    """How often each visitor was sent away of late; begun anew when there are too many to keep."""
    _inside: dict[str, list[Place]] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """How many are inside."""
        return sum(map(len, self._inside.values()))

    def enter(self, address: str, give_up: Callable[[], None]) -> Place | None:
        """A place for one more from an address; None when it may not come in."""
        place = Place(visitor_of(address), give_up, is_this_machine(address))
        if len(self._inside.get(place.visitor, ())) >= self._share(place) or not self._has_room(place):
            if len(self.refused) >= MOST_REFUSED:
                self.refused.clear()
            self.refused[place.visitor] += 1
            return None
        self._inside.setdefault(place.visitor, []).append(place)
        return place

    def leave(self, place: Place) -> None:
        """One went; also when it had given its place up."""
        mine = self._inside.get(place.visitor, [])
        if place in mine:
            mine.remove(place)
        if not mine:
            self._inside.pop(place.visitor, None)

    def _has_room(self, newcomer: Place) -> bool:
        """Whether there is a place, perhaps because whoever has most gives one up."""
        if self.total < self.most:
            return True
        others = (places for places in self._inside.values() if not places[0].is_here)
        fattest = max(others, key=len, default=[])
        mine = 0 if newcomer.is_here else len(self._inside.get(newcomer.visitor, ()))
        if len(fattest) <= mine + 1:
            return False
        last = fattest[-1]
        self.leave(last)
        last.give_up()
        return True

    def _share(self, place: Place) -> int:
        if place.is_here:
            return self.most * 7 // 8  # others come in beside a proxy
        return self.most_each * NETWORK if ":" in place.visitor else self.most_each
