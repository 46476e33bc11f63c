"""Reading and writing a file descriptor that never blocks: what serial lines and ``/dev/usb/lp*`` share."""

import os
import select

from hardware.errors import DeviceMissing


def write(descriptor: int, name: str, data: bytes, timeout_s: float) -> int:
    """How many bytes the kernel took within ``timeout_s``. Raises DeviceMissing."""
    try:
        _, ready, _ = select.select((), (descriptor,), (), timeout_s)
        return os.write(descriptor, data) if ready else 0
    except BlockingIOError:
        return 0
    except (OSError, ValueError) as error:  # ValueError: closed, so the descriptor is negative
        raise DeviceMissing(name, str(error)) from error


def read(descriptor: int, name: str, timeout_s: float) -> bytes | None:
    """What came within ``timeout_s``; None at the end of the file. Raises DeviceMissing."""
    try:
        ready, _, _ = select.select((descriptor,), (), (), timeout_s)
        if not ready:
            return b""
        return os.read(descriptor, 256) or None
    except BlockingIOError:
        return b""
    except (OSError, ValueError) as error:
        raise DeviceMissing(name, str(error)) from error
