"""The events alone, for whoever is to prove them: one file with nothing but what the chain of hashes holds.

``python -m controller.journal.events_copy JOURNAL TO``: in a process of its own, for a year takes seconds that the desk has not.
"""

import contextlib
import os
import sqlite3
import sys
from pathlib import Path

from controller.journal.connecting import connect
from controller.journal.verify import chain_fault

TABLES = ("event", "gap")
NICE = 10


def copy_events(journal: Path, to: Path) -> None:
    """Copy them as of one moment, while the desk writes, and prove them. ``to`` must not be there.

    Raises OSError or sqlite3.Error when they cannot be read or written, ValueError when they do not hold.
    """
    os.close(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
    with contextlib.closing(connect(to.resolve().as_uri(), uri=True, isolation_level=None)) as copy:
        copy.execute("PRAGMA synchronous = OFF")  # whoever asked waits; after a power cut it is asked again
        copy.execute("ATTACH ? AS desk", (f"{journal.resolve().as_uri()}?mode=ro",))
        copy.execute("BEGIN")
        for table in TABLES:
            made = copy.execute("SELECT sql FROM desk.sqlite_master WHERE name = ?", (table,)).fetchone()
            if made is None:
                raise sqlite3.DatabaseError(f"the journal has no table {table}")
            copy.execute(*made)
            copy.execute(f"INSERT INTO main.{table} SELECT * FROM desk.{table}")  # noqa: S608 - our own words
        copy.execute("COMMIT")
        copy.execute("DETACH desk")
        fault = chain_fault(copy)
    if fault:
        raise ValueError(fault)


def main() -> None:
    """Copy; ends the process with status 1 and the reason when that cannot be."""
    os.nice(NICE)
    journal, to = map(Path, sys.argv[1:])
    try:
        copy_events(journal, to)
    except (OSError, sqlite3.Error, ValueError) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
