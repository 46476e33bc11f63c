"""How a language is recorded: what a person says for each clip, and how the word is cut out of it. Pure.

A word alone falls and is long; in the middle of a sentence it is neither. So each is said between others, with a
little pause at its sides, and cut out where the pauses are.
"""

import math
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from hardware.voice import sound
from hardware.voice.language import Language
from hardware.voice.sentence import FINAL

WORD = "{word}"
LEAST_PAUSE_S = 0.08
"""A shorter silence is inside a word: before a t or a k the mouth is closed."""
LEAST_POWER = 0.004
"""Of the loudest frame, as a share of full scale: less is a microphone that is off or far away."""
LEAST_OVER_NOISE = 6.0
"""How many times the power of the room the loudest frame must have (16 dB)."""
MOST_AT_FULL = 20
"""Samples at full scale in a row of words: more are a microphone that is too near."""
LEAST_WORD_S, MOST_WORD_S = 0.05, 4.0
_FULL = 32_700


class Flaw(StrEnum):
    """Why a recording is no clip. The person is told what to do."""

    SILENT = "silent"
    NOISY = "noisy"
    TOO_LOUD = "too-loud"
    NO_PAUSES = "no-pauses"
    WRONG_LENGTH = "wrong-length"


class FlawedError(ValueError):
    """A recording of which no clip can be made."""

    def __init__(self, flaw: Flaw) -> None:
        super().__init__(flaw.value)
        self.flaw = flaw


@dataclass(frozen=True)
class Prompt:
    """One sentence to say. The clip is its part number ``nth``."""

    clip: str
    parts: tuple[str, ...]
    nth: int


def prompts(language: Language) -> tuple[Prompt, ...]:
    """Everything there is to say in a language: what begins a call, numbers, letters, what kiosks say, then digits as they end one."""
    found = [_prompt(language, clip, _place(language, clip)) for clip in language.words]
    finals = (_prompt(language, clip, "last") for clip in language.words if _is_digit(clip))
    return (*found, *finals)


def clips_of(language: Language) -> frozenset[str]:
    """The names that a recording may have."""
    return frozenset(prompt.clip for prompt in prompts(language))


def cut(samples: "array[int]", parts: int = 1, nth: int = 0) -> "array[int]":
    """The word of a recording that has so many parts, ready to be joined. Raises FlawedError."""
    powers = [sound.rms(samples[at : at + sound.FRAME]) for at in range(0, len(samples), sound.FRAME)]
    loudest, noise = max(powers, default=0.0), _noise(powers)
    if loudest < LEAST_POWER * sound.FULL:
        raise FlawedError(Flaw.SILENT)
    if sum(abs(sample) >= _FULL for sample in samples) > MOST_AT_FULL:
        raise FlawedError(Flaw.TOO_LOUD)
    if loudest < LEAST_OVER_NOISE * noise:
        raise FlawedError(Flaw.NOISY)
    least = max(math.sqrt(noise * loudest) / 2, noise * 2, loudest * sound.FLOOR * 4)
    first, last = _part([index for index, power in enumerate(powers) if power >= least], parts, nth)
    air = sound.PAD
    word = samples[max(0, first * sound.FRAME - air) : (last + 1) * sound.FRAME + air]
    if not LEAST_WORD_S <= len(word) / sound.RATE <= MOST_WORD_S:
        raise FlawedError(Flaw.WRONG_LENGTH)
    return sound.faded(sound.levelled(word))


def _place(language: Language, clip: str) -> str:
    if clip in language.alone:
        return "alone"
    begins = {language.sentences[name][0] for name in ("call", "again")}
    return "first" if clip in begins else "middle"


def _is_digit(clip: str) -> bool:
    return clip.isdigit() and len(clip) == 1


def _prompt(language: Language, clip: str, place: str) -> Prompt:
    parts = language.carriers[place] if place != "alone" else (WORD,)
    said = tuple(language.words[clip] if part == WORD else part for part in parts)
    return Prompt(f"{clip}{FINAL}" if place == "last" else clip, said, parts.index(WORD))


def _noise(powers: list[float]) -> float:
    """The power of the room: what the quietest tenth stays below. A recording begins and ends with it."""
    return sorted(powers)[len(powers) // 10] if powers else 0.0


def _part(loud: list[int], parts: int, nth: int) -> tuple[int, int]:
    """First and last frame of a part: the longest silences stand between the parts."""
    pauses = sorted(_pauses(loud), key=lambda pause: pause[0] - pause[1])[: parts - 1]
    if len(pauses) < parts - 1:
        raise FlawedError(Flaw.NO_PAUSES)
    edges = [loud[0], *(edge for pause in sorted(pauses) for edge in pause), loud[-1]]
    return edges[2 * nth], edges[2 * nth + 1]


def _pauses(loud: list[int]) -> Iterator[tuple[int, int]]:
    """The last frame before and the first one after each silence that is long enough."""
    least = LEAST_PAUSE_S * sound.RATE / sound.FRAME
    return ((before, after) for before, after in pairwise(loud) if after - before > least)
