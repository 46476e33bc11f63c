"""An export of the main system in a folder, for offices without an interface: the newest whole file counts."""

import asyncio
import contextlib
import logging
from dataclasses import dataclass
from pathlib import Path

from contracts.dossiers import DossierCode
from controller.dossier.export import KINDS, ExportError
from controller.dossier.export_table import Table, read_table
from controller.dossier.port import Down, Found, NotFound, Outcome, Why
from controller.dossier.reading import OtherRecordError, Reader, UnreadableError
from controller.dossier.settings import FileSettings
from hardware.ports import Clock

log = logging.getLogger(__name__)

LOOK_S = 2.0
"""The folder is looked at again after so long."""
PATIENCE_S = 1.0
"""So long an answer from the last good export waits for a newer one that is being read."""
QUIET_S = 2.0
"""A file that was left alone for so long is whole. Half of a CSV can look whole: it may end after any line."""
OLD_MS = 600_000
"""A file that says it is so old was not written just now, whatever the clock of whoever wrote it."""
AGAIN_S = 600.0
"""A file that could not be read is tried again: perhaps this machine had no room just then."""
MOST_MET = 100
HOUR_MS = 3_600_000
Mark = tuple[str, int, int]
"""Name, time of change and size: another mark is another file."""


@dataclass(frozen=True)
class _Loaded:
    mark: Mark
    table: Table
    as_of: int


class FileSource:
    """Has exports read; while a newer file is not whole, or cannot be read, the last good one stays in force."""

    def __init__(self, settings: FileSettings, reader: Reader, clock: Clock) -> None:
        self._settings, self._reader, self._clock = settings, reader, clock
        self._loaded: _Loaded | None = None
        self._bad: Mark | None = None
        self._bad_until = 0.0
        self._seen: Mark | None = None
        self._seen_at = 0.0
        self._met: dict[Mark, int] = {}
        self._look_at = 0.0
        self._refreshing: asyncio.Task[None] | None = None

    async def ask(self, code: DossierCode, proof: str) -> Outcome:
        """What the export says. ``proof`` is not looked at: an export cannot check one."""
        del proof
        await self._look()
        loaded = self._loaded
        if loaded is None or self._clock.utc_ms() - loaded.as_of > self._settings.oldest_hours * HOUR_MS:
            return Down(Why.NO_FILE)
        try:
            records = self._reader.records(loaded.table.items(code) or None, code)
        except (UnreadableError, OtherRecordError) as error:
            log.warning("a row of the export cannot be read: %s", error)
            return Down(Why.UNREADABLE)
        return Found(records, loaded.as_of) if records else NotFound()

    def vouched_until(self) -> None:
        """A file vouches for nobody."""

    async def close(self) -> None:
        """Give up what is being read, and forget the table."""
        if self._refreshing:
            self._refreshing.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._refreshing
        self._loaded = None

    async def _look(self) -> None:
        """Let one task look at the folder, for everybody who asks meanwhile."""
        if self._refreshing is None and self._clock.monotonic() >= self._look_at:
            self._refreshing = asyncio.create_task(self._refresh())
        task = self._refreshing
        if task is None:
            return
        await asyncio.wait({task}, timeout=PATIENCE_S if self._loaded else None)  # giving up does not end it
        if task.done() and not task.cancelled():
            task.result()

    async def _refresh(self) -> None:
        try:
            await self._load()
        finally:
            self._look_at = self._clock.monotonic() + LOOK_S
            self._refreshing = None

    async def _load(self) -> None:
        """Load the newest file if it is another than the loaded one."""
        try:
            newest = await asyncio.to_thread(_newest, self._settings.folder, self._clock.utc_ms())
        except OSError as error:
            log.warning("the folder of exports cannot be read: %s", error)
            return
        if newest is None or not self._worth_reading(newest[0]):
            return
        mark, path = newest
        try:
            table = await read_table(path, self._settings.table, self._reader.names)
            if _mark(path) != mark:
                return  # it changed while it was read: look again
        except (ExportError, OSError) as error:
            self._bad, self._bad_until = mark, self._clock.monotonic() + AGAIN_S
            log.warning("export %s is not used: %s", path.name, error)
            return
        self._loaded = _Loaded(mark, table, self._dated(mark))
        log.info("export %s read: %d rows", path.name, table.rows)

    def _dated(self, mark: Mark) -> int:
        """When a file was made. One of the future is as old as we know it, or it would be fresh for ever."""
        made, now = mark[1] // 1_000_000, self._clock.utc_ms()
        if made <= now and mark not in self._met:
            return made
        if len(self._met) >= MOST_MET:
            self._met.clear()
        return self._met.setdefault(mark, now)

    def _worth_reading(self, mark: Mark) -> bool:
        now = self._clock.monotonic()
        if mark != self._seen:
            self._seen, self._seen_at = mark, now
        if self._loaded and mark == self._loaded.mark:
            return False
        if mark == self._bad and now < self._bad_until:
            return False
        old = self._clock.utc_ms() - mark[1] // 1_000_000 >= OLD_MS
        return old or now - self._seen_at >= QUIET_S


def _newest(folder: Path, now: int) -> tuple[Mark, Path] | None:
    """The newest export. One that says it is of the future comes after all that do not: its age is not known."""
    found = []
    for path in folder.iterdir():
        if path.suffix.lower() in KINDS and not path.name.startswith((".", "~")) and path.is_file():
            mark = _mark(path)
            found.append((mark[1] // 1_000_000 <= now, mark[1], mark, path))
    return max(found)[2:] if found else None


def _mark(path: Path) -> Mark:
    stat = path.stat()
    return path.name, stat.st_mtime_ns, stat.st_size
