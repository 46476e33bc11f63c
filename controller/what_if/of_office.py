"""Which of the office's own days make a scenario, and the scenario."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from controller.domain.events import AnyEvent, TicketIssued
from controller.figures.visits import Visit, visits
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


@dataclass(frozen=True)
class Lived:
    """What a service day leaves of its events, of which nobody keeps half a year."""

    issued: int
    visits: tuple[Visit, ...]


def lived(events: Iterable[AnyEvent]) -> Lived:
    """A day, from its events."""
    told = tuple(events)
    return Lived(sum(isinstance(e, TicketIssued) for e in told), tuple(visits(told).values()))


def of_office(
    settings: OfficeSettings, wanted: Wanted, events: Callable[[str], Iterable[AnyEvent]]
) -> tuple[Scenario, Basis]:
    """The scenario, and what it rests on; ``events`` are those of a service day (ISO date).

    Raises TooLittleError, and what reading the days raises.
    """
    return of_days(settings, wanted, {day: lived(events(day)) for day in days_of(wanted)})


def of_days(settings: OfficeSettings, wanted: Wanted, days: Mapping[str, Lived]) -> tuple[Scenario, Basis]:
    """The same from days that were read one by one. Raises TooLittleError."""
    used = {day: found for day, found in days.items() if found.issued}
    names: dict[str, object] = {s.code: s.name.model_dump() for s in settings.services}
    names[""] = settings.name.model_dump()
    people = {day: found.visits for day, found in used.items()}
    table = recorded(office_of(settings), names, people, exactly=wanted.day is not None)
    numbers = sum(found.issued for found in used.values())
    return Scenario.model_validate(table), Basis(len(used), numbers, min(used), max(used))


def days_of(wanted: Wanted) -> list[str]:
    """The days (ISO) that are wanted, whether or not there is anything of them."""
    if wanted.day is not None:
        return [wanted.day.isoformat()]
    before = (wanted.until - timedelta(days=back) for back in range(1, 7 * wanted.weeks + 1))
    return [day.isoformat() for day in before if wanted.weekday in (0, day.isoweekday())]
