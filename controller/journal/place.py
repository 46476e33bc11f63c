"""Whether the journal's file is still the one that has its name: a card can be pulled, a file moved or written over."""

import os
from pathlib import Path

from controller.journal.sides import WAL, beside

Look = tuple[int, int, int, int]
"""Device, inode, size and time of the last change."""


class Place:
    """How the journal's files looked after we wrote last."""

    def __init__(self, journal: Path, lock: Path, lock_handle: int) -> None:
        self._journal, self._lock, self._lock_handle = journal, lock, lock_handle
        self._wal = beside(journal, WAL)
        self._seen: tuple[Look | None, Look | None] = (None, None)

    def note(self) -> None:
        """We wrote just now: so it looks when nobody else does."""
        self._seen = (_look(self._journal), _look(self._wal))

    def moved(self) -> bool:
        """Whether another file, or none, has the name of the journal, of its log or of its lock."""
        journal, wal = self._seen
        return (
            journal is None
            or _other(_look(self._journal), journal)
            or (wal is not None and _other(_look(self._wal), wal))
            or self.lock_moved()
        )

    def touched(self) -> bool:
        """Whether somebody else wrote into the journal or its log."""
        return self._seen != (_look(self._journal), _look(self._wal))

    def lock_moved(self) -> bool:
        """Whether another controller could take the folder, because our lock has no name there."""
        held = os.fstat(self._lock_handle)
        look = _look(self._lock)
        return look is None or look[:2] != (held.st_dev, held.st_ino)


def _other(now: Look | None, before: Look) -> bool:
    return now is None or now[:2] != before[:2]


def _look(path: Path) -> Look | None:
    try:
        state = path.stat()
    except OSError:
        return None
    return state.st_dev, state.st_ino, state.st_size, state.st_mtime_ns
