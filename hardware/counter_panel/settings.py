"""The settings file of the counter panel."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from contracts.messages import Counter as CounterName
from contracts.settings import DeviceSettings, Part, Problem
from hardware.counter_panel.panel import SECOND_PRESS_S, KeyName, LampName
from hardware.registry import driver_names

Pin = Annotated[int, Field(ge=0, le=27)]
"""A pin by its BCM number."""

TAKEN = {
    **dict.fromkeys((0, 1), "the EEPROM of extension boards"),
    **dict.fromkeys((2, 3), "I2C, with pull-ups that cannot be switched off"),
    **dict.fromkeys(range(7, 12), "SPI"),
    **dict.fromkeys((14, 15), "the serial port"),
    **dict.fromkeys(range(18, 22), "I2S sound"),
}
"""Pins that something else on a Pi uses."""


class KeysPart(Part):
    """The keys: on pins, on a USB keypad, or simulated."""

    driver: str = Field(description="gpio, keypad or sim")
    pins: dict[KeyName, Pin] = Field(
        default_factory=dict, description="gpio: the pin (BCM number) of each key, e.g. 5, 6, 13, 16"
    )
    path: Path = Field(
        Path("/dev/motcua-keypad"), description="keypad: the event device, by a udev name bound to its socket"
    )
    keymap: dict[KeyName, tuple[int, ...]] = Field(
        default_factory=lambda: {
            KeyName.NEXT: (96, 28),
            KeyName.RECALL: (78,),
            KeyName.NO_SHOW: (74,),
            KeyName.FINISH: (83, 14),
        },
        description="keypad: the key codes of each key (linux/input-event-codes.h)",
    )

    def options(self) -> dict[str, Any]:
        """What the driver needs of this."""
        match self.driver:
            case "gpio":
                return {"pins": self.pins}
            case "keypad":
                return {"path": self.path, "keymap": self.keymap}
            case _:
                return {"names": tuple(KeyName)}


class LampsPart(Part):
    """The lamps: on pins, none, or simulated."""

    driver: str = Field("none", description="gpio, none or sim")
    pins: dict[LampName, Pin] = Field(
        default_factory=dict, description="gpio: the pin (BCM number) of each lamp, e.g. 17, 22, 23, 27"
    )

    def options(self) -> dict[str, Any]:
        """What the driver needs of this."""
        match self.driver:
            case "gpio":
                return {"pins": self.pins}
            case "none":
                return {}
            case _:
                return {"names": tuple(LampName)}


class PanelSettings(DeviceSettings):
    """What a counter's button box must know."""

    counter: CounterName = Field(description="The counter where this box stands")
    keys: KeysPart
    lamps: LampsPart = LampsPart()
    second_press_s: float = Field(
        SECOND_PRESS_S,
        ge=0,
        le=3,
        description='Seconds after any press in which a press of "next" does not count: a double press would'
        " end a visit that has just begun. The clerk's page waits one second, too",
    )

    def problems(self) -> Iterator[Problem]:
        """Unknown drivers, pins that are taken or used twice, keys that cannot be told apart."""
        for table, port, driver in (("keys", "keys", self.keys.driver), ("lamps", "lamp", self.lamps.driver)):
            if driver not in driver_names(port):
                yield Problem(f"{table}.driver", repr(driver), ", ".join(driver_names(port)))
        yield from self._pin_problems()
        yield from self._keymap_problems()

    def _pin_problems(self) -> Iterator[Problem]:
        used = [(f"keys.pins.{name}", pin) for name, pin in self.keys.pins.items()]
        used += [(f"lamps.pins.{name}", pin) for name, pin in self.lamps.pins.items()]
        for table, part in (("keys", self.keys), ("lamps", self.lamps)):
            if part.driver == "gpio" and not part.pins:
                yield Problem(f"{table}.pins", "nothing", "at least one pin")
        first: dict[int, str] = {}
        for key, pin in used:
            if pin in TAKEN:
                yield Problem(
                    key, f"{pin}, which {TAKEN[pin]} needs", "a free pin, e.g. 5, 6, 13, 16, 17, 22"
                )
            elif pin in first:
                yield Problem(key, f"{pin}, as {first[pin]} has", "a pin of its own")
            first.setdefault(pin, key)

    def _keymap_problems(self) -> Iterator[Problem]:
        if self.keys.driver != "keypad":
            return
        codes = Counter(code for codes in self.keys.keymap.values() for code in codes)
        if not codes:
            yield Problem("keys.keymap", "nothing", "at least one key code")
        for code, times in codes.items():
            if times > 1:
                yield Problem("keys.keymap", f"code {code} {times} times", "each code once")
