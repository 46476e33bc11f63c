"""What has happened. The journal keeps exactly these; the state of a day is their fold."""

# ruff: noqa: PLC0414 - the events are named by this file
from collections.abc import Mapping
from dataclasses import dataclass, field

from contracts.vocabulary import (
    ClerkId,
    CounterId,
    DeviceId,
    FaultCode,
    JobId,
    Millis,
    PriorityGroup,
    ServiceCode,
    SlipState,
    TicketId,
)
from controller.domain import staffing_events as staffing
from controller.domain.counter_events import (
    ActUndone as ActUndone,
)
from controller.domain.counter_events import (
    TicketArrived as TicketArrived,
)
from controller.domain.counter_events import (
    TicketCalled as TicketCalled,
)
from controller.domain.counter_events import (
    TicketFinished as TicketFinished,
)
from controller.domain.counter_events import (
    TicketNoShow as TicketNoShow,
)
from controller.domain.counter_events import (
    TicketParked as TicketParked,
)
from controller.domain.counter_events import (
    TicketRecalled as TicketRecalled,
)
from controller.domain.counter_events import (
    TicketTransferred as TicketTransferred,
)
from controller.domain.event import Event as Event
from controller.domain.rating_event import TicketRated as TicketRated


@dataclass(frozen=True)
class TicketIssued(Event):
    """A number was given. ``n``: its place in the series of the service, ``order``: among all of the day."""

    ticket: TicketId
    number: str
    service: ServiceCode
    n: int
    order: int
    priority: PriorityGroup
    lang: str
    device: DeviceId
    dossier_ref: str = ""
    """A keyed reference to the dossier that the citizen comes for; its key is erased when the day closes."""
    degraded: bool = False
    """Given while the desk's own memory was in trouble."""
    procedure: str = ""
    """What the citizen comes for, where a kiosk told; a code of the national database."""
    alone_at: Millis | None = None
    """When the kiosk gave it while the desk was away: ``at`` is when the desk heard of it, ``order`` that of the
    desk's own number before it."""
    found: bool = False
    """A clerk called it from its slip before the kiosk handed it in."""
    wait_low: int | None = None
    wait_high: int | None = None
    """The minutes until the first call that the citizen was told, so that it can be judged later; None: nobody could say."""
    then: tuple[ServiceCode, ...] = ()
    """Its next stops: where it goes by itself each time that it is finished where it is."""


@dataclass(frozen=True)
class TicketResumed(Event):
    """The ticket waits again; ``order``: not in its old place, by the office's rule."""

    ticket: TicketId
    order: float | None = None


@dataclass(frozen=True)
class TicketCancelled(Event):
    """The ticket was given up; ``counter``: by whom, where it was a clerk."""

    ticket: TicketId
    reason: str
    counter: CounterId | None = None


@dataclass(frozen=True)
class TicketLapsed(Event):
    """The ticket ended with its session or day; ``reason`` is ``session-end`` or ``day-end``."""

    ticket: TicketId
    reason: str


@dataclass(frozen=True)
class SlipQueued(Event):
    """A copy of a slip is to be printed."""

    job: JobId
    ticket: TicketId
    printer: DeviceId
    copy_no: int


@dataclass(frozen=True)
class SlipChanged(Event):
    """More is known about a copy."""

    job: JobId
    ticket: TicketId
    state: SlipState
    detail: str


@dataclass(frozen=True)
class ClerkSignedIn(Event):
    """A clerk sat down at a counter."""

    counter: CounterId
    clerk: ClerkId


@dataclass(frozen=True)
class ClerkSignedOut(Event):
    """The clerk left."""

    counter: CounterId
    clerk: ClerkId


@dataclass(frozen=True)
class ClockConfirmed(Event):
    """The machine's clock counts again as it is; ``clock`` is what it said, which may lie before ``at``."""

    clock: Millis
    by_machine: bool = False
    """Time sync or a battery clock vouched for it; otherwise a person did."""


@dataclass(frozen=True)
class NumbersSkipped(Event):
    """The end of the journal was lost: these may have been given, so none of them is given (again).

    ``from_n`` and ``to_n`` are places in the series of the service, both included.
    """

    service: ServiceCode
    from_n: int
    to_n: int
    loss: int = 1
    """Which loss of this journal it was."""


@dataclass(frozen=True)
class NumbersLeased(Event):
    """Only this kiosk gives these of today, and only alone. ``from_n`` and ``to_n`` are places in the series, both included.

    ``prefix`` is what was on paper then; ``book`` names the kiosk's own journal.
    """

    device: DeviceId
    book: str
    service: ServiceCode
    prefix: str
    width: int
    from_n: int
    to_n: int


@dataclass(frozen=True)
class PastTicketTold(Event):
    """A kiosk handed in a number of a day that is over: it was given alone at ``taken_at``, and nobody can call it now."""

    ticket: TicketId
    service: ServiceCode
    device: DeviceId
    taken_at: Millis


@dataclass(frozen=True)
class JournalMended(Event):
    """The journal was found damaged or too short, and was mended; ``facts`` fill the caretaker's sentence."""

    how: FaultCode
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class DayClosing(Event):
    """The service day is about to end: as it stands now it can be taken up again."""


@dataclass(frozen=True)
class DayClosed(Event):
    """The service day ended."""

    day: str


@dataclass(frozen=True)
class DayReopened(Event):
    """The day had been closed by mistake: whatever the closing ended is where it was before it."""


@dataclass(frozen=True)
class ClosingChanged(Event):
    """A person said when this day closes; ``closes_at`` None: as its hours say after all."""

    closes_at: Millis | None


AnyEvent = (
    TicketIssued
    | TicketCalled
    | TicketRecalled
    | TicketArrived
    | TicketFinished
    | TicketNoShow
    | TicketTransferred
    | TicketParked
    | ActUndone
    | TicketResumed
    | TicketCancelled
    | TicketLapsed
    | TicketRated
    | SlipQueued
    | SlipChanged
    | ClerkSignedIn
    | ClerkSignedOut
    | ClockConfirmed
    | NumbersSkipped
    | NumbersLeased
    | PastTicketTold
    | JournalMended
    | DayClosing
    | DayClosed
    | DayReopened
    | ClosingChanged
    | staffing.CounterEvent
)
