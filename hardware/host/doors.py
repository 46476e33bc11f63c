"""Who may connect to a program's pages: so many in all, and a fair share for every visitor. Pure.

A full house makes room for whoever has less: the visitor with the most gives a place up. So nobody who has a few dozen
addresses, or hundreds, locks a television out; it takes as many visitors as there are places.

A visitor may be one phone, or a whole office behind one address. So a full share makes room within itself, where it is
missed least: a connection that asks for nothing, the longest one first; then a stranger's that is being answered, the
last one first; then one of the person who signed in and has the most. Whoever misbehaves there displaces strangers that
came late and itself, and never somebody who is signed in on fewer, nor a screen that has hung there all day.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from hardware.host.visitor import is_this_machine, visitor_of

MOST = 448
"""An office has a few dozen screens; phones in the hall share an address or two."""
MOST_EACH = 192
"""An address, or an IPv6 network, is one machine, or an office of forty clerks behind a router and the phones of its hall."""
MOST_REFUSED = 1000


@dataclass(eq=False)
class Place:
    """What somebody has who is inside."""

    visitor: str
    give_up: Callable[[], None]
    """Called when others need it more."""
    is_here: bool
    """Whether the machine itself has it: a proxy, behind which everybody may be. It is never asked to give it up."""
    busy: bool = False
    """Whether it has asked and is being answered; a stream is answered for hours."""
    person: str = ""
    """Which clerk, or other program of the office, has it, as the program found; "": a stranger."""


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
        if not (self._fits_its_share(place) and self._has_room(place)):
            if len(self.refused) >= MOST_REFUSED:
                self.refused.clear()
            self.refused[place.visitor] += 1
            return None
        self._inside.setdefault(place.visitor, []).append(place)
        return place

    def turned(self, place: Place, *, busy: bool) -> None:
        """It is being answered from now on, or asks for nothing."""
        mine = self._inside.get(place.visitor, [])
        if place in mine:
            mine.remove(place)
            place.busy = busy
            mine.append(place)

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
        self._make_room(_missed_least(fattest))
        return True

    def _fits_its_share(self, newcomer: Place) -> bool:
        """Whether its visitor may have one more, perhaps for one that it has."""
        mine = self._inside.get(newcomer.visitor, [])
        if newcomer.is_here:
            return len(mine) < self.most * 7 // 8  # others come in beside a proxy
        if len(mine) < self.most_each:
            return True
        least = _missed_least(mine) if mine else None
        if least is None or (least.busy and least.person and _places_of(mine)[least.person] == 1):
            return False
        self._make_room(least)
        return True

    def _make_room(self, place: Place) -> None:
        self.leave(place)
        place.give_up()


def _missed_least(places: list[Place]) -> Place:
    """The one to go. ``places``: at least one, those that turned last at the end."""
    of = _places_of(places)

    def worth(at: int) -> tuple[bool, bool, int, int]:
        place = places[at]
        return place.busy, bool(place.person), -of[place.person], -at if place.busy else at

    return places[min(range(len(places)), key=worth)]


def _places_of(places: list[Place]) -> Counter[str]:
    return Counter(place.person for place in places)
