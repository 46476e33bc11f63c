"""Files that a person may put in a program's way, read so that none can stop or fill it."""

import os
import stat
from pathlib import Path


class TooLarge(OSError):  # noqa: N818 - named by what is wrong
    """The file has more than whoever reads it has room for."""


def read_regular(path: Path, most_bytes: int) -> bytes:
    """The whole file. Raises OSError: not there, not readable, no regular file (a pipe would never end), too large."""
    # Without waiting: to open a pipe that nobody writes to would wait for ever.
    with open(os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK), "rb") as file:  # noqa: PTH123 - a descriptor
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(f"{path} is no regular file")
        data = file.read(most_bytes + 1)
    if len(data) > most_bytes:
        raise TooLarge(f"{path} is larger than {most_bytes} bytes")
    return data
