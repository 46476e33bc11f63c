"""A hand scanner on a serial line, or a USB one in its COM mode: the mode to prefer, it says UTF-8 as it is."""

import os
import select
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from hardware.driver import Context, DriverOptions
from hardware.drivers.os_errors import device_error
from hardware.drivers.typed import TORN_S
from hardware.errors import DeviceMissing
from hardware.ports import LivePicture, ScannedText

CHUNK = 4096
GAP_S = 0.1
"""A pause that ends a text, for scanners that are set to send no line end. At 9600 baud a byte takes 1 ms."""
LONGEST = 8192
BURSTS = 500
"""How often ``poll`` reads on while a text has no end: a line that babbles must not hold its caller for ever."""
ENDS = b"\r\n\x00\x03\x04"
"""Line ends, NUL, ETX and EOT: what scanners can be set to send after a code."""


class SerialScannerOptions(DriverOptions):
    """A hand scanner on a serial line."""

    driver: Literal["serial"] = "serial"
    path: Path = Field(description="The port, by a udev name, for example /dev/motcua-scanner")
    baud: int = Field(9600, ge=300, le=921_600, description="Bits a second")

    def build(self, context: Context) -> "SerialScanner":
        """Raises DeviceMissing, DevicePermission or DeviceBusy."""
        return SerialScanner(self.path, self.baud)


class Framed:
    """Bytes -> texts. Pure."""

    def __init__(self, gap_s: float = GAP_S) -> None:
        """``gap_s`` seconds without a byte end a text, and ``TORN_S`` one of a scanner that used to end with a sign."""
        self._gap_s = self.patience_s = gap_s
        self._bytes = bytearray()
        self._spoilt = False

    def feed(self, data: bytes) -> list[str]:
        """The texts that ``data`` ends."""
        texts = []
        for byte in data:
            if byte in ENDS:
                ended = max(self._gap_s, TORN_S) if self._bytes else self.patience_s
                texts += self.silence()
                self.patience_s = ended
            elif len(self._bytes) < LONGEST:
                self._bytes.append(byte)
            else:
                self._spoilt = True
        return texts

    def silence(self) -> list[str]:
        """Nothing came for ``patience_s``: what there is is a text. One that is too long is none."""
        self.patience_s = self._gap_s if self._bytes else self.patience_s
        text, spoilt = self._bytes.decode("utf-8", "replace").strip(), self._spoilt
        self._bytes.clear()
        self._spoilt = False
        return [text] if text and not spoilt else []


class SerialScanner:
    """One serial scanner."""

    def __init__(self, path: Path, baud: int = 9600, gap_s: float = GAP_S) -> None:
        """Open and lock ``path``. Raises DeviceMissing, DevicePermission or DeviceBusy."""
        import serial

        self._name = str(path)
        self._framed = Framed(gap_s)
        try:
            self._port: Any = serial.Serial(self._name, baud, timeout=0, exclusive=True)
        except (OSError, ValueError) as error:  # SerialException is an OSError; ValueError: an odd baud rate
            raise device_error(self._name, error) from error

    def poll(self, timeout_s: float) -> tuple[ScannedText, ...]:
        """As in CodeReader."""
        wait = timeout_s
        for _ in range(BURSTS):
            data = self._read(wait)
            texts = self._framed.feed(data) if data else self._framed.silence()
            if texts or not data:
                return tuple(map(ScannedText, texts))
            wait = self._framed.patience_s
        return ()

    def live(self) -> LivePicture | None:
        """A hand scanner shows nothing."""
        return None

    def close(self) -> None:
        """Release the line."""
        if self._port.is_open:
            self._port.close()

    def _read(self, timeout_s: float) -> bytes:
        """What came; empty when nothing did in time."""
        if not self._port.is_open:
            raise DeviceMissing(self._name, "closed")
        line = self._port.fileno()
        try:
            if not select.select([line], [], [], timeout_s)[0]:
                return b""
            data = os.read(line, CHUNK)
        except OSError as error:
            raise DeviceMissing(self._name, str(error)) from error
        if not data:
            raise DeviceMissing(self._name, "unplugged")
        return data
