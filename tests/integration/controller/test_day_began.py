"""A start finds the newest day without looking through all years, and finds all of it whatever the clock did."""

import sqlite3
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.domain.events import ClosingChanged
from controller.journal.began import span_of
from controller.journal.entries import Entry
from controller.journal.journal import Journal
from controller.journal.recovery.mends import note
from tests.integration.controller.clerkless import a_journal, busy_days, db_file
from tests.properties import examples

THROUGH_ALL = "min(seq)"
DAYS = ("2026-11-23", "2026-11-24", "2026-11-25")


def happen(journal: Journal, day: str, at: int) -> None:
    journal.commit([Entry(day, (ClosingChanged(at, None),))])


def asked_at_start(folder: Path, day: str) -> list[str]:
    """What a start asks the file from then on when it can be asked, and the day is read again."""
    said: list[str] = []
    journal = Journal(folder)
    journal._connection.set_trace_callback(said.append)
    journal._proved.clear()
    assert journal.start(1).newest_day == day
    journal.close()
    return said


def test_a_start_does_not_look_through_all_days(tmp_path: Path):
    days = busy_days(tmp_path)
    assert not any(THROUGH_ALL in said for said in asked_at_start(tmp_path, days[-1]))


def test_control_a_journal_of_an_older_program_is_looked_through(tmp_path: Path):
    days = busy_days(tmp_path)
    with sqlite3.connect(db_file(tmp_path)) as db:
        db.execute("DELETE FROM meta WHERE key = 'began'")
    db.close()
    assert any(THROUGH_ALL in said for said in asked_at_start(tmp_path, days[-1]))


def test_it_notes_it_with_its_next_event(tmp_path: Path):
    days = busy_days(tmp_path)
    with sqlite3.connect(db_file(tmp_path)) as db:
        db.execute("DELETE FROM meta WHERE key = 'began'")
    db.close()
    journal = Journal(tmp_path)
    happen(journal, days[-1], 1)
    journal.close()
    assert not any(THROUGH_ALL in said for said in asked_at_start(tmp_path, days[-1]))


@examples(25)
@given(
    runs=st.lists(st.tuples(st.sampled_from(DAYS), st.integers(1, 3), st.booleans()), min_size=1, max_size=8)
)
def test_however_days_take_turns_all_events_of_each_are_found(
    tmp_path_factory: pytest.TempPathFactory, runs: list[tuple[str, int, bool]]
):
    folder = tmp_path_factory.mktemp("turns")
    journal, told = a_journal(folder), {day: list[int]() for day in DAYS}
    for day, times, restarts in runs:
        for _ in range(times):
            told[day].append(journal.last_seq + 1)
            happen(journal, day, journal.last_seq + 1)
        if restarts:
            journal.close()
            journal = Journal(folder)
            recovered = journal.start(1)
            assert recovered.newest_day == day
            assert [event.at for event in recovered.events] == told[day]
        for each in DAYS:
            assert [event.at for event in journal.events(each)] == told[each]
            span = span_of(journal._connection, each)
            assert span == ((told[each][0], told[each][-1]) if told[each] else None)
    journal.close()


@pytest.mark.parametrize("noted", ["1", "40", "9999", "0", "-1", "x", ""])
def test_a_note_that_is_wrong_hides_nothing(tmp_path: Path, noted: str):
    days = busy_days(tmp_path)
    journal = Journal(tmp_path)
    wanted = journal.events(days[-1])
    with journal._connection as db:
        note(db, "began", f"{days[-1]} {noted}")
    assert journal.events(days[-1]) == wanted
    journal.close()
    journal = Journal(tmp_path)
    assert journal.start(1).events == wanted
    journal.close()
