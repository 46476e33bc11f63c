"""What the kiosk asks the desk for the time that it may be away, and tells it afterwards. Pure.

While the desk is there, numbers of the day are leased from it. What was given of them alone is handed in, each until the
desk has answered.
"""

from dataclasses import replace

from contracts import messages as m
from contracts.vocabulary import RefusalCode, RequestId, TicketId
from hardware.link import asker
from hardware.link.asker import Patience
from kiosk_app.flow import alone_book as book
from kiosk_app.flow import asking
from kiosk_app.flow import happenings as h
from kiosk_app.flow import model as k
from kiosk_app.flow import pages as p

LEASE = Patience(repeat_s=5.0)
HAND_IN = Patience(repeat_s=2.0)
AT_ONCE = 4
"""Numbers that are handed in at once: citizens at the glass go first, and a desk that is back has much to do."""
LEASE_AGAIN_S = 60.0
"""After the desk would lease nothing, or the disk did not take the lease."""
FINAL = (RefusalCode.NUMBER_TAKEN, RefusalCode.NOT_LEASED, RefusalCode.NOT_ALLOWED, RefusalCode.MALFORMED)
"""Answers to a hand-in after which asking again would lead to nothing else."""
OWN = -1
"""The epoch of a queue that the kiosk made itself."""


def on_tick(model: k.Model, moment: h.Moment) -> k.Step:
    """Time has passed, and the desk is there."""
    model, leased = _lease(model, moment)
    model, handed = _hand_in(model, moment)
    return model, leased + handed


def on_pulse(model: k.Model, pulse: m.DeskPulse) -> k.Model:
    """Which desk is there. Another start of it, or another memory, is asked anew."""
    desk = (pulse.instance, pulse.lineage)
    heard = model.alone.heard if desk == model.alone.desk else frozenset()
    return replace(model, alone=replace(model.alone, desk=desk, heard=heard))


def on_reply(model: k.Model, reply: m.AnyReply, moment: h.Moment) -> k.Step:
    """The desk answered, perhaps something else."""
    return _on_accepted(model, reply) if isinstance(reply, m.Accepted) else _on_refused(model, reply, moment)


def _on_accepted(model: k.Model, reply: m.Accepted) -> k.Step:
    """The desk leased numbers, or has one that was handed in."""
    alone = model.alone
    if alone.lease and alone.lease.id == reply.request_id and isinstance(reply.result, m.Leased):
        return _on_leased(replace(model, alone=replace(alone, lease=None)), reply.result)
    question = asker.find(alone.hand_ins, reply.request_id)
    return _told(model, question.command.ticket, reply, "") if question else (model, ())


def _on_refused(model: k.Model, reply: m.Refused, moment: h.Moment) -> k.Step:
    """The desk leases nothing now, or will not have a number."""
    alone = model.alone
    if alone.lease and alone.lease.id == reply.request_id:
        return replace(model, alone=replace(alone, lease=None, lease_at=moment.at + LEASE_AGAIN_S)), ()
    question = asker.find(alone.hand_ins, reply.request_id)
    if question is None:
        return model, ()
    if reply.code in FINAL:
        return _told(model, question.command.ticket, reply, reply.code)
    open_still = asker.without(alone.hand_ins, reply.request_id)
    return replace(
        model, alone=replace(alone, hand_ins=open_still, hand_in_at=moment.at + HAND_IN.repeat_s)
    ), ()


def _lease(model: k.Model, moment: h.Moment) -> k.Step:
    """Ask for the day's numbers: at each start of a desk, each day, and when the office changed."""
    alone = model.alone
    if alone.lease:
        question, due = asker.go_on(alone.lease, moment.at, LEASE)
        return replace(model, alone=replace(alone, lease=question)), tuple(map(h.Send, due))
    wanted = _wanted(model)
    if wanted is None or wanted == alone.leased_for or moment.at < alone.lease_at or alone.book is None:
        return model, ()
    command = m.LeaseNumbers(request_id=_id(moment, 1), at=moment.desk_ms, book=alone.book.id)
    question, effects = asking.ask(command, LEASE, moment)
    return replace(model, alone=replace(alone, lease=question, asked_for=wanted)), effects


def _id(moment: h.Moment, salt: int) -> RequestId:
    """Another fresh id: what the same moment asks for elsewhere has the first."""
    return RequestId(f"{moment.fresh_id[:-1]}{int(moment.fresh_id[-1], 16) ^ salt:x}")


def _wanted(model: k.Model) -> tuple[object, ...] | None:
    """What a lease is asked for: by this desk, of this day, in this office."""
    office, queue, (instance, lineage) = model.office, model.queue, model.alone.desk
    if office is None or queue is None or queue.epoch == OWN or not instance:
        return None
    return instance, lineage, queue.day, _content(office)


def _content(office: m.OfficeState) -> m.OfficeState:
    return office.model_copy(update={"epoch": 0, "seq": 0, "at": 0})


def _on_leased(model: k.Model, leased: m.Leased) -> k.Step:
    """The desk has written it down; it may be used when it is on the disk here."""
    alone = model.alone
    model = replace(model, alone=replace(alone, leased_for=alone.asked_for))
    if alone.book is None or model.office is None or alone.clock is None or not leased.ranges:
        return model, ()
    fresh = book.Leased(leased.day, leased.ranges, _content(model.office), alone.clock)
    old = alone.book.lease
    if old and replace(fresh, anchor=old.anchor, ranges=_unused(fresh)) == replace(old, ranges=_unused(old)):
        behind = any(each.used >= alone.book.next.get(each.service, 0) for each in leased.ranges)
        return (model, (h.Keep(fresh),)) if behind else (model, ())
    return model, (h.Keep(fresh),)


def _unused(lease: book.Leased) -> tuple[m.LeasedRange, ...]:
    return tuple(each.model_copy(update={"used": -1}) for each in lease.ranges)


def _hand_in(model: k.Model, moment: h.Moment) -> k.Step:
    """Say again what is not answered, and one more number at a time."""
    alone = model.alone
    lineage = alone.desk[1]
    questions, due = asker.go_on_all(alone.hand_ins, moment.at, HAND_IN)
    model = replace(model, alone=replace(alone, hand_ins=questions))
    sends: tuple[h.Effect, ...] = tuple(map(h.Send, due))
    if alone.book is None or not lineage or len(questions) >= AT_ONCE or moment.at < alone.hand_in_at:
        return model, sends
    done = {*alone.heard, *(question.command.ticket for question in questions)}
    left = (given for given in book.to_tell(alone.book, lineage) if given.ticket not in done)
    given = next((each for each in left if not _is_printing(model, each)), None)
    if given is None:
        return model, sends
    question, more = asking.ask(_said(alone.book, given, moment), HAND_IN, moment)
    return replace(model, alone=replace(model.alone, hand_ins=(*questions, question))), sends + more


def _is_printing(model: k.Model, given: book.Given) -> bool:
    """Whether its owner still waits for the paper: then how that ends is known in a moment."""
    page = model.page
    return (
        isinstance(page, p.Number)
        and page.issued.ticket == given.ticket
        and page.phase is p.SlipPhase.PRINTING
    )


def _said(known: book.Book, given: book.Given, moment: h.Moment) -> m.HandIn:
    return m.HandIn.model_validate(
        {
            "request_id": _id(moment, 2),
            "at": moment.desk_ms,
            "ticket": given.ticket,
            "service": given.service,
            "taken_at": given.anchor.desk_ms,
            "priority": given.priority,
            "lang": given.lang,
            "procedure": given.procedure,
            "slip": book.slip_of(known, given),
        }
    )


def _told(model: k.Model, ticket: TicketId, reply: m.AnyReply, refused: str) -> k.Step:
    """The desk knows of a number; that it does need not be on the disk, for it may be said again."""
    alone = model.alone
    if alone.book is None:
        return model, ()
    told = book.Told(ticket, alone.desk[1], refused)
    left = asker.without(alone.hand_ins, reply.request_id)
    news = alone.book.told.get(ticket) != told
    after = replace(
        alone, book=book.fold(alone.book, told), hand_ins=left, heard=alone.heard | {TicketId(ticket)}
    )
    return replace(model, alone=after), (h.Keep(told),) if news else ()
