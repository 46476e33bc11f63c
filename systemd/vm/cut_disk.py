"""What a disk still holds when its power goes: every write that it called safe, and of later ones whatever luck left.

QEMU's ``blklogwrites`` writes down each write and each flush of a machine in the format of the kernel's dm-log-writes
(Documentation/admin-guide/device-mapper/log-writes.rst). After the cut the log is played onto the disk as it was when
the machine was switched on. So a disk with a volatile cache is tried, too: killing QEMU alone would lose nothing that
the guest's kernel has handed over, because the host's kernel lives on.
"""

import random
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

SECTOR = 512
MAGIC, VERSION = 0x6A736677736872, 1
SUPER, ENTRY = struct.Struct("<QQQI"), struct.Struct("<QQQQ")
FLUSH, FUA, DISCARD, MARK = 1, 2, 4, 8


class LogBroken(Exception):  # noqa: N818 - named by what is wrong, as the errors of hardware.errors
    """The file is not a log of writes; the text says why."""


@dataclass(frozen=True)
class Write:
    """One entry. ``sector``: where on the disk; ``at``: where its bytes stand in the log, ``length`` of them."""

    sector: int
    at: int
    length: int
    flags: int


@dataclass(frozen=True)
class Fate:
    """What became of the writes of one life of a machine; counts."""

    safe: int
    kept: int
    torn: int
    lost: int


def entries(log: BinaryIO) -> Iterator[Write]:
    """Everything that the log holds, also beyond the number in its head: that is written now and then only.

    The head comes with the first flush: a disk that nobody wrote to has an empty log. Raises LogBroken.
    """
    head = log.read(SECTOR)
    if any(head):
        _check(head)
    at = SECTOR
    while True:
        log.seek(at)
        raw = log.read(SECTOR)
        if len(raw) < SECTOR:
            return
        sector, sectors, flags, _ = ENTRY.unpack_from(raw)
        if not sectors and not flags:
            return
        at += SECTOR
        length = 0 if flags & DISCARD else sectors * SECTOR
        yield Write(sector, at, length, flags)
        at += length


def _check(head: bytes) -> None:
    if len(head) < SECTOR or SUPER.unpack_from(head)[:2] != (MAGIC, VERSION):
        raise LogBroken(f"no log of writes: it begins with {head[:16].hex()}")
    size = SUPER.unpack_from(head)[3]
    if size != SECTOR:
        raise LogBroken(f"sectors of {size} bytes, not of {SECTOR}")


def safe_until(log: list[Write], *, forgotten: int = 0) -> int:
    """How many entries were on the disk for good: up to the last flush.

    ``forgotten``: a disk that lies, and whose last so many writes were in its cache whatever it said.
    """
    if forgotten:
        return max(0, len(log) - forgotten)
    return next((n + 1 for n in reversed(range(len(log))) if log[n].flags & FLUSH), 0)


def cut(log_file: Path, disk: Path, luck: random.Random, *, forgotten: int = 0) -> Fate:
    """Play a log onto the disk as its machine found it.

    Of the writes after the last flush each is whole there, or not at all, or, one of four, sector by sector as luck
    has it. A disk that lies loses all that it forgot. Raises LogBroken, OSError.
    """
    kept = torn = lost = 0
    with log_file.open("rb") as source, disk.open("r+b") as target:
        log = list(entries(source))
        safe = safe_until(log, forgotten=forgotten)
        for n, write in enumerate(log):
            fate = "kept" if n < safe or write.flags & FUA else _fate(luck, lies=forgotten > 0)
            sectors = range(write.length // SECTOR)
            if fate == "torn":
                sectors_left = [each for each in sectors if luck.random() < 0.5]
                _copy(source, target, write, sectors_left)
            elif fate == "kept":
                source.seek(write.at)
                target.seek(write.sector * SECTOR)
                target.write(source.read(write.length))
            if n >= safe and write.length:
                kept, torn, lost = kept + (fate == "kept"), torn + (fate == "torn"), lost + (fate == "lost")
    return Fate(safe, kept, torn, lost)


def _fate(luck: random.Random, *, lies: bool) -> str:
    return "lost" if lies else luck.choices(("kept", "lost", "torn"), (3, 3, 2))[0]


def _copy(source: BinaryIO, target: BinaryIO, write: Write, sectors: list[int]) -> None:
    for each in sectors:
        source.seek(write.at + each * SECTOR)
        target.seek((write.sector + each) * SECTOR)
        target.write(source.read(SECTOR))
