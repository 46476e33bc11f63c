"""The spool's memory on disk: which jobs were begun, and how they ended. Survives a power cut at any moment."""

import fcntl
import json
import logging
import os
import zlib
from pathlib import Path
from typing import Any

from contracts.vocabulary import JobId, SlipState
from ticket_printer.spool import UNDATED, Loss, Memory

log = logging.getLogger(__name__)

FILE = "spool.json"
ASIDE = "spool.damaged"
WITNESS = "spool.was-here"
"""Stays beside the file from its first writing on: without it, a file that vanished would look like a first start."""


class SpoolBusyError(OSError):
    """Another program works with this memory."""


class Journal:
    """One small JSON file, replaced whole: written beside, flushed, renamed, and the folder flushed."""

    def __init__(self, folder: Path) -> None:
        """Nothing is read or written yet."""
        self._folder, self._path = folder, folder / FILE
        self._lock: int | None = None

    def hold(self) -> None:
        """Keep other programs away from this memory until ``close``; may be called again.

        Raises SpoolBusyError when another one has it, OSError when the folder cannot be made or opened.
        """
        if self._lock is not None:
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        lock = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)  # of the folder: needs no room on the disk
        except BlockingIOError:
            os.close(lock)
            raise SpoolBusyError(f"{self._folder} is used by another printer program") from None
        self._lock = lock

    def close(self) -> None:
        """Let others in."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def load(self) -> Memory:
        """What is remembered; empty at the first start.

        A damaged file is set aside and logged, and what is remembered then is that memory was lost: a printer that
        never starts again helps nobody. Raises OSError when the file is there and cannot be read.
        """
        try:
            return _memory(json.loads(self._path.read_text("utf-8")))
        except FileNotFoundError:
            if not (self._folder / WITNESS).exists():
                return Memory()
            why = f"{self._path} is gone"
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            self._path.replace(self._folder / ASIDE)
            why = f"{self._path} was damaged; kept as {ASIDE}"
        log.error("%s: what was printed before is forgotten", why)
        return Memory(loss=Loss(why))

    def keep(self, memory: Memory) -> None:
        """Remember exactly this; on return it is on the disk. Raises OSError, and then nothing changed."""
        self._folder.mkdir(parents=True, exist_ok=True)
        self._write(FILE, json.dumps(_plain(memory), indent=0))
        if not (self._folder / WITNESS).exists():
            self._write(WITNESS, "")

    def _write(self, name: str, text: str) -> None:
        beside = self._path.with_suffix(".new")
        with beside.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self._folder / name)
        _flush_folder(self._folder)


def _plain(memory: Memory) -> dict[str, Any]:
    loss = memory.loss
    lost = None if loss is None else {"why": loss.why, "at": None if loss.at == UNDATED else loss.at}
    body = {"jobs": dict(memory.jobs), "lost": lost}
    return {**body, "check": _check(body)}


def _memory(plain: dict[str, Any]) -> Memory:
    """Raises ValueError, KeyError, TypeError or AttributeError when it is not what was written."""
    check = plain.pop("check")
    if check != _check(plain):
        raise ValueError("the check sum is wrong")
    jobs = {JobId(str(job)): SlipState(state) for job, state in plain["jobs"].items()}
    lost = plain["lost"]
    if lost is None:
        return Memory(jobs)
    return Memory(jobs, Loss(str(lost["why"]), UNDATED if lost["at"] is None else int(lost["at"])))


def _check(body: dict[str, Any]) -> int:
    """Of what it says, so that a flipped bit in the name of a job is no other job."""
    return zlib.crc32(json.dumps(body, sort_keys=True).encode())


def _flush_folder(folder: Path) -> None:
    # Without this a power cut may undo the rename although the file itself is on the disk.
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
