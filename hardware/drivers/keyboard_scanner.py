"""A USB hand scanner that says it is a keyboard, read from the kernel, never through the window.

Through the window a scan would be typed into whatever has the focus, bent by the Vietnamese input method and
Caps Lock, and could press keys of the desktop. The device is grabbed, so that only this program hears it. A
named pipe is read in the same way, ungrabbed: that is how the driver is tested.
"""

from pathlib import Path
from typing import Literal

from pydantic import Field

from hardware.driver import Context, DriverOptions
from hardware.drivers.input_device import EV_KEY, EV_SYN, PRESSED, RELEASED, SYN_DROPPED, InputDevice
from hardware.drivers.us_keyboard import ENDS, SHIFTS, character
from hardware.ports import LivePicture, ScannedText

GAP_S = 0.1
"""A scanner types faster than this between two keys; a pause ends what it said, with or without Enter."""
SHORTEST = 4
"""Fewer characters than this without an Enter are no scan: somebody plays with a real keyboard."""
LONGEST = 4096
BURSTS = 500
"""How often ``poll`` reads on while a text has no end: a key that is stuck must not hold its caller for ever."""


class KeyboardScannerOptions(DriverOptions):
    """A USB hand scanner that types."""

    driver: Literal["keyboard"] = "keyboard"
    path: Path = Field(description="The event device, by a udev name, for example /dev/motcua-scanner")

    def build(self, context: Context) -> "KeyboardScanner":
        """Raises DeviceMissing, DevicePermission or DeviceBusy."""
        return KeyboardScanner(self.path)


class Typed:
    """Key events -> texts. Pure: the time is that of the events, so a busy machine cuts no scan in two."""

    def __init__(self, gap_s: float = GAP_S) -> None:
        """``gap_s`` seconds between two keys end a text."""
        self._gap_s = gap_s
        self._text: list[str] = []
        self._shift: set[int] = set()
        self._last_at = 0.0
        self._spoilt = False

    def key(self, at: float, kind: int, code: int, value: int) -> list[str]:
        """The texts that this event ends (at most two: one by the pause before it)."""
        if kind == EV_SYN and code == SYN_DROPPED:
            self._spoilt = True
            self._shift.clear()
        if kind != EV_KEY:
            return []
        if code in SHIFTS:
            (self._shift.discard if value == RELEASED else self._shift.add)(code)
            return []
        if value != PRESSED:
            return []
        ended = self.silence() if abs(at - self._last_at) > self._gap_s else []
        self._last_at = at
        if code in ENDS:
            return [*ended, *self._take(1)]
        self._text.append(character(code, shift=bool(self._shift)))
        self._spoilt |= len(self._text) > LONGEST
        return ended

    def silence(self) -> list[str]:
        """Nothing was typed for a while: what there is is a text, if it is long enough."""
        return self._take(SHORTEST)

    def _take(self, shortest: int) -> list[str]:
        text, spoilt = "".join(self._text), self._spoilt
        self._text, self._spoilt = [], False
        return [text] if len(text) >= shortest and not spoilt else []


class KeyboardScanner:
    """One hand scanner."""

    def __init__(self, path: Path, gap_s: float = GAP_S) -> None:
        """Open and grab ``path``, best ``/dev/input/by-id/...-event-kbd``; ``gap_s`` for a slow scanner.

        Raises DeviceMissing, DevicePermission or DeviceBusy.
        """
        self._gap_s = gap_s
        self._typed = Typed(gap_s)
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
            wait = self._gap_s
        return ()

    def live(self) -> LivePicture | None:
        """A hand scanner shows nothing."""
        return None

    def close(self) -> None:
        """Let the scanner go."""
        self._device.close()
