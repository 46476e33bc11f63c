"""Opening hours as a short table: sessions with equal days stand together. Pure."""

from collections.abc import Callable
from itertools import groupby

from contracts.messages import SessionInfo, Text

Say = Callable[..., str]


def table(
    sessions: tuple[SessionInfo, ...], say: Say, named: Callable[[Text], str]
) -> tuple[tuple[str, str], ...]:
    """Rows of (days, "Sáng: 07:00 - 11:00" lines); days are told once for sessions that share them."""
    return tuple(
        (days_text(days, say), "\n".join(_line(session, say, named) for session in group))
        for days, group in groupby(sessions, key=lambda session: session.days)
    )


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
