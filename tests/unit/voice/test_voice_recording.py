"""What a person is asked to say, and how the word is found in it."""

import random
from array import array
from collections.abc import Iterator
from itertools import pairwise

import pytest

from hardware.voice import sound
from hardware.voice.language import codes, language
from hardware.voice.recording import WORD, Flaw, FlawedError, clips_of, cut, prompts
from hardware.voice.sentence import FINAL, call_tokens
from tests.packs import tone

TONES = (300, 500, 700)


def spoken(*hertz: float, pause_s: float = 0.3, seconds: float = 0.4, loudness: float = 0.3) -> "array[int]":
    """Words of one tone each, with a pause between them, and the room before and after."""
    found = quiet(0.5)
    for index, each in enumerate(hertz):
        found += (quiet(pause_s) if index else array("h")) + tone(each, seconds, loudness)
    return found + quiet(1.0)


def quiet(seconds: float) -> "array[int]":
    return sound.from_bytes(sound.silence(round(seconds * 1000)))


def in_a_room(samples: "array[int]", noise: float) -> "array[int]":
    """With the hiss of a room."""
    luck = random.Random(4)  # noqa: S311 - the same hiss each time
    return array(
        "h", [max(-32_768, min(32_767, s + round(luck.gauss(0, noise * sound.FULL)))) for s in samples]
    )


def hertz_of(samples: "array[int]") -> float:
    crossings = sum((a < 0) != (b < 0) for a, b in pairwise(samples))
    return crossings * sound.RATE / 2 / len(samples)


@pytest.mark.parametrize("code", codes())
def test_everything_that_a_call_can_need_is_asked_for_and_digits_twice(code: str):
    way = language(code)
    asked = [prompt.clip for prompt in prompts(way)]
    assert len(asked) == len(set(asked))
    assert set(asked) == {*way.words, *(f"{digit}{FINAL}" for digit in range(10))}
    for prompt in prompts(way):
        assert prompt.parts[prompt.nth] == way.words[prompt.clip.removesuffix(FINAL)]
        assert len(prompt.parts) == 1 if prompt.clip in way.alone else len(prompt.parts) in (2, 3)
        assert WORD not in " ".join(prompt.parts)


@pytest.mark.parametrize("code", codes())
def test_what_begins_a_call_is_said_at_the_beginning_and_final_digits_at_the_end(code: str):
    by_clip = {prompt.clip: prompt for prompt in prompts(language(code))}
    first = call_tokens(language(code), "A012", "3")[0].clip
    assert by_clip[first].nth == 0
    assert by_clip["7"].nth == 1
    assert by_clip[f"7{FINAL}"].nth == len(by_clip[f"7{FINAL}"].parts) - 1


@pytest.mark.parametrize("nth", range(3))
@pytest.mark.parametrize("noise", [0.0, 0.002, 0.01])
def test_the_part_that_is_wanted_is_cut_out(nth: int, noise: float):
    word = cut(in_a_room(spoken(*TONES), noise), 3, nth)
    assert len(word) / sound.RATE == pytest.approx(0.4, abs=0.06)
    assert hertz_of(word[2000:-2000]) == pytest.approx(TONES[nth], rel=0.05)
    assert sound.speech_rms(word) == pytest.approx(sound.SPEECH_RMS, rel=0.1)


def test_a_stop_inside_a_word_is_no_pause():
    word = tone(500, 0.2) + quiet(0.09) + tone(500, 0.2)
    samples = quiet(0.4) + tone(300) + quiet(0.3) + word + quiet(0.25) + tone(700) + quiet(1)
    assert len(cut(samples, 3, 1)) == pytest.approx(len(word), abs=0.06 * sound.RATE)


def test_a_word_alone_needs_no_pauses():
    assert len(cut(spoken(500))) / sound.RATE == pytest.approx(0.4, abs=0.06)


def flawed() -> Iterator[tuple[str, "array[int]", Flaw]]:
    yield "nothing", array("h"), Flaw.SILENT
    yield "a microphone that is off", quiet(2), Flaw.SILENT
    yield "a whisper", spoken(*TONES, loudness=0.002), Flaw.SILENT
    yield "a full hall", in_a_room(spoken(*TONES, loudness=0.1), 0.03), Flaw.NOISY
    yield "too near", array("h", [max(-32_768, min(32_767, 8 * s)) for s in spoken(*TONES)]), Flaw.TOO_LOUD
    yield "in one breath", spoken(*TONES, pause_s=0.0), Flaw.NO_PAUSES
    yield "one pause only", quiet(0.4) + tone(300) + quiet(0.3) + tone(500) + quiet(1), Flaw.NO_PAUSES
    yield "a knock", spoken(*TONES, seconds=0.02), Flaw.WRONG_LENGTH
    yield "a speech", spoken(*TONES, seconds=4.5), Flaw.WRONG_LENGTH


@pytest.mark.parametrize(("what", "samples", "flaw"), [*flawed()], ids=[what for what, _, _ in flawed()])
def test_what_is_no_clip_says_why(what: str, samples: "array[int]", flaw: Flaw):
    with pytest.raises(FlawedError) as told:
        cut(samples, 3, 1)
    assert told.value.flaw is flaw, what


def test_names_of_clips_lead_nowhere_else():
    for code in codes():
        assert not [name for name in clips_of(language(code)) if "/" in name or name.startswith(".")]
