"""What a cut leaves on a disk, out of a log of writes that stands here byte by byte."""

import random
import struct
from pathlib import Path

import pytest

from systemd.vm.cut_disk import DISCARD, FLUSH, FUA, SECTOR, LogBroken, cut, entries

A, B, C = (letter * SECTOR for letter in (b"a", b"b", b"c"))
EMPTY = b"\0" * SECTOR


def luck(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - no secret, a cut


def entry(sector: int, data: bytes = b"", flags: int = 0) -> bytes:
    head = struct.pack("<QQQQ", sector, len(data) // SECTOR, flags, len(data))
    return head.ljust(SECTOR, b"\0") + data


def log_of(tmp_path: Path, *parts: bytes) -> Path:
    path = tmp_path / "log"
    path.write_bytes(
        struct.pack("<QQQI", 0x6A736677736872, 1, 0, SECTOR).ljust(SECTOR, b"\0") + b"".join(parts)
    )
    return path


def disk_of(tmp_path: Path, sectors: int = 8) -> Path:
    path = tmp_path / "disk"
    path.write_bytes(EMPTY * sectors)
    return path


def test_what_was_flushed_is_there_whatever_luck_says(tmp_path: Path):
    for seed in range(20):
        disk = disk_of(tmp_path)
        log = log_of(tmp_path, entry(1, A), entry(3, B), entry(0, flags=FLUSH))
        fate = cut(log, disk, luck(seed))
        assert (fate.safe, fate.lost, fate.torn) == (3, 0, 0)
        assert disk.read_bytes() == EMPTY + A + EMPTY + B + EMPTY * 4


def test_what_was_not_flushed_comes_whole_torn_or_not_at_all(tmp_path: Path):
    log, left = log_of(tmp_path, entry(0, A), entry(0, flags=FLUSH), entry(0, B + C)), set()
    for seed in range(200):
        disk = disk_of(tmp_path, 2)
        cut(log, disk, luck(seed))
        left.add(disk.read_bytes())
    assert left == {A + EMPTY, B + C, B + EMPTY, A + C}


def test_a_write_through_the_cache_is_safe_without_a_flush(tmp_path: Path):
    for seed in range(20):
        disk = disk_of(tmp_path, 1)
        cut(log_of(tmp_path, entry(0, A, FUA)), disk, luck(seed))
        assert disk.read_bytes() == A


def test_a_lying_disk_forgets_its_last_writes_and_only_those(tmp_path: Path):
    disk = disk_of(tmp_path, 3)
    log = log_of(tmp_path, entry(0, A), entry(1, B), entry(2, C), entry(0, flags=FLUSH))
    fate = cut(log, disk, luck(1), forgotten=2)
    assert (fate.safe, fate.lost) == (2, 1)
    assert disk.read_bytes() == A + B + EMPTY


def test_a_discard_has_no_bytes_and_later_writes_are_found(tmp_path: Path):
    discard = struct.pack("<QQQQ", 4, 100, DISCARD, 0).ljust(SECTOR, b"\0")
    log = log_of(tmp_path, discard, entry(1, A), entry(0, flags=FLUSH))
    with log.open("rb") as file:
        assert [(each.sector, each.length) for each in entries(file)] == [(4, 0), (1, SECTOR), (0, 0)]


@pytest.mark.parametrize(
    "content", [b"x", b"x" * SECTOR, struct.pack("<QQQI", 0x6A736677736872, 1, 0, 4096).ljust(SECTOR)]
)
def test_another_file_is_no_log(tmp_path: Path, content: bytes):
    path = tmp_path / "log"
    path.write_bytes(content)
    with pytest.raises(LogBroken):
        cut(path, disk_of(tmp_path), luck(1))


def test_a_disk_that_nobody_wrote_to_is_as_it_was(tmp_path: Path):
    log, disk = tmp_path / "log", disk_of(tmp_path)
    log.touch()
    assert cut(log, disk, luck(1)).safe == 0
    assert disk.read_bytes() == EMPTY * 8


def test_writes_are_found_before_the_first_flush_brought_the_head(tmp_path: Path):
    log = log_of(tmp_path, entry(1, A))
    log.write_bytes(EMPTY + log.read_bytes()[SECTOR:])
    with log.open("rb") as file:
        assert [(each.sector, each.length) for each in entries(file)] == [(1, SECTOR)]
