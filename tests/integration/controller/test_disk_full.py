"""A full disk: the reserve first, then an honest no; what was given stays, and it works again by itself."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from controller.journal.errors import JournalFullError
from controller.journal.folder import RESERVE, RESERVE_BYTES
from controller.journal.journal import Journal
from simulation.office.broker import Broker
from tests.integration.controller.clerkless import DAY, Ledger, numbers_in
from tests.integration.controller.program_house import Program
from tests.integration.controller.test_controller_program import get
from tests.waiting import until


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system of 20 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ("mount", "-t", "tmpfs", "-o", "size=20m", "tmpfs", str(folder))
    if os.geteuid() != 0 or subprocess.run(command, capture_output=True, check=False).returncode != 0:
        pytest.skip("mounting a small disk needs root; max_page_count below tests the same refusal")
    yield folder
    subprocess.run(("umount", "--lazy", str(folder)), check=True)


def fill(folder: Path) -> Path:
    """Take every byte that is left."""
    greedy = folder / "greedy"
    with greedy.open("ab", buffering=0) as file:
        for size in (1 << 20, 1 << 12, 1):
            try:
                while file.write(b"x" * size) == size:
                    pass
            except OSError:
                continue
    return greedy


def issue_until_full(ledger: Ledger, at_most: int) -> list[str]:
    given: list[str] = []
    for _ in range(at_most):
        try:
            given.append(ledger.issue())
        except JournalFullError:
            return given
    raise AssertionError(f"{at_most} tickets fitted")


def test_the_reserve_carries_a_thousand_tickets_over_a_full_disk(small_disk: Path) -> None:
    journal = Journal(small_disk)
    assert (small_disk / RESERVE).stat().st_size == RESERVE_BYTES
    ledger = Ledger(journal)
    first = ledger.issue()
    fill(small_disk)
    journal._connection.execute("PRAGMA wal_autocheckpoint = 100")
    given = [ledger.issue() for _ in range(998)]
    assert not journal.reserve_intact(), "the caretaker is called"
    assert numbers_in(journal) == [first, *given]
    journal.close()


def test_when_the_reserve_is_gone_too_nothing_is_promised_and_nothing_lost(small_disk: Path) -> None:
    journal = Journal(small_disk)
    ledger = Ledger(journal)
    given = [ledger.issue()]
    greedy = fill(small_disk)
    (small_disk / RESERVE).unlink()
    fill(small_disk)
    given += issue_until_full(ledger, 500)
    assert numbers_in(journal) == given
    assert not journal.heal("now")
    greedy.unlink()
    assert journal.heal("now"), "by itself, once there is room"
    assert journal.reserve_intact()
    journal.reread()
    again = Ledger(journal)
    assert again.issue() not in given
    journal.close()
    reopened = Journal(small_disk)
    assert numbers_in(reopened)[: len(given)] == given
    assert reopened.verify() is None
    reopened.close()


def test_it_starts_on_a_full_disk_with_the_help_of_the_reserve(small_disk: Path) -> None:
    journal = Journal(small_disk)
    given = [Ledger(journal).issue() for _ in range(1)]
    journal.close()
    fill(small_disk)
    again = Journal(small_disk)
    again.start(0)
    assert numbers_in(again) == given
    assert Ledger(again).issue() not in given
    again.close()


def test_a_full_disk_at_the_start_is_no_damage(small_disk: Path) -> None:
    journal = Journal(small_disk)
    Ledger(journal).issue()
    journal.close()
    fill(small_disk)
    (small_disk / RESERVE).unlink()
    fill(small_disk)
    before = (small_disk / "journal.db").read_bytes()
    with pytest.raises(JournalFullError, match="make room"):
        Journal(small_disk).start(0)
    assert (small_disk / "journal.db").read_bytes() == before
    assert not list(small_disk.glob("*damaged*"))


def test_a_journal_that_may_not_grow_refuses_and_recovers(tmp_path: Path) -> None:
    """The same without root: SQLite itself says that the disk is full."""
    journal = Journal(tmp_path)
    ledger = Ledger(journal)
    given = [ledger.issue()]
    (pages,) = journal._connection.execute("PRAGMA page_count").fetchone()
    journal._connection.execute(f"PRAGMA max_page_count = {pages}")
    given += issue_until_full(ledger, 500)
    assert not journal.reserve_intact()
    assert numbers_in(journal) == given
    journal._connection.execute("PRAGMA max_page_count = 1000000")
    fresh = Ledger(journal)
    assert fresh.issue() == f"A{len(given) + 1:03}"
    assert journal.verify(DAY) is None
    journal.close()


def test_a_program_that_cannot_write_at_its_start_says_so_and_serves_once_there_is_room(
    small_disk: Path, tmp_path: Path, broker: Broker
) -> None:
    journal = Journal(small_disk)
    Ledger(journal).issue()
    journal.close()
    greedy = fill(small_disk)
    (small_disk / RESERVE).unlink()
    fill(small_disk)
    (tmp_path / "data").symlink_to(small_disk)
    program = Program(tmp_path, broker)
    program.start()
    try:
        until(lambda: get(program, "/")[0] == 503)
        assert "make room" in get(program, "/")[1]
        greedy.unlink()
        until(lambda: get(program, "/readyz")[0] == 200)
        assert "Traceback" not in program.log.read_text()
    finally:
        program.kill()
