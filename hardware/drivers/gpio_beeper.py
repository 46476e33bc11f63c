"""An active buzzer (it sounds while it has power) on one of the Pi's own pins, through gpiozero."""

import contextlib
from collections.abc import Iterator
from typing import Any, Literal

from pydantic import Field

from hardware.driver import Context, DriverOptions
from hardware.drivers.beeper_thread import BeeperThread, Interrupted
from hardware.drivers.gpio import pin_errors, pin_factory
from hardware.errors import DeviceError
from hardware.pins import Pin
from hardware.ports import Sound

SHORT_S = 0.08
PAUSE_S = 0.07
TIMES = {Sound.GOOD: 1, Sound.BAD: 3}
"""How many short sounds say what."""


class GpioBeeperOptions(DriverOptions):
    """A buzzer on a pin."""

    driver: Literal["gpio"] = "gpio"
    pin: Pin = Field(description="The buzzer's pin, by its BCM number, e.g. 12")

    def pins_used(self, key: str) -> Iterator[tuple[str, int]]:
        """One."""
        yield f"{key}.pin", self.pin

    def build(self, context: Context) -> "GpioBeeper":
        """Raises DeviceUnsupported, DeviceMissing, DevicePermission or DeviceBusy."""
        return GpioBeeper(self.pin)


class GpioBeeper(BeeperThread):
    """A buzzer between a pin (BCM number) and ground, through a transistor; it sounds when the pin is high.

    gpiozero's own ``beep`` is not used: its background thread dies silently at the first error.
    """

    def __init__(self, pin: int, factory: Any = None) -> None:
        """Take the pin, silent. ``factory`` and errors as for GpioKeys."""
        from gpiozero import OutputDevice

        factory = factory or pin_factory()
        with pin_errors(f"beeper on pin {pin}"):
            self._pin: Any = OutputDevice(pin, initial_value=False, pin_factory=factory)
        super().__init__()

    def close(self) -> None:
        """Silent, and release the pin."""
        super().close()
        with contextlib.suppress(DeviceError), pin_errors("beeper"):
            self._pin.close()

    def _play(self, sound: Sound, interrupted: Interrupted) -> str:
        try:
            with pin_errors("beeper"):
                for _ in range(TIMES[sound]):
                    self._pin.on()
                    over = interrupted(SHORT_S)
                    self._pin.off()
                    if over or interrupted(PAUSE_S):
                        break
        except DeviceError as error:
            return str(error)
        return ""
