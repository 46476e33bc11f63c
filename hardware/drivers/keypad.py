"""A USB keypad as a button box: key codes of the kernel's input events, not characters.

NumLock and the keyboard layout change the characters of a keypad, never its codes.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Literal

from pydantic import Field

from contracts.settings import Problem
from hardware.driver import Context, DriverOptions
from hardware.drivers.input_device import InputDevice
from hardware.drivers.key_codes import EV_KEY, EV_SYN, PRESSED, RELEASED, SYN_DROPPED
from hardware.ports.keys import Gap, KeyEdge


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
    """The keys of one keypad; reading never blocks.

    The kernel has debounced them and kept what happened with its time, so no press is too short, and none is lost or
    takes another time because nobody looked.
    """

    bounces = False

    def __init__(self, path: Path, keymap: Mapping[str, Iterable[int]]) -> None:
        """Open and grab ``path``; ``keymap`` gives each name the codes of its keys (linux/input-event-codes.h).

        Raises DeviceMissing, DevicePermission or DeviceBusy.
        """
        self.names = tuple(keymap)
        self._names = {code: name for name, codes in keymap.items() for code in codes}
        self._down: dict[int, str] = {}
        self._device = InputDevice(path)

    def edges(self, t: float) -> tuple[KeyEdge | Gap, ...]:
        """What was pressed and released. Raises DeviceMissing when the keypad was unplugged."""
        found: list[KeyEdge | Gap] = []
        for seconds, micros, kind, code, value in self._device.events():
            at = t - self._device.age_s(seconds + micros / 1e6)
            if kind == EV_KEY and code in self._names and value in (PRESSED, RELEASED):
                found += self._moved(code, at, down=value == PRESSED)
            elif kind == EV_SYN and code == SYN_DROPPED:
                # Events were lost: better a press too few than one that never ends, or a number without some digits.
                found += [edge for held in tuple(self._down) for edge in self._moved(held, at, down=False)]
                found.append(Gap(at))
        return tuple(found)

    def _moved(self, code: int, at: float, *, down: bool) -> list[KeyEdge]:
        """A key of the box moved, unless another one of the same name is down."""
        name, before = self._names[code], set(self._down.values())
        if down:
            self._down[code] = name
        else:
            self._down.pop(code, None)
        return [KeyEdge(name, down, at)] if set(self._down.values()) != before else []

    def close(self) -> None:
        """Let the keypad go."""
        self._down.clear()
        self._device.close()
