"""Many days, and every negative control: what ``make day-check`` tells."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, field
from functools import partial
from typing import Any

from controller.what_if.scenario import FaultLoad, Scenario
from simulation.day.controls import Control
from simulation.day.day import Outcome, live
from simulation.day.every_step import deaths, one_death
from simulation.day.history import History, history_of
from simulation.day.shrink import shortest

CONTROL_SEEDS = 12
"""A control must be caught within so many days."""
SHRINK_TRIES = 120
SMALL = 110
"""Visitors."""


@dataclass
class Report:
    """What was found; ``as_dict`` is the JSON line."""

    days: int = 0
    hours: float = 0.0
    tickets: int = 0
    desk_starts: int = 0
    points: int = 0
    violations: list[dict[str, Any]] = field(default_factory=list)
    unequal: list[int] = field(default_factory=list)
    """Seeds whose second day was another one."""
    checks: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    every_step: int = 0
    """Steps on the way of one number at which the desk died."""
    controls: dict[str, str] = field(default_factory=dict)
    """What caught each control; empty: nothing did."""

    @property
    def good(self) -> bool:
        """Whether every promise was looked at and held, every control was caught, and every seed was itself again."""
        promises = {f"P{n}" for n in range(1, 12)}
        caught = all(self.controls.values())
        return not self.violations and not self.unequal and promises <= self.checks.keys() and caught

    def add(self, outcome: Outcome) -> None:
        """Count a day."""
        self.days += 1
        self.hours += outcome.hours
        self.tickets += outcome.tickets
        self.desk_starts += outcome.starts
        self.points += outcome.points
        self.checks += outcome.checks
        self.faults += outcome.faults

    def as_dict(self) -> dict[str, Any]:
        """For machines."""
        return {
            "office_days": self.days,
            "violations": len(self.violations),
            "controls": len(self.controls),
            "controls_caught": sum(map(bool, self.controls.values())),
            "same_seed_same_journal": not self.unequal,
            "hours": round(self.hours, 1),
            "tickets": self.tickets,
            "desk_starts": self.desk_starts,
            "points_of_death_passed": self.points,
            "deaths_at_every_step": self.every_step,
            "coverage": {
                "checks": dict(sorted(self.checks.items())),
                "faults": dict(sorted(self.faults.items())),
            },
            "caught_by": self.controls,
            "failed": self.violations,
        }


def share_of(scenario: Scenario, days: int) -> int:
    """How many of ``days`` small days a scenario is lived: large ones cost as much as many small ones."""
    return max(1, days * SMALL // max(SMALL, scenario.visitors))


def days(scenario: Scenario, seeds: range, jobs: int) -> Iterator[tuple[int, Outcome]]:
    """Live one day for each seed."""
    work = partial(day_of, scenario)
    if jobs == 1:
        yield from zip(seeds, map(work, seeds), strict=True)
        return
    with ProcessPoolExecutor(jobs) as pool:
        yield from zip(seeds, pool.map(work, seeds), strict=True)


def die_everywhere(scenario: Scenario, report: Report, jobs: int) -> None:
    """The desk dies at every step on the way of one number."""
    found = list(deaths())
    with ProcessPoolExecutor(jobs) as pool:
        for death, outcome in zip(found, pool.map(partial(one_death, scenario), found), strict=True):
            report.every_step += 1
            report.checks += outcome.checks
            if outcome.violations:
                report.violations.append({"death": asdict(death), "violation": str(outcome.violations[0])})


def day_of(scenario: Scenario, seed: int, control: Control = Control.NONE) -> Outcome:
    """One day of a seed."""
    return live(scenario, history_of(scenario, seed), control)


def catch(scenario: Scenario, control: Control) -> str:
    """How a control was caught, at the first of some seeds; empty: it was not."""
    scenario = scenario.model_copy(update={"faults": _provoking(scenario.faults)})
    for seed in range(1, CONTROL_SEEDS + 1):
        outcome = day_of(scenario, seed, control)
        if outcome.violations:
            return f"seed {seed}, {outcome.violations[0]}".replace("  ", " ")
    return ""


def explain(
    scenario: Scenario, seed: int, outcome: Outcome, control: Control = Control.NONE
) -> dict[str, Any]:
    """A failing seed, with the shortest history that was found."""
    first = outcome.violations[0]

    def fails(history: History) -> bool:
        again = live(scenario, history, control)
        return any(v.promise == first.promise for v in again.violations)

    history = shortest(history_of(scenario, seed), first.at, fails, SHRINK_TRIES)
    return {"seed": seed, "violation": str(first), "history": [str(x) for x in history.happenings]}


def _provoking(faults: FaultLoad) -> FaultLoad:
    """At least one of everything that a control must be caught by."""
    least = {"power_cuts": 2, "desk_kills": 2, "bad_weather": 3, "clock_steps": 2}
    return faults.model_copy(update={key: max(getattr(faults, key), few) for key, few in least.items()})
