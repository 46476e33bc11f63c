"""A beeper without a buzzer: two short notes, made here and played by aplay on the ALSA device of the settings."""

import array
import contextlib
import io
import math
import shutil
import subprocess
import sys
import wave
from typing import Literal, NamedTuple

from pydantic import Field

from hardware.driver import Context, DriverOptions
from hardware.drivers.beeper_thread import BeeperThread, Interrupted
from hardware.drivers.player import played
from hardware.errors import DeviceMissing
from hardware.ports import Sound

RATE = 44_100
"""Samples a second: what every sound card takes."""
LOUDNESS = 0.5
"""Of the loudest there is; the card's own mixer does the rest."""
ATTACK_S = 0.006
DECAY_S = 0.03
"""A note that begins or ends at full strength clicks."""
LONGEST_S = 3.0
"""A player that has not ended after so long hangs: its sound card is gone."""


class Note(NamedTuple):
    """One pitch for a time."""

    hertz: float
    seconds: float


NOTES = {
    Sound.GOOD: (Note(880.0, 0.09), Note(1318.5, 0.15)),  # a fifth up
    Sound.BAD: (Note(392.0, 0.16), Note(261.6, 0.26)),  # low, and lower: heard as "no" everywhere
}


class ToneBeeperOptions(DriverOptions):
    """The machine's sound."""

    driver: Literal["tone"] = "tone"
    sound: str = Field("default", description="The ALSA device, e.g. plughw:CARD=Headphones")

    def build(self, context: Context) -> "ToneBeeper":
        """Raises DeviceMissing when aplay is not installed."""
        return ToneBeeper(self.sound)


class ToneBeeper(BeeperThread):
    """The machine's sound card; a headphone is simply another ALSA device."""

    def __init__(self, sound: str = "default") -> None:
        """``sound``: the ALSA device. Raises DeviceMissing when aplay is not installed."""
        if shutil.which("aplay") is None:
            raise DeviceMissing("beeper", "aplay is not installed")
        self._sound = sound
        self._files = {kind: wav(notes) for kind, notes in NOTES.items()}
        super().__init__()

    def _play(self, sound: Sound, interrupted: Interrupted) -> str:
        command = ["aplay", "-q", "-D", self._sound, "-"]
        try:
            player = subprocess.Popen(
                command, bufsize=0, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
            )
        except OSError as error:
            return f"aplay: {error}"
        with player:
            if player.stdin:
                with contextlib.suppress(OSError):  # its end tells why; far smaller than a pipe: never waits
                    player.stdin.write(self._files[sound])
                player.stdin.close()
            return played(player, LONGEST_S, interrupted)


def wav(notes: tuple[Note, ...]) -> bytes:
    """The notes one after the other as a WAV file: one channel, 16 bits."""
    samples = array.array("h", (round(32_767 * LOUDNESS * value) for note in notes for value in _wave(note)))
    if sys.byteorder == "big":
        samples.byteswap()  # WAV is little-endian
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.tobytes())
    return out.getvalue()


def _wave(note: Note) -> list[float]:
    """A soft sine between -1 and 1: a quarter of its octave gives it a body on small speakers."""
    count = round(note.seconds * RATE)
    turn = 2 * math.pi * note.hertz / RATE
    return [
        (0.8 * math.sin(turn * n) + 0.2 * math.sin(2 * turn * n))
        * min(1.0, n / (ATTACK_S * RATE), (count - 1 - n) / (DECAY_S * RATE))
        for n in range(count)
    ]
