"""What the kiosk's settings file says; everything about the office itself comes from the desk."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from contracts.settings import DeviceSettings, Part, Problem
from hardware.driver import Context, DriverOptions, context_of
from hardware.drivers.none import (
    NoBeeperOptions,
    NoKeysOptions,
    NoReaderOptions,
    NoRemoteScreenOptions,
    NoSpeakerOptions,
)
from hardware.pins import pin_problems
from hardware.registry import Driver
from hardware.voice.shelf import FETCHED
from kiosk_app.flow import keypad
from kiosk_app.flow.model import Offer, Side
from kiosk_app.present.scale import Touchscreen, too_small

KEY_CODES: dict[str, tuple[int, ...]] = {
    "0": (82, 11), "1": (79, 2), "2": (80, 3), "3": (81, 4), "4": (75, 5),
    "5": (76, 6), "6": (77, 7), "7": (71, 8), "8": (72, 9), "9": (73, 10),
    keypad.ENTER: (96, 28), keypad.NEXT: (78,), keypad.PREVIOUS: (74,), keypad.ALOUD: (55,),
}  # fmt: skip
"""The key codes of a USB number pad: Enter, plus and minus to walk, the asterisk to be read to."""


PARTS = {
    "speech": "speaker",
    "beeper": "beeper",
    "keypad": "keypad",
    "reader": "reader",
    "remote_screen": "",
}
"""The table of a device -> what it is called in faults and on the bench, before the kiosk's own name."""


class ScreenSettings(Part):
    """The panel, as it stands before the citizen."""

    width: int = Field(1080, ge=320, le=7680, description="Width of the picture in pixels")
    height: int = Field(1920, ge=320, le=7680, description="Height of the picture in pixels")
    fullscreen: bool = Field(True, description="Cover the whole panel; false opens a window")
    rotation: Literal[0, 90, 180, 270] = Field(0, description="How far the panel is turned, in degrees")
    inches: float = Field(27.0, ge=5, le=100, description="Diagonal of the visible picture in inches")
    bottom_mm: float = Field(700.0, ge=0, le=1500, description="Lower edge of the picture above the floor")

    @property
    def touchscreen(self) -> Touchscreen:
        """The panel in millimetres."""
        return Touchscreen(self.inches, self.bottom_mm)


class AloneSettings(Part):
    """Numbers while the controller is away."""

    enabled: bool = Field(
        False,
        description="Give numbers while the controller is away, also without a printer beside the kiosk",
    )
    printer: Path | None = Field(
        None, description="The door (door) of the printer program on this machine; then its slips are printed"
    )
    after_s: float = Field(
        30.0,
        ge=15,
        le=3600,
        description="Seconds that the controller must be away before numbers are given alone",
    )

    @property
    def wanted(self) -> bool:
        """Whether numbers are given while the controller is away."""
        return self.enabled or self.printer is not None


class CodesSettings(Part):
    """What the codes on papers look like, beyond what is the same everywhere."""

    portals: frozenset[str] = Field(
        frozenset(), description="Hosts of public-service portals that do not end in .gov.vn"
    )
    own: str = Field("", description="A regular expression: what this office's dossier codes look like")

    def problems(self) -> Iterator[Problem]:
        """A shape that is none."""
        try:
            re.compile(self.own)
        except re.error as error:
            yield Problem("codes.own", repr(self.own), f"a regular expression ({error})")


class KioskSettings(DeviceSettings):
    """The file ``kiosk_app.toml``."""

    screen: ScreenSettings = ScreenSettings()
    speech: Annotated[DriverOptions, Driver("speaker")] = Field(
        NoSpeakerOptions(), description="Reading the screen aloud"
    )
    beeper: Annotated[DriverOptions, Driver("beeper")] = Field(
        NoBeeperOptions(), description="A short sound when something was held under the reader"
    )
    keypad: Annotated[DriverOptions, Driver("keys")] = Field(
        NoKeysOptions(), description="A number pad beside the glass, for people who cannot use the glass"
    )
    reader: Annotated[DriverOptions, Driver("reader")] = Field(
        NoReaderOptions(), description="What scans the code of a dossier; without it this kiosk cannot scan"
    )
    reader_at: Side | None = Field(
        None,
        description="Where the scanner is, seen from the screen; then an arrow and a sentence show the way",
    )
    codes: CodesSettings = CodesSettings()
    alone: AloneSettings = AloneSettings()
    remote_screen: Annotated[DriverOptions, Driver("remote_screen")] = Field(
        NoRemoteScreenOptions(), description="A panel somewhere else, which stands in for the one here"
    )
    offers: frozenset[Offer] = Field(
        frozenset(Offer), min_length=1, description="What this kiosk is there for: queue, guide, look-up"
    )
    maintenance: bool = Field(False, description="Obey touches on the caretaker's picture of the screen")

    def context(self, table: str) -> Context:
        """What the driver of a part must know."""
        fetched = self.memory / FETCHED if self.memory else None
        return context_of(self, PARTS[table], names=tuple(KEY_CODES), codes=KEY_CODES, fetched=fetched)

    def problems(self) -> Iterator[Problem]:
        """What the drivers object to, pins that are taken; and who touches from afar speaks of an upright picture."""
        yield from super().problems()
        parts: dict[str, DriverOptions] = {table: getattr(self, table) for table in PARTS}
        for table, part in parts.items():
            yield from part.problems(table, self.context(table))
        yield from pin_problems(pin for table, part in parts.items() for pin in part.pins_used(table))
        yield from self.codes.problems()
        if self.remote_screen.driver != "none" and self.screen.rotation:
            yield Problem("screen.rotation", str(self.screen.rotation), "0 with a remote screen")

    def letters_too_small(self) -> bool:
        """Whether the panel cannot show letters that everyone can read."""
        return too_small(self.screen.width, self.screen.height, self.screen.touchscreen)
