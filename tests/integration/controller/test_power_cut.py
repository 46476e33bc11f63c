"""P2 at the level of single writes: no power cut loses a number that a citizen has seen.

Every write that SQLite asked for is recorded. A power cut is a moment in that record: what was synced is
there; of the rest, nothing, everything, a beginning or any choice of it, torn at sectors. Each such image is
opened by the ordinary program. The control does the same with ``synchronous = NORMAL`` and must be caught.
"""

import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from controller.journal.journal import Journal
from controller.journal.recovery.repair import open_journal
from tests.integration.controller.clerkless import Ledger, a_journal, db_file, numbers_in
from tests.integration.controller.house import sparse_reserve
from tests.integration.controller.recording_vfs import Op, library, recording

SECTOR = 512
TICKETS = 60
IMAGES = 350
Files = dict[str, bytearray]


def record(folder: Path, pragma: str = "", *, ack_first: bool = False) -> tuple[bytes, list[Op]]:
    """The file before, and what the disk was asked while sixty numbers were given.

    ``pragma``: how carefully to write; else as the program itself does.
    """
    sqlite = library()
    if sqlite is None:
        pytest.skip("SQLite is built into this Python: there is no library to record")
    a_journal(folder).close()
    before = db_file(folder).read_bytes()
    with recording(sqlite) as recorder:
        journal = Journal(folder)
        if pragma:
            journal._connection.execute(f"PRAGMA synchronous = {pragma}")
        journal._connection.execute("PRAGMA wal_autocheckpoint = 60")  # so that checkpoints are cut short too
        ledger = Ledger(journal)
        for turn in range(TICKETS):
            if ack_first:
                recorder.ack(f"A{turn + 1:03}")
            number = ledger.issue()
            if not ack_first:
                recorder.ack(number)
        journal.close()
    return before, recorder.ops


def images(before: bytes, ops: list[Op], count: int, luck: random.Random) -> Iterator[tuple[Files, set[str]]]:
    """What may be on the disk after power cuts, with the numbers that had been seen."""
    for moment in sorted(luck.choices(range(len(ops) + 1), k=count)):
        past = ops[:moment]
        yield _image(before, past, luck), {op.file for op in past if op.kind == "ack"}


def _image(before: bytes, past: list[Op], luck: random.Random) -> Files:
    files: Files = {"journal.db": bytearray(before)}
    synced = {op.file: place for place, op in enumerate(past) if op.kind == "sync"}
    mood = luck.choice(("none", "all", "prefix", "some"))
    open_ops = [p for p, op in enumerate(past) if op.kind == "write" and p > synced.get(op.file, -1)]
    cut = luck.choice(open_ops) if open_ops else 0
    for place, op in enumerate(past):
        if op.kind == "write" and place > synced.get(op.file, -1):
            survives = {"none": False, "all": True, "prefix": place < cut}.get(mood, luck.random() < 0.5)
            if survives:
                _write(files, op, _torn(op.data, luck) if luck.random() < 0.3 else op.data)
        elif op.kind == "write":
            _write(files, op, op.data)
        elif op.kind == "truncate" and op.file in files:
            del files[op.file][op.at :]
        elif op.kind == "delete":
            files.pop(op.file, None)
    return files


def _write(files: Files, op: Op, data: bytes) -> None:
    file = files.setdefault(op.file, bytearray())
    file.extend(b"\0" * (op.at + len(data) - len(file)))
    file[op.at : op.at + len(data)] = data


def _torn(data: bytes, luck: random.Random) -> bytes:
    """Some sectors of a write arrived: a beginning of it, so that what was there before stays elsewhere."""
    return data[: luck.randrange(0, len(data) + 1, SECTOR)] if len(data) >= SECTOR else data


def lost(folder: Path, files: Files, seen: set[str]) -> set[str]:
    """The seen numbers that are gone after the image is opened. Anything else wrong fails at once."""
    shutil.rmtree(folder, ignore_errors=True)
    sparse_reserve(folder)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    journal = open_journal(folder, "cut")
    found = numbers_in(journal)
    assert len(set(found)) == len(found), "a number twice"
    assert found == [f"A{n:03}" for n in range(1, len(found) + 1)], "a gap"
    assert journal.verify() is None
    fresh = Ledger(journal).issue()
    journal.close()
    assert fresh not in found
    assert not list(folder.glob("*.damaged*")), "an ordinary power cut is no damage"
    return seen - set(found)


def test_no_power_cut_loses_a_number_that_was_seen(tmp_path: Path) -> None:
    before, ops = record(tmp_path / "office")
    assert sum(op.kind == "sync" and op.file.endswith("-wal") for op in ops) >= TICKETS
    assert any(op.kind == "write" and op.file == "journal.db" for op in ops), "checkpoints are part of it"
    luck = random.Random(20261123)  # noqa: S311 - the same luck in every run
    for files, seen in images(before, ops, IMAGES, luck):
        assert not lost(tmp_path / "image", files, seen)


@pytest.mark.parametrize(("pragma", "ack_first"), [("NORMAL", False), ("", True)])
def test_the_same_judge_catches_a_careless_journal(tmp_path: Path, pragma: str, *, ack_first: bool) -> None:
    """Negative control: without the sync, or with the answer before the commit, numbers are lost."""
    before, ops = record(tmp_path / "office", pragma, ack_first=ack_first)
    luck = random.Random(7)  # noqa: S311 - the same luck in every run
    losses = [bool(lost(tmp_path / "image", files, seen)) for files, seen in images(before, ops, 80, luck)]
    assert sum(losses) >= 10
