"""What an office is: services, counters, hours, policy. Built once from the settings."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from itertools import groupby

from contracts.vocabulary import (
    ClerkId,
    CounterId,
    DeviceId,
    Millis,
    PriorityGroup,
    RefusalCode,
    ServiceCode,
)
from controller.domain.refusals import RefusedError

MINUTE_MS = 60_000


def minute_of(clock: str) -> int:
    """Minutes since midnight of ``HH:MM``."""
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def clock_of(minute: int) -> str:
    """``HH:MM`` of minutes since midnight; the end of a day is 24:00."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


@dataclass(frozen=True)
class Service:
    """One thing to queue for. Numbers run from ``first`` to ``last`` and restart each service day."""

    code: ServiceCode
    prefix: str
    width: int
    first: int
    last: int
    quota: int | None
    """Numbers a day; None: as many as the range holds."""
    typical_minutes: float
    """How long one citizen takes, until the day itself has shown it."""
    then: tuple[ServiceCode, ...] = ()
    """The next stops of its numbers, where nobody says otherwise."""

    def number(self, n: int) -> str:
        """The number as printed, e.g. ``A001``."""
        return f"{self.prefix}{n:0{self.width}d}"


@dataclass(frozen=True)
class Counter:
    """Where citizens are served; ``label`` is what signs say."""

    id: CounterId
    label: str
    services: tuple[ServiceCode, ...]
    clerk: ClerkId | None = None
    """Who sits there, where that was looked at (``staffing.staffed``)."""
    seated: frozenset[ClerkId] = frozenset()
    """Who sits anywhere."""


@dataclass(frozen=True)
class Session:
    """A stretch of opening hours, in minutes since local midnight.

    Numbers are taken from ``take_from`` until ``take_until``, which may lie outside the hours of the counters.
    """

    key: str
    days: frozenset[int]
    take_from: int
    take_until: int
    serve_from: int
    serve_until: int

    def ended_at(self, minute: int) -> "Session | None":
        """What is left of it where everything ends at a minute; None: nothing of use."""
        left = replace(
            self, take_until=min(self.take_until, minute), serve_until=min(self.serve_until, minute)
        )
        return left if left.take_from < left.take_until and left.serve_from < left.serve_until else None


@dataclass(frozen=True)
class Policy:
    """What an office may choose."""

    ratio: int = 2
    """Ordinary calls between two calls that let a priority ticket overtake; 0: priority always first."""
    carry_over: bool = True
    """Whether numbers that were not served in one session stay valid in the next one of the day."""
    recall_pause_s: int = 3
    """The least time between two announcements of one ticket."""
    same_service_pause_s: int = 0
    """The least time between two numbers of one service at one kiosk, against taking them for others."""
    kiosk_burst: int = 60
    """Numbers that one kiosk gives as fast as it asks, before it must keep the pace; 0: it never must."""
    alone_numbers: int = 200
    """Numbers of each series that one kiosk may give a day while the desk is away; 0: none."""
    no_show_back: int | None = None
    """Behind how many of its service an absent number waits when its owner comes after all; None: in its old place."""
    no_show_calls: int = 0
    """After so many later calls of its service a no-show can no longer come back; 0: all day."""
    two_counters: bool = False
    """Whether one clerk may sit at two counters at once."""
    stops_when_full: bool = False
    """Whether a service gives no more numbers once who takes one would be called after closing even on a lucky day."""


@dataclass(frozen=True)
class Office:
    """The whole office, by id."""

    services: Mapping[ServiceCode, Service]
    counters: Mapping[CounterId, Counter]
    sessions: tuple[Session, ...]
    policy: Policy = Policy()
    special_days: Mapping[str, tuple[Session, ...]] = field(default_factory=dict)
    """ISO dates whose hours are not those of their weekday: holidays (none), a working Saturday, a short day."""
    utc_offset_minutes: int = 420
    """Viet Nam has one time zone and no summer time."""
    printers: Mapping[DeviceId, DeviceId] = field(default_factory=dict)
    """The printer of each kiosk."""
    kiosks: tuple[DeviceId, ...] = ()
    """All kiosks, by name."""
    priority_groups: tuple[PriorityGroup, ...] = ()
    skills: Mapping[ClerkId, tuple[ServiceCode, ...]] = field(default_factory=dict)
    """The services for which a clerk calls; who is not named calls for all of the counter."""

    def stops(
        self, service: ServiceCode, then: tuple[ServiceCode, ...] | None, planned: tuple[ServiceCode, ...]
    ) -> tuple[ServiceCode, ...]:
        """The stops after ``service``: ``then``, or else what was planned. Raises RefusedError for an unknown one.

        A stop right after the same one is none: whoever goes to the fee before its turn does not go there twice.
        """
        wanted = planned if then is None else then
        for code in wanted:
            if code not in self.services and code not in planned:
                raise RefusedError(RefusalCode.UNKNOWN_SERVICE, service=code)
        return tuple(code for code, _ in groupby((service, *wanted)))[1:]

    def onward(self, stops: tuple[ServiceCode, ...]) -> tuple[ServiceCode, ...]:
        """The next stops that there still are: at a service that has left the settings nobody would ever call."""
        return tuple(code for code in stops if code in self.services)

    def local(self, at: Millis) -> datetime:
        """Local wall time of a moment, without a zone."""
        return datetime.fromtimestamp(at / 1000, UTC).replace(tzinfo=None) + timedelta(
            minutes=self.utc_offset_minutes
        )

    def minute(self, at: Millis) -> int:
        """Local minutes since midnight of a moment."""
        local = self.local(at)
        return local.hour * 60 + local.minute

    def service_day(self, at: Millis) -> str:
        """The ISO date whose numbers are given at a moment."""
        return self.local(at).date().isoformat()

    def sessions_on(self, day: date) -> tuple[Session, ...]:
        """The sessions of a date, earliest first; none on holidays."""
        usual = (session for session in self.sessions if day.isoweekday() in session.days)
        today = self.special_days.get(day.isoformat(), usual)
        return tuple(sorted(today, key=lambda session: session.take_from))

    def moment(self, day: date, minute: int) -> Millis:
        """UTC milliseconds of a local minute of a date."""
        midnight = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() * 1000)
        return midnight + (minute - self.utc_offset_minutes) * MINUTE_MS

    def counters_for(self, service: ServiceCode) -> tuple[Counter, ...]:
        """The counters that serve a service."""
        return tuple(counter for counter in self.counters.values() if service in counter.services)
