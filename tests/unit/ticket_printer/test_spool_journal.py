import os
import stat
from pathlib import Path

import pytest

from contracts.vocabulary import SlipState
from tests.unit.ticket_printer.spool_builders import job_id
from ticket_printer.journal import FILE, Journal, SpoolBusyError
from ticket_printer.spool import UNDATED, Loss, Memory

JOBS = Memory({job_id("A001"): SlipState.PRINTED, job_id("A002"): SlipState.SENDING})


def test_what_was_kept_is_loaded_in_the_same_order(tmp_path: Path):
    Journal(tmp_path / "new" / "folder").keep(JOBS)
    found = Journal(tmp_path / "new" / "folder").load()
    assert list(found.jobs.items()) == list(JOBS.jobs.items())
    assert found.loss is None


def test_the_first_start_remembers_nothing(tmp_path: Path):
    assert Journal(tmp_path / "never").load() == Memory()


GARBAGE = ["", "{", '{"jobs": 3}', "[]", '{"jobs": {"x": "eaten"}}', "\x00" * 40, "[" * 100_000, "null"]


@pytest.mark.parametrize("damage", GARBAGE)
def test_a_damaged_file_is_set_aside_and_the_loss_is_known(tmp_path: Path, damage: str):
    (tmp_path / FILE).write_text(damage)
    found = Journal(tmp_path).load()
    assert found.jobs == {}
    assert found.loss == Loss(f"{tmp_path / FILE} was damaged; kept as spool.damaged")
    assert (tmp_path / "spool.damaged").read_text() == damage


def test_any_flipped_bit_is_damage(tmp_path: Path):
    Journal(tmp_path).keep(JOBS)
    good = (tmp_path / FILE).read_bytes()
    for n in range(len(good)):
        bad = bytearray(good)
        bad[n] ^= 1
        (tmp_path / FILE).write_bytes(bad)
        found = Journal(tmp_path).load()
        assert found.loss or found == JOBS, bad
        assert not (found.loss and found.jobs)


def test_a_file_that_vanished_is_a_loss_and_not_a_first_start(tmp_path: Path):
    Journal(tmp_path).keep(JOBS)
    (tmp_path / FILE).unlink()
    assert Journal(tmp_path).load() == Memory(loss=Loss(f"{tmp_path / FILE} is gone"))


@pytest.mark.parametrize("at", [UNDATED, 1_795_000_000_000])
def test_a_loss_is_remembered(tmp_path: Path, at: int):
    Journal(tmp_path).keep(Memory(JOBS.jobs, Loss("why", at, met=7.0)))
    assert Journal(tmp_path).load() == Memory(JOBS.jobs, Loss("why", at))


def test_one_program_at_a_time(tmp_path: Path):
    first, second = Journal(tmp_path / "spool"), Journal(tmp_path / "spool")
    first.hold()
    first.hold()
    with pytest.raises(SpoolBusyError, match="used by another printer program"):
        second.hold()
    first.close()
    second.hold()
    second.close()


def test_a_write_that_fails_leaves_the_old_journal(tmp_path: Path):
    journal = Journal(tmp_path)
    journal.keep(JOBS)
    (tmp_path / "spool.new").mkdir()
    with pytest.raises(OSError, match=r"spool\.new"):
        journal.keep(Memory())
    assert journal.load() == JOBS


def test_the_file_and_its_folder_are_flushed_around_the_rename(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    flushed, fsync = [], os.fsync

    def watched(handle: int):
        named = (tmp_path / FILE).exists()
        flushed.append(("folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "file", named))
        fsync(handle)

    monkeypatch.setattr(os, "fsync", watched)
    Journal(tmp_path).keep(JOBS)
    assert flushed == [("file", False), ("folder", True), ("file", True), ("folder", True)]
