"""When a change of the settings can be made without losing a number: now, on the next day, or never. Pure.

What has been promised to people stands: a number that was given is called, at a counter that has the name on the slip,
and no number is given twice on one day. Whatever would break that waits until the day is over; what can never be right
is refused. Everything else is made at once.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from contracts.vocabulary import TicketState
from controller.domain.commands import Tick
from controller.domain.day import Day
from controller.domain.decide import Decided, decide
from controller.domain.events import TicketLapsed
from controller.domain.now import Now
from controller.domain.office import Office, Service
from controller.domain.slip_rules import OPEN
from controller.office_from_settings import office_of
from controller.settings import OfficeSettings

NUMBERS_TOLD = 8
STANDING = (TicketState.WAITING, TicketState.CALLED, TicketState.PARKED, TicketState.NO_SHOW)
"""Tickets that may still be called: who did not come may come back."""
OF_THE_MACHINE = ("site", "data_dir", "utc_offset_minutes", "link", "web", "pairing", "log_level")
"""What a running program cannot change: a person changes it in the file and starts the program again."""


class When(StrEnum):
    """When a change is made."""

    NOW = "now"
    NEXT_DAY = "next-day"
    REFUSED = "refused"


@dataclass(frozen=True)
class Reason:
    """Why it is not made now; ``code`` is the key of its sentence."""

    when: When
    code: str
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Verdict:
    """When a change is made, and all that stands against making it now."""

    when: When
    reasons: tuple[Reason, ...] = ()

    def refused(self, code: str, why: str) -> "Verdict":
        """The same change, that cannot be for one more reason."""
        return Verdict(When.REFUSED, (*self.reasons, Reason(When.REFUSED, code, (("why", why),))))


def verdict(before: OfficeSettings, after: OfficeSettings, day: Day, now: Now) -> Verdict:
    """What becomes of a change on this day, at this moment."""
    old, new = office_of(before), office_of(after)
    reasons = (
        *_never(before, after),
        *_services(before, new, day),
        *_counters(before, after, day),
        *_printers(old, new, day),
        *_lapses(old, new, day, now),
    )
    whens = {reason.when for reason in reasons}
    when = next((when for when in (When.REFUSED, When.NEXT_DAY) if when in whens), When.NOW)
    return Verdict(when, reasons)


def _never(before: OfficeSettings, after: OfficeSettings) -> Iterator[Reason]:
    for key in OF_THE_MACHINE:
        if getattr(before, key) != getattr(after, key):
            yield Reason(When.REFUSED, "machine", (("key", key),))
    if not any(clerk.caretaker for clerk in after.clerks):
        yield Reason(When.REFUSED, "no-caretaker")


def _services(before: OfficeSettings, new: Office, day: Day) -> Iterator[Reason]:
    old = office_of(before)
    for known in before.services:
        name, service = known.name.vi, new.services.get(known.code)
        standing = [t.number for t in day.tickets.values() if t.service == known.code and t.state in STANDING]
        if service is None and standing:
            facts = (("service", name), ("count", str(len(standing))), ("numbers", _numbers(standing)))
            yield Reason(When.NEXT_DAY, "service-standing", facts)
        highest = day.highest.get(known.code)
        if service and highest is not None and _series(service) != _series(old.services[known.code]):
            last = old.services[known.code].number(highest)
            yield Reason(When.NEXT_DAY, "series-begun", (("service", name), ("last", last)))


def _series(service: Service) -> tuple[object, ...]:
    """What the numbers of a service look like."""
    return service.prefix, service.width, service.first, service.last


def _counters(before: OfficeSettings, after: OfficeSettings, day: Day) -> Iterator[Reason]:
    left = {counter.id: counter for counter in after.counters}
    for counter in before.counters:
        same = left.get(counter.id)
        if same is not None and same.label == counter.label:
            continue
        facts = (("label", counter.label),)
        here = day.ticket_at(counter.id)
        bound = [t.number for t in day.waiting_tickets() if t.bound_to == counter.id]
        promised = [t.number for t in day.waiting_tickets() if t.service in counter.services]
        if here:
            yield Reason(When.NEXT_DAY, "counter-serves", (*facts, ("number", here.number)))
        elif bound:
            yield Reason(When.NEXT_DAY, "counter-bound", (*facts, ("numbers", _numbers(bound))))
        elif promised and not _as_on_slips(counter.label, counter.services, after):
            yield Reason(When.NEXT_DAY, "counter-on-slips", (*facts, ("numbers", _numbers(promised))))
        elif same is None and counter.id in day.clerks:
            who = next(
                (c.name for c in before.clerks if c.id == day.clerks[counter.id]), day.clerks[counter.id]
            )
            yield Reason(When.NEXT_DAY, "counter-manned", (*facts, ("clerk", who)))


def _as_on_slips(label: str, services: tuple[str, ...], after: OfficeSettings) -> bool:
    """Whether a counter of this name serves all of these services afterwards, too."""
    return any(c.label == label and set(services) <= set(c.services) for c in after.counters)


def _printers(old: Office, new: Office, day: Day) -> Iterator[Reason]:
    gone = set(old.printers.values()) - set(new.printers.values())
    for printer in sorted(gone):
        jobs = [slip for slip in day.slips.values() if slip.printer == printer and slip.state in OPEN]
        if jobs:
            yield Reason(When.NEXT_DAY, "printer-prints", (("printer", printer), ("count", str(len(jobs)))))


def _lapses(old: Office, new: Office, day: Day, now: Now) -> Iterator[Reason]:
    """Numbers that would end at once by other hours or other rules."""
    ended = _ended(new, day, now) - _ended(old, day, now)
    if ended:
        numbers = [ticket.number for ticket in day.tickets.values() if ticket.id in ended]
        facts = (("count", str(len(numbers))), ("numbers", _numbers(numbers)))
        yield Reason(When.NEXT_DAY, "would-lapse", facts)


def _ended(office: Office, day: Day, now: Now) -> set[str]:
    due = decide(office, day, Tick(), now)
    events = due.events if isinstance(due, Decided) else ()
    return {event.ticket for event in events if isinstance(event, TicketLapsed)}


def _numbers(numbers: list[str]) -> str:
    """Numbers as people read them, as far as a line has room."""
    more = ", …" if len(numbers) > NUMBERS_TOLD else ""
    return ", ".join(numbers[:NUMBERS_TOLD]) + more
