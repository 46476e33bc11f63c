"""Numbers that kiosks give alone, while the desk is away: leased before, handed in after. Pure.

Each kiosk has a zone of its own at the end of each series, which follows from the settings alone, so that a desk that
lost its memory leases the same to the same kiosk again. The desk gives no leased number itself, and a kiosk none
that the desk might give: so neither needs the other to be sure that nobody else holds a number.
"""

from contracts.vocabulary import (
    DeviceId,
    Millis,
    PriorityGroup,
    RefusalCode,
    ServiceCode,
    TicketId,
    TicketState,
    ticket_parts,
)
from controller.domain import commands as c
from controller.domain import events as e
from controller.domain.day import Day
from controller.domain.now import Now
from controller.domain.office import Office, Service
from controller.domain.refusals import RefusedError
from controller.domain.tickets import Ticket, job_id

MOST_OF_SERIES = 3
"""All kiosks together hold at most one in so many numbers of a series: the rest is the desk's."""
ENDED = (TicketState.FINISHED, TicketState.NO_SHOW, TicketState.CANCELLED, TicketState.LAPSED)


def zone(office: Office, service: Service, device: DeviceId) -> tuple[int, int] | None:
    """The places in a series that one kiosk may be leased, both included; None: none at all."""
    if device not in office.kiosks:
        return None
    room = (service.last - service.first + 1) // MOST_OF_SERIES // len(office.kiosks)
    size = min(office.policy.alone_numbers, room)
    last = service.last - office.kiosks.index(device) * size
    return (last - size + 1, last) if size else None


def leased_to(day: Day, prefix: str, n: int) -> e.NumbersLeased | None:
    """The lease that holds a number; None when the desk may give it."""
    return next(
        (lease for lease in day.leases if lease.prefix == prefix and lease.from_n <= n <= lease.to_n), None
    )


def lease(office: Office, day: Day, command: c.LeaseNumbers, now: Now) -> tuple[e.NumbersLeased, ...]:
    """What a kiosk is leased beyond what it has: once a day and series.

    A kiosk that lost its journal gets no second lease of a series: nobody knows what it gave of the first.
    """
    if not now.trusted_after(day.last_at) or office.service_day(now.stamp(day.last_at)) != day.date:
        raise RefusedError(RefusalCode.CLOCK_UNTRUSTED)
    at = now.stamp(day.last_at)
    had = {each.service for each in day.leases if each.device == command.device}
    return tuple(
        e.NumbersLeased(at, command.device, command.book, service.code, service.prefix, service.width, *free)
        for service in office.services.values()
        if service.code not in had and (free := _free(office, day, service, command.device))
    )


def _free(office: Office, day: Day, service: Service, device: DeviceId) -> tuple[int, int] | None:
    """The end of the kiosk's zone that nobody can have a number of; None when there is none."""
    own = zone(office, service, device)
    if own is None:
        return None
    first, last = max(own[0], day.highest.get(service.code, 0) + 1), own[1]
    for n in range(last, first - 1, -1):
        known = TicketId(f"{day.date.replace('-', '')}-{service.number(n)}") in day.tickets
        if known or leased_to(day, service.prefix, n):
            first = n + 1
            break
    return (first, last) if first <= last else None


def hand_in(office: Office, day: Day, command: c.HandIn, now: Now) -> tuple[e.AnyEvent, ...]:
    """A number that a kiosk gave alone takes its place in the line; nothing when it has it already."""
    date, prefix, n = ticket_parts(command.ticket)
    at = now.stamp(day.last_at)
    known = day.tickets.get(command.ticket)
    if known is not None:
        return _known(known, command, at)
    if date > day.date or not now.trusted_after(day.last_at):
        raise RefusedError(RefusalCode.CLOCK_UNTRUSTED)
    if date < day.date:
        told = e.PastTicketTold(at, command.ticket, command.service, command.device, command.taken_at)
        return () if command.ticket in day.past else (told,)
    if not _may_hold(office, day, command, prefix, n):
        raise RefusedError(RefusalCode.NOT_LEASED, number=_number(command.ticket))
    taken_at = min(command.taken_at, at)
    groups = (PriorityGroup.ORDINARY, *office.priority_groups)
    issued = e.TicketIssued(
        at,
        command.ticket,
        _number(command.ticket),
        command.service,
        n,
        _order_at(day, taken_at),
        command.priority if command.priority in groups else PriorityGroup.ORDINARY,
        command.lang,
        command.device,
        procedure=command.procedure or "",
        alone_at=taken_at,
        then=planned(office, command.service),
    )
    return (issued, *_paper(office, command, at))


def planned(office: Office, service: ServiceCode) -> tuple[ServiceCode, ...]:
    """The next stops of a service, as far as this desk knows it."""
    known = office.services.get(service)
    return known.then if known else ()


def found(day: Day, ticket: TicketId, at: Millis) -> e.TicketIssued | None:
    """A number that a clerk reads from a slip, and no kiosk has handed in: the kiosk may have died for good.

    None for a number that no kiosk can have given.
    """
    date, prefix, n = ticket_parts(ticket)
    lease_of = leased_to(day, prefix, n) if date == day.date and ticket not in day.tickets else None
    if lease_of is None or len(_number(ticket)) != len(prefix) + max(lease_of.width, len(str(n))):
        return None
    return e.TicketIssued(
        at,
        ticket,
        _number(ticket),
        lease_of.service,
        n,
        _order_at(day, at),
        PriorityGroup.ORDINARY,
        "vi",
        lease_of.device,
        alone_at=at,
        found=True,
    )


def _known(known: Ticket, command: c.HandIn, at: Millis) -> tuple[e.AnyEvent, ...]:
    """Handed in before; or called from its slip; or called by mistake before anybody had it, and waits again."""
    if not known.alone or known.device != command.device:
        raise RefusedError(RefusalCode.NUMBER_TAKEN, number=known.number)
    by_mistake = known.found and known.state in ENDED and (known.ended_at or 0) < command.taken_at
    return (e.TicketResumed(at, known.id),) if by_mistake else ()


def _may_hold(office: Office, day: Day, command: c.HandIn, prefix: str, n: int) -> bool:
    """Whether the kiosk can have had the number: it is leased to it, or this desk forgot that it was."""
    lease_of = leased_to(day, prefix, n)
    if lease_of is not None:
        return (lease_of.device, lease_of.service) == (command.device, command.service)
    service = office.services.get(command.service)
    own = zone(office, service, command.device) if service and service.prefix == prefix else None
    return own is not None and own[0] <= n <= own[1]


def _order_at(day: Day, taken_at: Millis) -> int:
    """The desk's own number that was given last before a moment."""
    before = (t.order for t in day.tickets.values() if not t.alone and t.arrived_at <= taken_at)
    return max(before, default=0)


def _paper(office: Office, command: c.HandIn, at: Millis) -> tuple[e.AnyEvent, ...]:
    """What became of its slip. The desk has it printed no more: its owner went away with it, or without."""
    printer = office.printers.get(command.device)
    if printer is None:
        return ()
    job = job_id(command.ticket, 1)
    queued = e.SlipQueued(at, job, command.ticket, printer, 1)
    return queued, e.SlipChanged(at, job, command.ticket, command.slip, "given alone")


def _number(ticket: TicketId) -> str:
    return ticket.partition("-")[2]
