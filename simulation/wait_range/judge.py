"""Judges ranges by what came of them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from math import sqrt
from statistics import fmean, stdev

from controller.domain.waits import SHORTEST, Wait
from controller.what_if.people import visitors_of
from controller.what_if.run import Place, run
from controller.what_if.scenario import Scenario
from controller.what_if.settings import rules_of
from simulation.wait_range.methods import erlang, last_one

METHODS = {"whitt-1999": erlang, "ibrahim-whitt-2009": last_one}
OURS = "motcua"
LOOKS: dict[str, Callable[[Place], Wait | None]] = {
    OURS: lambda place: place.told,
    **{name: partial(lambda name, place: place.others.get(name), name) for name in METHODS},
}
"""What each method told somebody."""
MISS = 2 / 0.2
"""What a minute beyond the range costs beside a minute of width, in the interval score of an 80 % range (Gneiting and
Raftery, 2007): whoever tells what is true cannot score better on average."""


@dataclass(frozen=True)
class Verdict:
    """How one method did. Shares from 0 to 1, the rest in minutes."""

    ranges: int
    covered: float
    doubt: float
    """Twice the standard error of ``covered``, days as a whole: those of one day are wrong together."""
    shorter: float
    longer: float
    width: float
    score: float
    """The mean interval score over those to whom all methods told something: the smaller, the better."""
    at_once: int = 0
    """Who was told that it is soon their turn: no range, so not counted above."""
    at_once_right: float = 1.0
    untold: int = 0
    """Who was told nothing, because no counter was open."""


def judge(scenario: Scenario, seeds: Iterable[int]) -> dict[str, Verdict]:
    """Live days, and judge all methods on them."""
    office = rules_of(scenario)
    days = [
        [
            place
            for place in run(office, visitors_of(scenario, seed), others=METHODS).places
            if place.waited is not None
        ]
        for seed in seeds
    ]
    return {name: verdict(days, look) for name, look in LOOKS.items()}


def verdict(days: list[list[Place]], look: Callable[[Place], Wait | None]) -> Verdict:
    """What one method told, and what came of it, on some days; at least one range must have been told."""
    places = [place for day in days for place in day]
    told = [(wait, p.waited or 0.0) for p in places if (wait := look(p))]
    ranges = [(wait, x) for wait, x in told if is_range(wait)]
    soon = [x for wait, x in told if not is_range(wait)]
    shared = [(look(p), p.waited or 0.0) for p in places if _all_told(p)]
    by_day = [
        fmean(wait.low <= (p.waited or 0.0) <= wait.high for wait, p in found)
        for day in days
        if (found := [(wait, p) for p in day if (wait := look(p)) and is_range(wait)])
    ]
    return Verdict(
        ranges=len(ranges),
        covered=round(fmean(w.low <= x <= w.high for w, x in ranges), 4),
        doubt=round(2 * stdev(by_day) / sqrt(len(by_day)), 4) if len(by_day) > 1 else 1.0,
        shorter=round(fmean(x < w.low for w, x in ranges), 4),
        longer=round(fmean(x > w.high for w, x in ranges), 4),
        width=round(fmean(w.high - w.low for w, _ in ranges), 2),
        score=round(fmean(score(w, x) for w, x in shared if w), 2) if shared else 0.0,
        at_once=len(soon),
        at_once_right=round(fmean(x <= SHORTEST for x in soon), 4) if soon else 1.0,
        untold=len(places) - len(told),
    )


def _all_told(place: Place) -> bool:
    """Whether ours told a range, and every other method something."""
    return is_range(place.told) and all(place.others.get(name) for name in METHODS)


def is_range(wait: Wait | None) -> bool:
    """Whether somebody was told from when until when; else nothing, or that it is soon his turn."""
    return wait is not None and wait.high > SHORTEST


def score(wait: Wait, waited: float) -> float:
    """The interval score of a range: its width, and ten for each minute by which it was missed."""
    return wait.high - wait.low + MISS * (max(0.0, wait.low - waited) + max(0.0, waited - wait.high))
