"""What the kiosk's settings file says; everything about the office itself comes from the desk."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from contracts.settings import DeviceSettings, Part, Problem
from hardware.registry import driver_names
from kiosk_app.flow import keypad
from kiosk_app.present.scale import Glass, too_small

KEY_CODES: dict[str, tuple[int, ...]] = {
    "0": (82, 11), "1": (79, 2), "2": (80, 3), "3": (81, 4), "4": (75, 5),
    "5": (76, 6), "6": (77, 7), "7": (71, 8), "8": (72, 9), "9": (73, 10),
    keypad.ENTER: (96, 28), keypad.NEXT: (78,), keypad.PREVIOUS: (74,), keypad.ALOUD: (55,),
}  # fmt: skip
"""The key codes of a USB number pad: Enter, plus and minus to walk, the asterisk to be read to."""


NOT_HERE = {("keys", "gpio")}
"""Drivers that are another device's: these keys are a counter panel's."""


class ScreenSettings(Part):
    """The panel, as it stands before the citizen."""

    width: int = Field(1080, ge=320, le=7680, description="Width of the picture in pixels")
    height: int = Field(1920, ge=320, le=7680, description="Height of the picture in pixels")
    fullscreen: bool = Field(True, description="Cover the whole panel; false opens a window")
    rotation: Literal[0, 90, 180, 270] = Field(0, description="How far the panel is turned, in degrees")
    inches: float = Field(27.0, ge=5, le=100, description="Diagonal of the visible picture in inches")
    bottom_mm: float = Field(700.0, ge=0, le=1500, description="Lower edge of the picture above the floor")

    @property
    def glass(self) -> Glass:
        """The panel in millimetres."""
        return Glass(self.inches, self.bottom_mm)


class SpeechSettings(Part):
    """Reading the screen aloud."""

    driver: str = Field("none", description="none, espeak (the machine's voice) or sim")
    sound: str = Field("default", description="espeak: the ALSA device, e.g. plughw:CARD=Headphones")

    def options(self) -> dict[str, Any]:
        """What the driver needs of this."""
        return {"sound": self.sound} if self.driver == "espeak" else {}


class BeeperSettings(Part):
    """A short sound when something was held under the reader."""

    driver: str = Field(
        "none", description="none, gpio (a buzzer on a pin), tone (the machine's sound) or sim"
    )
    pin: int | None = Field(None, ge=0, le=27, description="gpio: the buzzer's pin, by its BCM number")
    sound: str = Field("default", description="tone: the ALSA device, e.g. plughw:CARD=Headphones")

    def options(self) -> dict[str, Any]:
        """What the driver needs of this."""
        match self.driver:
            case "gpio":
                return {"pin": self.pin}
            case "tone":
                return {"sound": self.sound}
        return {}


class KeypadSettings(Part):
    """A number pad beside the glass, for people who cannot use the glass."""

    driver: str = Field("none", description="none, keypad (USB) or sim")
    path: Path = Field(Path("/dev/motcua-keypad"), description="keypad: the event device, by a udev name")
    keymap: dict[str, tuple[int, ...]] = Field(
        default_factory=lambda: dict(KEY_CODES),
        description="keypad: the codes of each key (linux/input-event-codes.h)",
    )

    def options(self) -> dict[str, Any]:
        """What the driver needs of this."""
        if self.driver == "keypad":
            return {"path": self.path, "keymap": self.keymap}
        return {"names": keypad.NAMES}


class ReaderSettings(Part):
    """What scans the code of a dossier."""

    driver: str = Field("none", description="none (this kiosk cannot scan), camera, keyboard, serial or sim")
    path: Path | None = Field(
        None, description="keyboard, serial, and a usb or video camera: the device, by a udev name"
    )
    baud: int = Field(9600, ge=300, le=921_600, description="serial: bits a second")
    camera: str = Field("usb", description="camera: which one sees: usb, pi, video or sim")
    width: int = Field(1280, ge=320, le=4096, description="camera: dots across")
    height: int = Field(720, ge=240, le=2160, description="camera: dots down")
    fps: float = Field(10.0, ge=1, le=30, description="camera: pictures a second")
    portals: frozenset[str] = Field(
        frozenset(), description="Hosts of public-service portals that do not end in .gov.vn"
    )
    own_codes: str = Field("", description="A regular expression: what this office's dossier codes look like")

    def options(self) -> dict[str, Any]:
        """What the driver needs of this; of a camera's reader, nothing but the camera."""
        match self.driver:
            case "keyboard":
                return {"path": self.path}
            case "serial":
                return {"path": self.path, "baud": self.baud}
        return {}

    def camera_options(self) -> dict[str, Any]:
        """What the camera needs of this."""
        match self.camera:
            case "usb":
                return {"path": self.path, "width": self.width, "height": self.height, "fps": self.fps}
            case "video":
                return {"path": self.path, "fps": self.fps}
            case "pi":
                return {"width": self.width, "height": self.height, "fps": self.fps}
        return {"size": (self.width, self.height), "fps": self.fps}

    def problems(self) -> Iterator[Problem]:
        """Unknown drivers, a device that is not named, and a shape that is none."""
        cameras = driver_names("camera")
        needs_path = self.driver in ("keyboard", "serial")
        if self.driver == "camera":
            if self.camera not in cameras:
                yield Problem("reader.camera", repr(self.camera), ", ".join(cameras))
            needs_path = self.camera in ("usb", "video")
        if needs_path and self.path is None:
            yield Problem(
                "reader.path", "missing", "the device of the reader, for example /dev/motcua-scanner"
            )
        try:
            re.compile(self.own_codes)
        except re.error as error:
            yield Problem("reader.own_codes", repr(self.own_codes), f"a regular expression ({error})")


class RemoteScreenSettings(Part):
    """A panel somewhere else, which stands in for the one here."""

    driver: str = Field("none", description="none, or sim: the screen is shown and touched on the test bench")


class KioskSettings(DeviceSettings):
    """The file ``kiosk_app.toml``."""

    screen: ScreenSettings = ScreenSettings()
    speech: SpeechSettings = SpeechSettings()
    beeper: BeeperSettings = BeeperSettings()
    keypad: KeypadSettings = KeypadSettings()
    reader: ReaderSettings = ReaderSettings()
    remote_screen: RemoteScreenSettings = RemoteScreenSettings()
    maintenance: bool = Field(False, description="Obey touches on the caretaker's picture of the screen")

    def problems(self) -> Iterator[Problem]:
        """Unknown drivers and keys; and whoever touches from afar speaks in pixels of an upright picture."""
        for table, port, driver in (
            ("speech", "speaker", self.speech.driver),
            ("beeper", "beeper", self.beeper.driver),
            ("keypad", "keys", self.keypad.driver),
            ("reader", "reader", self.reader.driver),
            ("remote_screen", "remote_screen", self.remote_screen.driver),
        ):
            known = [name for name in driver_names(port) if (port, name) not in NOT_HERE]
            if driver not in ("none", *known):
                yield Problem(f"{table}.driver", repr(driver), ", ".join(dict.fromkeys(("none", *known))))
        if self.beeper.driver == "gpio" and self.beeper.pin is None:
            yield Problem("beeper.pin", "missing", "the BCM number of the buzzer's pin, for example 18")
        yield from self.reader.problems()
        for name in sorted(self.keypad.keymap.keys() - set(keypad.NAMES)):
            yield Problem(f"keypad.keymap.{name}", "an unknown key", ", ".join(keypad.NAMES))
        if self.remote_screen.driver != "none" and self.screen.rotation:
            yield Problem("screen.rotation", str(self.screen.rotation), "0 with a remote screen")

    def letters_too_small(self) -> bool:
        """Whether the panel cannot show letters that everyone can read."""
        return too_small(self.screen.width, self.screen.height, self.screen.glass)
