"""What the kiosk's settings file says; everything about the office itself comes from the desk."""

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from contracts.settings import DeviceSettings, Part, Problem


class ScreenSettings(Part):
    """The panel, as it stands before the citizen."""

    width: int = Field(1080, ge=320, le=7680, description="Width of the picture in pixels")
    height: int = Field(1920, ge=320, le=7680, description="Height of the picture in pixels")
    fullscreen: bool = Field(True, description="Cover the whole panel; false opens a window")
    rotation: Literal[0, 90, 180, 270] = Field(0, description="How far the panel is turned, in degrees")


class KioskSettings(DeviceSettings):
    """The file ``kiosk_app.toml``."""

    screen: ScreenSettings = ScreenSettings()
    remote_screen: bool = Field(True, description="With a bench: show the screen there and take its touches")

    def problems(self) -> Iterator[Problem]:
        """The bench speaks in pixels of an upright picture."""
        if self.bench and self.remote_screen and self.screen.rotation:
            yield Problem("screen.rotation", str(self.screen.rotation), "0 while the bench shows the screen")
