"""An input device of the kernel, for one program alone: keypads and scanners that say they are keyboards.

Events are key codes, not characters. A device is grabbed, so that nothing of it ends up in a login prompt or
a window. A path that is no device (a named pipe) is read in the same way, ungrabbed: that is how drivers are
tested, and how a box of another make can be bridged.
"""

import contextlib
import fcntl
import os
import select
import stat
import struct
import time
from pathlib import Path

from hardware.errors import DeviceBusy, DeviceMissing, DevicePermission
from hardware.host.clock import SystemClock

EVENT = struct.Struct("llHHi")
"""``struct input_event`` of linux/input.h: seconds, microseconds, type, code, value."""
EVIOCGRAB = 0x40044590
"""Exclusive use of an input device (linux/input.h); ends with the file descriptor."""
EVIOCSCLOCKID = 0x400445A0
"""Which clock stamps the events (linux/input.h); without it, it is the wall clock, which may step."""
READ_EVENTS = 256
OLDEST_S = 60.0
"""Where nobody says which clock stamped an event, a stamp that is no moment of the last minute says nothing."""

Event = tuple[int, int, int, int, int]


class InputDevice:
    """One open device; reading never blocks."""

    def __init__(self, path: Path) -> None:
        """Open and grab. Raises DeviceMissing, DevicePermission or DeviceBusy."""
        self._path = path
        self._rest = b""
        self._file: int | None = None
        self._steady = False
        try:
            self._file = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
            if stat.S_ISCHR(os.fstat(self._file).st_mode):
                fcntl.ioctl(self._file, EVIOCGRAB, 1)
                self._steady = self._stamp_by_boottime()
        except PermissionError as error:
            raise DevicePermission(str(path), str(error)) from error
        except OSError as error:
            found = self._file is not None
            self.close()
            raise (DeviceBusy if found else DeviceMissing)(str(path), str(error)) from error

    def events(self) -> list[Event]:
        """What happened since the last time. Raises DeviceMissing when it was unplugged or is closed."""
        data = self._rest + self._read()
        whole = len(data) - len(data) % EVENT.size
        self._rest = data[whole:]
        return list(EVENT.iter_unpack(data[:whole]))

    def age_s(self, stamp: float) -> float:
        """How many seconds ago an event was that bears this stamp; 0 where its stamp says nothing."""
        clock = SystemClock()
        age = clock.monotonic() - stamp
        if self._steady:
            return max(0.0, age)
        ages = (age, clock.utc_ms() / 1000 - stamp)
        return min((age for age in ages if 0 <= age <= OLDEST_S), default=0.0)

    def readable(self, timeout_s: float) -> bool:
        """Wait until something happened. Raises DeviceMissing when it is closed."""
        return bool(select.select([self._open_file()], [], [], timeout_s)[0])

    def close(self) -> None:
        """Let the device go."""
        if self._file is not None:
            with contextlib.suppress(OSError):  # closing an unplugged device may fail, and does not matter
                os.close(self._file)
        self._file = None

    def _stamp_by_boottime(self) -> bool:
        try:
            fcntl.ioctl(self._open_file(), EVIOCSCLOCKID, struct.pack("i", time.CLOCK_BOOTTIME))
        except OSError:  # a kernel before 3.4, or a device that only looks like one
            return False
        return True

    def _open_file(self) -> int:
        if self._file is None:
            raise DeviceMissing(str(self._path), "closed")
        return self._file

    def _read(self) -> bytes:
        file = self._open_file()
        try:
            data = os.read(file, READ_EVENTS * EVENT.size)
        except BlockingIOError:
            return b""
        except OSError as error:
            raise DeviceMissing(str(self._path), str(error)) from error
        if not data:
            raise DeviceMissing(str(self._path), "unplugged")
        return data
