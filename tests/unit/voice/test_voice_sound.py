import itertools
import math
from array import array

import pytest

from hardware.voice import sound
from tests.packs import tone

QUIET = array("h", bytes(2 * sound.RATE // 2))


def test_silence_around_a_clip_is_cut_off_and_none_of_the_word():
    word = tone(300, 0.3)
    cut = sound.trimmed(QUIET + word + QUIET)
    assert len(word) <= len(cut) <= len(word) + 2 * (sound.PAD + sound.FRAME)
    assert bytes(word) in bytes(cut)


def test_noise_of_a_room_is_silence_beside_a_word():
    noise = array("h", [(n * 7919 % 61) - 30 for n in range(sound.RATE // 2)])
    assert len(sound.trimmed(noise + tone(300, 0.3) + noise)) < 0.35 * sound.RATE


@pytest.mark.parametrize("loudness", [0.02, 0.1, 0.5, 0.99])
@pytest.mark.parametrize("pause_s", [0, 1])
def test_every_clip_is_as_loud_as_the_others_whatever_its_pauses(loudness: float, pause_s: int):
    clip = tone(300, 0.3, loudness) + QUIET * (2 * pause_s) + tone(500, 0.2, loudness)
    assert sound.speech_rms(sound.levelled(clip)) == pytest.approx(sound.SPEECH_RMS, rel=0.03)


def test_a_click_in_a_whisper_is_never_clipped():
    clip = tone(300, 0.3, 0.01)
    clip[1000] = 32_767
    assert max(map(abs, sound.levelled(clip))) <= sound.PEAK * sound.FULL + 1


def test_silence_stays_silence_and_is_not_blown_up():
    assert list(sound.prepared(QUIET)) == []
    assert list(sound.prepared(array("h"))) == []
    assert sound.levelled(QUIET) == QUIET


def test_the_ends_do_not_click():
    clip = sound.prepared(tone(300, 0.3))
    assert clip[0] == clip[-1] == 0
    assert max(map(abs, clip[:10])) < 0.02 * sound.FULL


@pytest.mark.parametrize("rate", [8000, 22_050, 44_100, 48_000])
def test_another_rate_keeps_length_and_pitch(rate: int):
    turn = 2 * math.pi * 440 / rate
    samples = array("h", [round(10_000 * math.sin(turn * n)) for n in range(rate)])
    ours = sound.resampled(samples, rate)
    assert len(ours) == pytest.approx(sound.RATE, abs=8)
    rising = sum(1 for a, b in itertools.pairwise(ours) if a < 0 <= b)
    assert rising == pytest.approx(440, abs=1)


def test_the_chime_is_short_and_quieter_than_speech():
    chime = sound.chime()
    assert 0.5 <= len(chime) / sound.RATE <= 0.9
    assert sound.speech_rms(chime) == pytest.approx(sound.SPEECH_RMS / 2, rel=0.05)


def test_clips_are_joined_sample_by_sample():
    first, second = sound.to_bytes(tone(300)), sound.to_bytes(tone(500))
    assert sound.joined([(first, 60), (second, 0)]) == first + bytes(2 * 24 * 60) + second


def test_bytes_and_samples_are_the_same():
    assert sound.from_bytes(b"\x01\x00\xff\xff\x05") == array("h", [1, -1])
    assert sound.to_bytes(array("h", [1, -1])) == b"\x01\x00\xff\xff"
