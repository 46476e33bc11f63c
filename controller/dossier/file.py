"""An export of the main system in a folder, for offices without an interface: the newest whole file counts."""

import asyncio
import logging
from dataclasses import dataclass
from pathlib import Path

from contracts.dossiers import DossierCode
from controller.dossier.export_table import KINDS, ExportError, Table, read_table
from controller.dossier.port import Down, Found, NotFound, Outcome, Why
from controller.dossier.reading import OtherRecordError, Reader, UnreadableError
from controller.dossier.settings import FileSettings
from hardware.ports import Clock

log = logging.getLogger(__name__)

LOOK_S = 2.0
"""The folder is looked at again after so long."""
QUIET_S = 2.0
"""A file that was left alone for so long is whole. Half of a CSV can look whole: it may end after any line."""
HOUR_MS = 3_600_000
Mark = tuple[str, int, int]
"""Name, time of change and size: another mark is another file."""


@dataclass(frozen=True)
class _Loaded:
    mark: Mark
    table: Table
    as_of: int


class FileSource:
    """Reads in a thread; while a newer file is not whole, or cannot be read, the last good one stays in force."""

    def __init__(self, settings: FileSettings, reader: Reader, clock: Clock) -> None:
        self._settings, self._reader, self._clock = settings, reader, clock
        self._loaded: _Loaded | None = None
        self._bad: Mark | None = None
        self._seen: Mark | None = None
        self._seen_at = 0.0
        self._look_at = 0.0
        self._one_at_a_time = asyncio.Lock()

    async def ask(self, code: DossierCode, proof: str) -> Outcome:
        """What the export says. ``proof`` is not looked at: an export cannot check one."""
        del proof
        async with self._one_at_a_time:
            if self._clock.monotonic() >= self._look_at:
                await asyncio.to_thread(self._refresh)
                self._look_at = self._clock.monotonic() + LOOK_S
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
        """Forget the table."""
        self._loaded = None

    def _refresh(self) -> None:
        """Load the newest file if it is another than the loaded one; in a thread."""
        try:
            newest = max(self._files(), default=None)
        except OSError as error:
            log.warning("the folder of exports cannot be read: %s", error)
            return
        if newest is None or (self._loaded and newest[1] == self._loaded.mark) or newest[1] == self._bad:
            return
        path, mark = newest[2], newest[1]
        if not self._left_alone(mark):
            return
        try:
            table = read_table(path, self._settings.table, self._reader.names)
            if _mark(path) != mark:
                return  # it changed while it was read: look again
        except (ExportError, OSError) as error:
            self._bad = mark
            log.warning("export %s is not used: %s", path.name, error)
            return
        self._loaded, self._bad = _Loaded(mark, table, mark[1] // 1_000_000), None
        log.info("export %s read: %d codes", path.name, len(table.rows))

    def _left_alone(self, mark: Mark) -> bool:
        """By its own time; or by ours, should the clock of whoever wrote it, or this machine's, be wrong."""
        now = self._clock.monotonic()
        if mark != self._seen:
            self._seen, self._seen_at = mark, now
        age_ms = self._clock.utc_ms() - mark[1] // 1_000_000
        return age_ms >= QUIET_S * 1000 or now - self._seen_at >= QUIET_S

    def _files(self) -> list[tuple[int, Mark, Path]]:
        found = []
        for path in self._settings.folder.iterdir():
            if path.suffix.lower() in KINDS and not path.name.startswith((".", "~")) and path.is_file():
                mark = _mark(path)
                found.append((mark[1], mark, path))
        return found


def _mark(path: Path) -> Mark:
    stat = path.stat()
    return path.name, stat.st_mtime_ns, stat.st_size
