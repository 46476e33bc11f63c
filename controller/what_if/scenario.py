"""An office and its visitors as data: a TOML file that can be read, changed, and run."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from contracts import vocabulary as words
from contracts.settings import Id, Part, Problem, Settings
from controller.domain.office import minute_of
from controller.hours_settings import TimeOfDay
from controller.policy_settings import PolicySettings
from controller.text_settings import TextSettings

MOST_VISITORS, MOST_COUNTERS, MOST_KIOSKS = 20_000, 200, 20


class ServiceLoad(Part):
    """One thing to queue for, and how long its visits take."""

    code: Annotated[words.ServiceCode, Id] = Field(description="Short id")
    prefix: str = Field(pattern=r"^[A-Z]{1,3}$", description="Letters before the number")
    name: TextSettings
    share: float = Field(gt=0, le=1000, description="Part of the visitors that come for it; any unit")
    minutes: float = Field(gt=0, le=240, description="Mean length of a visit")
    variation: float = Field(
        0.9, ge=0, le=3, description="Standard deviation of a visit as a share of its mean"
    )


class CounterLoad(Part):
    """Counters that serve the same services."""

    services: tuple[Annotated[words.ServiceCode, Id], ...] = Field(
        min_length=1, description="Codes of their services"
    )
    count: int = Field(1, ge=1, le=MOST_COUNTERS, description="How many of them")


class SessionHours(Part):
    """A stretch of opening hours."""

    take_from: TimeOfDay = Field(description="Numbers from")
    take_until: TimeOfDay = Field(description="Numbers until")
    serve_from: TimeOfDay = Field(description="Counters from")
    serve_until: TimeOfDay = Field(description="Counters until")


class Rush(Part):
    """Visitors that come together, beside those who are spread over the hours."""

    at: TimeOfDay = Field(description="When it begins")
    minutes: int = Field(ge=1, le=600, description="How long it lasts")
    share: float = Field(gt=0, le=1, description="Part of all visitors")


class RecordedVisit(Part):
    """Somebody who really came."""

    minute: float = Field(ge=0, lt=1440, description="Local minutes since midnight")
    service: Annotated[words.ServiceCode, Id] = Field(description="Code of the service")
    priority: bool = Field(False, description="Whether this person may go first")
    minutes: float = Field(gt=0, le=240, description="Length of the visit")
    shows_up: bool = Field(True, description="Whether this person came when called")


class FaultLoad(Part):
    """How much goes wrong on a simulated day: so many of each, at moments that the seed chooses."""

    desk_kills: int = Field(
        0, ge=0, le=200, description="The controller's program dies, between any two steps"
    )
    power_cuts: int = Field(0, ge=0, le=200, description="The controller's machine loses its power")
    broker_crashes: int = Field(0, ge=0, le=200, description="The broker dies and forgets everything")
    link_cuts: int = Field(0, ge=0, le=500, description="One machine loses its cable for a while")
    bad_weather: int = Field(
        0, ge=0, le=200, description="Half a minute in which messages are lost, doubled and late"
    )
    clock_steps: int = Field(0, ge=0, le=50, description="The controller's clock jumps, and back later")
    disk_faults: int = Field(0, ge=0, le=100, description="The controller's disk takes nothing for a while")
    printer_faults: int = Field(0, ge=0, le=200, description="A printer has no paper, or tears a slip")
    restarts: int = Field(0, ge=0, le=500, description="A kiosk, printer, box or board begins anew")


class Scenario(Settings):
    """A scenario file."""

    name: TextSettings
    visitors: int = Field(ge=1, le=MOST_VISITORS, description="People on one day")
    priority_share: float = Field(0.12, ge=0, le=1, description="Part of them that may go first")
    no_show_share: float = Field(0.04, ge=0, le=1, description="Part of them that does not come when called")
    kiosks: int = Field(1, ge=1, le=MOST_KIOSKS, description="Kiosks, each with a printer")
    services: tuple[ServiceLoad, ...] = Field(min_length=1, max_length=60)
    counters: tuple[CounterLoad, ...] = Field(min_length=1, max_length=MOST_COUNTERS)
    sessions: tuple[SessionHours, ...] = Field(min_length=1, max_length=4)
    rush: tuple[Rush, ...] = Field((), max_length=60)
    visits: tuple[RecordedVisit, ...] = Field(
        (), max_length=MOST_VISITORS, description="The people of a recorded day; left out: chance makes them"
    )
    policy: PolicySettings = PolicySettings()
    faults: FaultLoad = FaultLoad()

    @property
    def counter_services(self) -> tuple[tuple[words.ServiceCode, ...], ...]:
        """What each counter serves, one entry a counter."""
        return tuple(group.services for group in self.counters for _ in range(group.count))

    def problems(self) -> Iterator[Problem]:
        """What is impossible although every single value is allowed."""
        yield from _doubles("services", "code", [s.code for s in self.services])
        yield from _doubles("services", "prefix", [s.prefix for s in self.services])
        known, served = {s.code for s in self.services}, {c for g in self.counters for c in g.services}
        for index, group in enumerate(self.counters):
            for code in set(group.services) - known:
                yield Problem(f"counters.{index}.services", repr(code), f"one of {', '.join(sorted(known))}")
        for index, service in enumerate(self.services):
            if service.code not in served:
                yield Problem(
                    f"services.{index}.code", repr(service.code), "a service that some counter serves"
                )
        if (total := len(self.counter_services)) > MOST_COUNTERS:
            yield Problem("counters.count", str(total), f"at most {MOST_COUNTERS} counters in all")
        for index, visit in enumerate(self.visits):
            if visit.service not in known:
                allowed = f"one of {', '.join(sorted(known))}"
                yield Problem(f"visits.{index}.service", repr(visit.service), allowed)
        if self.visits and len(self.visits) != self.visitors:
            yield Problem("visitors", str(self.visitors), f"as many as there are visits ({len(self.visits)})")
        yield from self._hours()

    def _hours(self) -> Iterator[Problem]:
        before = 0
        for index, s in enumerate(self.sessions):
            for start, end in (("take_from", "take_until"), ("serve_from", "serve_until")):
                if getattr(s, start) >= getattr(s, end):
                    yield Problem(
                        f"sessions.{index}.{end}",
                        getattr(s, end),
                        f"later than {start} ({getattr(s, start)})",
                    )
            if minute_of(s.take_from) < before:
                yield Problem(f"sessions.{index}.take_from", s.take_from, "not before the session above ends")
            before = minute_of(s.take_until)
        for index, rush in enumerate(self.rush):
            if not any(s.take_from <= rush.at < s.take_until for s in self.sessions):
                yield Problem(f"rush.{index}.at", rush.at, "a time at which numbers are taken")
        if (total_share := sum(r.share for r in self.rush)) > 1 + 1e-9:
            yield Problem("rush.share", f"{total_share:g} in all", "at most 1 in all")


def _doubles(table: str, key: str, values: list[str]) -> Iterator[Problem]:
    for index, value in enumerate(values):
        if value in values[:index]:
            yield Problem(f"{table}.{index}.{key}", repr(value), "each once")
