"""One RS-485 line and its one master: who wants to speak waits for the line, and keeps silent before each frame.

Several signs of one program share a line; they share the ``Bus`` that is open for its path.
"""

import contextlib
import termios
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from hardware.drivers.os_errors import device_error
from hardware.errors import DeviceError, DeviceMissing, DeviceUnsupported

TRIES = 3
"""The first one and two repeats."""
_CHARS = 3.5
_FAST_BAUD, _FAST_GAP_S = 19_200, 0.00175
"""Above this speed the silence is fixed (Modbus over Serial Line V1.02, 2.5.1.1)."""
_BITS = 11
_PARITIES = {"none": "N", "even": "E", "odd": "O"}


class LineSettings(NamedTuple):
    """How a line is set; one line has one setting."""

    baud: int
    parity: str


def gap_s(baud: int) -> float:
    """Silence before a frame: three and a half characters."""
    return _FAST_GAP_S if baud > _FAST_BAUD else _CHARS * _BITS / baud


class Bus:
    """One open line. Any thread may ``exchange``."""

    def __init__(
        self,
        name: str,
        port: Any,
        line: LineSettings,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """``port`` as pyserial's ``Serial``."""
        self.name, self.line, self.broken = name, line, False
        self._port, self._monotonic, self._sleep = port, monotonic, sleep
        self._quiet_since = float("-inf")
        self._lock = threading.Lock()

    def exchange(self, frame: bytes, length: Callable[[bytes], int], timeout_s: float) -> bytes:
        """Send a frame and read the answer until it has ``length(what came so far)`` bytes or time is up.

        A length of 0 wants no answer. What still comes of an older answer is thrown away before. Raises DeviceMissing.
        """
        with self._lock:
            try:
                self._keep_silence()
                self._port.reset_input_buffer()
                self._port.write(frame)
                self._port.flush()
                return self._answer(length, timeout_s)
            except (OSError, termios.error) as error:  # the latter is no OSError
                self.broken = True
                raise DeviceMissing(self.name, f"the line is gone: {error}") from error
            finally:
                self._quiet_since = self._monotonic()

    def close(self) -> None:
        """Release the line."""
        with contextlib.suppress(OSError, termios.error):
            self._port.close()

    def _keep_silence(self) -> None:
        left = self._quiet_since + gap_s(self.line.baud) - self._monotonic()
        if left > 0:
            self._sleep(left)

    def _answer(self, length: Callable[[bytes], int], timeout_s: float) -> bytes:
        came, until = b"", self._monotonic() + timeout_s
        while (missing := length(came) - len(came)) > 0:
            left = until - self._monotonic()
            if left <= 0:
                break
            self._port.timeout = left
            more = self._port.read(missing)
            if not more:
                break
            came += more
        return came


_open: dict[str, tuple[Bus, int]] = {}
_opening = threading.Lock()


def lease(path: Path, line: LineSettings) -> Bus:
    """The bus on ``path``, opened by whoever comes first. Raises DeviceError; ``give_back`` it."""
    name = str(path)
    with _opening:
        bus, users = _open.get(name, (None, 0))
        if bus is None or bus.broken:
            if bus is not None:
                bus.close()
            bus, users = Bus(name, _port(name, line), line), 0
        elif bus.line != line:
            raise DeviceUnsupported(
                name, f"one line has one speed: {bus.line} is in use, and {line} was asked for"
            )
        _open[name] = (bus, users + 1)
        return bus


def give_back(bus: Bus) -> None:
    """The last one closes the line."""
    with _opening:
        held, users = _open.get(bus.name, (None, 0))
        if held is not bus:
            return
        if users > 1:
            _open[bus.name] = (bus, users - 1)
        else:
            del _open[bus.name]
            bus.close()


def _port(name: str, line: LineSettings) -> Any:
    import serial

    try:
        return serial.Serial(name, line.baud, parity=_PARITIES[line.parity], timeout=0, exclusive=True)
    except (OSError, ValueError, termios.error) as error:
        raise device_error(name, error) from error


class NoAnswerError(DeviceError):
    """The line works and the board says nothing, or nonsense."""

    remedy = "Kiểm tra nguồn điện và dây RS-485 (A, B) của bảng LED, và địa chỉ của bảng trong tệp cài đặt."
