"""The spool's memory on disk: which jobs were begun, and how they ended. Survives a power cut at any moment."""

import fcntl
import json
import logging
import os
import zlib
from pathlib import Path
from typing import Any

from contracts.vocabulary import JobId, SlipState
from hardware.durable import flush_folder, write_durably
from ticket_printer.spool import ASIDE, Lost, LostMemory, Memory

log = logging.getLogger(__name__)

FILE = "spool.json"
MARKER = "spool.was-here"
"""Stays beside the file and says how often that was written: a file that vanished is no first start, and an older
copy that was put back is not what was remembered last."""


class SpoolBusyError(OSError):
    """Another program works with this memory."""


class SpoolStore:
    """One small JSON file, replaced whole: written beside, flushed, renamed, and the folder flushed."""

    def __init__(self, folder: Path) -> None:
        """Nothing is read or written yet."""
        self._folder, self._path = folder, folder / FILE
        self._lock: int | None = None
        self._written: int | None = None

    def hold(self) -> None:
        """Keep other programs away from this memory until ``close``; may be called again.

        Raises SpoolBusyError when another one has it, OSError when the folder cannot be made, opened or locked.
        """
        if self._lock is not None:
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        lock = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)  # of the folder: needs no room on the disk
        except OSError as error:
            os.close(lock)
            if isinstance(error, BlockingIOError):
                raise SpoolBusyError(f"{self._folder} is used by another printer program") from None
            raise
        self._lock = lock

    def close(self) -> None:
        """Let others in."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def load(self) -> Memory:
        """What is remembered.

        A file that is damaged, or older than what was written last, is set aside, and what is remembered then is
        that memory was lost: a printer that never starts again helps nobody. No file at all is a first start, or
        the whole folder was lost: nobody can tell, so it is a loss too, which concerns older numbers only.
        Raises OSError when the file is there and cannot be read.
        """
        written = self._marked()
        try:
            memory, self._written = _memory(json.loads(self._path.read_text("utf-8")))
        except FileNotFoundError:
            if not (self._folder / MARKER).exists():
                return Memory(loss=LostMemory(Lost.UNSEEN, f"{self._path} is not there"))
            return self._lost(Lost.GONE, f"{self._path} is gone")
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            self._path.replace(self._folder / ASIDE)
            return self._lost(Lost.DAMAGED, f"{self._path} was damaged; kept as {ASIDE}")
        if self._written < written:
            self._path.replace(self._folder / ASIDE)
            self._written = written
            return self._lost(Lost.OLDER, f"{self._path} is an older copy; kept as {ASIDE}")
        return memory

    def keep(self, memory: Memory) -> None:
        """Remember exactly this; on return it is on the disk. Raises OSError; what is on the disk then is whole."""
        self._folder.mkdir(parents=True, exist_ok=True)
        if self._written is None:
            self._written = self._marked()
        self._replace(json.dumps(_plain(memory, self._written + 1), indent=0))
        self._written += 1  # from here on the file is ahead of its marker, or level: never behind
        self._mark(self._written)

    def _lost(self, what: Lost, why: str) -> Memory:
        log.error("%s: what was printed before is forgotten", why)
        return Memory(loss=LostMemory(what, why))

    def _replace(self, text: str) -> None:
        write_durably(self._path, text.encode(), mode=0o644)

    def _marked(self) -> int:
        """How often the file was written, by its marker; 0 when that does not say."""
        try:
            return int((self._folder / MARKER).read_text("ascii")[:20])
        except (FileNotFoundError, ValueError):
            return 0

    def _mark(self, written: int) -> None:
        """In place, always as many bytes: needs no room on the disk, and no second rename for every slip."""
        fresh = not (self._folder / MARKER).exists()
        handle = os.open(self._folder / MARKER, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            os.pwrite(handle, f"{written:020d}\n".encode(), 0)
            os.fsync(handle)
        finally:
            os.close(handle)
        if fresh:
            flush_folder(self._folder)


def _plain(memory: Memory, written: int) -> dict[str, Any]:
    loss = memory.loss
    lost = None if loss is None else {"what": loss.what, "why": loss.why, "at": loss.at}
    body = {"jobs": dict(memory.jobs), "lost": lost, "written": written}
    return {**body, "check": _check(body)}


def _memory(plain: dict[str, Any]) -> tuple[Memory, int]:
    """And how often it was written. Raises ValueError, KeyError, TypeError or AttributeError when it is none."""
    check = plain.pop("check")
    if check != _check(plain):
        raise ValueError("the check sum is wrong")
    jobs = {JobId(str(job)): SlipState(state) for job, state in plain["jobs"].items()}
    lost, written = plain["lost"], int(plain["written"])
    if lost is None:
        return Memory(jobs), written
    at = None if lost["at"] is None else int(lost["at"])
    return Memory(jobs, LostMemory(Lost(lost["what"]), str(lost["why"]), at)), written


def _check(body: dict[str, Any]) -> int:
    """Of what it says, so that a flipped bit in the name of a job is no other job."""
    return zlib.crc32(json.dumps(body, sort_keys=True).encode())
