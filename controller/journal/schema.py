"""The journal's tables, as steps. Each step is one transaction with its number: interrupted, it never was."""

import sqlite3

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE event (
            seq INTEGER PRIMARY KEY, day TEXT NOT NULL, kind TEXT NOT NULL, body TEXT NOT NULL,
            request_id TEXT, hash TEXT NOT NULL) STRICT""",
        "CREATE INDEX event_by_day ON event (day, seq)",
        """CREATE TABLE request (
            request_id TEXT PRIMARY KEY, day TEXT NOT NULL, fingerprint TEXT NOT NULL, reply TEXT NOT NULL
            ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE ticket (
            id TEXT PRIMARY KEY, day TEXT NOT NULL, series TEXT NOT NULL, n INTEGER NOT NULL, number TEXT NOT NULL,
            service TEXT NOT NULL, priority TEXT NOT NULL, state TEXT NOT NULL, counter TEXT,
            arrived_at INTEGER NOT NULL, first_called_at INTEGER, ended_at INTEGER,
            UNIQUE (day, series, n), UNIQUE (day, number)) STRICT, WITHOUT ROWID""",
        "CREATE TABLE outbox (job TEXT PRIMARY KEY, printer TEXT NOT NULL, body TEXT NOT NULL) STRICT, WITHOUT ROWID",
        "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
    ),
)


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
