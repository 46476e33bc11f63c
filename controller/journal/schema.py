"""The journal's tables, as steps. Each step is one transaction with its number: interrupted, it never was.

Only ``event`` is the truth, and it has no index that could hide a row. Every other row carries a seal.
"""

import contextlib
import sqlite3
from functools import cache

from controller.journal.seals import teach

_TICKET = """(
    id TEXT PRIMARY KEY, day TEXT NOT NULL, series TEXT NOT NULL, n INTEGER NOT NULL, number TEXT NOT NULL,
    service TEXT NOT NULL, priority TEXT NOT NULL, state TEXT NOT NULL, counter TEXT,
    arrived_at INTEGER NOT NULL, first_called_at INTEGER, ended_at INTEGER"""
_TICKET_COLUMNS = (
    "id, day, series, n, number, service, priority, state, counter, arrived_at, first_called_at, ended_at"
)

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE event (
            seq INTEGER PRIMARY KEY, day TEXT NOT NULL, kind TEXT NOT NULL, body TEXT NOT NULL,
            request_id TEXT, hash TEXT NOT NULL) STRICT""",
        "CREATE INDEX event_by_day ON event (day, seq)",
        """CREATE TABLE request (
            request_id TEXT PRIMARY KEY, day TEXT NOT NULL, fingerprint TEXT NOT NULL, reply TEXT NOT NULL
            ) STRICT, WITHOUT ROWID""",
        f"CREATE TABLE ticket {_TICKET}, UNIQUE (day, series, n), UNIQUE (day, number)) STRICT, WITHOUT ROWID",
        "CREATE TABLE outbox (job TEXT PRIMARY KEY, printer TEXT NOT NULL, body TEXT NOT NULL) STRICT, WITHOUT ROWID",
        "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
    ),
    (
        "DROP INDEX event_by_day",
        "UPDATE event SET request_id = NULL",  # from here on the chain holds it, too
        """CREATE TABLE gap (
            first INTEGER PRIMARY KEY, last INTEGER NOT NULL, head TEXT NOT NULL, seal TEXT NOT NULL) STRICT""",
        "DROP TABLE outbox",  # it follows from the events
        "ALTER TABLE request ADD COLUMN seal TEXT NOT NULL DEFAULT ''",
        "UPDATE request SET seal = seal(request_id, day, fingerprint, reply)",
        "ALTER TABLE meta ADD COLUMN seal TEXT NOT NULL DEFAULT ''",
        "UPDATE meta SET seal = seal(key, value)",
        f"CREATE TABLE sealed {_TICKET}, seal TEXT NOT NULL) STRICT, WITHOUT ROWID",
        f"INSERT INTO sealed SELECT {_TICKET_COLUMNS}, seal({_TICKET_COLUMNS}) FROM ticket",  # noqa: S608 - our own words
        "DROP TABLE ticket",
        "ALTER TABLE sealed RENAME TO ticket",
    ),
)

_WHAT_STANDS = "SELECT type, name, tbl_name, sql FROM sqlite_master"


@cache
def _tables() -> frozenset[tuple[str, ...]]:
    """What stands in every journal about its tables: all have come to the newest step the same way."""
    with contextlib.closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        migrate(db)
        return frozenset(db.execute(_WHAT_STANDS))


def is_whole(connection: sqlite3.Connection) -> bool:
    """Whether the tables are ours to the letter: a damaged name may be found only by whoever asks for it."""
    return frozenset(connection.execute(_WHAT_STANDS)) == _tables()


class NewerError(Exception):
    """The file was written by a newer program than this one."""


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the tables to the newest step.

    Raises NewerError when the file was written by a newer program.
    """
    (done,) = connection.execute("PRAGMA user_version").fetchone()
    if done > len(MIGRATIONS):
        raise NewerError(
            f"the journal has step {done}, this program knows {len(MIGRATIONS)}: update the program"
        )
    teach(connection)
    for step, statements in enumerate(MIGRATIONS[done:], start=done + 1):
        connection.execute("BEGIN IMMEDIATE")
        try:
            for statement in statements:
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {step}")
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:  # a full disk has rolled back by itself
                connection.execute("ROLLBACK")
            raise
