"""The machine's voice: espeak-ng makes a whole sentence at a time, where nobody has recorded it.

Measured: slow, northern, with commas between digits it is understood best, and word by word no better. It is a
stand-in and says so wherever it is told which voice speaks.
"""

import io
import shutil
import subprocess
import wave
from array import array

from hardware.errors import DeviceError, DeviceMissing
from hardware.voice import sound

PROGRAM = "espeak-ng"
WORDS_A_MINUTE = 112
PATIENCE_S = 10.0
MOST_CHARS = 500


def machine_speech(sentence: str, voice: str) -> "array[int]":
    """The sentence as samples of ``sound.RATE``. Raises DeviceError when espeak-ng cannot."""
    if shutil.which(PROGRAM) is None:
        raise DeviceMissing("voice", f"{PROGRAM} is not installed")
    command = [PROGRAM, "-v", voice, "-s", str(WORDS_A_MINUTE), "--stdin", "--stdout"]
    try:
        done = subprocess.run(
            command, input=sentence[:MOST_CHARS].encode(), capture_output=True, timeout=PATIENCE_S, check=True
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise DeviceError("voice", f"{PROGRAM}: {error}") from None
    return sound.prepared(_samples(done.stdout))


def _samples(data: bytes) -> "array[int]":
    """Of a WAV file that was written to a pipe: its head tells a wrong length."""
    try:
        with wave.open(io.BytesIO(data)) as file:
            return sound.resampled(sound.from_bytes(file.readframes(file.getnframes())), file.getframerate())
    except (wave.Error, EOFError) as error:
        raise DeviceError("voice", f"{PROGRAM} gave no sound ({error})") from None
