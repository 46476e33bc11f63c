"""A USB keypad as a button box: key codes of the kernel's input events, not characters.

NumLock and the keyboard layout change the characters of a keypad, never its codes.
"""

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Literal

from pydantic import Field

from contracts.settings import Problem
from hardware.driver import Context, DriverOptions
from hardware.drivers.input_device import InputDevice
from hardware.drivers.key_codes import EV_KEY, EV_SYN, PRESSED, RELEASED, SYN_DROPPED


class KeypadOptions(DriverOptions):
    """A USB keypad."""

    driver: Literal["keypad"] = "keypad"
    path: Path = Field(
        Path("/dev/motcua-keypad"), description="The event device, by a udev name bound to its socket"
    )
    keymap: dict[str, tuple[int, ...]] | None = Field(
        None,
        description="The codes of each key (linux/input-event-codes.h); without it as on a usual number pad",
    )

    def problems(self, key: str, context: Context) -> Iterator[Problem]:
        """Keys that there are not, or that cannot be told apart."""
        if self.keymap is None:
            return
        if not any(self.keymap.values()):
            yield Problem(f"{key}.keymap", "nothing", "at least one key code")
        for name in sorted(self.keymap.keys() - context.codes.keys()):
            yield Problem(f"{key}.keymap.{name}", "an unknown key", ", ".join(context.codes))
        for code, times in Counter(code for codes in self.keymap.values() for code in codes).items():
            if times > 1:
                yield Problem(f"{key}.keymap", f"code {code} {times} times", "each code once")

    def build(self, context: Context) -> "KeypadKeys":
        """Raises DeviceMissing, DevicePermission or DeviceBusy."""
        return KeypadKeys(self.path, context.codes if self.keymap is None else self.keymap)


class KeypadKeys:
    """The keys of one keypad; ``down`` never blocks.

    The kernel has debounced them and kept what happened, so no press is too short, and none is lost while nobody looks:
    each ``down`` goes on only until a key would change twice or a second one be pressed.
    """

    bounces = False

    def __init__(self, path: Path, keymap: Mapping[str, Iterable[int]]) -> None:
        """Open and grab ``path``; ``keymap`` gives each name the codes of its keys (linux/input-event-codes.h).

        Raises DeviceMissing, DevicePermission or DeviceBusy.
        """
        self.names = tuple(keymap)
        self._names = {code: name for name, codes in keymap.items() for code in codes}
        self._down: set[int] = set()
        self._coming: deque[tuple[int, int, int]] = deque()
        self._device = InputDevice(path)

    def down(self) -> frozenset[str]:
        """The keys that are down now. Raises DeviceMissing when the keypad was unplugged."""
        self._coming.extend((kind, code, value) for _s, _us, kind, code, value in self._device.events())
        changed: set[str] = set()
        pressed = False
        while self._coming:
            kind, code, value = self._coming[0]
            key = self._names.get(code, "")
            if kind == EV_KEY and key and value in (PRESSED, RELEASED):
                if key in changed or (value == PRESSED and pressed):
                    break
                changed.add(key)
                pressed = pressed or value == PRESSED
                (self._down.add if value == PRESSED else self._down.discard)(code)
            elif kind == EV_SYN and code == SYN_DROPPED:
                self._down.clear()  # events were lost: better a press too few than one that never ends
            self._coming.popleft()
        return frozenset(self._names[code] for code in self._down if code in self._names)

    def close(self) -> None:
        """Let the keypad go."""
        self._down.clear()
        self._device.close()
