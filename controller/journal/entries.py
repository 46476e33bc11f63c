"""One transaction's worth of the journal, and the tables that follow from it."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field

from contracts.vocabulary import DeviceId, JobId, RequestId
from controller.domain.events import AnyEvent
from controller.domain.tickets import Ticket


@dataclass(frozen=True)
class Answered:
    """The reply that a request got, to give again."""

    fingerprint: str
    reply: str


@dataclass(frozen=True)
class Entry:
    """One transaction's worth: what one command led to."""

    day: str
    events: tuple[AnyEvent, ...]
    tickets: tuple[Ticket, ...] = ()
    """As they stand after the events, for reports."""
    outbox: Mapping[JobId, tuple[DeviceId, str]] = field(default_factory=dict)
    """Jobs to print: job -> (printer, body)."""
    ended_jobs: tuple[JobId, ...] = ()
    request_id: RequestId | None = None
    answer: Answered | None = None


def ticket_row(day: str, t: Ticket) -> tuple[str | int | None, ...]:
    """A ticket as the reports' table keeps it."""
    return (
        t.id,
        day,
        t.series,
        t.n,
        t.number,
        t.service,
        t.priority,
        t.state,
        t.counter,
        t.arrived_at,
        t.first_called_at,
        t.ended_at,
    )


def project(db: sqlite3.Connection, entry: Entry) -> None:
    """Bring the tables that follow from the events up to date, inside the transaction of their entry."""
    for t in entry.tickets:
        db.execute(
            """INSERT INTO ticket VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET
               service = excluded.service, state = excluded.state, counter = excluded.counter,
               first_called_at = excluded.first_called_at, ended_at = excluded.ended_at""",
            ticket_row(entry.day, t),
        )
    for job, (printer, body) in entry.outbox.items():
        db.execute("INSERT INTO outbox VALUES (?, ?, ?)", (job, printer, body))
    for job in entry.ended_jobs:
        db.execute("DELETE FROM outbox WHERE job = ?", (job,))
    if entry.request_id and entry.answer:
        db.execute(
            "INSERT INTO request VALUES (?, ?, ?, ?)",
            (entry.request_id, entry.day, entry.answer.fingerprint, entry.answer.reply),
        )
