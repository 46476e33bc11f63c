import errno
import fcntl
import os
import stat
from pathlib import Path

import pytest

from contracts.vocabulary import SlipState
from tests.unit.ticket_printer.spool_builders import job_id
from ticket_printer.spool import ASIDE, Lost, LostMemory, Memory
from ticket_printer.spool_store import FILE, MARKER, SpoolBusyError, SpoolStore

JOBS = Memory({job_id("A001"): SlipState.PRINTED, job_id("A002"): SlipState.SENDING})


def test_what_was_kept_is_loaded_in_the_same_order(tmp_path: Path):
    SpoolStore(tmp_path / "new" / "folder").keep(JOBS)
    found = SpoolStore(tmp_path / "new" / "folder").load()
    assert list(found.jobs.items()) == list(JOBS.jobs.items())
    assert found.loss is None


def test_without_any_file_nobody_knows_whether_it_is_the_first_start(tmp_path: Path):
    path = tmp_path / "never" / FILE
    assert SpoolStore(path.parent).load() == Memory(loss=LostMemory(Lost.UNSEEN, f"{path} is not there"))


def open_files() -> list[str]:
    return sorted(path.name for path in Path("/proc/self/fd").iterdir())


def test_a_folder_that_cannot_be_locked_is_not_held_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def no_locks(_handle: int, _how: int):
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", no_locks)
    before = open_files()
    for _ in range(3):
        with pytest.raises(OSError, match="No locks available"):
            SpoolStore(tmp_path).hold()
    assert open_files() == before


def test_an_older_copy_that_was_put_back_is_a_loss(tmp_path: Path):
    store = SpoolStore(tmp_path)
    store.keep(Memory())
    older = (tmp_path / FILE).read_bytes()
    store.keep(JOBS)
    (tmp_path / FILE).write_bytes(older)
    again = SpoolStore(tmp_path)
    found = again.load()
    assert found.loss
    assert found.loss.what is Lost.OLDER
    assert (tmp_path / ASIDE).read_bytes() == older
    again.keep(found)
    assert SpoolStore(tmp_path).load() == found, "once told, it is remembered like anything else"


@pytest.mark.parametrize("marker", ["", "0", "what?"])
def test_a_marker_that_is_behind_or_says_nothing_is_no_loss(tmp_path: Path, marker: str):
    """The power went between the file and its marker."""
    SpoolStore(tmp_path).keep(JOBS)
    (tmp_path / MARKER).write_text(marker)
    assert SpoolStore(tmp_path).load() == JOBS


GARBAGE = ["", "{", '{"jobs": 3}', "[]", '{"jobs": {"x": "eaten"}}', "\x00" * 40, "[" * 100_000, "null"]


@pytest.mark.parametrize("damage", GARBAGE)
def test_a_damaged_file_is_set_aside_and_the_loss_is_known(tmp_path: Path, damage: str):
    (tmp_path / FILE).write_text(damage)
    found = SpoolStore(tmp_path).load()
    assert found.jobs == {}
    assert found.loss == LostMemory(Lost.DAMAGED, f"{tmp_path / FILE} was damaged; kept as {ASIDE}")
    assert (tmp_path / "spool.damaged").read_text() == damage


def test_any_flipped_bit_is_damage(tmp_path: Path):
    SpoolStore(tmp_path).keep(JOBS)
    good = (tmp_path / FILE).read_bytes()
    for n in range(len(good)):
        bad = bytearray(good)
        bad[n] ^= 1
        (tmp_path / FILE).write_bytes(bad)
        found = SpoolStore(tmp_path).load()
        assert found.loss or found == JOBS, bad
        assert not (found.loss and found.jobs)


def test_a_file_that_vanished_is_a_loss_and_not_a_first_start(tmp_path: Path):
    SpoolStore(tmp_path).keep(JOBS)
    (tmp_path / FILE).unlink()
    assert SpoolStore(tmp_path).load() == Memory(loss=LostMemory(Lost.GONE, f"{tmp_path / FILE} is gone"))


@pytest.mark.parametrize("at", [None, 1_795_000_000_000])
def test_a_loss_is_remembered(tmp_path: Path, at: int | None):
    SpoolStore(tmp_path).keep(Memory(JOBS.jobs, LostMemory(Lost.OLDER, "why", at, clock_known_at=7.0)))
    assert SpoolStore(tmp_path).load() == Memory(JOBS.jobs, LostMemory(Lost.OLDER, "why", at))


def test_one_program_at_a_time(tmp_path: Path):
    first, second = SpoolStore(tmp_path / "spool"), SpoolStore(tmp_path / "spool")
    first.hold()
    first.hold()
    with pytest.raises(SpoolBusyError, match="used by another printer program"):
        second.hold()
    first.close()
    second.hold()
    second.close()


def test_a_write_that_fails_leaves_the_old_memory(tmp_path: Path):
    store = SpoolStore(tmp_path)
    store.keep(JOBS)
    (tmp_path / ".spool.json.new").mkdir()
    with pytest.raises(OSError, match=r"spool\.json\.new"):
        store.keep(Memory())
    assert store.load() == JOBS


def test_the_file_and_its_folder_are_flushed_around_the_rename(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    flushed, fsync = [], os.fsync

    def watched(handle: int):
        named = (tmp_path / FILE).exists()
        flushed.append(("folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "file", named))
        fsync(handle)

    monkeypatch.setattr(os, "fsync", watched)
    SpoolStore(tmp_path).keep(JOBS)
    assert flushed == [("file", False), ("folder", True), ("file", True), ("folder", True)], (
        "the second time for the marker"
    )
