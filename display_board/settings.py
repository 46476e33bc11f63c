"""The board's settings file."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from contracts import vocabulary as words
from contracts.settings import DeviceSettings, Id, Part, Problem
from hardware.driver import Context, DriverOptions
from hardware.registry import Driver


class PageSettings(Part):
    """Where browsers find the hall page."""

    host: str = Field(
        "127.0.0.1", description="Address to serve the page on; 0.0.0.0 for a smart TV in the room"
    )
    port: int = Field(8090, ge=1, le=65535, description="TCP port of the page")
    flash: bool = Field(True, description="Whether a call flashes (once a second for five seconds)")


class ScreenSettings(Part):
    """The screen in the hall, so that letters come out in real millimetres."""

    inches: float = Field(43, ge=7, le=200, description="Diagonal of the screen in inches")
    farthest_seat_m: float = Field(6, ge=1, le=50, description="Metres from the screen to the farthest seat")
    width: int = Field(1920, ge=480, le=16_384, description="Dots across, as it is built")
    height: int = Field(1080, ge=320, le=16_384, description="Dots down, as it is built")
    portrait: bool = Field(False, description="Whether the screen hangs upright")
    overscan_percent: float = Field(
        0,
        ge=0,
        le=10,
        description="How much of each edge the television cuts off (turn its zoom off if you can)",
    )

    @property
    def hung(self) -> tuple[int, int]:
        """Dots across and down as it hangs."""
        return (self.height, self.width) if self.portrait else (self.width, self.height)


class SignSettings(Part):
    """One LED sign."""

    counter: Annotated[words.CounterId, Id] = Field(description="The counter it hangs over")
    led: Annotated[DriverOptions, Driver("sign")] = Field(description="Its driver and what that must know")

    @property
    def name(self) -> str:
        """What it is called in faults and on the bench: two boards never hang over one counter."""
        return f"sign-{self.counter}"


class BoardSettings(DeviceSettings):
    """Everything the board program must be told; names and counters come from the desk."""

    page: PageSettings = PageSettings()
    screen: ScreenSettings = ScreenSettings()
    signs: tuple[SignSettings, ...] = ()

    def context(self, sign: SignSettings) -> Context:
        """What the driver of a sign must know."""
        return Context(sign.name, self.bench)

    def problems(self) -> Iterator[Problem]:
        """What the drivers object to, and two signs over one counter."""
        counters = [sign.counter for sign in self.signs]
        for index, sign in enumerate(self.signs):
            key = f"signs.{index}"
            yield from sign.led.problems(f"{key}.led", self.context(sign))
            if sign.counter in counters[:index]:
                yield Problem(f"{key}.counter", f"{sign.counter!r} twice", "one sign for each counter")
