"""What the kiosk does while the desk is away. Pure.

A touch takes the next of the numbers that were leased from the desk before: it is kept first and shown then.
"""

from dataclasses import replace

from contracts import messages as m
from contracts.vocabulary import FaultCode, ProcedureCode, RefusalCode, ServiceCode, SlipState, TicketId
from kiosk_app.flow import alone_book as book
from kiosk_app.flow import alone_desk, alone_hours, facts
from kiosk_app.flow import happenings as h
from kiosk_app.flow import model as k
from kiosk_app.flow import pages as p

KEEP_S = 10.0
"""So long a number may take to the disk."""
STAYS = p.Sending | p.Giving | p.Number | p.NoConnection
"""Pages of a citizen who waits for a number, or has one."""


def on_tick(model: k.Model, moment: h.Moment) -> k.Step:
    """Time has passed; ``desk_alive`` and the clock of the alone are what they are now."""
    alone = model.alone
    if alone.after_s is None or alone.book is None:
        return model, ()
    gone = None if model.desk_alive else moment.at if alone.gone_since is None else alone.gone_since
    model = replace(model, alone=replace(alone, gone_since=gone))
    model = _turn(model, gives=_may_give(model, moment))
    if isinstance(model.page, p.Giving) and moment.at - model.page.since >= KEEP_S:
        model = replace(model, page=p.Refused(RefusalCode.STORAGE_FAILED, model.page.given.service))
    if not model.desk_alive:
        return model, ()
    return alone_desk.on_tick(model, moment)


def take(model: k.Model, code: ServiceCode, procedure: ProcedureCode | None, moment: h.Moment) -> k.Step:
    """The citizen wants a number, and no desk is there: the next one goes to the disk first."""
    alone = model.alone
    ticket = book.next_of(alone.book, code) if alone.book else None
    if ticket is None or alone.clock is None:
        return replace(model, page=p.Refused(RefusalCode.RANGE_EXHAUSTED, code)), ()
    given = book.Given(ticket, code, alone.clock, model.declared, model.lang, procedure)
    return replace(model, page=p.Giving(given, moment.at)), (h.Keep(given),)


def on_kept(model: k.Model, record: book.Record, moment: h.Moment) -> k.Step:
    """A record is on the disk: now it is so."""
    known = model.alone.book
    if known is None:
        return model, ()
    after = book.fold(known, record)
    model = replace(model, alone=replace(model.alone, book=after))
    page = model.page
    if isinstance(record, book.Given) and isinstance(page, p.Giving) and page.given == record:
        return _show(model, record, moment)
    return model, ()


def on_keep_failed(model: k.Model, record: book.Record, moment: h.Moment) -> k.Model:
    """A record is not on the disk: the number is not given; a lease is asked for again."""
    if isinstance(record, book.Leased):
        lease_at = moment.at + alone_desk.LEASE_AGAIN_S
        return replace(model, alone=replace(model.alone, leased_for=None, lease_at=lease_at))
    page = model.page
    if isinstance(record, book.Given) and isinstance(page, p.Giving) and page.given == record:
        return replace(model, page=p.Refused(RefusalCode.STORAGE_FAILED, record.service))
    return model


def on_slip(model: k.Model, event: m.Event) -> k.Step:
    """The paper of a number that was given alone came to an end."""
    known = model.alone.book
    given = known.given.get(event.ticket) if known and event.ticket else None
    return end_slip(model, given.ticket, event.slip) if given and event.slip else (model, ())


def end_slip(model: k.Model, ticket: TicketId, slip: SlipState) -> k.Step:
    """What became of the paper is noted; nobody waits for that to be on the disk."""
    known = model.alone.book
    if known is None or known.slips.get(ticket) in (slip, SlipState.PRINTED):
        return model, ()
    ended = book.Ended(ticket, slip)
    return replace(model, alone=replace(model.alone, book=book.fold(known, ended))), (h.Keep(ended),)


def fault(model: k.Model) -> m.Fault | None:
    """What the caretaker should know."""
    alone = model.alone
    if alone.book is None:
        return None
    if alone.giving and (numbers := tuple(given.number for given in alone.book.given.values())):
        return m.Fault(code=FaultCode.GIVING_ALONE, facts={"numbers": book.spans(numbers)})
    if numbers := book.refused(alone.book):
        return m.Fault(code=FaultCode.ALONE_REFUSED, facts={"numbers": book.spans(numbers)})
    return m.Fault(code=FaultCode.ALONE_LOST) if alone.lost else None


def _may_give(model: k.Model, moment: h.Moment) -> bool:
    alone = model.alone
    if alone.book is None or alone.book.lease is None or alone.clock is None or alone.after_s is None:
        return False
    if alone.gone_since is None or moment.at - alone.gone_since < alone.after_s:
        return False
    if model.pairing or (model.twice and model.twice.waits) or not facts.gives_numbers(model):
        return False
    lease = alone.book.lease
    return lease.day == alone_hours.day_of(lease.office, alone.clock.desk_ms)


def _turn(model: k.Model, *, gives: bool) -> k.Model:
    """The kiosk begins to give alone, goes on with it, or follows the desk again."""
    alone = model.alone
    told = alone.queue_before if model.queue and model.queue.epoch == alone_desk.OWN else model.queue
    if not gives or alone.book is None or alone.book.lease is None or alone.clock is None:
        if not alone.giving:
            return model
        return replace(
            model, queue=told, alone=replace(alone, giving=False, queue_before=None, queue_of=None)
        )
    lease, now = alone.book.lease, alone.clock.desk_ms
    begins = not alone.giving and not isinstance(model.page, STAYS)
    minute = now // 60_000
    same = model.queue and model.queue.epoch == alone_desk.OWN and model.queue.seq == minute
    own = model.queue if same and alone.queue_of is alone.book else _own_queue(alone.book, lease, now)
    model = replace(
        model,
        office=model.office or lease.office,
        queue=own,
        minute=minute,
        alone=replace(alone, giving=True, queue_before=told, queue_of=alone.book),
    )
    return replace(model, page=facts.home(model)) if begins else model


def _own_queue(known: book.Book, lease: book.Leased, now: int) -> m.QueueState:
    """Nobody knows who waits; what is known is whether a number can be taken."""
    shut = alone_hours.closed(lease.office, now)
    code, opens_at = shut or (None, None)

    def why(service: ServiceCode) -> RefusalCode | None:
        return code or (None if book.next_of(known, service) else RefusalCode.RANGE_EXHAUSTED)

    lines = (
        m.ServiceQueue(service=s.code, waiting=0, wait=None, closed=why(s.code), opens_at=opens_at)
        for s in lease.office.services
    )
    return m.QueueState(epoch=alone_desk.OWN, seq=now // 60_000, at=0, day=lease.day, services=tuple(lines))


def _show(model: k.Model, given: book.Given, moment: h.Moment) -> k.Step:
    """The number is on the disk: the citizen sees it, and the printer beside the glass gets its slip."""
    service = facts.service_of(model, given.service)
    issued = m.Issued(
        ticket=given.ticket,
        number=given.number,
        service=given.service,
        ahead=0,
        wait=None,
        counters=service.counters if service else (),
        job=given.job if model.alone.paper else None,
    )
    if not model.alone.paper:
        page = p.Number(issued, p.SlipPhase.WRITE_DOWN, moment.at, alone=True)
        return end_slip(replace(model, page=page), given.ticket, SlipState.ON_SCREEN)
    page = p.Number(issued, p.SlipPhase.PRINTING, moment.at, alone=True)
    return replace(model, page=page), tuple(map(h.PrintHere, _jobs(model, given)))


def _jobs(model: k.Model, given: book.Given) -> tuple[m.PrintJob, ...]:
    """The slip that the desk would have had printed, as far as it is known here."""
    office, service = model.office, facts.service_of(model, given.service)
    if office is None or service is None:
        return ()
    labels = {counter.id: counter.label for counter in office.counters}
    at = given.anchor.desk_ms
    slip = m.Slip(
        number=given.number,
        service=service.name,
        ahead=0,
        wait=None,
        counters=tuple(labels[counter] for counter in service.counters if counter in labels),
        issued_at=at,
        local_time=f"{alone_hours.local(office, at):%H:%M:%S %d/%m/%Y}",
        session=alone_hours.session_name(office, at),
        office=office.name,
        authority=office.authority,
        note=office.slip_note,
        lang=given.lang,
        alone=True,
    )
    return (m.PrintJob(job=given.job, ticket=given.ticket, series=given.service, slip=slip),)
