"""Damage of every kind: all events again, old ones set aside and told, or a refusal with the remedy.

Never silently fewer, and never one of today missing.
"""

import contextlib
import random
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from contracts.vocabulary import FaultCode, ServiceCode
from controller.domain.events import AnyEvent
from controller.domain.lost_rules import Span
from controller.journal.errors import JournalError
from controller.journal.folder import FILE, JournalDir
from controller.journal.journal import Journal
from controller.journal.recovery.repair import open_journal
from tests.integration.controller.clerkless import DAY, Ledger, a_journal, busy_days, db_file, numbers_in
from tests.integration.controller.house import sparse_reserve

PAGE = 4096
Damage = Callable[[bytearray, random.Random], None]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three busy days in a journal that was closed properly."""
    folder = tmp_path_factory.mktemp("office")
    busy_days(folder)
    return folder


def _zero_page(file: bytearray, luck: random.Random) -> None:
    at = luck.randrange(len(file) // PAGE) * PAGE
    file[at : at + PAGE] = bytes(PAGE)


def _garbage_page(file: bytearray, luck: random.Random) -> None:
    at = luck.randrange(len(file) // PAGE) * PAGE
    file[at : at + PAGE] = luck.randbytes(PAGE)


def _flipped_bits(file: bytearray, luck: random.Random) -> None:
    for _ in range(8):
        file[luck.randrange(len(file))] ^= 1 << luck.randrange(8)


def _flipped_page_header(file: bytearray, luck: random.Random) -> None:
    at = luck.randrange(1, len(file) // PAGE) * PAGE
    file[at + luck.randrange(12)] ^= 1 << luck.randrange(8)


def _swapped_pages(file: bytearray, luck: random.Random) -> None:
    one, two = (page * PAGE for page in luck.sample(range(1, len(file) // PAGE), 2))
    file[one : one + PAGE], file[two : two + PAGE] = file[two : two + PAGE], file[one : one + PAGE]


def _torn_sector(file: bytearray, luck: random.Random) -> None:
    at = luck.randrange(len(file) // 512) * 512
    file[at : at + 512] = bytes(512)


def _truncated(file: bytearray, luck: random.Random) -> None:
    del file[luck.randrange(len(file)) :]


def _truncated_to_pages(file: bytearray, luck: random.Random) -> None:
    del file[luck.randrange(1, len(file) // PAGE) * PAGE :]


def _zero_header(file: bytearray, _luck: random.Random) -> None:
    file[:100] = bytes(100)


def _all_garbage(file: bytearray, luck: random.Random) -> None:
    file[:] = luck.randbytes(len(file))


def _emptied(file: bytearray, _luck: random.Random) -> None:
    file.clear()


def _user_version(file: bytearray, luck: random.Random) -> None:
    file[60 + luck.randrange(4)] ^= 1 << luck.randrange(8)


DAMAGES: tuple[Damage, ...] = (
    _zero_page,
    _garbage_page,
    _flipped_bits,
    _flipped_page_header,
    _swapped_pages,
    _torn_sector,
    _truncated,
    _truncated_to_pages,
    _zero_header,
    _all_garbage,
    _emptied,
    _user_version,
)
ONCE = (_zero_header, _emptied)
CASES = [(damage, seed) for damage in DAMAGES for seed in range(1 if damage in ONCE else 15)]


def everything(journal: Journal) -> list[tuple[str, tuple[AnyEvent, ...]]]:
    days = [
        d for (d,) in journal._connection.execute("SELECT DISTINCT day FROM event NOT INDEXED ORDER BY day")
    ]
    return [(day, journal.events(day)) for day in days]


@pytest.mark.parametrize(("damage", "seed"), CASES, ids=lambda x: getattr(x, "__name__", str(x)))
def test_damage_gives_all_events_or_a_refusal(
    office: Path, tmp_path: Path, damage: Damage, seed: int
) -> None:
    for file in ("journal.db", "lock"):
        shutil.copy(office / file, tmp_path / file)
    sparse_reserve(tmp_path)
    broken = bytearray((tmp_path / FILE).read_bytes())
    damage(broken, random.Random(seed))  # noqa: S311 - the same luck in every run
    (tmp_path / FILE).write_bytes(broken)
    journal, refused = _opened(tmp_path)
    if journal is None:
        assert "backup" in refused or "update the program" in refused
        assert db_file(tmp_path).exists(), "the damaged file stays where it is"
        return
    aside = tmp_path / f"{FILE}.damaged-now"
    fault = journal.verify()
    if fault:  # an older day, which gives no numbers any more; the newest was proved at the start
        assert not aside.exists()
        assert "2026-11-25" not in fault
    else:
        found, whole = everything(journal), _told(office)
        missing = sum(len(events) for _day, events in whole) - sum(len(events) for _day, events in found)
        told = journal.start(1).mends.get(FaultCode.JOURNAL_REBUILT, {})
        assert int(told.get("lost", 0)) == missing
        assert all(set(events) <= set(dict(whole)[day]) for day, events in found)
        assert aside.exists() or not missing
    assert journal.events("2026-11-25") == dict(_told(office))["2026-11-25"]
    journal.close()


def _opened(data_dir: Path) -> tuple[Journal | None, str]:
    try:
        return open_journal(data_dir, "now"), ""
    except JournalError as error:
        return None, str(error)


def _told(office: Path) -> list[tuple[str, tuple[AnyEvent, ...]]]:
    journal = Journal(office)
    try:
        return everything(journal)
    finally:
        journal.close()


def break_tickets(folder: Path) -> None:
    """A page that only the table of tickets needs, which follows from the events."""
    with contextlib.closing(sqlite3.connect(folder / FILE)) as db:
        (page,) = db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'ticket'").fetchone()
    file = bytearray((folder / FILE).read_bytes())
    file[(page - 1) * PAGE : page * PAGE] = bytes(PAGE)
    (folder / FILE).write_bytes(file)


def test_broken_tickets_are_rebuilt_with_every_ticket_and_the_damaged_file_kept(tmp_path: Path) -> None:
    days = busy_days(tmp_path)
    before = _told(tmp_path)
    break_tickets(tmp_path)
    damaged = (tmp_path / FILE).read_bytes()
    journal = open_journal(tmp_path, "now")
    assert everything(journal) == before
    assert journal.verify() is None
    assert (tmp_path / f"{FILE}.damaged-now").read_bytes() == damaged
    assert len(numbers_in(journal, days[-1])) == 60
    assert Ledger(journal, days[-1], at=1_795_600_000_000).issue() not in numbers_in(journal, days[-1])[:-1]
    journal.close()


def test_a_last_page_that_lost_its_rows_is_never_taken_for_the_end(tmp_path: Path) -> None:
    """The chain of what is left holds, but it is shorter than what was written."""
    busy_days(tmp_path)
    with contextlib.closing(sqlite3.connect(tmp_path / FILE, isolation_level=None)) as db:
        db.execute("DELETE FROM event WHERE seq > 200")
    break_tickets(tmp_path)
    with pytest.raises(JournalError, match=r"200 of \d+ events could be read"):
        open_journal(tmp_path, "now")


@pytest.mark.parametrize("after", ["building", "rebuilt", "linked", "wal gone"])
def test_a_repair_cut_short_is_finished_by_the_next_start(tmp_path: Path, after: str) -> None:
    busy_days(tmp_path)
    before = _told(tmp_path)
    shutil.copy(tmp_path / FILE, tmp_path / "good")
    break_tickets(tmp_path)
    if after == "building":
        (tmp_path / f"{FILE}.building").write_bytes(b"half of it")
    else:
        shutil.copy(tmp_path / "good", tmp_path / f"{FILE}.rebuilt")
        (tmp_path / FILE).write_bytes(bytes(PAGE))  # by now it could not be read a second time
    if after in ("linked", "wal gone"):
        (tmp_path / f"{FILE}.damaged-now").hardlink_to(tmp_path / FILE)
    if after != "wal gone":
        (tmp_path / f"{FILE}-wal").write_bytes(b"stale")
    journal = open_journal(tmp_path, "now")
    assert everything(journal) == before
    journal.close()


def test_a_repair_holds_the_directory(tmp_path: Path) -> None:
    busy_days(tmp_path, days=1)
    break_tickets(tmp_path)
    held = JournalDir(tmp_path)
    with pytest.raises(JournalError, match="another controller"):
        open_journal(tmp_path, "now")
    held.close()
    open_journal(tmp_path, "now").close()


def test_damage_in_the_middle_of_the_wal_does_not_go_unsaid(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """SQLite takes a broken frame for the end of the log: the witness knows better."""
    journal = a_journal(tmp_path / "office")
    ledger = Ledger(journal)
    for _ in range(20):
        ledger.issue()
    shutil.copytree(tmp_path / "office", tmp_path / "image")
    journal.close()
    wal = tmp_path / "image" / f"{FILE}-wal"
    broken = bytearray(wal.read_bytes())
    broken[len(broken) // 2] ^= 0xFF
    wal.write_bytes(broken)
    again = open_journal(tmp_path / "image", "now")
    found = numbers_in(again)
    assert 0 < len(found) < 20
    lost = again.start(1).lost
    assert lost is not None
    assert lost.days[DAY] == (Span("A", ServiceCode("civil"), 1, 20),)
    assert "is not the journal that was written last" in caplog.text
    again.close()
