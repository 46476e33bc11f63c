"""The desk's disk: the real journal in a real file, and what of it is still there after a kill or a power cut."""

import asyncio
import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import TypeVar

from controller.journal.entries import Entry
from controller.journal.errors import JournalFullError
from controller.journal.folder import FILE, LOCK, RESERVE, RESERVE_BYTES
from controller.journal.journal import Journal
from controller.journal.recovery.repair import open_journal
from controller.journal.sides import WAL, beside
from controller.journal.writer import Writer
from simulation.day.controls import Control
from simulation.day.machine import Points
from simulation.day.reference import Reference

T = TypeVar("T")
WAL_HEADER = 32
CLOCK = "clock"
EARLY_S = 0.3
"""So much later the journal is written where the answer does not wait for it (a negative control)."""


class Disk:
    """One folder for each life of the desk: a new life finds a copy of what the one before left."""

    def __init__(self, folder: Path, seed: int, site: str) -> None:
        self.trouble: str | None = None
        """None: it works; "full": it takes nothing; "doubt": it takes everything, and says that it did not."""
        self._folder, self._site, self._lives = folder, site, 0
        self._chance = Random(f"disk {seed}")  # noqa: S311 - a play, not a secret
        self._durable = (b"", 0)
        """How the log began, and how much of it is surely on the disk."""

    @property
    def data_dir(self) -> Path:
        """Where the present life has its journal."""
        return self._folder / f"life-{self._lives}"

    def begin(self) -> Path:
        """The folder of the first life."""
        self.data_dir.mkdir(parents=True)
        self._reserve()
        return self.data_dir

    def open(self) -> Journal:
        """Open the journal as the desk does."""
        return open_journal(self.data_dir, f"life-{self._lives}", self._site)

    def settled(self, journal_sync: int) -> None:
        """A transaction is over; ``journal_sync`` is SQLite's own word for how it writes (2 FULL, 1 NORMAL)."""
        head, size = self._log()
        if journal_sync >= 2 or head != self._durable[0]:  # a log that begins anew was synced before that
            self._durable = head, size

    def next_life(self, *, power: bool) -> None:
        """What a new start finds: everything that was written or, after a power cut, what was surely on the disk.

        The torn end of a transaction that nobody waited for may be there, too.
        """
        before = self.data_dir
        head, size = self._log()
        self._lives += 1
        self.data_dir.mkdir()
        for name in (FILE, LOCK, CLOCK):
            if (before / name).exists():
                shutil.copyfile(before / name, self.data_dir / name)
        log = beside(before / FILE, WAL)
        if log.exists():
            kept = log.read_bytes()
            if power and head == self._durable[0]:
                kept = kept[: self._durable[1] + self._chance.randrange(size - self._durable[1] + 1)]
                kept += self._chance.randbytes(self._chance.randrange(200))
            beside(self.data_dir / FILE, WAL).write_bytes(kept)
        self._reserve()

    def forget(self, life: Path) -> None:
        """Remove a life that is over."""
        shutil.rmtree(life)

    def _log(self) -> tuple[bytes, int]:
        try:
            with beside(self.data_dir / FILE, WAL).open("rb") as log:
                return log.read(WAL_HEADER), os.fstat(log.fileno()).st_size
        except FileNotFoundError:
            return b"", 0

    def _reserve(self) -> None:
        with (self.data_dir / RESERVE).open("wb") as reserve:
            reserve.truncate(RESERVE_BYTES)


class SimWriter(Writer):
    """The journal without its thread: the loop does its work, and the program may die before and after each piece."""

    def __init__(self, disk: Disk, points: Points, reference: Reference, control: Control) -> None:
        """``reference`` is shown the file after each transaction, by a connection of its own."""
        self._disk, self._points, self._reference = disk, points, reference
        self._early = control is Control.EARLY
        self._journal = disk.open()
        if control is Control.NORMAL:
            self._connection.execute("PRAGMA synchronous = NORMAL")
        self._reader = sqlite3.connect(f"{(disk.data_dir / FILE).as_uri()}?mode=ro", uri=True)
        reference.begin_again(self._reader)
        self._disk.settled(self._sync())

    async def commit(self, entries: list[Entry]) -> None:
        """See Writer."""
        if self._early and self._disk.trouble is None:
            asyncio.get_running_loop().call_later(EARLY_S, self._late, entries)
            return
        await self._run(lambda: self._commit(entries))

    async def heal(self, stamp: str) -> bool:
        """See Writer."""
        return self._disk.trouble is None and await super().heal(stamp)

    def close(self) -> None:
        """The file is let go as a killed program lets it go: nothing more is written."""
        self._reader.close()
        self._journal.close()

    def _commit(self, entries: list[Entry]) -> None:
        if self._disk.trouble == "full":
            raise JournalFullError("the disk takes nothing")
        self._journal.commit(entries)
        self._disk.settled(self._sync())
        self._reference.read(self._reader)
        if self._disk.trouble == "doubt":
            raise JournalFullError("the disk does not say whether it took it")

    def _late(self, entries: list[Entry]) -> None:
        if not self._points.dead:
            self._commit(entries)

    @property
    def _connection(self) -> sqlite3.Connection:
        return self._journal._connection  # noqa: SLF001 - the witness of a power cut

    def _sync(self) -> int:
        (level,) = self._connection.execute("PRAGMA synchronous").fetchone()
        return int(level)

    async def _run(self, work: Callable[[], T]) -> T:
        self._points.here()
        await asyncio.sleep(0)
        self._points.here()
        done = work()
        self._points.here()
        return done
