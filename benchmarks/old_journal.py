"""A journal with years of history, made quickly: one real day, copied under other dates.

What is real: every table, index and row size, and the content of every event. What is not: the hashes of the
copied days do not chain, except those of the newest day (a start checks no others), and their times are those
of the day that was copied.
"""

import sqlite3
from datetime import date, timedelta
from pathlib import Path

from benchmarks.workday import MONDAY_MS, Workday
from controller.journal import schema
from controller.journal.event_codec import FIRST_HASH, chain
from controller.journal.folder import FILE
from controller.journal.journal import Journal
from controller.journal.verify import ROWS
from controller.settings import OfficeSettings

PER_DAY = 250
REQUEST_DAYS = 7
DAYS_A_TRANSACTION = 500

_COPIES = (
    """INSERT INTO event SELECT seq + :seq, :day, kind, replace(body, :old_id, :new_id), request_id, hash
       FROM model.event ORDER BY seq""",
    """INSERT INTO ticket SELECT replace(id, :old_id, :new_id), :day, series, n, number, service, priority,
       state, counter, arrived_at, first_called_at, ended_at,
       seal(replace(id, :old_id, :new_id), :day, series, n, number, service, priority, state, counter,
       arrived_at, first_called_at, ended_at) FROM model.ticket ORDER BY id""",
)
_REQUESTS = """INSERT INTO request SELECT id, :day, fingerprint, said, seal(id, :day, fingerprint, said) FROM
       (SELECT printf('%08x', :n) || substr(request_id, 9) AS id, fingerprint,
       replace(reply, :old_id, :new_id) AS said FROM model.request)"""


def write_history(folder: Path, model: Path, settings: OfficeSettings, tickets: int, until: date) -> int:
    """A journal in ``folder`` with at least ``tickets`` tickets on the days before ``until``; how many.

    The day that is copied is written into ``model``.
    """
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
    _chain_from(db, max(0, (days - 1) * events - 1))  # one event beyond the newest day is proved, too
    db.close()
    return days * PER_DAY


def _model_day(folder: Path, settings: OfficeSettings) -> None:
    """One day from the first number to the last slip, by the real rules."""
    journal = Journal(folder)
    work = Workday(settings, journal, MONDAY_MS)
    for index in range(PER_DAY):
        work.printed(work.issue(index))
    for counter in settings.counters:
        while work.call(counter.id):
            pass
    work.close()
    journal.close()


def _chain_from(db: sqlite3.Connection, last: int) -> None:
    """Give every event after ``last`` the hash that follows from the one before."""
    (head,) = db.execute("SELECT hash FROM event WHERE seq = ?", (last,)).fetchone() or (FIRST_HASH,)
    rows = db.execute(f"{ROWS} WHERE seq > ? ORDER BY seq", (last,)).fetchall()
    for seq, day, kind, body, request, _hash in rows:
        head = chain(head, seq, day, kind, body, request)
        db.execute("UPDATE event SET hash = ? WHERE seq = ?", (head, seq))


def _compact(day: str) -> str:
    return day.replace("-", "")
