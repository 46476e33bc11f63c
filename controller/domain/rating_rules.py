"""Ratings: which visit may be rated, until when, and that each is rated once. Nothing here knows who rates."""

from contracts.vocabulary import CounterId, Millis, RatingWay, RefusalCode, TicketState
from controller.domain import commands as c
from controller.domain import events as e
from controller.domain.day import Day
from controller.domain.refusals import RefusedError
from controller.domain.tickets import Served

LASTS_MS = {RatingWay.COUNTER: 3 * 60_000, RatingWay.PHONE: 24 * 3_600_000}
"""So long after its end a visit can be rated: at the counter, before somebody else stands there; at home, till next day."""


def rate(day: Day, command: c.RateTicket, at: Millis) -> e.TicketRated:
    """What a citizen said of a visit. One of the day before is believed as the desk noted it when that day ended."""
    told = Served(command.ticket, command.counter, command.clerk, command.service, command.finished_at)
    ticket = day.tickets.get(told.ticket)
    if told.ticket in day.rated:
        raise RefusedError(RefusalCode.ALREADY_RATED)
    if ticket is not None and (
        ticket.state is not TicketState.FINISHED or day.visited.get(told.ticket) != told
    ):
        raise RefusedError(RefusalCode.WRONG_STATE, number=ticket.number, state=ticket.state)
    if is_over(told, command.way, command.given_at):
        raise RefusedError(RefusalCode.RATING_OVER)
    return e.TicketRated(
        at,
        told.ticket,
        told.counter,
        told.clerk,
        told.service,
        command.way,
        command.questionnaire,
        command.version,
        command.answers,
        command.reason,
    )


def is_over(visit: Served, way: RatingWay, at: Millis) -> bool:
    """Whether it is too late to rate a visit."""
    return at - visit.at > LASTS_MS[way]


def open_at(day: Day, counter: CounterId, at: Millis) -> Served | None:
    """The visit that a counter's rating screen asks about: the last one that ended there, while it is fresh and unrated."""
    here = [visit for visit in day.visited.values() if visit.counter == counter]
    last = max(reversed(here), key=lambda visit: visit.at, default=None)  # stamps may stand still
    if last is None or last.ticket in day.rated or is_over(last, RatingWay.COUNTER, at):
        return None
    return last if day.tickets[last.ticket].state is TicketState.FINISHED else None


def to_carry(day: Day, at: Millis) -> tuple[Served, ...]:
    """The visits of a day that ends which phones may still rate."""
    return tuple(
        visit
        for visit in day.visited.values()
        if visit.ticket not in day.rated
        and day.tickets[visit.ticket].state is TicketState.FINISHED
        and not is_over(visit, RatingWay.PHONE, at)
    )
