"""The rules in one place: what a command leads to, or why it is refused."""

from dataclasses import dataclass, replace

from contracts.vocabulary import CounterId, JobId, Millis, RefusalCode, TicketId
from controller.domain import (
    alone_rules,
    closing,
    counter_rules,
    digit_rules,
    rating_rules,
    seats,
    slip_rules,
    staffing,
    ticket_rules,
)
from controller.domain import commands as c
from controller.domain.day import Day, fold
from controller.domain.events import AnyEvent, ClockConfirmed, DayClosing, DayReopened
from controller.domain.now import Now
from controller.domain.office import Office
from controller.domain.refusals import Refusal, RefusedError
from controller.domain.steady_time import AWAY_MS
from controller.domain.waits import Outlook


@dataclass(frozen=True)
class Decided:
    """What happens. ``ticket`` and ``job`` are what the asker wants to know about."""

    events: tuple[AnyEvent, ...]
    ticket: TicketId | None = None
    counter: CounterId | None = None
    job: JobId | None = None
    queue_empty: bool = False
    leased_by: c.LeaseNumbers | None = None
    """Who wants to hear which numbers it has."""
    outlook: Outlook | None = None
    """What the owner of a new number is told."""


def decide(office: Office, day: Day, command: c.Command, now: Now) -> Decided | Refusal:
    """What ``command`` leads to on ``day``. Pure: nothing is changed, nothing is raised."""
    try:
        at = now.stamp(day.last_at)
        office = staffing.staffed(office, day.staffing, day.clerks, at)
        found = _decide(office, day, command, now)
    except RefusedError as refused:
        return refused.refusal
    if found.counter is None or not (
        found.counter in day.staffing.closing or isinstance(command, c.CloseCounter)
    ):
        return found
    return replace(
        found, events=(*found.events, *counter_rules.closes(fold(day, found.events), found.counter, at))
    )


def _decide(office: Office, day: Day, command: c.Command, now: Now) -> Decided:  # noqa: C901, PLR0911, PLR0912 - a table
    at = now.stamp(day.last_at)
    if isinstance(command, c.CallDigits):
        command = digit_rules.meant(office, day, command)
    match command:
        case c.IssueTicket():
            issued, told = ticket_rules.issue(office, day, command, now)
            return Decided(issued, ticket=issued[0].ticket, job=slip_rules.job_of(issued), outlook=told)
        case c.CallNext() | c.CallNumber():
            read = _read_from_slip(office, day, command, at)
            events = (*read, *counter_rules.call(office, fold(day, read), command, at))
            called = fold(day, events).ticket_at(command.counter)
            return Decided(events, called.id if called else None, command.counter, queue_empty=called is None)
        case c.Recall() | c.MarkNoShow() | c.Finish() | c.Transfer() | c.Park():
            event = counter_rules.at_counter(office, day, command, now)
            return Decided((event,), event.ticket, command.counter)
        case c.Undo():
            undone = counter_rules.undo(office, day, command, now)
            return Decided(undone, undone[0].ticket, command.counter)
        case c.Resume() | c.Cancel() | c.CorrectTicket():
            return Decided(ticket_rules.change(office, day, command, at), command.ticket)
        case c.Reprint():
            queued = slip_rules.reprint(office, day, command, at)
            return Decided((queued,), command.ticket, job=queued.job)
        case c.ReportSlip():
            return Decided(slip_rules.report(day, command, at), job=command.job)
        case c.RateTicket():
            return Decided((rating_rules.rate(day, command, at),), command.ticket)
        case c.CloseEarly() | c.CloseAsUsual():
            return Decided((closing.change(office, day, command, now),))
        case c.LeaseNumbers():
            return Decided(alone_rules.lease(office, day, command, now), leased_by=command)
        case c.HandIn():
            return Decided(alone_rules.hand_in(office, day, command, now), ticket=command.ticket)
        case c.ConfirmClock() | c.ReopenDay():
            return Decided((_about_the_day(day, command, now),))
        case c.Tick():
            due = (
                slip_rules.overdue(day, at),
                ticket_rules.session_ends(office, day, at),
                ticket_rules.unclaimed(office, day, at),
            )
            return Decided(tuple(event for events in due for event in events))
        case _:
            return Decided(_of_staff(office, day, command, at), counter=command.counter)


def _of_staff(
    office: Office,
    day: Day,
    command: c.SignIn | c.SignOut | c.TakeBreak | c.EndBreak | c.CloseCounter | c.HelpOut | c.Arrive,
    at: int,
) -> tuple[AnyEvent, ...]:
    """Who sits where, and what a clerk says of the counter."""
    match command:
        case c.SignIn():
            return seats.sit_down(office, day, command, at)
        case c.SignOut():
            return seats.leave(office, day, command.counter, at)
        case c.Arrive():
            return counter_rules.arrive(office, day, command, at)
        case _:
            return staffing.change(office, day.staffing, command, at)


def _read_from_slip(
    office: Office, day: Day, command: c.CallNext | c.CallNumber, at: int
) -> tuple[AnyEvent, ...]:
    """A number that a kiosk gave alone and never handed in becomes known when a clerk calls it."""
    found = alone_rules.found(day, command.ticket, at) if isinstance(command, c.CallNumber) else None
    return (replace(found, then=alone_rules.planned(office, found.service)),) if found else ()


def _about_the_day(day: Day, command: c.ConfirmClock | c.ReopenDay, now: Now) -> ClockConfirmed | DayReopened:
    """What the caretaker says of the time and of the day."""
    at = now.stamp(day.last_at)
    if isinstance(command, c.ReopenDay):
        if day.kept is None:
            raise RefusedError(RefusalCode.DAY_NOT_CLOSED)
        return DayReopened(at)
    if not now.may_be_confirmed():
        raise RefusedError(RefusalCode.CLOCK_UNTRUSTED)
    return ClockConfirmed(at, now.machine)


def close_day(day: Day, at: int) -> tuple[AnyEvent, ...]:
    """How a service day ends: who is at a counter has been served, who still waits has a number that lapses.

    Nothing happens to a day that was never used, or was closed before.
    """
    if day.closed or not (day.tickets or day.clerks):
        return ()
    at = max(at, day.last_at)
    served = tuple(counter_rules.finished(day, counter, at) for counter in day.at_counter)
    return (
        DayClosing(at),
        *served,
        *ticket_rules.lapse(day, at, "day-end"),
        *slip_rules.all_ended(day, at),
        ticket_rules.closing(day, at),
    )


def ends_for_somebody(office: Office, day: Day, at: Millis) -> bool:
    """Whether numbers that wait lapse by ``at``, with their day or their session."""
    if not 0 <= at - day.last_at <= AWAY_MS:  # wrong whoever waits, and perhaps no date at all
        return False
    if office.service_day(at) > day.date:
        return bool(ticket_rules.lapse(day, at, "day-end"))
    return bool(ticket_rules.session_ends(office, day, at))
