"""A USB hand scanner that says it is a keyboard, read from the kernel, never through the window.

Through the window a scan would be typed into whatever has the focus, bent by the Vietnamese input method and
Caps Lock, and could press keys of the desktop. The device is grabbed, so that only this program hears it. A
named pipe is read in the same way, ungrabbed: that is how the driver is tested.
"""

from pathlib import Path
from typing import Literal

from pydantic import Field

from hardware.driver import Context, DriverOptions
from hardware.drivers.input_device import InputDevice
from hardware.drivers.keyboards import LAYOUTS
from hardware.drivers.typed import GAP_S, Typed
from hardware.ports import LivePicture, ScannedText

BURSTS = 500
"""How often ``poll`` reads on while a text has no end: a key that is stuck must not hold its caller for ever."""


class KeyboardScannerOptions(DriverOptions):
    """A USB hand scanner that types."""

    driver: Literal["keyboard"] = "keyboard"
    path: Path = Field(description="The event device, by a udev name, for example /dev/motcua-scanner")

    layout: Literal[LAYOUTS] = Field(  # type: ignore[valid-type] # the one list of them
        "us", description="The keyboard that the scanner is set to; `motcua reader setup` finds it out"
    )
    gap_ms: int = Field(
        round(GAP_S * 1000), ge=20, le=1000, description="Milliseconds between two keys that end a text"
    )

    def build(self, context: Context) -> "KeyboardScanner":
        """Raises DeviceMissing, DevicePermission or DeviceBusy."""
        return KeyboardScanner(self.path, self.gap_ms / 1000, self.layout)


class KeyboardScanner:
    """One hand scanner."""

    def __init__(self, path: Path, gap_s: float = GAP_S, layout: str = "us") -> None:
        """Open and grab ``path``, best ``/dev/input/by-id/...-event-kbd``; ``gap_s`` for a slow scanner.

        Raises DeviceMissing, DevicePermission or DeviceBusy.
        """
        self._typed = Typed(gap_s, layout)
        self._device = InputDevice(path)

    def poll(self, timeout_s: float) -> tuple[ScannedText, ...]:
        """As in CodeReader."""
        wait = timeout_s
        for _ in range(BURSTS):
            if not self._device.readable(wait):
                return tuple(map(ScannedText, self._typed.silence()))
            texts: list[str] = []
            for seconds, micros, kind, code, value in self._device.events():
                texts += self._typed.key(seconds + micros / 1e6, kind, code, value)
            if texts:
                return tuple(map(ScannedText, texts))
            wait = self._typed.patience_s
        return ()

    def live(self) -> LivePicture | None:
        """A hand scanner shows nothing."""
        return None

    def close(self) -> None:
        """Let the scanner go."""
        self._device.close()
