"""A service day as a story: everything that happened, in its order, each call with its reason. Pure.

What was undone stays in the story and says so: an inspector sees what was pressed, not only what counts.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import singledispatch

from contracts.vocabulary import CallRule, ClerkId, CounterId, Millis, SlipState, TicketId
from controller.domain import events as e
from controller.domain import staffing_events as s
from controller.domain.day import Day
from controller.figures.overtaking import Passed, passed_by
from controller.figures.replayed import replayed


@dataclass(frozen=True)
class Line:
    """One thing that happened. ``key`` names its sentence, ``facts`` fill it; ids are shown by the names of today."""

    at: Millis
    key: str
    number: str = ""
    counter: CounterId | None = None
    clerk: ClerkId | None = None
    facts: Mapping[str, str] = field(default_factory=dict)
    undone: bool = False
    """Whether it was taken back, or a closing by mistake had brought it."""


@dataclass(frozen=True)
class Frame:
    """The hall after a line: who waits, by arrival, and who is at which counter."""

    at: Millis
    waiting: tuple[str, ...]
    counters: Mapping[CounterId, tuple[str, str]]
    """Counter -> number and clerk; either may be empty."""


@dataclass(frozen=True)
class Told:
    """A line, and the hall after it."""

    line: Line
    frame: Frame


_QUIET = frozenset(
    {SlipState.QUEUED, SlipState.SENDING, SlipState.PRINTED, SlipState.ON_SCREEN, SlipState.VOIDED}
)
"""What of slips is no story: they came out, or nobody expected paper."""


def story(date: str, events: Iterable[e.AnyEvent]) -> Iterator[Told]:
    """The lines of one service day."""
    for step in replayed(date, events):
        line = _line(step.event, step.before)
        if line is not None:
            yield Told(replace(line, undone=step.undone), _frame(step.event.at, step.after))


def _frame(at: Millis, day: Day) -> Frame:
    seats = {*day.at_counter, *day.clerks}
    counters = {
        counter: (_number(day, day.at_counter.get(counter)), str(day.clerks.get(counter, "")))
        for counter in sorted(seats)
    }
    return Frame(at, tuple(ticket.number for ticket in day.waiting_tickets()), counters)


def _number(day: Day, ticket: TicketId | None) -> str:
    found = day.tickets.get(ticket) if ticket else None
    return found.number if found else ""


@singledispatch
def _line(event: e.AnyEvent, _day: Day) -> Line | None:
    """What is said of an event; None: it is no story."""
    return Line(event.at, _KEYS[type(event)]) if type(event) in _KEYS else None


_KEYS: Mapping[type, str] = {e.DayClosing: "closing", e.DayClosed: "closed", e.DayReopened: "reopened"}


@_line.register
def _issued(event: e.TicketIssued, _day: Day) -> Line:
    told = event.wait_low is not None and event.wait_high is not None
    facts = {
        "service": str(event.service),
        "group": str(event.priority),
        "device": str(event.device),
        "low": str(event.wait_low),
        "high": str(event.wait_high),
    }
    key = "issued-alone" if event.alone_at is not None else "issued-told" if told else "issued"
    return Line(event.at, key, event.number, facts={**facts, "alone": str(event.alone_at or "")})


@_line.register
def _called(event: e.TicketCalled, day: Day) -> Line | None:
    ticket = day.tickets.get(event.ticket)
    if ticket is None:
        return None
    passed = passed_by(day, event)
    facts = {
        "group": str(ticket.priority),
        "waiting": str(max(event.waiting, 1)),
        "ahead": str(passed.count),
        "passed": _named(passed),
        "why": event.reason,
    }
    key = f"called-{event.rule}"
    if event.rule is CallRule.BY_HAND and not passed.count:
        key = "called-by-hand-first"
    return Line(event.at, key, ticket.number, event.counter, event.clerk, facts)


def _named(passed: Passed) -> str:
    """Who they were; of some it may not be known."""
    numbers = ", ".join(other.number for other in passed.named)
    return numbers if len(passed.named) == passed.count else f"{numbers}…"


def _at_counter(event: e.AnyEvent, day: Day, key: str, ticket: TicketId, **facts: str) -> Line | None:
    number, counter = _number(day, ticket), getattr(event, "counter", None)
    clerk = day.clerks.get(counter) if counter else None
    return Line(event.at, key, number, counter, clerk, facts) if number else None


@_line.register
def _of_ticket(
    event: e.TicketRecalled
    | e.TicketArrived
    | e.TicketFinished
    | e.TicketNoShow
    | e.TicketParked
    | e.TicketResumed
    | e.TicketCancelled,
    day: Day,
) -> Line | None:
    return _at_counter(event, day, _OF_TICKET[type(event)], event.ticket)


_OF_TICKET: Mapping[type, str] = {
    e.TicketRecalled: "recalled",
    e.TicketArrived: "came",
    e.TicketFinished: "finished",
    e.TicketNoShow: "no-show",
    e.TicketParked: "parked",
    e.TicketResumed: "resumed",
    e.TicketCancelled: "cancelled",
}


@_line.register
def _transferred(event: e.TicketTransferred, day: Day) -> Line | None:
    to = "counter" if event.to_counter else "service"
    facts = {"service": str(event.to_service), "to_counter": str(event.to_counter or "")}
    return _at_counter(event, day, f"transferred-{to}", event.ticket, **facts)


@_line.register
def _lapsed(event: e.TicketLapsed, day: Day) -> Line | None:
    return _at_counter(event, day, f"lapsed-{event.reason}", event.ticket)


@_line.register
def _undone(event: e.ActUndone, day: Day) -> Line | None:
    return _at_counter(event, day, f"undone-{event.act}", event.ticket)


@_line.register
def _slip(event: e.SlipChanged, day: Day) -> Line | None:
    return None if event.state in _QUIET else _at_counter(event, day, f"slip-{event.state}", event.ticket)


@_line.register
def _signed_in(event: e.ClerkSignedIn, _day: Day) -> Line:
    return Line(event.at, "signed-in", "", event.counter, event.clerk)


@_line.register
def _signed_out(event: e.ClerkSignedOut, _day: Day) -> Line:
    return Line(event.at, "signed-out", "", event.counter, event.clerk)


@_line.register
def _clock(event: e.ClockConfirmed, _day: Day) -> Line:
    return Line(event.at, "clock-by-machine" if event.by_machine else "clock-by-person")


@_line.register
def _skipped(event: e.NumbersSkipped, _day: Day) -> Line:
    facts = {"service": str(event.service), "from": str(event.from_n), "to": str(event.to_n)}
    return Line(event.at, "skipped", facts=facts)


@_line.register
def _mended(event: e.JournalMended, _day: Day) -> Line:
    return Line(event.at, "mended")


@_line.register
def _closing_changed(event: e.ClosingChanged, _day: Day) -> Line:
    at = "" if event.closes_at is None else str(event.closes_at)
    return Line(event.at, "closes-at" if at else "closes-as-usual", facts={"closes": at})


@_line.register
def _leased(event: e.NumbersLeased, _day: Day) -> Line:
    facts = {
        "service": str(event.service),
        "device": str(event.device),
        "from": str(event.from_n),
        "to": str(event.to_n),
    }
    return Line(event.at, "leased", facts=facts)


@_line.register
def _past(event: e.PastTicketTold, _day: Day) -> Line:
    return Line(event.at, "past", event.ticket.rpartition("-")[2])


@_line.register
def _corrected(event: s.TicketCorrected, day: Day) -> Line | None:
    facts = {"service": str(event.service), "group": str(event.priority)}
    return _at_counter(event, day, "corrected", event.ticket, **facts)


@_line.register
def _break(event: s.BreakTaken | s.BreakEnded, day: Day) -> Line:
    clerk = day.clerks.get(event.counter)
    if isinstance(event, s.BreakEnded):
        return Line(event.at, "break-ended", "", event.counter, clerk)
    why = str(event.reason) if event.why is None else event.why
    return Line(event.at, "break-taken", "", event.counter, clerk, {"why": why})


@_line.register
def _counter_closing(event: s.CounterClosing, day: Day) -> Line:
    key = "counter-closes" if event.closes else "counter-stays"
    return Line(event.at, key, "", event.counter, day.clerks.get(event.counter))


@_line.register
def _help(event: s.HelpChanged, day: Day) -> Line:
    key = "help-ended" if event.until is None else "help-begun"
    facts = {"service": str(event.service)}
    return Line(event.at, key, "", event.counter, day.clerks.get(event.counter), facts)
