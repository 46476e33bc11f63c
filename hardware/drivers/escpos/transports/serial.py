"""A serial line with flow control.

``escpos.printer.Serial`` opens the port. It does not lock it, never sets RTS/CTS although it says so, and its DTR/DSR is
none on Linux, whose kernel knows no such thing: all three are done here. Its ``_raw`` has no time-out and does not tell
how much it wrote, so bytes go past it, on the port's descriptor.
"""

import contextlib
import errno
import fcntl
import os
import struct
import termios
import time
from pathlib import Path

from hardware.drivers.escpos.options import SerialLink
from hardware.drivers.escpos.python_escpos import opened
from hardware.drivers.escpos.transports import descriptor
from hardware.drivers.os_errors import device_error
from hardware.errors import DeviceMissing, DeviceUnsupported

BITS_PER_BYTE = 10
AHEAD_S, LEAST_AHEAD = 0.08, 64
"""So much (in bytes at least so many) may wait in the kernel: a question behind more would be answered too late."""
STEP_S, LEAST_STEP_S = 0.02, 0.002


class SerialTransport:
    """An open serial port, or a pseudo terminal that stands in for one."""

    answers = True
    shared = False

    def __init__(self, link: SerialLink) -> None:
        """Open and lock the port. Raises DeviceMissing, DevicePermission or DeviceBusy."""
        self._name = str(link.path)
        self.bytes_per_s = link.baud / BITS_PER_BYTE
        # A printer that drops DSR has room for some hundred bytes more, and so many are under way in adapters.
        self._waits_for_dsr = link.flow == "dsr-dtr"
        self._ahead = (
            LEAST_AHEAD if self._waits_for_dsr else max(LEAST_AHEAD, int(self.bytes_per_s * AHEAD_S))
        )
        self._step_s = min(STEP_S, max(LEAST_STEP_S, self._ahead / 2 / self.bytes_per_s))
        self._lock = _locked(link.path)
        with contextlib.ExitStack() as on_error:
            on_error.callback(os.close, self._lock)
            self._printer = opened(
                self._name,
                lambda library: library.Serial(
                    self._name, link.baud, xonxoff=link.flow == "xon-xoff", dsrdtr=False
                ),
            )
            self._port = self._printer.device
            on_error.callback(self._printer.close)
            self._port.rtscts = link.flow == "rts-cts"
            self._check_dsr()
            on_error.pop_all()

    def write(self, data: bytes, timeout_s: float) -> int:
        """As in Transport. No more is taken than the line carries in a moment, though the kernel would take 4 KB."""
        until = time.monotonic() + timeout_s
        while (room := self._room()) <= 0:
            if time.monotonic() >= until:
                return 0
            time.sleep(self._step_s)
        left_s = max(0.0, until - time.monotonic())
        return descriptor.write(self._descriptor(), self._name, data[:room], left_s)

    def read(self, timeout_s: float) -> bytes:
        """As in Transport."""
        data = descriptor.read(self._descriptor(), self._name, timeout_s)
        if data is None:
            raise DeviceMissing(self._name, "unplugged")
        return data

    def port_status(self) -> int | None:
        """There is no such thing here."""
        return None

    def close(self) -> None:
        """Close the port. What the printer takes no more is thrown away: the kernel would wait for it for 30 s."""
        if not self._port.is_open:
            return
        with contextlib.suppress(DeviceMissing, OSError, termios.error):  # unplugged: nothing is left to save
            queued, moved_at = self._queued(), time.monotonic()
            while queued and time.monotonic() - moved_at < STEP_S * 10:
                time.sleep(STEP_S)
                before, queued = queued, self._queued()
                moved_at = time.monotonic() if queued < before else moved_at
            self._port.reset_output_buffer()
        with contextlib.suppress(OSError, termios.error):
            self._port.close()
        self._printer.device = None  # its own close would first wait for what is still to be sent
        os.close(self._lock)

    def _room(self) -> int:
        """How many bytes may go now: none while the printer says by DSR that its buffer is full."""
        try:
            return self._ahead - self._queued() if not self._waits_for_dsr or self._port.dsr else 0
        except (OSError, ValueError) as error:
            raise DeviceMissing(self._name, str(error)) from error

    def _check_dsr(self) -> None:
        """Raises DeviceUnsupported when the port cannot tell: bytes would be lost without a word."""
        if not self._waits_for_dsr:
            return
        try:
            self._port.dsr  # noqa: B018 - asks the port
        except OSError as error:
            what = f'has no DSR line ({error.strerror}); set flow to "rts-cts", "xon-xoff" or "none"'
            raise DeviceUnsupported(self._name, what) from error

    def _queued(self) -> int:
        """Bytes that wait in the kernel; 0 where it does not say. Raises DeviceMissing."""
        try:
            return int(struct.unpack("i", fcntl.ioctl(self._descriptor(), termios.TIOCOUTQ, bytes(4)))[0])
        except OSError as error:
            if error.errno in (errno.ENOTTY, errno.EINVAL):
                return 0
            raise DeviceMissing(self._name, str(error)) from error

    def _descriptor(self) -> int:
        if not self._port.is_open:
            raise DeviceMissing(self._name, "closed")
        return int(self._port.fileno())


def _locked(path: Path) -> int:
    """The port with a lock on it, before anything is set on it: its line may be another program's."""
    file = -1
    try:
        file = os.open(path, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK | os.O_CLOEXEC)
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if file >= 0:
            os.close(file)
        raise device_error(str(path), error) from error
    return file


def open_link(link: SerialLink, _known_ids: frozenset[tuple[int, int]]) -> SerialTransport:
    """Open the port. Raises DeviceMissing, DevicePermission or DeviceBusy."""
    return SerialTransport(link)
