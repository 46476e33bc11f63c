"""Who comes on a day of a scenario: when, for what, for how long. One seed, one day."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from contracts.vocabulary import ServiceCode
from controller.domain.office import minute_of
from controller.what_if.scenario import Scenario, ServiceLoad, SessionHours


@dataclass(frozen=True)
class Visitor:
    """Somebody who comes. ``at``: local minutes since midnight; ``minutes``: from the call to the end of the visit."""

    at: float
    service: ServiceCode
    priority: bool
    minutes: float
    shows_up: bool


def visitors_of(scenario: Scenario, seed: int) -> tuple[Visitor, ...]:
    """The people of a day, in the order in which they come; those of a recorded day are the same for every seed."""
    if scenario.visits:
        came = sorted(scenario.visits, key=lambda visit: visit.minute)
        return tuple(Visitor(v.minute, v.service, v.priority, v.minutes, v.shows_up) for v in came)
    chance = Random(f"people {seed}")  # noqa: S311 - a play, not a secret
    services = {s.code: s for s in scenario.services}
    shares = [s.share for s in scenario.services]
    found: list[Visitor] = []
    for at in sorted(_arrivals(scenario, chance)):
        code = chance.choices(list(services), shares)[0]
        priority = chance.random() < scenario.priority_share
        minutes = length_of(services[code], chance)
        found.append(Visitor(at, code, priority, minutes, chance.random() >= scenario.no_show_share))
    return tuple(found)


def length_of(service: ServiceLoad, chance: Random) -> float:
    """Minutes of one visit: a gamma distribution with the mean and the variation of its service."""
    if not service.variation:
        return service.minutes
    shape = 1 / service.variation**2
    return chance.gammavariate(shape, service.minutes / shape)


def _arrivals(scenario: Scenario, chance: Random) -> Iterator[float]:
    """Rushes, and the others evenly over the hours in which numbers are given."""
    lengths = [_length(session) for session in scenario.sessions]
    for _ in range(scenario.visitors):
        lot = chance.random()
        for rush in scenario.rush:
            if lot < rush.share:
                yield minute_of(rush.at) + rush.minutes * chance.random()
                break
            lot -= rush.share
        else:
            session = chance.choices(scenario.sessions, lengths)[0]
            yield minute_of(session.take_from) + _length(session) * chance.random()


def _length(session: SessionHours) -> int:
    return minute_of(session.take_until) - minute_of(session.take_from)
