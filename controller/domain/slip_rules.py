"""What is known about paper. Seen paper is a fact; everything else ends as unknown, on screen or void."""

from contracts.vocabulary import DeviceId, JobId, Millis, RefusalCode, SlipState
from controller.domain import commands as c
from controller.domain import events as e
from controller.domain.day import Day
from controller.domain.office import Office
from controller.domain.refusals import RefusedError
from controller.domain.tickets import SlipRecord, job_id

SILENT_MS = 120_000
"""A printer that has said nothing of a job for so long will not: its paper, if any, went to nobody we know."""

MOST_COPIES = 999
"""Of one ticket: far more than any mishap needs, so whatever asks for another is not a person."""
DOUBTED_COPIES = 10
"""Copies of one ticket for which a loss of the journal's end leaves room: more than anybody asks for in half a minute."""
LOSSES = 90
"""After so many losses their room is used anew; no card has so many in a day."""

_NEXT = {
    SlipState.QUEUED: {SlipState.SENDING, SlipState.UNKNOWN, SlipState.NOT_PRINTED, SlipState.ON_SCREEN},
    SlipState.SENDING: {SlipState.UNKNOWN, SlipState.NOT_PRINTED, SlipState.ON_SCREEN},
    SlipState.UNKNOWN: {SlipState.ON_SCREEN},
    SlipState.NOT_PRINTED: {SlipState.ON_SCREEN},
    SlipState.VOIDED: {SlipState.UNKNOWN, SlipState.NOT_PRINTED, SlipState.ON_SCREEN},
}
"""What may follow; ``printed`` may follow anything, and what is not listed changes nothing.

The desk voids without asking, so whoever speaks up later knows better.
"""

OPEN = (SlipState.QUEUED, SlipState.SENDING)


def first_slip(
    office: Office, issued: e.TicketIssued, printer: DeviceId | None = None
) -> e.SlipQueued | None:
    """The slip of a new number: on ``printer`` if one is named, else on that of the device that asked, if it has one."""
    where = _known(office, printer) or office.printers.get(issued.device)
    return e.SlipQueued(issued.at, job_id(issued.ticket, 1), issued.ticket, where, 1) if where else None


def _known(office: Office, printer: DeviceId | None) -> DeviceId | None:
    if printer is not None and printer not in office.printers.values():
        raise RefusedError(RefusalCode.UNKNOWN_DEVICE, device=printer)
    return printer


def job_of(events: tuple[e.AnyEvent, ...]) -> JobId | None:
    """The job that the events queue."""
    return next((event.job for event in events if isinstance(event, e.SlipQueued)), None)


def reprint(office: Office, day: Day, command: c.Reprint, at: Millis) -> e.SlipQueued:
    """Another copy: where it is wanted, or where the number was taken, or on the first printer of the office."""
    ticket = command.ticket
    if ticket not in day.tickets:
        raise RefusedError(RefusalCode.UNKNOWN_TICKET, ticket=ticket)
    usual = office.printers.get(day.tickets[ticket].device) or next(iter(office.printers.values()), None)
    printer = _known(office, command.printer) or usual
    if printer is None:
        raise RefusedError(RefusalCode.UNKNOWN_DEVICE, device="printer")
    copies = sum(1 for slip in day.slips.values() if slip.ticket == ticket) + _lost_copies(day)
    if copies >= MOST_COPIES:
        raise RefusedError(RefusalCode.NOT_ALLOWED)
    # A number that never went to paper still gets a marked copy: nobody can prove that the first did not come out.
    return e.SlipQueued(at, job_id(ticket, copies + 1), ticket, printer, copies + 1)


def _lost_copies(day: Day) -> int:
    """Copies that may have been printed and forgotten with the journal's end: no job is named twice."""
    losses = max((skip.loss for skip in day.skipped), default=0)
    return DOUBTED_COPIES * (losses % LOSSES)


def report(day: Day, command: c.ReportSlip, at: Millis) -> tuple[e.SlipChanged, ...]:
    """What a printer or a kiosk says of a copy; what is already known, or known better, changes nothing."""
    slip = day.slips.get(command.job)
    if slip is None:
        raise RefusedError(RefusalCode.UNKNOWN_JOB, job=command.job)
    news = command.state is SlipState.PRINTED and slip.state is not SlipState.PRINTED
    if not news and command.state not in _NEXT.get(slip.state, set()):
        return ()
    return (e.SlipChanged(at, slip.job, slip.ticket, command.state, command.detail),)


def overdue(day: Day, at: Millis) -> tuple[e.SlipChanged, ...]:
    """Copies whose printer fell silent: void if no byte can have been sent, else unknown."""
    return tuple(
        _given_up(slip, at)
        for slip in day.slips.values()
        if slip.state in OPEN and at - slip.since > SILENT_MS
    )


def all_ended(day: Day, at: Millis) -> tuple[e.SlipChanged, ...]:
    """At the end of the day no copy stays open."""
    return tuple(_given_up(slip, at) for slip in day.slips.values() if slip.state in OPEN)


def _given_up(slip: SlipRecord, at: Millis) -> e.SlipChanged:
    state = SlipState.VOIDED if slip.state is SlipState.QUEUED else SlipState.UNKNOWN
    return e.SlipChanged(at, slip.job, slip.ticket, state, "printer-silent")
