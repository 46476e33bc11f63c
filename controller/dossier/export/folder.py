"""An export of the main system in a folder, for offices without an interface: the newest good file counts."""

import asyncio
import contextlib
import logging
from dataclasses import dataclass
from pathlib import Path

from contracts.dossiers import DossierCode
from contracts.vocabulary import FaultCode
from controller.dossier.export.last_good import Kept, LastGood, Mark
from controller.dossier.export.table import Table, Wish, read_table
from controller.dossier.export.words import KINDS, ExportError, Unusable, odd_key
from controller.dossier.port import Down, Found, NotFound, Outcome, Trouble, Why
from controller.dossier.reading import MAX_ITEMS
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


@dataclass(frozen=True)
class _Loaded:
    mark: Mark
    table: Table
    as_of: int
    since: float


@dataclass(frozen=True)
class _Refused:
    error: ExportError
    since: float
    until: float


class FileSource:
    """Has exports read; while a newer file is not whole, or cannot be used, the newest good one is in force."""

    def __init__(
        self, settings: FileSettings, wish: Wish, clock: Clock, last_good: LastGood | None = None
    ) -> None:
        """``last_good``: where the export that counts is kept, for the time when the folder has no good one."""
        self._last_good = last_good
        self._settings, self._wish, self._clock = settings, wish, clock
        self._loaded: _Loaded | None = None
        self._unasked = self._last_good
        """What is asked once for the export of an earlier run."""
        self._refused: dict[Mark, _Refused] = {}
        self._seen: dict[Mark, float] = {}
        """Since when each file of the folder is as it is, the newest first."""
        self._met: dict[Mark, int] = {}
        self._gone: float | None = None
        """Since when the folder cannot be read."""
        self._looked: float | None = None
        """When the folder was looked at first."""
        self._look_at = 0.0
        self._refreshing: asyncio.Task[None] | None = None

    async def ask(self, code: DossierCode, proof: str) -> Outcome:
        """What the export says. ``proof`` is not looked at: an export cannot check one."""
        del proof
        await self._look()
        loaded = self._loaded
        if loaded is None or self._too_old(loaded):
            return Down(Why.NO_FILE)
        records = loaded.table.records(code)
        if len(records) > MAX_ITEMS:
            log.warning("an export has more than %d dossiers of one code", MAX_ITEMS)
            return Down(Why.TOO_BIG)
        return Found(records, loaded.as_of) if records else NotFound()

    def troubles(self) -> tuple[Trouble, ...]:
        """What is wrong with the exports, as of the last look; looks again in the background when it is time."""
        with contextlib.suppress(RuntimeError):  # no loop: nothing runs here
            self._begin_look()
        refused = next((mark for mark in self._seen if mark in self._refused), None)
        loaded = self._loaded
        if refused and loaded and loaded.mark in self._seen and _after(loaded.mark, refused, self._seen):
            refused = None  # a newer one is good
        found = (
            refused and self._of_refused(refused),
            loaded and self._of_report(loaded),
            self._of_none(refused),
        )
        return tuple(trouble for trouble in found if trouble)

    def vouched_until(self) -> None:
        """A file vouches for nobody."""

    async def close(self) -> None:
        """Give up what is being read, and forget the table."""
        if self._refreshing:
            self._refreshing.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._refreshing
        self._loaded = None

    def _of_refused(self, mark: Mark) -> Trouble:
        refused = self._refused[mark]
        error = refused.error
        where = {"what": "line", "line": str(error.line)} if error.line else {"what": "file"}
        facts = {"file": mark[0], **where, "why_said": f"unusable.{error.what}", **error.facts}
        return Trouble(FaultCode.EXPORT_REFUSED, refused.since, facts)

    def _of_report(self, loaded: _Loaded) -> Trouble | None:
        report = loaded.table.report
        if not report.counts:
            return None
        first = report.notes[0]
        facts = {
            "file": loaded.mark[0],
            "left_out": str(report.left_out),
            "unread": str(sum(report.counts.values()) - report.left_out),
            "what": "line" if first.line else "file",
            "line": str(first.line),
            "column": report.columns.get(first.field, first.said),
            "said": first.said,
            "why_said": odd_key(first),
        }
        return Trouble(FaultCode.EXPORT_FLAWED, loaded.since, facts)

    def _of_none(self, refused: Mark | None) -> Trouble | None:
        loaded = self._loaded
        if self._gone is not None:
            return Trouble(FaultCode.EXPORT_MISSING, self._gone, {"what": "folder"})
        if loaded and self._too_old(loaded):
            hours = str((self._clock.utc_ms() - loaded.as_of) // HOUR_MS)
            return Trouble(
                FaultCode.EXPORT_MISSING,
                loaded.since,
                {"what": "old", "file": loaded.mark[0], "hours": hours},
            )
        if loaded is None and refused is None and self._looked is not None and not self._seen:
            return Trouble(FaultCode.EXPORT_MISSING, self._looked, {"what": "none"})
        return None

    def _too_old(self, loaded: _Loaded) -> bool:
        return self._clock.utc_ms() - loaded.as_of > self._settings.oldest_hours * HOUR_MS

    def _begin_look(self) -> None:
        if self._refreshing is None and self._clock.monotonic() >= self._look_at:
            loop = asyncio.get_running_loop()
            self._refreshing = loop.create_task(self._refresh())

    async def _look(self) -> None:
        """Let one task look at the folder, for everybody who asks meanwhile."""
        self._begin_look()
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
        """Load the newest good file if it is another than the loaded one."""
        now = self._clock.monotonic()
        try:
            found = await asyncio.to_thread(_exports, self._settings.folder, self._clock.utc_ms())
        except OSError as error:
            log.warning("the folder of exports cannot be read: %s", error)
            self._gone = now if self._gone is None else self._gone
            await self._load_kept()
            return
        self._gone = None
        self._looked = now if self._looked is None else self._looked
        self._seen = {mark: self._seen.get(mark, now) for mark, _ in found}
        self._refused = {mark: why for mark, why in self._refused.items() if mark in self._seen}
        passed: set[str] = set()
        for mark, path in found:
            if self._loaded and (mark == self._loaded.mark or self._outlives(mark, passed)):
                return
            if self._worth_reading(mark) and await self._read(mark, path):
                return
            passed.add(mark[0])
            await self._load_kept()
        await self._load_kept()

    def _outlives(self, mark: Mark, passed: set[str]) -> bool:
        """Whether the export in force counts before an older one: something that is no use, or not yet whole, was written over it.

        ``passed``: the names of newer files that are not used. Whoever takes the export in force away means an older one.
        """
        loaded, now = self._loaded, self._clock.utc_ms()
        return loaded is not None and loaded.mark[0] in passed and _rank(mark, now) < _rank(loaded.mark, now)

    async def _load_kept(self) -> None:
        """The folder has no newer good file (a bad export can have overwritten it), or is away: the last good one counts.

        Once: while this program runs it only changes when another file is in force.
        """
        last_good, self._unasked = self._unasked, None
        kept = await asyncio.to_thread(last_good.load) if last_good and self._loaded is None else None
        if kept:
            self._loaded = _Loaded(kept.mark, kept.table, kept.as_of, self._clock.monotonic())
            log.warning("export %s is used as it was kept: the folder has no newer good one", kept.mark[0])

    async def _read(self, mark: Mark, path: Path) -> bool:
        """Read a file; whether it is the one in force now, or none can be said to be."""
        try:
            table = await read_table(path, self._wish)
            if _mark(path) != mark:
                return True  # it changed while it was read: look again
        except (ExportError, OSError) as error:
            why = (
                error
                if isinstance(error, ExportError)
                else ExportError(Unusable.NO_ACCESS, why=error.strerror or "")
            )
            now = self._clock.monotonic()
            since = self._refused[mark].since if mark in self._refused else now
            self._refused[mark] = _Refused(why, since, now + AGAIN_S)
            log.warning("export %s is not used: %s", path.name, why)
            return False
        self._refused.pop(mark, None)
        self._loaded = _Loaded(mark, table, self._dated(mark), self._clock.monotonic())
        if self._last_good:
            await asyncio.to_thread(self._last_good.keep, Kept(mark, self._loaded.as_of, table))
        report = table.report
        log.info(
            "export %s read: %d dossiers, %d lines left out", path.name, report.dossiers, report.left_out
        )
        return True

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
        if mark in self._refused and now < self._refused[mark].until:
            return False
        old = self._clock.utc_ms() - mark[1] // 1_000_000 >= OLD_MS
        return old or now - self._seen[mark] >= QUIET_S


def _after(mark: Mark, other: Mark, order: dict[Mark, float]) -> bool:
    """Whether ``other`` comes later in the order than ``mark``."""
    marks = list(order)
    return marks.index(other) > marks.index(mark)


def _exports(folder: Path, now: int) -> list[tuple[Mark, Path]]:
    """The exports, newest first. One that says it is of the future comes after all others: its age is not known."""
    found = []
    for path in folder.iterdir():
        if path.suffix.lower() in KINDS and not path.name.startswith((".", "~")) and path.is_file():
            mark = _mark(path)
            found.append((_rank(mark, now), path))
    return [(mark, path) for (_, _, mark), path in sorted(found, reverse=True)]


def _rank(mark: Mark, now: int) -> tuple[bool, int, Mark]:
    return mark[1] // 1_000_000 <= now, mark[1], mark


def _mark(path: Path) -> Mark:
    stat = path.stat()
    return path.name, stat.st_mtime_ns, stat.st_size
