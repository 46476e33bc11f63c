"""The settings file of the counter panel."""

from collections.abc import Iterator
from itertools import chain
from typing import Annotated

from pydantic import Field

from contracts.messages import Counter as CounterName
from contracts.settings import DeviceSettings, Problem
from hardware.counter_panel.panel import SECOND_PRESS_S, KeyName, LampName
from hardware.driver import Context, DriverOptions, context_of
from hardware.drivers.none import NoBeeperOptions, NoLampOptions
from hardware.pins import pin_problems
from hardware.registry import Driver

CODES: dict[str, tuple[int, ...]] = {
    KeyName.NEXT: (96, 28),
    KeyName.RECALL: (78,),
    KeyName.NO_SHOW: (74,),
    KeyName.FINISH: (83, 14),
}
"""On a USB number pad: Enter, plus, minus, and the point or backspace."""


class PanelSettings(DeviceSettings):
    """What a counter's button box must know."""

    counter: CounterName = Field(description="The counter where this box stands")
    keys: Annotated[DriverOptions, Driver("keys")] = Field(description="The keys, e.g. on pins")
    lamps: Annotated[DriverOptions, Driver("lamp")] = Field(NoLampOptions(), description="The lamps")
    beeper: Annotated[DriverOptions, Driver("beeper")] = Field(
        NoBeeperOptions(), description="What is heard when somebody must look after a machine of the office"
    )
    second_press_s: float = Field(
        SECOND_PRESS_S,
        ge=0,
        le=3,
        description='Seconds after any press in which a press of "next" does not count: a double press would'
        " end a visit that has just begun. After a call it is two seconds, whatever stands here",
    )

    @property
    def keys_context(self) -> Context:
        """What the driver of the keys must know."""
        return context_of(self, names=tuple(CODES), codes=CODES)

    @property
    def lamps_context(self) -> Context:
        """What the driver of the lamps must know."""
        return context_of(self, names=tuple(LampName))

    @property
    def beeper_context(self) -> Context:
        """What the driver of the sound must know."""
        return context_of(self)

    def problems(self) -> Iterator[Problem]:
        """What the drivers object to, and pins that are taken or used twice."""
        yield from super().problems()
        yield from self.keys.problems("keys", self.keys_context)
        yield from self.lamps.problems("lamps", self.lamps_context)
        yield from self.beeper.problems("beeper", self.beeper_context)
        parts = {"keys": self.keys, "lamps": self.lamps, "beeper": self.beeper}
        yield from pin_problems(chain.from_iterable(part.pins_used(name) for name, part in parts.items()))
