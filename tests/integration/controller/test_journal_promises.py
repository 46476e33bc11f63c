"""The journal: what it was told is what it tells, and nothing else can get in."""

import contextlib
import json
import shutil
import sqlite3
from pathlib import Path

import pytest

from contracts import messages as m
from contracts.vocabulary import ServiceCode
from controller.domain.day import Day, fold
from controller.domain.lost_rules import Span
from controller.journal import schema
from controller.journal.entries import Entry
from controller.journal.errors import JournalBusyError, JournalConflictError, JournalError
from controller.journal.journal import Journal
from controller.journal.recovery.repair import open_journal
from controller.journal.schema import NewerError, migrate
from controller.journal.verify import chain_fault
from tests.integration.controller.clerkless import DAY, SECOND_MS, Ledger, a_journal, busy_days, db_file
from tests.integration.controller.house import CLERK, DAY_MS, MORNING


def test_replay_is_exactly_what_was_decided(tmp_path: Path) -> None:
    journal = a_journal(tmp_path)
    ledger = Ledger(journal)
    for turn in range(30):
        ledger.issue("land" if turn % 4 == 3 else "civil")
        if turn % 3 == 1:
            ledger.call()
    ledger.now += 3 * SECOND_MS
    ledger.commit(ledger.judged(m.Recall, by=CLERK, counter="1"))
    ledger.commit(ledger.judged(m.Park, by=CLERK, counter="1", reason="thiếu giấy"))
    journal.close()
    again = Journal(tmp_path)
    assert fold(Day(DAY), again.events(DAY)) == ledger.day
    assert again.verify() is None
    assert again.verify(DAY) is None
    again.close()


def test_the_reports_table_says_what_the_events_say(tmp_path: Path) -> None:
    busy_days(tmp_path, days=1)
    with contextlib.closing(sqlite3.connect(db_file(tmp_path))) as db:
        told = db.execute("SELECT id, state, service, counter FROM ticket ORDER BY id").fetchall()
    journal = Journal(tmp_path)
    folded = fold(Day(DAY), journal.events(DAY)).tickets.values()
    journal.close()
    assert told == sorted((t.id, t.state, t.service, t.counter) for t in folded)


def test_answers_survive_and_are_found_by_their_request(tmp_path: Path) -> None:
    journal = a_journal(tmp_path)
    ledger = Ledger(journal)
    entry = ledger.entry()
    assert entry.request_id
    journal.commit([entry])
    journal.close()
    again = Journal(tmp_path)
    assert again.start(MORNING).answers == {entry.request_id: entry.answer}
    assert again.answers([entry.request_id]) == {entry.request_id: entry.answer}
    again.close()


def test_answers_of_old_days_are_forgotten_after_a_week_but_never_todays(tmp_path: Path) -> None:
    journal = a_journal(tmp_path)
    requests = []
    for ahead in range(10):
        entry = Ledger(journal, f"2026-11-{11 + ahead}", MORNING + (ahead - 12) * DAY_MS).entry()
        journal.commit([entry])
        requests.append(entry.request_id)
    kept = journal.start(MORNING).answers
    assert requests[-1] in kept
    assert requests[-2] in kept, "midnight does not end a retry"
    found = journal.answers([request for request in requests if request])
    assert set(found) == set(requests[-7:])
    journal.close()


def test_one_number_twice_is_refused_by_the_journal_itself(tmp_path: Path) -> None:
    journal = a_journal(tmp_path)
    ledger = Ledger(journal)
    first, second = ledger.entry(), ledger.entry()  # both of the same day: both say A001
    journal.commit([first])
    twin = Entry(second.day, second.events, second.tickets, second.outbox, (), second.request_id)
    with pytest.raises(JournalConflictError, match="20261123-A001 twice"):
        journal.commit([twin])
    assert len(journal.events(DAY)) == len(first.events), "nothing of the twins was written"
    assert journal.verify() is None
    journal.close()


def test_one_request_twice_is_refused_by_the_database_itself(tmp_path: Path) -> None:
    journal = a_journal(tmp_path)
    ledger = Ledger(journal)
    first = ledger.entry()
    journal.commit([first])
    with pytest.raises(JournalConflictError, match=r"request\.request_id"):
        journal.commit([Entry(DAY, first.events[:0], (), {}, (), first.request_id, first.answer)])
    journal.close()


def test_a_batch_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    journal = a_journal(tmp_path)
    ledger = Ledger(journal)
    good = ledger.entry()
    with pytest.raises(JournalConflictError):
        journal.commit([good, good])
    assert journal.events(DAY) == ()
    journal.commit([good])
    assert journal.events(DAY) == good.events
    assert journal.verify() is None
    journal.close()


@pytest.mark.parametrize("column", ["kind", "body", "day", "hash"])
def test_one_altered_letter_breaks_the_chain(tmp_path: Path, column: str) -> None:
    busy_days(tmp_path, days=1, tickets=10)
    with contextlib.closing(sqlite3.connect(db_file(tmp_path), isolation_level=None)) as db:
        (before,) = db.execute(f"SELECT {column} FROM event WHERE seq = 7").fetchone()  # noqa: S608 - our own word
        swapped = before[:-3] + ("0" if before[-3] != "0" else "1") + before[-2:]
        db.execute(f"UPDATE event SET {column} = ? WHERE seq = 7", (swapped,))  # noqa: S608 - our own word
    with contextlib.closing(sqlite3.connect(db_file(tmp_path))) as db:
        assert "event 7" in str(chain_fault(db))


def test_a_removed_event_breaks_the_chain(tmp_path: Path) -> None:
    busy_days(tmp_path, days=1, tickets=10)
    with contextlib.closing(sqlite3.connect(db_file(tmp_path), isolation_level=None)) as db:
        db.execute("DELETE FROM event WHERE seq = 5")
        assert chain_fault(db) == "event 5 is missing"


def test_days_that_interleave_still_verify_one_by_one(tmp_path: Path) -> None:
    """A clock that a person put back: Monday, Tuesday, Monday again."""
    journal = a_journal(tmp_path)
    Ledger(journal, DAY).issue()
    Ledger(journal, "2026-11-24", MORNING + DAY_MS).issue()
    Ledger(journal, DAY).issue()
    assert journal.verify(DAY) is None
    assert journal.verify("2026-11-24") is None
    assert journal.verify() is None
    journal.close()


def test_two_journals_on_one_directory(tmp_path: Path) -> None:
    first = a_journal(tmp_path)
    with pytest.raises(JournalBusyError, match="another controller uses"):
        Journal(tmp_path)
    with pytest.raises(JournalBusyError):
        open_journal(tmp_path, "now")
    first.close()
    Journal(tmp_path).close()


def test_a_directory_that_cannot_be_is_said_with_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(JournalError, match="change data_dir"):
        Journal(tmp_path / "file")


def test_only_the_wal_is_left(tmp_path: Path) -> None:
    journal = a_journal(tmp_path)
    Ledger(journal).issue()
    wal = shutil.copy(tmp_path / "journal.db-wal", tmp_path / "kept")
    journal.close()
    db_file(tmp_path).unlink()
    shutil.move(wal, tmp_path / "journal.db-wal")
    with pytest.raises(JournalError, match="put the file back"):
        open_journal(tmp_path, "now")
    assert not db_file(tmp_path).exists(), "no empty journal in its place"


def _tables(path: Path) -> set[str]:
    with contextlib.closing(sqlite3.connect(path)) as db:
        return {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE sql NOT NULL")}


class Interrupted(Exception):  # noqa: N818 - not an error of ours
    """The power went."""


def test_a_migration_interrupted_at_any_statement_leaves_old_or_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    more = (
        "ALTER TABLE ticket ADD COLUMN rating INTEGER",
        "CREATE INDEX by_state ON ticket (state)",
        "DROP TABLE request",
    )
    busy_days(tmp_path / "filled", days=1, tickets=4)
    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, more))
    old, seen = _tables(db_file(tmp_path / "filled")), set[frozenset[str]]()
    for stop_at in range(1, 12):
        path = tmp_path / f"copy{stop_at}.db"
        shutil.copy(db_file(tmp_path / "filled"), path)
        db = sqlite3.connect(path, isolation_level=None, factory=_breaking(stop_at))
        with contextlib.suppress(Interrupted):
            migrate(db)
        db.close()
        seen.add(frozenset(_tables(path)))
        with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as healed:
            migrate(healed)
            assert healed.execute("PRAGMA user_version").fetchone() == (3,)
            assert healed.execute("SELECT count(*), count(rating) FROM ticket").fetchone() == (4, 0)
    assert seen == {frozenset(old), frozenset((old | {"by_state"}) - {"request"})}


def _breaking(stop_at: int) -> type[sqlite3.Connection]:
    """A connection that breaks down at its n-th statement."""

    class Breaking(sqlite3.Connection):
        done = 0

        def execute(self, *args: object) -> sqlite3.Cursor:
            Breaking.done += 1
            if Breaking.done == stop_at:
                raise Interrupted
            return super().execute(*args)  # type: ignore[arg-type] # hands on what it gets

    return Breaking


def test_a_beginning_interrupted_at_any_statement_begins_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect = sqlite3.connect
    for stop_at in range(1, 12):
        folder = tmp_path / str(stop_at)
        folder.mkdir()
        breaking = _breaking(stop_at)
        with monkeypatch.context() as patch:
            patch.setattr(
                sqlite3, "connect", lambda path, b=breaking, **more: connect(path, **more | {"factory": b})
            )
            with contextlib.suppress(Interrupted):
                a_journal(folder).close()
        journal = open_journal(folder, "now")
        assert Ledger(journal).issue() == "A001"
        journal.close()


def test_a_journal_of_a_newer_program_is_refused_and_left_alone(tmp_path: Path) -> None:
    busy_days(tmp_path, days=1, tickets=2)
    with contextlib.closing(sqlite3.connect(db_file(tmp_path), isolation_level=None)) as db:
        db.execute("PRAGMA user_version = 9")
        with pytest.raises(NewerError):
            migrate(db)
    before = db_file(tmp_path).read_bytes()
    with pytest.raises(JournalError, match="update the program"):
        open_journal(tmp_path, "now")
    assert db_file(tmp_path).read_bytes() == before


@pytest.mark.parametrize("clock", [MORNING, 0], ids=["good clock", "1970"])
def test_the_epoch_always_rises_also_over_an_older_copy(tmp_path: Path, clock: int) -> None:
    seen = []
    busy_days(tmp_path, days=1, tickets=2)
    shutil.copy(db_file(tmp_path), tmp_path / "backup")
    for turn in range(6):
        if turn == 4:
            shutil.copy(tmp_path / "backup", db_file(tmp_path))
        journal = Journal(tmp_path)
        seen.append(journal.start(clock).epoch)
        journal.close()
    assert seen == sorted(set(seen)), seen


def test_an_older_copy_is_not_taken_in_silence(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    busy_days(tmp_path, days=1, tickets=2)
    shutil.copy(db_file(tmp_path), tmp_path / "backup")
    journal = Journal(tmp_path)
    Ledger(journal).issue()
    journal.close()
    shutil.copy(tmp_path / "backup", db_file(tmp_path))
    caplog.clear()
    short = Journal(tmp_path)
    lost = short.start(1).lost
    assert lost is not None
    assert lost.events == 2
    assert lost.days == {DAY: (Span("A", ServiceCode("civil"), 1, 3),)}
    assert "another copy was put in its place" in caplog.text
    short.close()


def test_bodies_are_json_that_anybody_can_read(tmp_path: Path) -> None:
    busy_days(tmp_path, days=1, tickets=3)
    with contextlib.closing(sqlite3.connect(db_file(tmp_path))) as db:
        bodies = [json.loads(body) for (body,) in db.execute("SELECT body FROM event")]
    assert bodies
    assert all("at" in body for body in bodies)
