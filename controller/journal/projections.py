"""The journal's tables that follow from its events: brought up to date in the transaction that writes them."""

import sqlite3

from controller.domain.tickets import Ticket
from controller.journal.entries import Entry


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
