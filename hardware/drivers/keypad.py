"""A USB keypad as a button box: key codes of the kernel's input events, not characters.

NumLock and the keyboard layout change the characters of a keypad, never its codes.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path

from hardware.drivers.input_device import EV_KEY, EV_SYN, PRESSED, RELEASED, SYN_DROPPED, InputDevice


class KeypadKeys:
    """The keys of one keypad; ``down`` never blocks."""

    def __init__(self, path: Path, keymap: Mapping[str, Iterable[int]]) -> None:
        """Open and grab ``path``; ``keymap`` gives each name the codes of its keys (linux/input-event-codes.h).

        Raises DeviceMissing, DevicePermission or DeviceBusy.
        """
        self.names = tuple(keymap)
        self._names = {code: name for name, codes in keymap.items() for code in codes}
        self._down: set[int] = set()
        self._device = InputDevice(path)

    def down(self) -> frozenset[str]:
        """The keys that are down now. Raises DeviceMissing when the keypad was unplugged."""
        for _s, _us, kind, code, value in self._device.events():
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
        self._device.close()
