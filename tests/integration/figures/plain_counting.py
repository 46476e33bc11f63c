"""The same figures counted a second way: SQL against the journal's tables, and the day as the rules fold it.

It shares nothing with ``controller.figures``; where the two differ, one of them is wrong.
"""

import contextlib
import math
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from contracts.vocabulary import TicketId
from controller.domain.day import Day, apply
from controller.domain.events import DayClosed, DayClosing, TicketFinished
from controller.journal.event_codec import load_event
from controller.journal.folder import FILE

WAITS = """(SELECT (first_called_at - arrived_at) / 1000 AS s FROM ticket
           WHERE first_called_at IS NOT NULL AND day BETWEEN ? AND ?)"""


@dataclass(frozen=True)
class Counted:
    """Of a period."""

    states: dict[str, int]
    by_service: dict[str, int]
    wait_mean: float | None
    wait_p90: int | None
    wait_max: int | None


def counted(folder: Path, first: str, last: str) -> Counted:
    """By the table of tickets, which the journal itself keeps."""
    with contextlib.closing(sqlite3.connect(folder / FILE)) as db:
        within = (first, last)
        states = dict(
            db.execute("SELECT state, count(*) FROM ticket WHERE day BETWEEN ? AND ? GROUP BY state", within)
        )
        services = dict(
            db.execute(
                "SELECT series, count(*) FROM ticket WHERE day BETWEEN ? AND ? GROUP BY series", within
            )
        )
        number, mean, longest = db.execute(f"SELECT count(*), avg(s), max(s) FROM {WAITS}", within).fetchone()  # noqa: S608 - our own words
        place = max(1, math.ceil(number * 0.9)) - 1
        ranked = f"SELECT s FROM {WAITS} ORDER BY s LIMIT 1 OFFSET ?"  # noqa: S608 - our own words
        p90 = db.execute(ranked, (*within, place)).fetchone()
        return Counted(states, services, mean, p90[0] if p90 else None, longest)


def service_times(folder: Path, day: str) -> list[int]:
    """Seconds from the last call of a counter to "finished" there, by the rules' own fold, without what was undone."""
    with contextlib.closing(sqlite3.connect(folder / FILE)) as db:
        rows = db.execute("SELECT kind, body FROM event WHERE day = ? ORDER BY seq", (day,)).fetchall()
    state, took, closing = Day(day), dict[TicketId, list[int]](), False
    for kind, body in rows:
        event = load_event(kind, body)
        before = state
        state = apply(state, event)
        if isinstance(event, DayClosing):
            closing = True
        elif isinstance(event, DayClosed):
            closing = False
        elif isinstance(event, TicketFinished) and not closing:
            took.setdefault(event.ticket, []).append((event.at - before.serves_since[event.counter]) // 1000)
        for ticket, found in list(took.items()):
            ended = state.tickets[ticket]
            if (
                kind == "ActUndone"
                and found
                and ended.state != "finished"
                and before.tickets[ticket].state == "finished"
            ):
                found.pop()
    return sorted(second for found in took.values() for second in found)
