"""One number, and a death of the desk at every single step on its way: from the touch to the slip that came out."""

from collections.abc import Iterator
from dataclasses import dataclass

from controller.what_if.scenario import FaultLoad, Scenario
from simulation.day.controls import Control
from simulation.day.day import Outcome, live
from simulation.day.history import Fault, History, Visit
from simulation.day.pace import faster

TOUCH_S, DIES_S, DOWN_S = 75.0, 76.0, 2.0
"""When the citizen comes; from when on the steps are counted: the touch is one or two seconds later; how long the desk is away."""
STEPS = 60
"""As many as the desk takes in the ten seconds around a number and its slip."""
PACE = 240


@dataclass(frozen=True)
class Death:
    """At which step, and of what."""

    step: int
    power: bool


def deaths(steps: int = STEPS) -> Iterator[Death]:
    """Every step, by a kill and by a power cut."""
    return (Death(step, power) for step in range(steps) for power in (False, True))


def one_death(scenario: Scenario, death: Death, control: Control = Control.NONE) -> Outcome:
    """A short day with two people and one death."""
    service = str(scenario.services[0].code)
    people = (
        Visit(TOUCH_S, "v1", "kiosk-1", service, False, 0.1, True),
        Visit(TOUCH_S + 5, "v2", "kiosk-1", service, False, 0.1, True),
    )
    kind = "power-cut" if death.power else "kill"
    dies = Fault(DIES_S, kind, "desk", DOWN_S, death.step)
    short = faster(scenario.model_copy(update={"faults": FaultLoad()}), PACE)
    return live(short, History(death.step, (people[0], dies, people[1])), control)
