"""Keys and lamps on the Pi's own pins, through gpiozero.

The kernel's edges are kept with their times, so a press while nobody looks is not lost. A callback only puts them
aside, because one exception in an lgpio callback silently kills every button; should the edges stop coming, levels are
still read. gpiozero's debouncing is not used: it differs from one pin library to the next.
"""

import contextlib
import os
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib import import_module
from typing import Any, Literal

from pydantic import Field

from contracts.settings import Problem
from hardware.driver import Context, DriverOptions
from hardware.errors import DeviceBusy, DeviceError, DeviceMissing, DevicePermission, DeviceUnsupported
from hardware.pins import Pin
from hardware.ports.keys import KeyEdge

DEVICE = "gpio"
FACTORY = "lgpio"
"""The only pin library that works on every Pi up to the 5 (RPi.GPIO does not know the 5)."""
MOST_EDGES = 2000
"""Kept for one key while nobody looks; a loose wire must not fill the memory."""


class _PinsOptions(DriverOptions):
    driver: Literal["gpio"] = "gpio"
    pins: dict[str, Pin] = Field(
        default_factory=dict, description="The pin (BCM number) of each, e.g. 5, 6, 13, 16, 17, 22, 23, 27"
    )

    def problems(self, key: str, context: Context) -> Iterator[Problem]:
        """No pins, or pins for what there is not."""
        if not self.pins:
            yield Problem(f"{key}.pins", "nothing", "at least one pin")
        for name in self.pins.keys() - set(context.names):
            yield Problem(f"{key}.pins.{name}", "an unknown name", ", ".join(context.names))

    def pins_used(self, key: str) -> Iterator[tuple[str, int]]:
        """One for each name."""
        for name, pin in self.pins.items():
            yield f"{key}.pins.{name}", pin


class GpioKeysOptions(_PinsOptions):
    """Push buttons on pins."""

    def build(self, context: Context) -> "GpioKeys":
        """Raises DeviceUnsupported, DeviceMissing, DevicePermission or DeviceBusy."""
        return GpioKeys(self.pins)


class GpioLampOptions(_PinsOptions):
    """Lamps on pins."""

    def build(self, context: Context) -> "GpioLamp":
        """Raises DeviceUnsupported, DeviceMissing, DevicePermission or DeviceBusy."""
        return GpioLamp(self.pins)


class GpioKeys:
    """Push buttons between a pin (BCM number) and ground, with the Pi's pull-up."""

    bounces = True

    def __init__(self, pins: Mapping[str, int], factory: Any = None) -> None:
        """Take the pins.

        ``factory`` is a pin factory of gpiozero, for tests; None is the Pi's own.
        Raises DeviceUnsupported, DeviceMissing, DevicePermission or DeviceBusy.
        """
        from gpiozero import InputDevice

        self.names = tuple(pins)
        self._inputs: dict[str, Any] = {}
        self._lines: dict[str, _Line] = {}
        factory = factory or pin_factory()
        for name, pin in pins.items():
            with pin_errors(f"key {name!r} on pin {pin}", self.close):
                self._inputs[name] = InputDevice(pin, pull_up=True, pin_factory=factory)
                self._lines[name] = _Line(self._inputs[name])

    def edges(self, t: float) -> tuple[KeyEdge, ...]:
        """When keys pulled their pins to ground and let them go. Raises DeviceError when a pin cannot be read."""
        with pin_errors("keys"):
            found = [edge for name, line in self._lines.items() for edge in line.edges(name, t)]
        return tuple(sorted(found, key=lambda edge: edge.at))

    def close(self) -> None:
        """Release the pins."""
        self._lines.clear()
        _release(self._inputs)


class _Line:
    """One pin: the edges that the kernel saw, and its level in case they stop coming."""

    def __init__(self, device: Any) -> None:
        self._device, self._factory = device, device.pin_factory
        self._down = False
        self._seen: deque[tuple[float, bool]] = deque(maxlen=MOST_EDGES)
        device.pin.edges = "both"
        device.pin.when_changed = self._changed  # gpiozero keeps no strong reference to it

    def edges(self, name: str, t: float) -> list[KeyEdge]:
        found = []
        while self._seen:
            ticks, high = self._seen.popleft()
            age = max(0.0, self._factory.ticks_diff(self._factory.ticks(), ticks))
            found += self._turned(name, t - age, down=not high)
        return found + self._turned(name, t, down=bool(self._device.is_active))

    def _changed(self, ticks: float, state: int) -> None:
        """Called in the pin library's thread."""
        self._seen.append((ticks, bool(state)))

    def _turned(self, name: str, at: float, *, down: bool) -> list[KeyEdge]:
        if down == self._down:
            return []
        self._down = down
        return [KeyEdge(name, down, at)]


class GpioLamp:
    """Lamps between a pin (BCM number) and ground; lit when the pin is high."""

    def __init__(self, pins: Mapping[str, int], factory: Any = None) -> None:
        """Take the pins, dark. ``factory`` and errors as for GpioKeys."""
        from gpiozero import OutputDevice

        self.names = tuple(pins)
        self._outputs: dict[str, Any] = {}
        factory = factory or pin_factory()
        for name, pin in pins.items():
            with pin_errors(f"lamp {name!r} on pin {pin}", self.close):
                self._outputs[name] = OutputDevice(pin, initial_value=False, pin_factory=factory)

    def show(self, lit: frozenset[str]) -> None:
        """Light exactly these; names without a pin are ignored. Raises DeviceError when a pin cannot be set."""
        with pin_errors("lamps"):
            for name, device in self._outputs.items():
                device.value = name in lit

    def close(self) -> None:
        """Dark, and release the pins."""
        with contextlib.suppress(DeviceError):  # whoever closes lamps that are gone knows that they are
            self.show(frozenset())
        _release(self._outputs)


def _release(devices: dict[str, Any]) -> None:
    while devices:
        _name, device = devices.popitem()
        with contextlib.suppress(DeviceError), pin_errors("closing"):
            device.close()


@cache  # one for the process: closing a second one would close the pins of the first
def pin_factory() -> Any:
    """The pin factory of lgpio, built by hand: gpiozero would fall back to a broken one with only a warning.

    Raises DeviceUnsupported, DevicePermission or DeviceMissing.
    """
    chosen = os.environ.get("GPIOZERO_PIN_FACTORY", FACTORY)
    if chosen != FACTORY:
        raise DeviceUnsupported(DEVICE, f"GPIOZERO_PIN_FACTORY is {chosen!r}; only {FACTORY!r} is supported")
    try:
        return import_module("gpiozero.pins.lgpio").LGPIOFactory()
    except ImportError as error:
        raise DeviceUnsupported(DEVICE, f"lgpio is not installed: {error}") from error
    except PermissionError as error:
        raise DevicePermission(DEVICE, str(error)) from error
    except Exception as error:  # lgpio's own error derives from nothing more exact, and may not be importable
        raise DeviceMissing(DEVICE, f"no GPIO chip can be opened: {error}") from error


@contextlib.contextmanager
def pin_errors(what: str, undo: Callable[[], object] = lambda: None) -> Iterator[None]:
    """Whatever goes wrong with a pin comes out as an error with a remedy, after ``undo``.

    Any exception at all: lgpio's own error derives from Exception only, and lgpio is not installed everywhere.
    """
    try:
        yield
    except Exception as error:
        undo()
        raise _plain(f"{what}: {error}", error) from error


def _plain(sentence: str, error: Exception) -> DeviceError:
    from gpiozero import GPIOPinInUse, GPIOZeroError

    if isinstance(error, GPIOPinInUse) or "busy" in str(error).lower():
        return DeviceBusy(DEVICE, sentence)
    if isinstance(error, GPIOZeroError):
        return DeviceUnsupported(DEVICE, sentence)
    return DeviceMissing(DEVICE, sentence)
