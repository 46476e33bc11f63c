import os
import stat
from pathlib import Path

import pytest

from contracts.vocabulary import SlipState
from tests.unit.ticket_printer.spool_builders import job_id
from ticket_printer.journal import FILE, Journal

JOBS = {job_id("A001"): SlipState.PRINTED, job_id("A002"): SlipState.SENDING}


def test_what_was_kept_is_loaded_in_the_same_order(tmp_path: Path):
    Journal(tmp_path / "new" / "folder").keep(JOBS)
    assert list(Journal(tmp_path / "new" / "folder").load().items()) == list(JOBS.items())


def test_the_first_start_remembers_nothing(tmp_path: Path):
    assert Journal(tmp_path / "never").load() == {}


@pytest.mark.parametrize("damage", ["", "{", '{"jobs": 3}', "[]", '{"jobs": {"x": "eaten"}}', "\x00" * 40])
def test_a_damaged_file_is_set_aside_and_the_program_starts(tmp_path: Path, damage: str):
    (tmp_path / FILE).write_text(damage)
    assert Journal(tmp_path).load() == {}
    assert (tmp_path / "spool.damaged").read_text() == damage


def test_a_write_that_fails_leaves_the_old_journal(tmp_path: Path):
    journal = Journal(tmp_path)
    journal.keep(JOBS)
    (tmp_path / "spool.new").mkdir()
    with pytest.raises(OSError, match=r"spool\.new"):
        journal.keep({})
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
    assert flushed == [("file", False), ("folder", True)]
