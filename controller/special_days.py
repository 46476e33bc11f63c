"""Days whose hours are not those of their weekday: holidays, days that make up for them, what the office itself says."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from contracts import messages as m
from controller.domain.office import Session, clock_of, minute_of
from controller.hours_settings import SessionSettings, SpecialDaySettings
from controller.public_holidays import public_holidays
from controller.settings import OfficeSettings

SOON_DAYS = 28
"""Longer than the longest Tet holiday, and what people plan for."""


@dataclass(frozen=True)
class SpecialDay:
    """What is different on one date; no sessions: closed."""

    sessions: tuple[Session, ...]
    name: Mapping[str, str]
    closes_early: str | None = None
    """Local time ``HH:MM`` at which a person closes it before its time."""


def weekly(settings: OfficeSettings) -> tuple[Session, ...]:
    """The sessions of every week."""
    return tuple(_session(str(index), s) for index, s in enumerate(settings.sessions))


def special_days_of(settings: OfficeSettings) -> dict[str, SpecialDay]:
    """By ISO date. What the office says itself goes before its closed dates, and these before the public holidays."""
    week = weekly(settings)
    found: dict[str, SpecialDay] = {}
    if settings.holidays == "vietnam":
        for day, holiday in public_holidays().items():
            found[day] = SpecialDay(_working_day(week) if holiday.works else (), holiday.name)
    for closed in settings.closed_dates:
        found[closed.isoformat()] = SpecialDay((), {})
    for special in settings.special_days:
        name = special.name.as_text() if special.name else {}
        found |= {day.isoformat(): SpecialDay(_hours(week, day, special), name) for day in _days(special)}
    return found


def special_days_ahead(
    special_days: Mapping[str, SpecialDay], sessions: tuple[SessionSettings, ...], today: date
) -> tuple[m.SpecialDay, ...]:
    """The special days of the coming weeks, as people see them."""
    soon = {(today + timedelta(days=ahead)).isoformat() for ahead in range(SOON_DAYS)}
    names = {str(index): s.name.as_text() for index, s in enumerate(sessions)}
    return tuple(
        m.SpecialDay(
            day=day,
            name=dict(special.name),
            closes_early=special.closes_early,
            sessions=tuple(
                m.SessionInfo(
                    name=names[s.key],
                    days=(),
                    take_from=clock_of(s.take_from),
                    take_until=clock_of(s.take_until),
                    serve_from=clock_of(s.serve_from),
                    serve_until=clock_of(s.serve_until),
                )
                for s in special.sessions
            ),
        )
        for day, special in sorted(special_days.items())
        if day in soon
    )


def _days(special: SpecialDaySettings) -> Iterator[date]:
    for ahead in range((special.last - special.day).days + 1):
        yield special.day + timedelta(days=ahead)


def _working_day(week: tuple[Session, ...]) -> tuple[Session, ...]:
    """The sessions of the first weekday on which there are any."""
    first = min((day for session in week for day in session.days), default=0)
    return tuple(session for session in week if first in session.days)


def _hours(week: tuple[Session, ...], day: date, special: SpecialDaySettings) -> tuple[Session, ...]:
    if special.closed:
        return ()
    weekday = special.like or day.isoweekday()
    cut = (_cut(session, special) for session in week if weekday in session.days)
    return tuple(s for s in cut if s.take_from < s.take_until and s.serve_from < s.serve_until)


def _cut(session: Session, special: SpecialDaySettings) -> Session:
    """A session of that day, within the limits that the day has."""
    serve_until = _earlier(session.serve_until, special.serve_until)
    return replace(
        session,
        take_from=_later(session.take_from, special.take_from),
        take_until=_earlier(_earlier(session.take_until, special.take_until), special.serve_until),
        serve_from=_later(session.serve_from, special.serve_from),
        serve_until=serve_until,
    )


def _earlier(minute: int, limit: str | None) -> int:
    return minute if limit is None else min(minute, minute_of(limit))


def _later(minute: int, limit: str | None) -> int:
    return minute if limit is None else max(minute, minute_of(limit))


def _session(key: str, s: SessionSettings) -> Session:
    return Session(
        key,
        frozenset(s.days),
        minute_of(s.take_from),
        minute_of(s.take_until),
        minute_of(s.serve_from),
        minute_of(s.serve_until),
    )
