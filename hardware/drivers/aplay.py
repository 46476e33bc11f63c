"""A sound card and a loudspeaker: aplay (alsa-utils) plays each announcement from one piece of memory.

The card is named, not numbered ("plughw:CARD=Device"): numbers change with the order in which cards are found. A player
for each announcement: nothing stays open that could go stale, and its exit status tells whether it was played.
"""

import os
import shutil
import subprocess
from collections.abc import Callable
from typing import Literal

from pydantic import Field

from hardware.driver import Context, DriverOptions
from hardware.drivers.player import played
from hardware.errors import DeviceError, DeviceMissing
from hardware.voice.sound import RATE

GRACE_S = 5.0
"""A player that takes so much longer than its sound hangs: its card is gone."""
MIXER_S = 3.0


class AplayOptions(DriverOptions):
    """The machine's sound card."""

    driver: Literal["aplay"] = "aplay"
    sound: str = Field("default", min_length=1, description="The ALSA device, e.g. plughw:CARD=Device")
    duck: str = Field("", description="A mixer control that is turned down meanwhile, e.g. Music; none: none")
    duck_card: str = Field("default", min_length=1, description="The ALSA card of that control")
    duck_to: int = Field(20, ge=0, le=100, description="Percent while somebody is called")
    duck_from: int = Field(80, ge=0, le=100, description="Percent at other times")

    def held(self) -> str:
        """The card: two players would speak at once, or one finds it busy."""
        return self.sound

    def build(self, context: Context) -> "AplayLoudspeaker":
        """Raises DeviceMissing when a program is not installed, DeviceError when the control does not answer."""
        return AplayLoudspeaker(context.device, self)


class AplayLoudspeaker:
    """One card."""

    def __init__(self, device: str, options: AplayOptions) -> None:
        """The music is as loud as it should be from now on, whatever a program left behind that was killed."""
        for program in ("aplay", *(("amixer",) if options.duck else ())):
            if shutil.which(program) is None:
                raise DeviceMissing(device, f"{program} is not installed (package alsa-utils)")
        self._device, self._options = device, options
        self._music(options.duck_from)

    def play(self, samples: bytes, words: str, interrupted: Callable[[float], bool]) -> None:
        """Play it, over quieter music."""
        if words:
            self._music(self._options.duck_to)
        try:
            self._play(samples, interrupted)
        finally:
            if words:
                self._music(self._options.duck_from)

    def close(self) -> None:
        """Nothing stays open between two announcements."""

    def _play(self, samples: bytes, interrupted: Callable[[float], bool]) -> None:
        shape = ["-t", "raw", "-f", "S16_LE", "-c", "1", "-r", str(RATE)]
        command = ["aplay", "-q", "-D", self._options.sound, *shape, "-"]
        memory = os.memfd_create("announcement")
        try:
            with open(memory, "wb", closefd=False) as file:
                file.write(samples)
            os.lseek(memory, 0, os.SEEK_SET)
            with subprocess.Popen(
                command, stdin=memory, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
            ) as player:
                wrong = played(player, len(samples) / 2 / RATE + GRACE_S, interrupted)
        except OSError as error:
            raise DeviceMissing(self._device, f"aplay: {error}") from None
        finally:
            os.close(memory)
        if wrong:
            raise DeviceMissing(self._device, f"{self._options.sound}: {wrong}")

    def _music(self, percent: int) -> None:
        if not self._options.duck:
            return
        command = ["amixer", "-q", "-D", self._options.duck_card, "sset", self._options.duck, f"{percent}%"]
        try:
            subprocess.run(command, capture_output=True, timeout=MIXER_S, check=True)
        except (OSError, subprocess.SubprocessError) as error:
            raise DeviceError(self._device, f"duck: {error}") from None
