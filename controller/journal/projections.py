"""The journal's tables that follow from its events: brought up to date in the transaction that writes them."""

import sqlite3
from collections.abc import Iterable

from contracts.vocabulary import RequestId
from controller.domain.tickets import Ticket
from controller.journal.entries import Answered, Entry
from controller.journal.seals import Value, is_sealed, seal

TICKET = "INSERT INTO ticket VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"


def ticket_row(day: str, t: Ticket) -> tuple[Value, ...]:
    """A ticket as the reports' table keeps it, sealed."""
    row: tuple[Value, ...] = (
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
    return (*row, seal(*row))


def project(db: sqlite3.Connection, entry: Entry) -> None:
    """Bring the tables that follow from the events up to date, inside the transaction of their entry."""
    for t in entry.tickets:
        db.execute(
            f"""{TICKET} ON CONFLICT (id) DO UPDATE SET
               service = excluded.service, state = excluded.state, counter = excluded.counter,
               first_called_at = excluded.first_called_at, ended_at = excluded.ended_at, seal = excluded.seal""",
            ticket_row(entry.day, t),
        )
    if entry.request_id and entry.answer:
        row = (entry.request_id, entry.day, entry.answer.fingerprint, entry.answer.reply)
        db.execute("INSERT INTO request VALUES (?, ?, ?, ?, ?)", (*row, seal(*row)))


def answers_in(rows: Iterable[tuple[str, ...]]) -> dict[RequestId, Answered]:
    """The answers of rows that are as they were written: request, day, fingerprint, reply, seal."""
    return {RequestId(row[0]): Answered(row[2], row[3]) for row in rows if is_sealed(row)}
