"""Speech as samples: trimmed, levelled, joined without gaps. Pure; one channel, signed 16 bits, ``RATE`` a second.

Clips are prepared once, when a pack is read; joining them for a call only copies bytes.
"""

import math
import sys
from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from operator import mul

RATE = 24_000
FULL = 32_767
SPEECH_RMS = 0.12
"""What the loud parts of every clip come to: about -18 dB of full scale."""
CHIME_RMS = SPEECH_RMS / 2
"""Tones sound louder than speech of the same power."""
PEAK = 0.89
MOST_GAIN = 10.0
"""A clip that would need more is a whisper or noise."""
FLOOR = 10 ** (-42 / 20)
"""Below this share of its loudest a clip's ends are silence."""
FRAME = RATE // 100
PAD, FADE = RATE * 12 // 1000, RATE * 6 // 1000
WORD_GAP_MS, SPELT_GAP_MS, PHRASE_GAP_MS, AGAIN_GAP_MS = 60, 90, 180, 700
_CHIME = ((659.3, 0.35), (523.3, 0.45))


@dataclass(frozen=True)
class Spoken:
    """Something to be heard: ``samples`` as bytes, least significant first, and the ``words`` they say."""

    samples: bytes
    words: str

    @property
    def seconds(self) -> float:
        """How long it takes."""
        return len(self.samples) / 2 / RATE


def from_bytes(data: bytes) -> "array[int]":
    """Little-endian bytes, as in WAV files, as samples; half a sample at the end is left out."""
    samples = array("h")
    samples.frombytes(data[: len(data) // 2 * 2])
    if sys.byteorder == "big":
        samples.byteswap()
    return samples


def to_bytes(samples: "array[int]") -> bytes:
    """The reverse."""
    if sys.byteorder == "big":
        samples = samples[:]
        samples.byteswap()
    return samples.tobytes()


def silence(ms: int) -> bytes:
    """Nothing, for a time."""
    return bytes(2 * (RATE * ms // 1000))


def prepared(samples: "array[int]") -> "array[int]":
    """A clip without the silence around it, as loud as all others, with soft ends. Empty when it is silence."""
    return faded(levelled(trimmed(samples)))


def trimmed(samples: "array[int]") -> "array[int]":
    """What stands between its first and last frame of sound, with a little air."""
    loud = loud_frames(samples)
    if not loud:
        return array("h")
    return samples[max(0, loud[0] * FRAME - PAD) : (loud[-1] + 1) * FRAME + PAD]


def loud_frames(samples: "array[int]") -> list[int]:
    """The frames of 10 ms that are not silence beside the loudest of them."""
    powers = [rms(samples[at : at + FRAME]) for at in range(0, len(samples), FRAME)]
    least = max(max(powers, default=0) * FLOOR * 4, FULL * FLOOR / 4)
    return [index for index, value in enumerate(powers) if value >= least]


def speech_rms(samples: "array[int]") -> float:
    """The power of the frames that carry speech, as a share of full scale: pauses and length do not count."""
    powers = [rms(samples[at : at + FRAME]) for at in range(0, len(samples), FRAME)]
    loud = [value for value in powers if value >= max(powers) / 4]
    return math.sqrt(sum(map(mul, loud, loud)) / len(loud)) / FULL if loud else 0.0


def levelled(samples: "array[int]", to: float = SPEECH_RMS) -> "array[int]":
    """Its speech brought to one level; no sample above ``PEAK``."""
    power = speech_rms(samples)
    if not power:
        return samples
    gain = min(to / power, MOST_GAIN, PEAK * FULL / max(map(abs, samples)))
    return array("h", [round(sample * gain) for sample in samples])


def faded(samples: "array[int]") -> "array[int]":
    """Ends that do not click."""
    soft, length = samples[:], min(FADE, len(samples) // 2)
    for at in range(length):
        soft[at] = round(samples[at] * at / length)
        soft[-1 - at] = round(samples[-1 - at] * at / length)
    return soft


def resampled(samples: "array[int]", rate: int) -> "array[int]":
    """Samples of another rate at ours, by straight lines between them."""
    if rate == RATE or not samples:
        return samples
    step, last = rate / RATE, len(samples) - 1
    found = array("h")
    for index in range(int(last / step) + 1):
        at = index * step
        low = int(at)
        part = at - low
        found.append(round(samples[low] * (1 - part) + samples[min(low + 1, last)] * part))
    return found


def chime() -> "array[int]":
    """Two soft tones, a falling third: somebody is called."""
    tones = array("h")
    for hertz, seconds in _CHIME:
        count, turn = round(seconds * RATE), 2 * math.pi * hertz / RATE
        tones.extend(
            round(
                FULL
                * 0.5
                * math.sin(turn * n)
                * min(1.0, n / 200)
                * math.exp(-4 * n / count)
                * (1 - n / count)
            )
            for n in range(count)
        )
    return levelled(tones, CHIME_RMS)


def joined(parts: Iterable[tuple[bytes, int]]) -> bytes:
    """Clips, each with its pause behind it in milliseconds."""
    return b"".join(piece for clip, gap_ms in parts for piece in (clip, silence(gap_ms)))


def rms(frame: "array[int]") -> float:
    """The power of some samples, in their own measure."""
    return math.sqrt(sum(map(mul, frame, frame)) / len(frame)) if frame else 0.0
