"""Values that are asked for in several places of one field: a chain of services, and a clerk's week of counters. Pure."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from contracts.messages import MOST_STOPS

CHAIN = MOST_STOPS
DAYS = range(1, 8)
STRETCHES = 2
"""Of one day: before and after noon, mostly."""
_CLOCK = re.compile(r"^(\d{1,2})\s*(?:[:hg.]\s*(\d{1,2})?)?$")
_DASH = re.compile(r"\s*[-–—~]\s*")


class Place(NamedTuple):
    """One place of a week: a counter is chosen there, and beside it the hours are typed."""

    day: int
    nth: int

    @property
    def counter(self) -> str:
        """The end of its name in a form; the first of a day is the day's."""
        return f"{self.day}" if self.nth == 1 else f"{self.day}.{self.nth}"

    @property
    def hours(self) -> str:
        """The same of its hours."""
        return f"{self.counter}.hours"


WEEK = tuple(Place(day, nth) for day in DAYS for nth in range(1, STRETCHES + 1))


class Stretch(NamedTuple):
    """Where somebody sits, and when: "07:30-11:30"; "": as long as the office is open."""

    counter: str = ""
    hours: str = ""


def named(name: str, count: int) -> tuple[str, ...]:
    """The names of the places of a field in a form: ``services.0.then.1``..."""
    return tuple(f"{name}.{place}" for place in range(1, count + 1))


def week_of(rota: Iterable[Any]) -> tuple[Stretch, ...]:
    """What stands in each place of a week, from Monday; within a day the earlier one first."""
    found: dict[int, list[tuple[str, Stretch]]] = {day: [] for day in DAYS}
    for seat in rota:
        begins, ends = str(seat.get("sit_from") or ""), str(seat.get("sit_until") or "")
        hours = f"{begins}-{ends}" if begins or ends else ""
        for day in seat["days"]:
            found[day].append((begins, Stretch(str(seat["counter"]), hours)))
    days = (sorted(seats)[:STRETCHES] for seats in found.values())
    return tuple(
        stretch
        for seats in days
        for stretch in (*(one for _, one in seats), *[Stretch()] * (STRETCHES - len(seats)))
    )


def rota_of(week: Sequence[Stretch]) -> list[dict[str, Any]]:
    """The seats of a week: each counter with the same hours once, with its days."""
    seats: dict[Stretch, list[int]] = {}
    for place, stretch in zip(WEEK, week, strict=True):
        if _says_something(stretch):  # hours without a counter will be told
            seats.setdefault(stretch, []).append(place.day)
    return [{"counter": counter, "days": days, **_hours(hours)} for (counter, hours), days in seats.items()]


def wrong_places(week: Sequence[Stretch], at: str) -> frozenset[str]:
    """Which inputs are meant by what is wrong in the rota of a week: ``0.sit_from`` are the hours of its first seat.

    Where somebody would sit twice at once, the days on which nobody does are not.
    """
    filled = [(place, stretch) for place, stretch in zip(WEEK, week, strict=True) if _says_something(stretch)]
    number, _, key = at.partition(".")
    seats = dict(enumerate(dict.fromkeys(stretch for _, stretch in filled)))
    seat = seats.get(int(number)) if number.isdecimal() else None
    meant = [place for place, stretch in filled if seat in (None, stretch)]
    if key.startswith("days"):
        days = Counter(place.day for place, _ in filled)
        meant = [place for place in meant if days[place.day] > 1]
    return frozenset(place.hours if key.startswith("sit_") else place.counter for place in meant)


def _says_something(stretch: Stretch) -> bool:
    return bool(stretch.counter or stretch.hours.strip())


def _hours(typed: str) -> dict[str, str]:
    """``7h30-11h30``, ``13:30-`` and ``-11:30`` as the file has them; what is none of these is left as it is."""
    begins, dash, ends = typed.strip(), "", ""
    if found := _DASH.search(begins):
        begins, dash, ends = begins[: found.start()], found[0], begins[found.end() :]
    said = {"sit_from": clock(begins), "sit_until": clock(ends)}
    kept = {key: value for key, value in said.items() if value}
    return kept or ({"sit_from": typed.strip()} if dash else {})


def clock(text: str) -> str:
    """``7h30``, ``7:30`` and ``7`` mean 07:30 and 07:00; what is none of these is left as it is."""
    found = _CLOCK.match(text.strip().lower())
    return f"{int(found[1]):02d}:{int(found[2] or 0):02d}" if found else text.strip()


def chain_of(codes: Iterable[str]) -> tuple[str, ...]:
    """What stands in the places of a chain; those that are left free are at its end."""
    found = tuple(filter(None, codes))
    return (*found, *("",) * (CHAIN - len(found)))
