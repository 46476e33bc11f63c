"""Values that are asked for in several places of one field: a chain of services, and a clerk's week of counters. Pure."""

from collections.abc import Iterable, Sequence
from typing import Any

from contracts.messages import MOST_STOPS

CHAIN = MOST_STOPS
WEEK = 7


def named(name: str, count: int) -> tuple[str, ...]:
    """The names of the places of a field in a form: ``services.0.then.1``..."""
    return tuple(f"{name}.{place}" for place in range(1, count + 1))


def week_of(rota: Iterable[Any]) -> tuple[str, ...]:
    """The counter of each weekday from Monday; "": none."""
    days = dict.fromkeys(range(1, WEEK + 1), "")
    for seat in rota:
        days |= dict.fromkeys(seat["days"], str(seat["counter"]))
    return tuple(days[day] for day in range(1, WEEK + 1))


def rota_of(week: Sequence[str]) -> list[dict[str, Any]]:
    """The seats of a week: each counter once, with its days."""
    counters = dict.fromkeys(filter(None, week))
    return [
        {"counter": counter, "days": [day for day, at in enumerate(week, 1) if at == counter]}
        for counter in counters
    ]


def chain_of(codes: Iterable[str]) -> tuple[str, ...]:
    """What stands in the places of a chain; those that are left free are at its end."""
    found = tuple(filter(None, codes))
    return (*found, *("",) * (CHAIN - len(found)))
