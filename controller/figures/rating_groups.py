"""Which ratings are told, of services and of clerks: sums of the same closed groups, so that no subtraction finds a smaller one. Pure.

A cell is what was said of one clerk in one service. A group is five or more answers to a question: of a cell, on one day;
of what such days leave of a cell, when the month is over; and of what cells of a service have left then, all together,
which is told of the service and of no clerk. No two groups share an answer, and every sum that is told is of whole groups:
so is, with its sign, every answer in whatever is added and subtracted.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from controller.figures.ratings import Marks, added, enough, without
from controller.figures.tally import Tally, told_of_a_day

SPLIT = "|"


def cell(service: str, clerk: str) -> str:
    """The key of what was said of a clerk in a service."""
    return f"{service}{SPLIT}{clerk}"


@dataclass(frozen=True)
class Told:
    """What is told, by service and by clerk."""

    services: Mapping[str, Marks]
    clerks: Mapping[str, Marks]


Of = tuple[str, Marks]
"""A service or a clerk, and what is told of it."""


def groups_told(days: Iterable[tuple[str, Tally]], months: Mapping[tuple[str, str], list[Tally]]) -> Told:
    """``days``: cells of each day; ``months``: those of months that are over and whole, by cell and month."""
    groups = [(key, told_of_a_day(tally).ratings) for key, tally in days]
    rests: dict[tuple[str, str], list[Marks]] = defaultdict(list)
    for (key, month), tallies in months.items():
        left = added(tally.new_ratings for tally in tallies)
        group = enough(left)
        groups.append((key, group))
        rests[_service(key), month].append(without(left, group))
    of_clerks = ((key.partition(SPLIT)[2], group) for key, group in groups)
    return Told(_summed([*_of_services(groups), *_of_nobody(rests)]), _summed(of_clerks))


def _of_services(groups: Iterable[Of]) -> Iterator[Of]:
    return ((_service(key), group) for key, group in groups)


def _of_nobody(rests: Mapping[tuple[str, str], list[Marks]]) -> Iterator[Of]:
    """What is left of cells, told of their service alone."""
    return ((service, enough(added(left))) for (service, _), left in rests.items())


def _summed(groups: Iterable[Of]) -> dict[str, Marks]:
    found: dict[str, list[Marks]] = defaultdict(list)
    for key, group in groups:
        found[key].append(group)
    return {key: added(parts) for key, parts in found.items()}


def _service(key: str) -> str:
    return key.partition(SPLIT)[0]
