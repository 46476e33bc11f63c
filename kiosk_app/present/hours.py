"""Opening hours as a short table: sessions with equal days stand together. Pure."""

from collections.abc import Callable
from datetime import date
from itertools import groupby

from contracts.messages import SessionInfo, SpecialDay, Text

Say = Callable[..., str]

SOON_DAYS = 14
MOST_SPECIAL = 3
"""What fits below the hours of the week."""


def table(
    sessions: tuple[SessionInfo, ...], say: Say, named: Callable[[Text], str]
) -> tuple[tuple[str, str], ...]:
    """Rows of (days, "Sáng: 07:00 - 11:00" lines); days are told once for sessions that share them."""
    return tuple(
        (days_text(days, say), "\n".join(_line(session, say, named) for session in group))
        for days, group in groupby(sessions, key=lambda session: session.days)
    )


def special(
    days: tuple[SpecialDay, ...], today: date, say: Say, named: Callable[[Text], str]
) -> tuple[tuple[str, str], ...]:
    """Rows for the days of the next two weeks whose hours are different."""
    rows = []
    for day in days:
        when = date.fromisoformat(day.day)
        if not 0 <= (when - today).days < SOON_DAYS:
            continue
        date_text = say("closed.special-day", weekday=say(f"day.{when.isoweekday()}"), day=f"{when:%d/%m}")
        why = [named(day.name)] if day.name else []
        if day.closes_early:
            why.append(say("closed.closes-early", time=day.closes_early))
        lines = [_line(session, say, named) for session in day.sessions] or [say("closed.special-closed")]
        rows.append((date_text, "\n".join((*why, *lines))))
    return tuple(rows[:MOST_SPECIAL])


def days_text(days: tuple[int, ...], say: Say) -> str:
    """ISO weekdays in words; three or more in a row become a range."""
    parts = []
    for run in _runs(tuple(sorted(days))):
        names = [say(f"day.{day}") for day in run]
        parts += [say("closed.days", first=names[0], last=names[-1])] if len(names) > 2 else names
    return ", ".join(parts)


def _line(session: SessionInfo, say: Say, named: Callable[[Text], str]) -> str:
    times = {"from": session.take_from, "until": session.take_until}
    return say("closed.hours-line", session=named(session.name), **times)


def _runs(days: tuple[int, ...]) -> list[list[int]]:
    runs: list[list[int]] = []
    for day in days:
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return runs
