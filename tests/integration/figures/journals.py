"""Journals of whole periods, written at once."""

import contextlib
import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path

from controller.domain.day import Day, fold
from controller.domain.events import AnyEvent
from controller.journal import schema
from controller.journal.event_codec import FIRST_HASH, chain, dump_event, load_event
from controller.journal.folder import FILE
from controller.journal.projections import TICKET, ticket_row


def write(folder: Path, days: Mapping[str, Sequence[AnyEvent]]) -> None:
    """More events at the end of the journal in a folder, by service day; its tickets are those of these events."""
    with contextlib.closing(sqlite3.connect(folder / FILE, isolation_level=None)) as db:
        schema.migrate(db)
        row = db.execute("SELECT seq, hash FROM event ORDER BY seq DESC LIMIT 1").fetchone()
        seq, head = row or (0, FIRST_HASH)
        db.execute("BEGIN")
        db.execute(
            "CREATE INDEX by_day ON event (day, seq)"
        )  # the journal has none: a year would be read each day
        for day, events in days.items():
            for event in events:
                seq += 1
                kind, body = dump_event(event)
                head = chain(head, seq, day, kind, body, None)
                db.execute("INSERT INTO event VALUES (?, ?, ?, ?, NULL, ?)", (seq, day, kind, body, head))
            told = [
                load_event(*row)
                for row in db.execute("SELECT kind, body FROM event WHERE day = ? ORDER BY seq", (day,))
            ]
            db.execute("DELETE FROM ticket WHERE day = ?", (day,))
            for ticket in fold(Day(day), told).tickets.values():
                db.execute(TICKET, ticket_row(day, ticket))
        db.execute("DROP INDEX by_day")
        db.execute("COMMIT")
