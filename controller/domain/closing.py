"""Closing early today: what a person says of this one day. Whoever has a number is served all the same."""

from dataclasses import replace
from datetime import date

from contracts.vocabulary import RefusalCode
from controller.domain import commands as c
from controller.domain.day import Day
from controller.domain.events import ClosingChanged
from controller.domain.now import Now
from controller.domain.office import Office, clock_of, minute_of
from controller.domain.refusals import RefusedError


def with_todays_hours(office: Office, day: Day) -> Office:
    """The office, whose hours of this day end when a person said so."""
    if day.closes_at is None:
        return office
    minute = office.minute(day.closes_at)
    today = office.sessions_on(date.fromisoformat(day.date))
    left = tuple(cut for session in today if (cut := session.ended_at(minute)))
    return replace(office, special_days={**office.special_days, day.date: left})


def usual_end(office: Office, day: Day) -> int:
    """The local minute at which the counters of this day usually close; 0: they do not open at all."""
    today = office.sessions_on(date.fromisoformat(day.date))
    return max((session.serve_until for session in today), default=0)


def early_end(office: Office, day: Day) -> int | None:
    """The local minute at which a person closes this day before its usual end; None: nobody does."""
    return None if day.closes_at is None else office.minute(day.closes_at)


def change(office: Office, day: Day, command: c.CloseEarly | c.CloseAsUsual, now: Now) -> ClosingChanged:
    """The day closes early, or as usual after all."""
    at = now.stamp(day.last_at)
    if isinstance(command, c.CloseAsUsual):
        if day.closes_at is None:
            raise RefusedError(RefusalCode.NOT_CLOSED_EARLY)
        return ClosingChanged(at, None)
    if not now.trusted_after(day.last_at) or office.service_day(at) != day.date:
        raise RefusedError(RefusalCode.CLOCK_UNTRUSTED)
    ends = usual_end(office, day)
    until = minute_of(command.until) if command.until else office.minute(at)
    if not office.minute(at) <= until < ends:
        raise RefusedError(
            RefusalCode.NOT_EARLIER, time=clock_of(until), ends=clock_of(ends) if ends else "–"
        )
    return ClosingChanged(at, office.moment(date.fromisoformat(day.date), until))
