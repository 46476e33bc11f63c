"""The journal's directory: who holds it, how far it had come, and the room that is kept for a full disk."""

import contextlib
import fcntl
import logging
import os
import shutil
from pathlib import Path

from controller.journal.errors import JournalBusyError, JournalError
from controller.journal.place import Place
from controller.journal.recovery.witness import MAX_BYTES, Witness, dump, load

log = logging.getLogger(__name__)

FILE = "journal.db"
LOCK = "lock"
RESERVE = "reserve"
RESERVE_BYTES = 8 * 1024 * 1024
"""Given back when the disk is full: room for thousands of tickets while the caretaker is called."""


class JournalDir:
    """A data directory, held until ``close``. One process at a time."""

    def __init__(self, path: Path) -> None:
        """Raises JournalBusyError when another desk holds it, JournalError when it cannot be written."""
        self.journal = path / FILE
        self._path, self._reserve = path, path / RESERVE
        try:
            path.mkdir(parents=True, exist_ok=True)
            self._lock = os.open(path / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise JournalError(
                f"{path} cannot be used: {error}. Make it a folder that the controller's user may write, "
                f"or change data_dir"
            ) from error
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._lock)
            raise JournalBusyError(
                f"another controller uses {path}: stop it, or give this one its own data_dir"
            ) from None
        except OSError as error:
            os.close(self._lock)
            raise JournalError(
                f"{path / LOCK} cannot be locked ({error}): put data_dir on a local disk"
            ) from error
        self.witness = self._read_witness()
        """What was last remembered outside the journal, should another copy be put in its place."""

    def _read_witness(self) -> Witness:
        try:
            witness = load(os.pread(self._lock, MAX_BYTES, 0))
        except OSError:
            witness = None
        if witness is None:
            log.critical(
                "%s says nothing that can be believed: a lost end of the journal would not be seen",
                self.journal.with_name(LOCK),
            )
        return witness or Witness()

    def remember(self, witness: Witness) -> None:
        """Note how far the journal has come. Never ahead of it: it is called after the commit."""
        self.witness = witness
        with contextlib.suppress(OSError):  # a witness is good to have; the journal alone decides
            os.pwrite(self._lock, dump(witness), 0)  # what is left of a longer line is not read

    def place(self) -> Place:
        """What tells whether the journal is still in its place."""
        return Place(self.journal, self._path / LOCK, self._lock)

    def anew(self) -> "JournalDir":
        """The folder as it is now, with a lock of its own: the old one has no name there. Raises as at first."""
        fresh = JournalDir(self._path)
        fresh.remember(self.witness)
        return fresh

    def may_write(self) -> bool:
        """Whether the machine lets us write the journal's file. Only while it is not open."""
        try:
            os.close(os.open(self.journal, os.O_RDWR | os.O_CLOEXEC))
        except OSError:
            return False
        return True

    def reserve_intact(self) -> bool:
        """Whether the reserve is whole; if not, the disk was full and may still be."""
        try:
            return self._reserve.stat().st_size >= RESERVE_BYTES
        except OSError:
            return False

    def keep_reserve(self) -> None:
        """Set the reserve aside, if there is room to spare."""
        if self.reserve_intact():
            return
        try:
            if shutil.disk_usage(self._reserve.parent).free < 2 * RESERVE_BYTES:
                return
            self._reserve.write_bytes(b"\0" * RESERVE_BYTES)
        except OSError as error:
            self._reserve.unlink(missing_ok=True)
            log.warning("no room for the reserve: %s", error)

    def give_reserve_back(self) -> bool:
        """Make room; False when there was nothing left to give."""
        try:
            self._reserve.unlink()
        except OSError:
            return False
        return True

    def close(self) -> None:
        """Let others in."""
        os.close(self._lock)


def put_in_place(building: Path, path: Path) -> None:
    """A finished file becomes the one that counts: wholly or not at all, also in a power cut."""
    sync(building)
    building.replace(path)
    sync(path.parent)


def sync(path: Path) -> None:
    """What was done to a file, or to the names in a folder, outlives a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
