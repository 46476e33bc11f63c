"""Tickets and slips as they stand."""

from collections.abc import Mapping
from dataclasses import dataclass

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
from controller.domain.events import (
    SlipChanged,
    SlipQueued,
    TicketCalled,
    TicketIssued,
    TicketTransferred,
)
from controller.domain.frozen import Ledger, put, replace
from controller.domain.staffing_events import TicketCorrected

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
    for_clerk: ClerkId | None = None
    """This clerk calls it, wherever that is; if nowhere, whoever serves its service."""
    stops: tuple[ServiceCode, ...] = ()
    """Where it goes by itself when it is finished where it is, one after the other."""
    counter: CounterId | None = None
    """Where it was called last."""
    called_at: Millis | None = None
    """The last announcement."""
    first_called_at: Millis | None = None
    ended_at: Millis | None = None
    missed_at_call: int = 0
    """How many calls its service had had when it did not come."""
    aside_for: str = ""
    """Why it is set aside; empty: it is not, or nobody said."""
    stands_at: float | None = None
    """Where it stands among the orders of those who wait, where that is not by its arrival."""
    came_at: Millis | None = None
    """When its owner stood at the counter that it is called to, where somebody said so."""
    times: int = 0
    """Announcements of the present call."""
    degraded: bool = False
    """Given while the desk's own memory was in trouble: every copy of its slip says so."""
    procedure: str = ""
    """What the citizen comes for, where a kiosk told."""
    dossier_refs: tuple[str, ...] = ()
    """The dossiers for which its owner comes, each as a reference."""
    note_ref: str = ""
    """What was written at its last transfer for whoever calls it: a reference, as in the event."""
    alone: bool = False
    """Given by its kiosk while the desk was away: every copy of its slip says so."""
    found: bool = False
    """A clerk called it from its slip before the kiosk handed it in."""

    @property
    def place(self) -> tuple[float, Millis, TicketId | str]:
        """Among those who wait: by arrival. What a kiosk gave alone comes after the desk's own number before it."""
        at = self.order if self.stands_at is None else self.stands_at
        return (at, self.arrived_at, self.id) if self.alone else (at, -1, "")

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


def with_slip(
    slips: Mapping[JobId, SlipRecord], event: SlipQueued | SlipChanged
) -> Ledger[JobId, SlipRecord]:
    """The slips after one more copy was asked for, or more is known of one."""
    if isinstance(event, SlipChanged):
        return put(slips, event.job, replace(slips[event.job], state=event.state, since=event.at))
    copy = SlipRecord(event.job, event.ticket, event.printer, event.copy_no, SlipState.QUEUED, event.at)
    return put(slips, copy.job, copy)


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
        dossier_refs=(event.dossier_ref,) if event.dossier_ref else (),
        alone=event.alone_at is not None,
        stops=event.then,
        found=event.found,
    )


def called(ticket: Ticket, event: TicketCalled) -> Ticket:
    """A ticket that comes to a counter."""
    return replace(
        ticket,
        state=TicketState.CALLED,
        counter=event.counter,
        called_at=event.at,
        times=1,
        first_called_at=ticket.first_called_at or event.at,
        ended_at=None,
        aside_for="",
        came_at=None,
    )


def recalled(ticket: Ticket, at: Millis) -> Ticket:
    """A ticket that was announced once more."""
    return replace(ticket, times=ticket.times + 1, called_at=at)


def moved(ticket: Ticket, event: TicketTransferred) -> Ticket:
    """A ticket that goes elsewhere."""
    return replace(
        ticket,
        service=event.to_service,
        bound_to=event.to_counter,
        for_clerk=event.to_clerk,
        stops=event.then,
        note_ref=event.note_ref,
    )


def waits_again(ticket: Ticket) -> Ticket:
    """A ticket that stands in the line."""
    return replace(ticket, state=TicketState.WAITING, times=0, counter=None, aside_for="")


def missed(ticket: Ticket, called: Mapping[ServiceCode, int]) -> Ticket:
    """A ticket that did not come; ``called``: calls so far, by service."""
    return replace(ticket, missed_at_call=called.get(ticket.service, 0))


def back(ticket: Ticket, stands_at: float | None) -> Ticket:
    """A ticket whose owner is there again; None: in its old place."""
    return replace(ticket, ended_at=None, stands_at=ticket.stands_at if stands_at is None else stands_at)


def corrected(ticket: Ticket, event: TicketCorrected, called: Mapping[ServiceCode, int]) -> Ticket:
    """A ticket that was put right; ``called``: calls so far, by service. No more have passed who is absent than before."""
    more = called.get(event.service, 0) - called.get(ticket.service, 0)
    return replace(
        ticket,
        missed_at_call=ticket.missed_at_call + more,
        service=event.service,
        priority=event.priority,
        lang=event.lang,
        stops=ticket.stops if event.then is None else event.then,
        dossier_refs=ticket.dossier_refs if event.dossier_refs is None else event.dossier_refs,
    )


def higher(highest: Mapping[ServiceCode, int], series: ServiceCode, n: int) -> dict[ServiceCode, int]:
    """The highest number of each series, where ``n`` is another of one."""
    return {**highest, series: max(highest.get(series, n), n)}


def ticket_id(day: str, number: str) -> TicketId:
    """The id of a number of a service day (ISO date)."""
    return TicketId(f"{day.replace('-', '')}-{number}")


def job_id(ticket: TicketId, copy_no: int) -> JobId:
    """The id of one copy of a slip."""
    return JobId(f"{ticket}-{copy_no}")
