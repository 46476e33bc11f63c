"""Which of the office's own days make a scenario, and the scenario."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from controller.domain.events import AnyEvent, TicketIssued
from controller.office_from_settings import office_of
from controller.settings import OfficeSettings
from controller.what_if.recorded import recorded
from controller.what_if.scenario import Scenario

MOST_WEEKS = 26


@dataclass(frozen=True)
class Wanted:
    """The last weeks before ``until``, one weekday of them (0: every day); or one ``day`` exactly."""

    until: date
    weekday: int = 0
    weeks: int = 4
    day: date | None = None


@dataclass(frozen=True)
class Basis:
    """What a scenario rests on."""

    days: int
    numbers: int
    first: str
    last: str


def of_office(
    settings: OfficeSettings, wanted: Wanted, events: Callable[[str], Iterable[AnyEvent]]
) -> tuple[Scenario, Basis]:
    """The scenario, and what it rests on; ``events`` are those of a service day (ISO date).

    Raises TooLittleError, and what reading the days raises.
    """
    read = {day: list(events(day)) for day in _days(wanted)}
    issued = {day: sum(isinstance(e, TicketIssued) for e in found) for day, found in read.items()}
    days = {day: found for day, found in read.items() if issued[day]}
    names: dict[str, object] = {s.code: s.name.model_dump() for s in settings.services}
    names[""] = settings.name.model_dump()
    table = recorded(office_of(settings), names, days, exactly=wanted.day is not None)
    return Scenario.model_validate(table), Basis(len(days), sum(issued.values()), min(days), max(days))


def _days(wanted: Wanted) -> list[str]:
    if wanted.day is not None:
        return [wanted.day.isoformat()]
    before = (wanted.until - timedelta(days=back) for back in range(1, 7 * wanted.weeks + 1))
    return [day.isoformat() for day in before if wanted.weekday in (0, day.isoweekday())]
