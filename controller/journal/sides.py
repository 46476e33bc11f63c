"""What SQLite keeps beside a database, under names made of its own."""

from pathlib import Path

WAL = "-wal"
"""The log of what is written and not yet in the file."""
SIDES = (WAL, "-shm", "-journal")
"""All that there can be; they belong to one file and spoil another that gets its name."""


def beside(database: Path, side: str) -> Path:
    """The file of that kind beside a database; the database itself for an empty one."""
    return database.with_name(database.name + side)


def remove_sides(database: Path) -> None:
    """Raises OSError."""
    for side in SIDES:
        beside(database, side).unlink(missing_ok=True)
