"""A USB keypad as a button box: key codes of the kernel's input events, not characters.

NumLock and the keyboard layout change the characters of a keypad, never its codes. The device is grabbed,
so that no press ends up in a login prompt. A path that is no device (a named pipe) is read in the same
way, ungrabbed: that is how the driver is tested, and how a box of another make can be bridged.
"""

import contextlib
import fcntl
import os
import stat
import struct
from collections.abc import Iterable, Mapping
from pathlib import Path

from hardware.errors import DeviceBusy, DeviceMissing, DevicePermission

EVENT = struct.Struct("llHHi")
"""``struct input_event`` of linux/input.h: seconds, microseconds, type, code, value."""
EV_SYN, EV_KEY, SYN_DROPPED = 0x00, 0x01, 3
RELEASED, PRESSED = 0, 1
EVIOCGRAB = 0x40044590
"""Exclusive use of an input device (linux/input.h); ends with the file descriptor."""
READ_EVENTS = 64


class KeypadKeys:
    """The keys of one keypad; ``down`` never blocks."""

    def __init__(self, path: Path, keymap: Mapping[str, Iterable[int]]) -> None:
        """Open and grab ``path``; ``keymap`` gives each name the codes of its keys (linux/input-event-codes.h).

        Raises DeviceMissing, DevicePermission or DeviceBusy.
        """
        self.names = tuple(keymap)
        self._path = path
        self._names = {code: name for name, codes in keymap.items() for code in codes}
        self._down: set[int] = set()
        self._rest = b""
        self._file: int | None = None
        self._open()

    def down(self) -> frozenset[str]:
        """The keys that are down now. Raises DeviceMissing when the keypad was unplugged."""
        for kind, code, value in self._events():
            if kind == EV_KEY and value == PRESSED:
                self._down.add(code)
            elif kind == EV_KEY and value == RELEASED:
                self._down.discard(code)
            elif kind == EV_SYN and code == SYN_DROPPED:
                self._down.clear()  # events were lost: better a press too few than one that never ends
        return frozenset(self._names[code] for code in self._down if code in self._names)

    def close(self) -> None:
        """Let the keypad go."""
        self._down.clear()
        if self._file is not None:
            with contextlib.suppress(OSError):  # closing an unplugged device may fail, and does not matter
                os.close(self._file)
        self._file = None

    def _open(self) -> None:
        try:
            self._file = os.open(self._path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
            if stat.S_ISCHR(os.fstat(self._file).st_mode):
                fcntl.ioctl(self._file, EVIOCGRAB, 1)
        except PermissionError as error:
            raise DevicePermission(str(self._path), str(error)) from error
        except OSError as error:
            found = self._file is not None
            self.close()
            raise (DeviceBusy if found else DeviceMissing)(str(self._path), str(error)) from error

    def _events(self) -> list[tuple[int, int, int]]:
        data = self._rest + self._read()
        whole = len(data) - len(data) % EVENT.size
        self._rest = data[whole:]
        return [fields[2:] for fields in EVENT.iter_unpack(data[:whole])]

    def _read(self) -> bytes:
        if self._file is None:
            raise DeviceMissing(str(self._path), "closed")
        try:
            data = os.read(self._file, READ_EVENTS * EVENT.size)
        except BlockingIOError:
            return b""
        except OSError as error:
            raise DeviceMissing(str(self._path), str(error)) from error
        if not data:
            raise DeviceMissing(str(self._path), "unplugged")
        return data
