"""The kernel's own driver for USB printers: ``/dev/usb/lp0``.

Not through ``escpos.printer.File``: it opens for writing only, so nothing could ever be asked, and the kernel lets
nobody open the device a second time for reading.
"""

import contextlib
import errno
import fcntl
import os
import stat
import time

from hardware.drivers.escpos.options import LpLink
from hardware.drivers.escpos.transports import descriptor
from hardware.drivers.os_errors import device_error
from hardware.errors import DeviceMissing, DeviceUnsupported

CLOSED = -1
LPGETSTATUS = 0x060B
"""The status byte of the printer port (linux/lp.h)."""


class LpTransport:
    """An open printer device. Whether it answers shows at the first read: one-way printers refuse to be read."""

    bytes_per_s = 1_000_000.0
    shared = False

    def __init__(self, link: LpLink) -> None:
        """Open the device. Raises DeviceMissing, DevicePermission, DeviceBusy or DeviceUnsupported."""
        self._name = str(link.path)
        self.answers = True
        self._file = CLOSED
        try:
            self._file = os.open(link.path, os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
            self._check()
        except OSError as error:
            self.close()
            raise device_error(self._name, error) from error

    def write(self, data: bytes, timeout_s: float) -> int:
        """As in Transport. Out of paper, the driver may refuse (ENOSPC): then nothing was taken."""
        try:
            return descriptor.write(self._file, self._name, data, timeout_s)
        except DeviceMissing as error:
            if isinstance(error.__cause__, OSError) and error.__cause__.errno == errno.ENOSPC:
                time.sleep(timeout_s)
                return 0
            raise

    def read(self, timeout_s: float) -> bytes:
        """As in Transport."""
        if not self.answers:
            return b""
        try:
            # Nothing at all is an empty packet here and not the end: an unplugged printer is an error.
            return descriptor.read(self._file, self._name, timeout_s) or b""
        except DeviceMissing as error:
            if isinstance(error.__cause__, OSError) and error.__cause__.errno == errno.EINVAL:
                self.answers = False
                return b""
            raise

    def port_status(self) -> int | None:
        """As in Transport, as the kernel's driver passes it on."""
        status = bytearray(4)
        try:
            fcntl.ioctl(self._file, LPGETSTATUS, status)
        except (OSError, ValueError) as error:
            if isinstance(error, OSError) and error.errno in (errno.ENOTTY, errno.EINVAL):
                return None
            raise DeviceMissing(self._name, str(error)) from error
        return status[0]

    def close(self) -> None:
        """Close the device."""
        file, self._file = self._file, CLOSED
        if file != CLOSED:
            with contextlib.suppress(OSError):  # closing an unplugged device may fail, and does not matter
                os.close(file)

    def _check(self) -> None:
        # A plain file would swallow every slip without a word.
        if not stat.S_ISCHR(os.fstat(self._file).st_mode):
            self.close()
            raise DeviceUnsupported(
                self._name, "is a file and not a printer; a printer is /dev/usb/lp0 or the like"
            )


def open_link(link: LpLink, _known_ids: frozenset[tuple[int, int]]) -> LpTransport:
    """Open the device. Raises DeviceMissing, DevicePermission, DeviceBusy or DeviceUnsupported."""
    return LpTransport(link)
