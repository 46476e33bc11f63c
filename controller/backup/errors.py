"""What can go wrong with a backup: each is a sentence of the catalogue, with what to do. Pure."""

import errno
from pathlib import Path

_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_NOT_WRITABLE = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})
_GONE = frozenset(
    {
        errno.ENOENT,
        errno.ENODEV,
        errno.ENXIO,
        errno.EIO,
        errno.ESTALE,
        errno.ENOTCONN,
        errno.EHOSTDOWN,
        errno.ETIMEDOUT,
    }
)


class BackupError(Exception):
    """Nothing that was there before is harmed; ``key`` is its sentence, filled by ``facts``."""

    def __init__(self, key: str, **facts: object) -> None:
        super().__init__(key)
        self.key, self.facts = key, {name: str(value) for name, value in facts.items()}


def of_the_place(error: OSError, folder: Path) -> BackupError:
    """What an error of the place where backups are kept means."""
    if error.errno in _NO_ROOM:
        return BackupError("no-room", folder=folder)
    if error.errno in _NOT_WRITABLE:
        return BackupError("not-writable", folder=folder)
    if error.errno in _GONE:
        return BackupError("pulled-out", folder=folder)
    return BackupError("place-failed", folder=folder, why=error.strerror or type(error).__name__)
