"""What comes from outside on one day: people and faults, as a list that a seed makes and that can be made shorter."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from controller.domain.office import minute_of
from controller.what_if.people import visitors_of
from controller.what_if.scenario import Scenario

MEAN_OUTAGE_S = 12.0
LONGEST_POINT = 60
"""A program dies at one of so many next steps, counted from the moment at which its death is due."""
STEPS_S = (-86400.0, -600.0, 900.0, 86400.0, 2592000.0)
"""How far a clock jumps: a day back to a month ahead."""
EDGE_S = 60.0
"""Faults keep so far from the end of the day, so that it can be seen whether the office heals."""


@dataclass(frozen=True)
class Visit:
    """Somebody comes. ``at``: seconds since the day began here."""

    at: float
    who: str
    kiosk: str
    service: str
    priority: bool
    minutes: float
    shows_up: bool

    def __str__(self) -> str:
        """As it stands in a printed history."""
        kind = "priority " if self.priority else ""
        return f"{self.at:8.1f} s  {kind}visitor {self.who} at {self.kiosk} for {self.service}"


@dataclass(frozen=True)
class Fault:
    """Something goes wrong with one part; ``seconds`` is how long it lasts, ``point`` and ``amount`` belong to its kind."""

    at: float
    kind: str
    part: str = "desk"
    seconds: float = 0.0
    point: int = 0
    amount: float = 0.0

    def __str__(self) -> str:
        """As it stands in a printed history."""
        lasts = f" for {self.seconds:.1f} s" if self.seconds else ""
        more = f", {self.point} steps later" if self.point else ""
        size = f" ({self.amount:+.0f})" if self.amount else ""
        return f"{self.at:8.1f} s  {self.kind} {self.part}{size}{lasts}{more}"


Happening = Visit | Fault


@dataclass(frozen=True)
class History:
    """One day. The seed also decides what the parts do by themselves: how the network is late, how long clerks take."""

    seed: int
    happenings: tuple[Happening, ...] = field(repr=False)


def history_of(scenario: Scenario, seed: int) -> History:
    """The day that a seed makes of a scenario."""
    chance = Random(f"history {seed}")  # noqa: S311 - a play, not a secret
    found: list[Happening] = [*_visits(scenario, seed, chance), *_faults(scenario, chance)]
    return History(seed, tuple(sorted(found, key=lambda happening: happening.at)))


def begins_at(scenario: Scenario) -> int:
    """The local minute at which the day here begins: shortly before the first number."""
    return max(0, min(minute_of(s.take_from) for s in scenario.sessions) - 1)


def lasts_s(scenario: Scenario) -> float:
    """How long the office is open, with some minutes for the last ones."""
    ends = max(minute_of(s.serve_until) for s in scenario.sessions)
    return (ends - begins_at(scenario)) * 60.0 + 2 * EDGE_S


def _visits(scenario: Scenario, seed: int, chance: Random) -> Iterator[Visit]:
    for number, person in enumerate(visitors_of(scenario, seed), start=1):
        yield Visit(
            at=round((person.at - begins_at(scenario)) * 60.0, 1),
            who=f"v{number}",
            kiosk=f"kiosk-{chance.randrange(scenario.kiosks) + 1}",
            service=person.service,
            priority=person.priority,
            minutes=round(person.minutes, 3),
            shows_up=person.shows_up,
        )


def _faults(scenario: Scenario, chance: Random) -> Iterator[Fault]:
    until = lasts_s(scenario) - 3 * EDGE_S
    parts = _devices(scenario)
    for key, few in scenario.faults.model_dump().items():
        for _ in range(few):
            at = round(EDGE_S + chance.random() * max(1.0, until - EDGE_S), 1)
            yield _fault(key, at, parts, chance)


def _fault(key: str, at: float, parts: list[str], chance: Random) -> Fault:
    """One fault of a kind, as the scenario's file names kinds."""

    def outage(mean: float) -> float:
        return round(min(90.0, chance.expovariate(1 / mean)) + 0.5, 1)

    match key:
        case "desk_kills" | "power_cuts":
            kind, mean = ("kill", 3.0) if key == "desk_kills" else ("power-cut", MEAN_OUTAGE_S)
            return Fault(at, kind, "desk", outage(mean), chance.randrange(LONGEST_POINT))
        case "broker_crashes":
            return Fault(at, "crash", "broker", outage(3.0))
        case "link_cuts":
            part = chance.choice(["desk", *parts])
            return Fault(at, "cut", part, outage(MEAN_OUTAGE_S), amount=chance.choice((0.0, 7.0)))
        case "bad_weather":
            return Fault(at, "weather", "broker", 30.0, amount=chance.choice((5.0, 20.0, 40.0)))
        case "clock_steps":
            return Fault(at, "clock-step", "desk", outage(60.0), amount=chance.choice(STEPS_S))
        case "disk_faults":
            return Fault(at, "disk", "desk", outage(MEAN_OUTAGE_S), amount=chance.choice((0.0, 1.0)))
        case "printer_faults":
            printers = [part for part in parts if part.startswith("printer")]
            return Fault(at, chance.choice(("paper-end", "tear")), chance.choice(printers), outage(20.0))
        case "restarts":
            return Fault(at, "restart", chance.choice(parts), outage(3.0))
        case _:
            raise ValueError(f"no such fault: {key}")


def _devices(scenario: Scenario) -> list[str]:
    kiosks = range(1, scenario.kiosks + 1)
    panels = range(1, len(scenario.counter_services) + 1)
    return [
        *(f"kiosk-{n}" for n in kiosks),
        *(f"printer-{n}" for n in kiosks),
        *(f"panel-{n}" for n in panels),
        "board-1",
    ]
