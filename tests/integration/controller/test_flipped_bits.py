"""One flipped bit anywhere in the journal's file: whole, mended and told, or refused with the remedy.

Every page of the file is hit, at its head and at seeded places. Whatever the bit was: no acknowledged ticket of today
is missing in silence, none is altered, no number is given twice, no answer is given that was not written, and a start
never ends in a traceback. The control does the same with proofs that believe everything, and must be caught.
"""

import random
import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from contracts.vocabulary import FaultCode, RequestId, ServiceCode
from controller.domain.day import Day, fold
from controller.domain.events import AnyEvent, JournalMended, NumbersSkipped
from controller.journal import file, verify
from controller.journal.entries import Answered, Entry
from controller.journal.errors import JournalDamagedError, JournalError
from controller.journal.folder import FILE, LOCK
from controller.journal.journal import Journal
from controller.journal.recovery.repair import open_journal
from controller.journal.recovery.restoring import Moment, restore
from controller.journal.verify import Walk
from tests import properties
from tests.integration.controller.clerkless import Ledger, a_journal, busy_days, db_file
from tests.integration.controller.house import MORNING, sparse_reserve

PAGE = 4096
TODAY = "2026-11-25"
NOW = MORNING + 2 * 86_400_000 + 3_600_000
A_PAGE = 4
"""Bits of each page: one in its head, the others anywhere."""


@dataclass(frozen=True)
class Truth:
    """What the untouched journal says."""

    folder: Path
    days: dict[str, tuple[AnyEvent, ...]]
    answers: dict[RequestId, Answered]
    last: int


@pytest.fixture(scope="module", params=["one lineage", "restored"])
def truth(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Truth:
    folder = tmp_path_factory.mktemp("office")
    dates = busy_days(folder, tickets=40)
    if request.param == "restored":
        folder = restored(folder)
    journal = Journal(folder)
    days = {date: journal.events(date) for date in dates}
    answers = journal.answers([r for (r,) in journal._connection.execute("SELECT request_id FROM request")])
    last = journal.last_seq
    journal.close()
    return Truth(folder, days, answers, last)


def restored(folder: Path) -> Path:
    """The same journal on a new card, with the events that say so."""
    card = folder.with_name("card")
    restore(card, folder / FILE, "test", Moment(NOW, 420))
    sparse_reserve(card)
    journal = open_journal(card, "now", "test")
    recovered = journal.start(NOW)
    skipped = NumbersSkipped(NOW, ServiceCode("civil"), 41, 60)
    told = (JournalMended(NOW, code, facts) for code, facts in recovered.mends.items())
    journal.commit([Entry(TODAY, (skipped, *told))])
    journal.forget_mends()
    journal.close()
    return card


def flips(size: int, seed: int = 0) -> Iterator[tuple[int, int]]:
    """Byte and bit, for every page."""
    luck = random.Random(seed)  # noqa: S311 - the same luck in every run
    for page in range(size // PAGE):
        yield page * PAGE + luck.randrange(12 if page else 100), luck.randrange(8)
        for _ in range(A_PAGE - 1):
            yield page * PAGE + luck.randrange(PAGE), luck.randrange(8)


def judged(truth: Truth, folder: Path, byte: int, bit: int) -> str:
    """Flip, start, look. Raises AssertionError when the outcome is none of the three."""
    shutil.rmtree(folder, ignore_errors=True)
    sparse_reserve(folder)
    shutil.copy(truth.folder / LOCK, folder / LOCK)
    data = bytearray(db_file(truth.folder).read_bytes())
    data[byte] ^= 1 << bit
    (folder / FILE).write_bytes(data)
    try:
        journal = open_journal(folder, "now")
    except JournalError as refused:
        remedy = "Restore the last backup" in str(refused) or "update the program" in str(refused)
        return "refused" if remedy else str(refused)
    try:
        return outcome(truth, journal)
    finally:
        journal.close()


def outcome(truth: Truth, journal: Journal) -> str:
    recovered = journal.start(NOW)
    assert journal.events(TODAY) == truth.days[TODAY], "today is whole"
    assert recovered.answers.items() <= truth.answers.items(), "no answer is altered"
    assert recovered.newest_day == TODAY
    given = set(fold(Day(TODAY), truth.days[TODAY]).tickets)
    ledger = Ledger(journal, TODAY, NOW)
    number = ledger.issue()
    assert f"{TODAY.replace('-', '')}-{number}" not in given, "no number twice"
    told = bool(recovered.mends) or at_night(journal)
    whole = old_days(journal) == {day: truth.days[day] for day in truth.days if day != TODAY}
    whole = whole and all(truth.answers[key] == recovered.answers.get(key) for key in todays(truth))
    assert whole or told, "what is missing is told"
    mend = recovered.mends.get(FaultCode.JOURNAL_REBUILT, {})
    if not whole and mend.get("lost"):
        found = sum(len(events) for events in old_days(journal).values())
        assert int(mend["lost"]) == sum(map(len, truth.days.values())) - len(truth.days[TODAY]) - found
    return "mended" if told else "whole"


def todays(truth: Truth) -> set[RequestId]:
    """Requests whose answer must be remembered: those of the newest day."""
    with sqlite3.connect(db_file(truth.folder)) as db:
        return {r for (r,) in db.execute("SELECT request_id FROM request WHERE day = ?", (TODAY,))}


def at_night(journal: Journal) -> bool:
    walk = Walk(TODAY)
    while not walk.done:
        walk = journal.walk(walk)
    return walk.fault is not None


def old_days(journal: Journal) -> dict[str, tuple[AnyEvent, ...]]:
    """What can be read and proved of the days before."""
    found: dict[str, tuple[AnyEvent, ...]] = {}
    for day in ("2026-11-23", "2026-11-24"):
        try:
            found[day] = journal.events(day)
        except JournalDamagedError:
            continue
    journal.events(TODAY)
    return found


@pytest.mark.seeded
@pytest.mark.parametrize("seed", properties.seeds())
def test_one_bit_anywhere_is_whole_mended_and_told_or_refused(
    truth: Truth, tmp_path: Path, seed: int
) -> None:
    size = len(db_file(truth.folder).read_bytes())
    outcomes = Counter(judged(truth, tmp_path / "image", byte, bit) for byte, bit in flips(size, seed))
    assert {"whole", "mended"} <= set(outcomes) <= {"whole", "mended", "refused"}, outcomes
    assert outcomes["refused"] <= sum(outcomes.values()) / 10, outcomes


def test_control_a_journal_that_proves_nothing_is_caught(
    truth: Truth, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verify, "_fault", lambda *_args: None)
    for module in (file, verify):
        monkeypatch.setattr(module, "is_sealed", lambda _row: True)
    monkeypatch.setattr(file, "_ticket_fault", lambda *_args: None)
    monkeypatch.setattr("controller.journal.projections.is_sealed", lambda _row: True)
    size, wrong = len(db_file(truth.folder).read_bytes()), 0
    for byte, bit in flips(size):
        try:
            judged(truth, tmp_path / "image", byte, bit)
        except Exception:  # noqa: BLE001 - whatever it is, it is not one of the three outcomes
            wrong += 1
        if wrong == 5:
            return
    pytest.fail(f"{wrong} were caught")


def test_a_bit_in_an_event_of_today_is_turned_back(truth: Truth, tmp_path: Path) -> None:
    shutil.copytree(truth.folder, tmp_path / "image")
    data = bytearray(db_file(truth.folder).read_bytes())
    place = data.rindex(b'"number":"A0')
    data[place + 12] ^= 1
    (tmp_path / "image" / FILE).write_bytes(data)
    journal = open_journal(tmp_path / "image", "now")
    assert journal.events(TODAY) == truth.days[TODAY]
    assert FaultCode.JOURNAL_REBUILT in journal.start(NOW).mends
    assert "set-aside" not in journal.start(NOW).mends[FaultCode.JOURNAL_REBUILT].values()
    journal.close()


@pytest.mark.parametrize("seed", range(20))
def test_a_bit_in_the_log_of_writes_or_in_the_witness_gives_no_number_twice(
    tmp_path: Path, seed: int
) -> None:
    luck = random.Random(seed)  # noqa: S311 - the same luck in every run
    journal = a_journal(tmp_path / "office")
    ledger = Ledger(journal)
    given = [ledger.issue() for _ in range(20)]
    shutil.copytree(tmp_path / "office", tmp_path / "image")
    journal.close()
    victim = tmp_path / "image" / (f"{FILE}-wal" if seed % 2 else LOCK)
    data = bytearray(victim.read_bytes())
    data[luck.randrange(len(data.rstrip(b"\0")))] ^= 1 << luck.randrange(8)
    victim.write_bytes(data)
    again = open_journal(tmp_path / "image", "now")
    recovered = again.start(NOW)
    found = [t.number for t in fold(Day("2026-11-23"), again.events("2026-11-23")).tickets.values()]
    if found != given:
        assert recovered.lost or recovered.mends
        spans = recovered.lost.days["2026-11-23"] if recovered.lost else ()
        assert recovered.in_doubt
        assert not spans or spans[0].high == 20
    again.close()
