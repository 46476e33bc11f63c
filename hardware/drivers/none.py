"""What is not there, on purpose."""

import threading
from collections.abc import Callable
from typing import Literal

from hardware.driver import Context, DriverOptions
from hardware.errors import DeviceMissing
from hardware.ports import LivePicture, ScannedText, Sound
from hardware.ports.keys import KeyEdge
from hardware.ports.remote_screen import ScreenShot


class NoLamp:
    """A box without lamps."""

    names: tuple[str, ...] = ()

    def show(self, lit: frozenset[str]) -> None:
        """Nothing to light."""

    def close(self) -> None:
        """Nothing to release."""


class NoBeeper:
    """A reader without a sound: there is none, or ``why`` it is not heard."""

    def __init__(self, why: str = "") -> None:
        self._why = why

    def beep(self, sound: Sound) -> None:
        """Nothing to sound."""

    def trouble(self) -> str:
        """Silence is no trouble where it is meant."""
        return self._why

    def close(self) -> None:
        """Nothing to release."""


class NoSpeaker:
    """A machine without a voice: there is none, or ``why`` it is not heard."""

    def __init__(self, why: str = "") -> None:
        self._why = why

    def say(self, text_id: str, text: str, lang: str) -> None:
        """Nothing is heard."""

    def speaking(self) -> bool:
        """Never."""
        return False

    def stop(self) -> None:
        """Nothing to silence."""

    def trouble(self) -> str:
        """Silence is no trouble where it is meant."""
        return self._why

    def close(self) -> None:
        """Nothing to release."""


class NoLoudspeaker:
    """A hall without a voice."""

    def play(self, samples: bytes, words: str, interrupted: Callable[[float], bool]) -> None:
        """Nothing is heard."""

    def close(self) -> None:
        """Nothing to release."""


class NoKeys:
    """A machine without keys."""

    names: tuple[str, ...] = ()
    bounces = False

    def edges(self, t: float) -> tuple[KeyEdge, ...]:
        """Nothing happens."""
        return ()

    def close(self) -> None:
        """Nothing to release."""


class NoReader:
    """A kiosk that cannot scan."""

    def __init__(self) -> None:
        self._closed = threading.Event()

    def poll(self, timeout_s: float) -> tuple[ScannedText, ...]:
        """Nothing is read, as slowly as by any reader. Raises DeviceMissing when it is closed."""
        if self._closed.wait(timeout_s):
            raise DeviceMissing("reader", "closed")
        return ()

    def live(self) -> LivePicture | None:
        """Nothing is seen."""
        return None

    def close(self) -> None:
        """Nothing to release."""
        self._closed.set()


class NoRemoteScreen:
    """A device with a panel of its own."""

    def show(self, shot: ScreenShot) -> None:
        """Nobody looks."""

    def close(self) -> None:
        """Nothing to release."""


class _None(DriverOptions):
    driver: Literal["none"] = "none"


class NoLampOptions(_None):
    """No lamps."""

    def build(self, context: Context) -> NoLamp:
        """Nothing."""
        return NoLamp()


class NoBeeperOptions(_None):
    """No sounds."""

    def build(self, context: Context) -> NoBeeper:
        """Nothing."""
        return NoBeeper()


class NoSpeakerOptions(_None):
    """No voice."""

    def build(self, context: Context) -> NoSpeaker:
        """Nothing."""
        return NoSpeaker()


class NoLoudspeakerOptions(_None):
    """No loudspeaker."""

    def build(self, context: Context) -> NoLoudspeaker:
        """Nothing."""
        return NoLoudspeaker()


class NoKeysOptions(_None):
    """No keys."""

    def build(self, context: Context) -> NoKeys:
        """Nothing."""
        return NoKeys()


class NoReaderOptions(_None):
    """No reader."""

    def build(self, context: Context) -> NoReader:
        """Nothing."""
        return NoReader()


class NoRemoteScreenOptions(_None):
    """No panel elsewhere."""

    def build(self, context: Context) -> NoRemoteScreen:
        """Nothing."""
        return NoRemoteScreen()
