"""A journal with years of history, made quickly: one real day, copied under other dates.

What is real: every table, index and row size, and the content of every event. What is not: the hashes of the
copied days do not chain (a start does not check them, ``Journal.verify`` would), and their times are those
of the day that was copied.
"""

import sqlite3
from datetime import date, timedelta
from pathlib import Path

from benchmarks.workday import Workday
from controller import schema
from controller.journal import FILE, Journal
from controller.settings import OfficeSettings

PER_DAY = 250
REQUEST_DAYS = 7
DAYS_A_TRANSACTION = 500
FIRST_DAY_MS = 946_688_400_000
"""08:00 on 2000-01-01 in Viet Nam: before any day that is copied."""

_COPIES = (
    """INSERT INTO event SELECT seq + :seq, :day, kind, replace(body, :old_id, :new_id), request_id, hash
       FROM model.event ORDER BY seq""",
    """INSERT INTO ticket SELECT replace(id, :old_id, :new_id), :day, series, n, number, service, priority,
       state, counter, arrived_at, first_called_at, ended_at FROM model.ticket ORDER BY id""",
)
_REQUESTS = """INSERT INTO request SELECT printf('%08x', :n) || substr(request_id, 9), :day, fingerprint,
       replace(reply, :old_id, :new_id) FROM model.request"""


def write_history(folder: Path, settings: OfficeSettings, tickets: int, until: date) -> int:
    """A journal in ``folder`` with at least ``tickets`` tickets on the days before ``until``; how many."""
    model = folder / "model"
    _model_day(model, settings)
    days = -(-tickets // PER_DAY)
    db = sqlite3.connect(folder / FILE, isolation_level=None)
    schema.migrate(db)
    db.execute("PRAGMA journal_mode = OFF")
    db.execute("PRAGMA synchronous = OFF")
    db.execute("ATTACH ? AS model", (str(model / FILE),))
    (events, old) = db.execute("SELECT count(*), min(day) FROM model.event").fetchone()
    for first in range(0, days, DAYS_A_TRANSACTION):
        db.execute("BEGIN")
        for n in range(first, min(days, first + DAYS_A_TRANSACTION)):
            day = (until - timedelta(days=days - n)).isoformat()
            about = {"n": n, "seq": n * events, "day": day, "old_id": _compact(old), "new_id": _compact(day)}
            for copy in _COPIES:
                db.execute(copy, about)
            if days - n <= REQUEST_DAYS:
                db.execute(_REQUESTS, about)
        db.execute("COMMIT")
    db.close()
    return days * PER_DAY


def _model_day(folder: Path, settings: OfficeSettings) -> None:
    """One day from the first number to the last slip, by the real rules."""
    journal = Journal(folder)
    work = Workday(settings, journal, FIRST_DAY_MS)
    for index in range(PER_DAY):
        work.printed(work.issue(index))
    for counter in settings.counters:
        while work.call(counter.id):
            pass
    work.close()
    journal.close()


def _compact(day: str) -> str:
    return day.replace("-", "")
