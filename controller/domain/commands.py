"""What may be asked of the desk. The field names are those of the wire (``contracts.messages``)."""

# ruff: noqa: PLC0414 - the commands are named by this file
from collections.abc import Mapping
from dataclasses import dataclass

from contracts.vocabulary import (
    BreakReason,
    ClerkId,
    CounterId,
    DeviceId,
    JobId,
    Millis,
    PriorityGroup,
    ProcedureCode,
    RatingWay,
    ServiceCode,
    SlipState,
    TicketId,
)
from controller.domain.counter_commands import (
    Arrive as Arrive,
)
from controller.domain.counter_commands import (
    CallDigits as CallDigits,
)
from controller.domain.counter_commands import (
    CallNext as CallNext,
)
from controller.domain.counter_commands import (
    CallNumber as CallNumber,
)
from controller.domain.counter_commands import (
    Finish as Finish,
)
from controller.domain.counter_commands import (
    MarkNoShow as MarkNoShow,
)
from controller.domain.counter_commands import (
    Park as Park,
)
from controller.domain.counter_commands import (
    Recall as Recall,
)
from controller.domain.counter_commands import (
    Seen as Seen,
)
from controller.domain.counter_commands import (
    Transfer as Transfer,
)
from controller.domain.counter_commands import (
    Undo as Undo,
)


@dataclass(frozen=True)
class IssueTicket:
    """A citizen takes a number at ``device``."""

    service: ServiceCode
    device: DeviceId
    priority: PriorityGroup = PriorityGroup.ORDINARY
    lang: str = "vi"
    procedure: ProcedureCode | None = None
    printer: DeviceId | None = None
    dossier_ref: str = ""
    then: tuple[ServiceCode, ...] | None = None


@dataclass(frozen=True)
class Resume:
    """A parked or no-show ticket waits again."""

    ticket: TicketId


@dataclass(frozen=True)
class Cancel:
    """A live ticket is given up; a counter can undo what it asked for itself."""

    ticket: TicketId
    reason: str = ""
    counter: CounterId | None = None


@dataclass(frozen=True)
class Reprint:
    """Another, marked copy of a slip."""

    ticket: TicketId
    printer: DeviceId | None = None


@dataclass(frozen=True)
class CorrectTicket:
    """What was wrong about a number is put right; None: it stays as it is."""

    ticket: TicketId
    service: ServiceCode | None = None
    priority: PriorityGroup | None = None
    lang: str | None = None
    then: tuple[ServiceCode, ...] | None = None
    dossier_refs: tuple[str, ...] | None = None
    counter: CounterId | None = None


@dataclass(frozen=True)
class TakeBreak:
    """A counter calls nobody for a while."""

    counter: CounterId
    reason: BreakReason = BreakReason.SHORT
    minutes: int | None = None
    why: str | None = None


@dataclass(frozen=True)
class EndBreak:
    """A counter goes on."""

    counter: CounterId


@dataclass(frozen=True)
class CloseCounter:
    """A counter closes when whoever is there has left, or stays open after all."""

    counter: CounterId
    closes: bool = True


@dataclass(frozen=True)
class HelpOut:
    """A counter also calls for a service of others for some minutes; 0: no longer."""

    counter: CounterId
    service: ServiceCode
    minutes: int = 60


@dataclass(frozen=True)
class SignIn:
    """A clerk sits down at a counter, and stays at another one, where that is wanted and allowed."""

    counter: CounterId
    clerk: ClerkId
    keeps: CounterId | None = None


@dataclass(frozen=True)
class SignOut:
    """The clerk leaves the counter."""

    counter: CounterId


@dataclass(frozen=True)
class ReportSlip:
    """What is known about one copy of a slip."""

    job: JobId
    state: SlipState
    detail: str = ""


@dataclass(frozen=True)
class RateTicket:
    """A citizen says how a visit was; ``answers``: question -> choice of a version of a questionnaire."""

    ticket: TicketId
    counter: CounterId
    clerk: ClerkId | None
    service: ServiceCode
    finished_at: Millis
    given_at: Millis
    way: RatingWay
    questionnaire: str
    version: int
    answers: Mapping[str, str]
    reason: str = ""


@dataclass(frozen=True)
class ConfirmClock:
    """A person says the clock is right."""


@dataclass(frozen=True)
class ReopenDay:
    """A person says that this day was closed by mistake."""


@dataclass(frozen=True)
class CloseEarly:
    """A person closes this day at ``until`` (local ``HH:MM``; None: now), before its usual end."""

    until: str | None = None


@dataclass(frozen=True)
class CloseAsUsual:
    """A person takes the early closing back."""


@dataclass(frozen=True)
class LeaseNumbers:
    """A kiosk wants numbers of today that it alone gives, while the desk is away. ``book``: its own journal."""

    book: str
    device: DeviceId


@dataclass(frozen=True)
class HandIn:
    """``device`` gave a number alone, at ``taken_at``; ``slip``: how its paper ended."""

    ticket: TicketId
    service: ServiceCode
    taken_at: Millis
    device: DeviceId
    priority: PriorityGroup = PriorityGroup.ORDINARY
    lang: str = "vi"
    procedure: ProcedureCode | None = None
    slip: SlipState = SlipState.ON_SCREEN


@dataclass(frozen=True)
class Tick:
    """Time passed: what is due by the clock alone happens."""


Command = (
    IssueTicket
    | CallNext
    | CallNumber
    | CallDigits
    | Recall
    | MarkNoShow
    | Finish
    | Transfer
    | Park
    | Undo
    | Resume
    | Cancel
    | Reprint
    | SignIn
    | SignOut
    | ReportSlip
    | RateTicket
    | ConfirmClock
    | ReopenDay
    | CloseEarly
    | CloseAsUsual
    | LeaseNumbers
    | HandIn
    | CorrectTicket
    | TakeBreak
    | EndBreak
    | CloseCounter
    | HelpOut
    | Arrive
    | Tick
)
