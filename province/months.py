"""A partition for each month, made before something of that month is written."""

from collections.abc import Iterable
from datetime import date, timedelta

from sqlalchemy import Engine, text

PARTED = ("fact", "service_day")
_LOCK = 7_103_002


class Months:
    """Which months this program knows to be there."""

    def __init__(self, engine: Engine) -> None:
        self._engine, self._there = engine, set[date]()

    def need(self, days: Iterable[date]) -> None:
        """Make the months of these days where they are missing. Raises SQLAlchemyError."""
        missing = {day.replace(day=1) for day in days} - self._there
        if not missing:
            return
        with self._engine.begin() as connection:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            for first in sorted(missing):
                for table in PARTED:
                    connection.execute(text(partition(table, first)))
        self._there |= missing

    def forget(self) -> None:
        """Somebody dropped one of them: look anew."""
        self._there.clear()


def partition(table: str, first: date) -> str:
    """The statement that makes one month of a table."""
    after = (first + timedelta(days=31)).replace(day=1)
    return (
        f"CREATE TABLE IF NOT EXISTS {table}_{first:%Y_%m} PARTITION OF {table} "
        f"FOR VALUES FROM ('{first}') TO ('{after}')"
    )
