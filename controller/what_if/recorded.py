"""The office's own last days as a scenario: who came when and for what, how long they took, who was there to serve."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from math import fsum
from statistics import fmean, median, pstdev
from typing import Any

from contracts.vocabulary import CounterId, PriorityGroup, ServiceCode, TicketState
from controller.domain.office import MINUTE_MS, Office, clock_of, minute_of
from controller.domain.waits import FORGOTTEN
from controller.figures.visits import End, Visit

LEAST_NUMBERS = 10
"""Of fewer, nothing is said."""
SLOT = 30
"""Minutes of one step of the curve of arrivals."""
OFTEN = 1 / 3
"""A counter that called on so many of the days is one of the office's counters."""
LEAST_MINUTES = 0.2
MOST_VARIATION = 2.0
Days = Mapping[str, Sequence[Visit]]
"""The visits of each service day (ISO)."""


class TooLittleError(ValueError):
    """There are not enough numbers in these days."""


def recorded(
    office: Office, names: Mapping[str, Any], days: Days, *, exactly: bool = False
) -> dict[str, Any]:
    """The tables of a scenario file. ``names``: of the office (``""``) and of its services, each by language.

    ``exactly``: the people of the one day as they came, instead of a curve that they follow. Raises TooLittleError.
    """
    lived = {day: found for day, found in days.items() if found}
    everybody = [visit for found in lived.values() for visit in found if visit.asked in office.services]
    if len(everybody) < LEAST_NUMBERS:
        raise TooLittleError(len(everybody))
    counters = _counters(office, lived)
    served = {code for services in counters for code in services}
    everybody = [visit for visit in everybody if visit.asked in served]
    sessions = _sessions(office, max(lived))
    if not everybody or not sessions:
        raise TooLittleError(len(everybody))
    table: dict[str, Any] = {
        "name": names[""],
        "visitors": max(1, round(len(everybody) / len(lived))),
        "priority_share": _share(everybody, lambda v: v.priority is not PriorityGroup.ORDINARY),
        "no_show_share": _share(everybody, lambda v: v.state is TicketState.NO_SHOW),
        "kiosks": max(1, min(20, len({visit.device for visit in everybody}))),
        "services": _services(office, names, everybody),
        "counters": [{"services": list(services)} for services in counters],
        "sessions": sessions,
        "policy": _policy(office),
    }
    if exactly:
        found = [one for visit in everybody if (one := _visit(office, visit, sessions))]
        return {**table, "visitors": len(found), "visits": found}
    return {**table, "rush": _curve(office, everybody, sessions)}


def _share(everybody: list[Visit], holds: Callable[[Visit], bool]) -> float:
    return round(sum(map(holds, everybody)) / len(everybody), 4)


def _counters(office: Office, lived: Days) -> list[tuple[ServiceCode, ...]]:
    """What the counters serve that called on a good part of the days; all of them where that leaves a service without."""
    called: Counter[CounterId] = Counter()
    for found in lived.values():
        called.update({stay.counter for visit in found for stay in visit.stays})
    often = [c for c in office.counters.values() if called[c.id] >= max(1.0, OFTEN * len(lived))]
    wanted = {visit.asked for found in lived.values() for visit in found if visit.asked in office.services}
    if not wanted <= {code for counter in often for code in counter.services}:
        often = list(office.counters.values())
    kept = [tuple(code for code in counter.services if code in wanted) for counter in often]
    return [services for services in kept if services]


def _sessions(office: Office, day: str) -> list[dict[str, str]]:
    return [
        {
            "take_from": clock_of(s.take_from),
            "take_until": clock_of(s.take_until),
            "serve_from": clock_of(s.serve_from),
            "serve_until": clock_of(s.serve_until),
        }
        for s in office.sessions_on(date.fromisoformat(day))
    ]


def _services(office: Office, names: Mapping[str, Any], everybody: list[Visit]) -> list[dict[str, Any]]:
    lengths: dict[ServiceCode, list[float]] = defaultdict(list)
    for visit in everybody:
        for stay in visit.stays:
            if stay.end is End.FINISHED and stay.seconds is not None:
                lengths[stay.service].append(stay.seconds / 60)
    asked = Counter(visit.asked for visit in everybody)
    found: list[dict[str, Any]] = []
    for number, (code, count) in enumerate(sorted(asked.items())):
        own = office.services[code].prefix
        free = own and own not in {service["prefix"] for service in found}
        minutes, variation = _length(lengths[code], office.services[code].typical_minutes)
        found.append(
            {
                "code": code,
                "prefix": own
                if free
                else f"X{chr(ord('A') + number // 26 % 26)}{chr(ord('A') + number % 26)}",
                "name": names[code],
                "share": count,
                "minutes": round(minutes, 2),
                "variation": round(variation, 2),
            }
        )
    return found


def _length(seen: list[float], typical: float) -> tuple[float, float]:
    """Mean and variation of visits; of one that was forgotten at the counter only what it can have been."""
    if len(seen) < 3:
        return typical, 0.9
    longest = FORGOTTEN * median(seen)
    counted = [min(minutes, longest) for minutes in seen]
    mean = max(LEAST_MINUTES, fmean(counted))
    return min(240.0, mean), min(MOST_VARIATION, pstdev(counted) / mean)


def _curve(office: Office, everybody: list[Visit], sessions: list[dict[str, str]]) -> list[dict[str, Any]]:
    """Half an hour by half an hour, inside the hours in which numbers are given."""
    slots: Counter[tuple[str, int]] = Counter()
    for visit in everybody:
        minute = int(_minute(office, visit))
        for session in sessions:
            begins, ends = session["take_from"], session["take_until"]
            if begins <= clock_of(minute) < ends:
                start = max(minute // SLOT * SLOT, minute_of(begins))
                slots[clock_of(start), min(minute // SLOT * SLOT + SLOT, minute_of(ends)) - start] += 1
    total = fsum(slots.values())
    return [
        {"at": at, "minutes": minutes, "share": round(count / total, 6) - 1e-6}
        for (at, minutes), count in sorted(slots.items())
        if count / total > 1e-5
    ]


def _visit(office: Office, visit: Visit, sessions: list[dict[str, str]]) -> dict[str, Any] | None:
    """One person as he came; None: outside the hours, or never called, so that nobody knows for how long."""
    minute = _minute(office, visit)
    inside = any(s["take_from"] <= clock_of(int(minute)) < s["take_until"] for s in sessions)
    took = [stay.seconds / 60 for stay in visit.stays if stay.end is End.FINISHED and stay.seconds]
    no_show = visit.state is TicketState.NO_SHOW
    if not inside or not (took or no_show):
        return None
    return {
        "minute": round(minute, 3),
        "service": visit.asked,
        "priority": visit.priority is not PriorityGroup.ORDINARY,
        "minutes": round(min(240.0, max(LEAST_MINUTES, took[-1] if took else LEAST_MINUTES)), 3),
        "shows_up": not no_show,
    }


def _minute(office: Office, visit: Visit) -> float:
    return office.minute(visit.arrived_at) + visit.arrived_at % MINUTE_MS / MINUTE_MS


def _policy(office: Office) -> dict[str, Any]:
    policy = office.policy
    return {
        "priority": "interleave" if policy.ratio else "strict",
        "ratio": policy.ratio or 2,
        "leftovers": "carry" if policy.carry_over else "void",
    }
