"""Tickets and slips as they stand."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from contracts.vocabulary import (
    ClerkId,
    CounterId,
    DeviceId,
    JobId,
    Millis,
    PriorityGroup,
    ServiceCode,
    SlipState,
    TicketId,
    TicketState,
)
from controller.domain.events import SlipChanged, SlipQueued, TicketIssued

PACE_MS = 3000
"""Between two numbers of one kiosk in the long run: a slip takes two seconds, and a person longer."""


@dataclass(frozen=True)
class Ticket:
    """One citizen's place. ``order`` is the arrival; it survives transfer and parking."""

    id: TicketId
    number: str
    service: ServiceCode
    n: int
    order: int
    arrived_at: Millis
    priority: PriorityGroup
    lang: str
    device: DeviceId
    series: ServiceCode
    """The service whose number it carries; ``service`` changes with a transfer, this never."""
    state: TicketState = TicketState.WAITING
    bound_to: CounterId | None = None
    """Only this counter may call it (after a transfer to a counter)."""
    counter: CounterId | None = None
    """Where it was called last."""
    called_at: Millis | None = None
    """The last announcement."""
    first_called_at: Millis | None = None
    ended_at: Millis | None = None
    missed_at_call: int = 0
    """How many calls its service had had when it did not come."""
    times: int = 0
    """Announcements of the present call."""
    degraded: bool = False
    """Given while the desk's own memory was in trouble: every copy of its slip says so."""
    procedure: str = ""
    """What the citizen comes for, where a kiosk told."""
    alone: bool = False
    """Given by its kiosk while the desk was away: every copy of its slip says so."""
    found: bool = False
    """A clerk called it from its slip before the kiosk handed it in."""

    @property
    def place(self) -> tuple[int, Millis, TicketId | str]:
        """Among those who wait: by arrival. What a kiosk gave alone comes after the desk's own number before it."""
        return (self.order, self.arrived_at, self.id) if self.alone else (self.order, -1, "")

    @property
    def is_priority(self) -> bool:
        """Whether the office lets it go first."""
        return self.priority is not PriorityGroup.ORDINARY


@dataclass(frozen=True)
class Served:
    """One visit that ended: where it was, and who sat there at that moment."""

    ticket: TicketId
    counter: CounterId
    clerk: ClerkId | None
    service: ServiceCode
    at: Millis


@dataclass(frozen=True)
class SlipRecord:
    """What is known about one copy of a slip."""

    job: JobId
    ticket: TicketId
    printer: DeviceId
    copy_no: int
    state: SlipState
    since: Millis


def with_slip(slips: Mapping[JobId, SlipRecord], event: SlipQueued | SlipChanged) -> dict[JobId, SlipRecord]:
    """The slips after one more copy was asked for, or more is known of one."""
    if isinstance(event, SlipChanged):
        return {**slips, event.job: replace(slips[event.job], state=event.state, since=event.at)}
    copy = SlipRecord(event.job, event.ticket, event.printer, event.copy_no, SlipState.QUEUED, event.at)
    return {**slips, copy.job: copy}


def issued(event: TicketIssued) -> Ticket:
    """A ticket as it was given."""
    return Ticket(
        id=event.ticket,
        number=event.number,
        service=event.service,
        n=event.n,
        order=event.order,
        arrived_at=event.at if event.alone_at is None else event.alone_at,
        priority=event.priority,
        lang=event.lang,
        device=event.device,
        series=event.service,
        degraded=event.degraded,
        procedure=event.procedure,
        alone=event.alone_at is not None,
        found=event.found,
    )


def ticket_id(day: str, number: str) -> TicketId:
    """The id of a number of a service day (ISO date)."""
    return TicketId(f"{day.replace('-', '')}-{number}")


def job_id(ticket: TicketId, copy_no: int) -> JobId:
    """The id of one copy of a slip."""
    return JobId(f"{ticket}-{copy_no}")
