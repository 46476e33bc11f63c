"""Files that are whole after a power cut: the old one or the new one, never half of either."""

import contextlib
import errno
import mmap
import os
import shutil
from pathlib import Path


def write_durably(path: Path, *content: bytes | mmap.mmap, mode: int = 0o600) -> None:
    """Replace a file; its folder is made where there is none, for whoever may read the file. Raises OSError.

    ``mode``: readable by its owner only, or also by others, such as programs of another user (0o644); the umask, with
    which our programs run, takes nothing of it.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=mode | (mode & 0o444) >> 2)
    new = path.with_name(f".{path.name}.new")
    new.unlink(missing_ok=True)  # cut short once, and perhaps readable by others than this one is to be
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
    try:
        with os.fdopen(descriptor, "wb") as file:
            os.fchmod(descriptor, mode)
            for part in content:
                file.write(part)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            new.unlink(missing_ok=True)  # on a full disk half a file is room that somebody needs
        raise
    flush_folder(path.parent)


def need_room(folder: Path, needed: int) -> None:
    """Raises OSError, as writing would in the end, where fewer bytes are free than ``needed``."""
    if shutil.disk_usage(folder).free < needed:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(folder))


def flush_folder(folder: Path) -> None:
    """What was done to the names in it outlives a power cut. Raises OSError."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
