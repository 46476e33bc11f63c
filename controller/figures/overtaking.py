"""Who was called before others that had come earlier, by which rule, and who those were. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from contracts.vocabulary import CallRule, ClerkId, CounterId, Millis, PriorityGroup, ServiceCode, TicketState
from controller.domain import events as e
from controller.domain.day import Day
from controller.domain.tickets import Ticket
from controller.figures.replayed import replayed


@dataclass(frozen=True)
class Overtaking:
    """One call that passed others."""

    at: Millis
    number: str
    service: ServiceCode
    group: PriorityGroup
    counter: CounterId
    clerk: ClerkId | None
    rule: CallRule
    passed: tuple[str, ...]
    """The numbers of those who had come before and still waited, the first first."""
    taken_back: bool
    """Whether the clerk took the call back within the ten seconds that there are for it."""
    was: TicketState
    """Where it stood before: whoever was absent or set aside, and is back, is no jump of the line."""
    why: str = ""
    """Why a clerk chose it, by the code of a list of the office; empty: that was not asked."""


def overtakings(date: str, events: Iterable[e.AnyEvent]) -> Iterator[Overtaking]:
    """The overtakings of one service day, in their order."""
    for step in replayed(date, events):
        called = step.event
        if isinstance(called, e.TicketCalled):
            passed = passed_by(step.before, called)
            if passed:
                yield _overtaking(step.before, called, passed, taken_back=step.undone)


def passed_by(day: Day, called: e.TicketCalled) -> tuple[Ticket, ...]:
    """Who had come before a ticket when it was called, and could have been called at that counter.

    Which services a counter served then, the call itself tells: it names the first of each that could have been called.
    """
    mine = day.tickets[called.ticket]
    services = {day.tickets[one].service for one in called.candidates if one in day.tickets} | {mine.service}
    return tuple(
        other
        for other in day.waiting_tickets()
        if other.place < mine.place
        and other.id != mine.id
        and other.service in services
        and other.bound_to in (None, called.counter)
    )


def _overtaking(
    day: Day, called: e.TicketCalled, passed: tuple[Ticket, ...], *, taken_back: bool
) -> Overtaking:
    mine = day.tickets[called.ticket]
    return Overtaking(
        called.at,
        mine.number,
        mine.service,
        mine.priority,
        called.counter,
        called.clerk,
        called.rule,
        tuple(other.number for other in passed),
        taken_back,
        mine.state,
        called.reason,
    )
