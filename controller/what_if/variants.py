"""An office, and the same one with one thing changed, on the same days with the same people."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from contracts.vocabulary import CounterId, ServiceCode
from controller.domain.office import clock_of, minute_of
from controller.what_if.measures import LOOKS, Measure, Measures, measure, measures
from controller.what_if.people import visitors_of
from controller.what_if.run import DayRun, run
from controller.what_if.scenario import CounterLoad, Scenario, SessionHours
from controller.what_if.settings import rules_of

EARLIER = 30
"""Minutes."""


class UnknownServiceError(ValueError):
    """The office has no such service."""


@dataclass(frozen=True)
class Variant:
    """One way to run the office. ``what`` names it in the texts; ``services`` are those of another counter, ``minutes`` how much earlier it opens."""

    what: str
    scenario: Scenario
    services: tuple[ServiceCode, ...] = ()
    minutes: int = 0


@dataclass(frozen=True)
class Wishes:
    """What to try. ``services`` of the new counter, empty: the busiest; ``earlier``: minutes."""

    services: tuple[ServiceCode, ...] = ()
    earlier: int = EARLIER


@dataclass(frozen=True)
class Compared:
    """A variant, what it is like, and how it differs from the office as it is, day by day."""

    variant: Variant
    measures: Measures
    differs: tuple[Measure, ...]
    """In the order of ``LOOKS``; empty for the office as it is."""


def variants(scenario: Scenario, wishes: Wishes) -> tuple[Variant, ...]:
    """The office as it is; with one more counter; with the other rule of priority; opening earlier.

    Raises UnknownServiceError.
    """
    services = wishes.services or busiest(scenario)
    known = {service.code for service in scenario.services}
    for code in services:
        if code not in known:
            raise UnknownServiceError(code)
    other = "interleave" if scenario.policy.priority == "strict" else "strict"
    return (
        Variant("as-it-is", scenario),
        Variant("counter", with_counter(scenario, services), services),
        Variant(f"priority-{other}", with_other_priority(scenario)),
        Variant("earlier", opening_earlier(scenario, wishes.earlier), minutes=wishes.earlier),
    )


def compare(
    found: tuple[Variant, ...], days: int, go_on: Callable[[int], bool] = lambda _lived: True
) -> tuple[Compared, ...]:
    """Live the same days with the same people in every variant; the first one is what the others are compared with.

    ``go_on`` is asked after each day, with how many were lived.
    """
    offices = [rules_of(variant.scenario) for variant in found]
    lived: list[list[DayRun]] = [[] for _ in found]
    for seed in range(1, days + 1):
        people = visitors_of(found[0].scenario, seed)
        for office, own in zip(offices, lived, strict=True):
            own.append(run(office, people))
        if not go_on(seed):
            break
    return tuple(
        Compared(
            variant,
            measures(own),
            tuple(_difference(look, own, lived[0]) for look in LOOKS) if index else (),
        )
        for index, (variant, own) in enumerate(zip(found, lived, strict=True))
    )


def busiest(scenario: Scenario) -> tuple[ServiceCode, ...]:
    """What the counters serve that are busiest on the first three days."""
    office = rules_of(scenario)
    days = [run(office, visitors_of(scenario, seed)) for seed in (1, 2, 3)]
    numbered = enumerate(scenario.counter_services, start=1)
    by_counter = {CounterId(str(n)): services for n, services in numbered}
    busy = {counter: sum(day.busy.get(counter, 0.0) for day in days) for counter in by_counter}
    return by_counter[max(busy, key=lambda counter: (busy[counter], counter))]


def with_counter(scenario: Scenario, services: tuple[ServiceCode, ...]) -> Scenario:
    """One more counter for these services."""
    more = CounterLoad(services=services, count=1)
    return scenario.model_copy(update={"counters": (*scenario.counters, more)})


def with_other_priority(scenario: Scenario) -> Scenario:
    """Strict where priority is interleaved, interleaved where it is strict."""
    other = "interleave" if scenario.policy.priority == "strict" else "strict"
    return scenario.model_copy(update={"policy": scenario.policy.model_copy(update={"priority": other})})


def opening_earlier(scenario: Scenario, minutes: int) -> Scenario:
    """The counters of each session open so much earlier, never before the session above has ended."""
    sessions = list(scenario.sessions)
    sessions[0] = _earlier(sessions[0], minutes, 0)
    for index, (before, _) in enumerate(pairwise(scenario.sessions), start=1):
        sessions[index] = _earlier(sessions[index], minutes, minute_of(before.serve_until))
    return scenario.model_copy(update={"sessions": tuple(sessions)})


def _earlier(session: SessionHours, minutes: int, least: int) -> SessionHours:
    opens = max(least, minute_of(session.serve_from) - minutes)
    takes = min(minute_of(session.take_from), opens)
    return session.model_copy(update={"serve_from": clock_of(opens), "take_from": clock_of(takes)})


def _difference(look: Callable[[DayRun], float], own: list[DayRun], base: list[DayRun]) -> Measure:
    return measure([look(a) - look(b) for a, b in zip(own, base, strict=True)])
