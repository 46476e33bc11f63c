"""A power cut while a backup is put back: the next start finds the one journal or the other, whole, also when it is cut, too.

Every write, sync and change of names is recorded, and what may be left of them is opened by the ordinary program. The
control does not wait for the disk and must be caught.
"""

import ctypes as ct
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from contracts.vocabulary import FaultCode
from controller.journal.errors import JournalError
from controller.journal.recovery.repair import open_journal
from tests.integration.controller.clerkless import numbers_in
from tests.integration.controller.house import MORNING, sparse_reserve
from tests.integration.controller.recorded_folder import Files, image, recorded
from tests.integration.controller.recording_vfs import Op, library
from tests.integration.controller.test_restore import SITE, numbers_of, put_back, two_journals

IMAGES, AGAIN, CONTROLS = 240, 60, 80


@pytest.fixture
def sqlite() -> ct.CDLL:
    found = library()
    if found is None:
        pytest.skip("SQLite is built into this Python: there is no library to record")
    return found


def what_is_in(folder: Path) -> Files:
    """All but the reserve, and SQLite's shared memory, which no power cut leaves."""
    return {
        path.name: path.read_bytes()
        for path in folder.iterdir()
        if path.is_file() and path.name != "reserve" and not path.name.endswith("-shm")
    }


def put(folder: Path, files: Files) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    sparse_reserve(folder)
    for name, content in files.items():
        (folder / name).write_bytes(content)


def record(folder: Path, sqlite: ct.CDLL, do: Callable[[], object]) -> tuple[Files, list[Op]]:
    """What is there before, and what is asked of the disk."""
    before = what_is_in(folder)
    with recorded(folder, sqlite) as recorder:
        do()
    return before, recorder.ops


def found_after(data: Path, old: list[str], new: list[str]) -> list[str]:
    """The numbers that the next start finds; anything that is not one of the two journals fails at once."""
    journal = open_journal(data, "later", SITE)
    recovered, found = journal.start(MORNING), numbers_in(journal)
    assert found in (old, new)
    assert (found == old) is (FaultCode.JOURNAL_RESTORED in recovered.mends)
    assert journal.verify() is None
    journal.close()
    if found == old:
        kept = data / recovered.mends[FaultCode.JOURNAL_RESTORED]["kept"]
        assert numbers_of(kept, data.with_name("look")) == new
    return found


@pytest.mark.slow
@pytest.mark.parametrize("with_log", [False, True])
def test_whenever_the_power_is_cut_the_one_or_the_other_is_in_place(
    tmp_path: Path, sqlite: ct.CDLL, *, with_log: bool
) -> None:
    old, new = two_journals(tmp_path, with_log=with_log)
    data, luck = tmp_path / "present", random.Random(20261130 + with_log)  # noqa: S311 - the same luck in every run
    before, ops = record(data, sqlite, lambda: put_back(data, tmp_path / "backup.db"))
    assert {"write", "sync", "rename", "link", "sync-names"} <= {op.kind for op in ops}
    seen = set()
    for moment in sorted(luck.choices(range(len(ops) + 1), k=IMAGES)):
        put(tmp_path / "cut", image(before, ops[:moment], luck))
        seen.add(len(found_after(tmp_path / "cut", old, new)))
    assert seen == {4, 8}


@pytest.mark.slow
def test_also_when_the_start_after_it_is_cut(tmp_path: Path, sqlite: ct.CDLL) -> None:
    old, new = two_journals(tmp_path, with_log=True)
    data, cut, luck = tmp_path / "present", tmp_path / "cut", random.Random(7)  # noqa: S311 - the same luck in every run
    before, ops = record(data, sqlite, lambda: put_back(data, tmp_path / "backup.db"))
    for moment in luck.choices(range(len(ops) + 1), k=AGAIN):
        put(cut, image(before, ops[:moment], luck))
        between, more = record(cut, sqlite, lambda: open_journal(cut, "later", SITE).close())
        put(cut, image(between, more[: luck.randrange(len(more) + 1)], luck))
        found_after(cut, old, new)


@pytest.mark.slow
def test_control_without_waiting_for_the_disk_it_is_caught(tmp_path: Path, sqlite: ct.CDLL) -> None:
    old, new = two_journals(tmp_path, with_log=True)
    data, luck = tmp_path / "present", random.Random(7)  # noqa: S311 - the same luck in every run
    before, ops = record(data, sqlite, lambda: put_back(data, tmp_path / "backup.db"))
    careless = [op for op in ops if not op.kind.startswith("sync")]
    caught = 0
    for moment in luck.choices(range(len(careless) + 1), k=CONTROLS):
        put(tmp_path / "cut", image(before, careless[:moment], luck))
        try:
            found_after(tmp_path / "cut", old, new)
        except (AssertionError, JournalError, OSError):
            caught += 1
    assert caught >= 5
