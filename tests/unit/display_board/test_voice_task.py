"""The voice as it speaks: one at a time, and silent as soon as the desk takes a call back."""

import asyncio
import threading
from array import array
from collections.abc import Callable
from pathlib import Path

import pytest

from contracts import messages as m
from contracts.vocabulary import CounterId
from display_board.voice import announcing
from display_board.voice.announcing import VoiceTask
from display_board.voice.lineup import Manner, Truth, Zone
from display_board.voice.speech import Speech, Style
from hardware import upkeep
from hardware.errors import DeviceError, DeviceMissing
from hardware.keeper import Keeper
from hardware.voice import sound
from hardware.voice.machine import machine_speech
from tests.packs import all_clips, tone, write_pack
from tests.unit.display_board.board_builders import NOW, VIETNAM_MINUTES, a_call, a_counter
from tests.waiting import happens

pytestmark = pytest.mark.slow
ALONE = Manner()


class Ear:
    """A loudspeaker in memory whose plug can be pulled; it speaks until it may end."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.cut: list[str] = []
        self.speaking = self.most = 0
        self.plugged, self.may_end = True, threading.Event()
        self.may_end.set()

    def play(self, samples: bytes, words: str, interrupted: Callable[[float], bool]) -> None:
        if not self.plugged:
            raise DeviceMissing("voice-hall", "unplugged")
        if not words:
            return
        assert samples
        self.speaking += 1
        self.most = max(self.most, self.speaking)
        self.said.append(words)
        while not self.may_end.is_set():
            if interrupted(0.01):
                self.cut.append(words)
                break
        self.speaking -= 1

    def close(self) -> None:
        pass


def machine(_sentence: str, _voice: str) -> "array[int]":
    return tone(300)


class Hall:
    def __init__(self, folder: Path) -> None:
        self.ear, self.told = Ear(), 0
        self.states: dict[CounterId, m.CounterState] = {
            CounterId(c): a_counter(None, counter=c) for c in "123"
        }
        self.now = 0
        self.task = VoiceTask(
            Speech(Style(folder), machine), Keeper("voice-hall", lambda: self.ear), Zone(), self._fault
        )
        self.look()

    def _fault(self) -> None:
        self.told += 1

    def look(self, quiet_s: float = 0.0) -> None:
        self.task.hear(Truth(dict(self.states), NOW + self.now, quiet_s, VIETNAM_MINUTES))

    def call(self, number: str, counter: str) -> None:
        self.now += 100
        self.states[CounterId(counter)] = a_counter(a_call(number, counter, at=self.now), counter=counter)
        self.look()

    def end(self, counter: str) -> None:
        self.states[CounterId(counter)] = a_counter(None, counter=counter)
        self.look()


async def test_calls_of_one_moment_are_said_one_after_the_other(tmp_path: Path):
    hall = Hall(tmp_path)
    running = asyncio.create_task(hall.task.run())
    for number, counter in (("A001", "1"), ("A002", "2"), ("A003", "3")):
        hall.call(number, counter)
    await happens(lambda: len(hall.ear.said) == 3 and not hall.ear.speaking)
    running.cancel()
    assert [words[-4:-1] for words in hall.ear.said] == ["một", "hai", " ba"]
    assert hall.ear.most == 1


async def test_a_call_that_is_taken_back_is_silenced_and_the_next_is_said(tmp_path: Path):
    hall = Hall(tmp_path)
    hall.ear.may_end.clear()
    running = asyncio.create_task(hall.task.run())
    hall.call("A001", "1")
    await happens(lambda: hall.ear.speaking == 1)
    hall.call("A002", "2")
    hall.end("1")
    await happens(lambda: len(hall.ear.said) == 2)
    assert [words[-4:-1] for words in hall.ear.cut] == ["một"]
    hall.look(quiet_s=60.0)
    await happens(lambda: len(hall.ear.cut) == 2)
    running.cancel()


async def test_a_cancelled_voice_is_silent(tmp_path: Path):
    hall = Hall(tmp_path)
    hall.ear.may_end.clear()
    running = asyncio.create_task(hall.task.run())
    hall.call("A001", "1")
    await happens(lambda: hall.ear.speaking == 1)
    running.cancel()
    hall.task.close()
    await happens(lambda: hall.ear.speaking == 0)


async def test_a_card_that_was_pulled_out_is_told_and_speaks_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(upkeep, "FIRST_PAUSE_S", 0.01)
    hall = Hall(tmp_path)
    hall.ear.plugged = False
    running = asyncio.create_task(hall.task.run())
    await happens(lambda: bool(hall.task.faults))
    assert hall.task.faults[0].detail == f"voice-hall: unplugged. {DeviceMissing.remedy}"
    hall.call("A001", "1")
    hall.end("1")
    hall.ear.plugged = True
    await happens(lambda: not hall.task.faults)
    hall.call("A002", "2")
    await happens(lambda: len(hall.ear.said) == 1)
    running.cancel()
    assert hall.told == 2


async def test_the_card_is_looked_after_while_nobody_is_called(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(announcing, "PROBE_S", 0.01)
    hall = Hall(tmp_path)
    running = asyncio.create_task(hall.task.run())
    await happens(lambda: hall.task._loudspeaker.device is not None)
    hall.ear.plugged = False
    await happens(lambda: bool(hall.task.faults))
    running.cancel()


class TestWords:
    def test_a_recorded_voice_says_exactly_its_clips(self, tmp_path: Path):
        write_pack(tmp_path / "vi.zip", all_clips())
        speech = Speech(Style(tmp_path, chime=False, twice=False, lead_in_ms=100))
        spoken = speech.announcement(a_call("A012", "3"), Manner(twice=False))
        clips = speech._shelf.packs["vi"].clips
        order = [
            ("call", 60),
            ("letter-A", 90),
            ("0", 90),
            ("1", 90),
            ("2", 180),
            ("to-counter", 60),
            ("3", 180),
        ]
        said = b"".join(clips[clip] + sound.silence(gap) for clip, gap in order)
        assert spoken.samples == sound.silence(100) + said + sound.silence(sound.AGAIN_GAP_MS)
        assert spoken.words == "Xin mời số a, không, một, hai, đến quầy số ba."

    def test_it_is_said_twice_after_a_chime_and_shorter_when_others_wait(self, tmp_path: Path):
        speech = Speech(Style(tmp_path), machine)
        full = speech.announcement(a_call("A012", "3"), ALONE)
        short = speech.announcement(a_call("A012", "3"), Manner(twice=False))
        brief = speech.announcement(a_call("A012", "3"), Manner(twice=False, chime=False))
        assert full.seconds > short.seconds > brief.seconds

    def test_vietnamese_and_then_the_language_of_the_ticket(self, tmp_path: Path):
        speech = Speech(Style(tmp_path, languages=("vi", "en")), machine)
        call = a_call("A012", "3").model_copy(update={"lang": "en"})
        words = [phrase.words for phrase in speech.phrases(call, ALONE)]
        assert words == [
            "Xin mời số a, không, một, hai, đến quầy số ba.",
            "Number A, zero, one, two, please come to counter three.",
        ]
        assert len(speech.phrases(call, Manner(other_language=False))) == 1
        assert len(speech.phrases(a_call("A012", "3"), ALONE)) == 1

    def test_a_sentence_with_a_word_that_nobody_recorded_is_the_machine_s_whole_sentence(
        self, tmp_path: Path
    ):
        write_pack(tmp_path / "vi.zip", all_clips())
        said: list[str] = []

        def listening(sentence: str, voice: str) -> "array[int]":
            said.append(f"{voice}: {sentence}")
            return tone(300)

        speech = Speech(Style(tmp_path), listening)
        call = a_call("A012", "3").model_copy(update={"label": "Bàn tiếp nhận"})
        for _ in range(2):
            assert speech.announcement(call, ALONE).samples
        assert said == ["vi: Xin mời số a, không, một, hai, đến bàn tiếp nhận."]

    def test_without_any_voice_the_chime_is_heard_and_the_fault_is_told(self, tmp_path: Path):
        def mute(_sentence: str, _voice: str) -> "array[int]":
            raise DeviceMissing("voice", "espeak-ng is not installed")

        speech = Speech(Style(tmp_path, lead_in_ms=0), mute)
        spoken = speech.announcement(a_call("A012", "3"), ALONE)
        assert sound.to_bytes(sound.chime()) in spoken.samples
        assert [fault.detail for fault in speech.faults] == [
            f"voice: espeak-ng is not installed. {DeviceMissing.remedy}"
        ]
        assert (
            Speech(Style(tmp_path, machine=False, chime=False)).announcement(a_call("A1"), ALONE).samples
            == b""
        )

    def test_a_broken_pack_is_told_and_a_new_one_is_read_without_a_restart(self, tmp_path: Path):
        pack = tmp_path / "vi.zip"
        pack.write_bytes(b"nothing")
        speech = Speech(Style(tmp_path), machine)
        assert speech.announcement(a_call("A012", "3"), ALONE).samples
        assert "vi.zip: not a zip file" in speech.faults[0].detail
        write_pack(pack, all_clips())
        speech.refresh()
        assert speech.faults == ()
        assert "vi" in speech._shelf.packs
        pack.unlink()
        speech.refresh()
        assert speech._shelf.packs == {}

    def test_a_language_borrows_from_the_vietnamese_pack_clip_by_clip(self, tmp_path: Path):
        write_pack(tmp_path / "vi.zip", all_clips())
        own = {"call": all_clips("en")["call"]}
        write_pack(tmp_path / "en.zip", {**own, "please": own["call"]}, lang="en")
        speech = Speech(Style(tmp_path, languages=("en",)), machine)
        assert speech.announcement(a_call("A012", "3"), ALONE).samples
        assert speech._cache == {}, "the machine was not asked"


def test_nothing_but_a_device_s_error_comes_from_a_mute_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(DeviceMissing, match="espeak-ng is not installed"):
        machine_speech("Xin mời", "vi")
    program = tmp_path / "espeak-ng"
    program.write_text("#!/bin/sh\necho no sound\n")
    program.chmod(0o755)
    with pytest.raises(DeviceError, match="gave no sound"):
        machine_speech("Xin mời", "vi")


async def test_a_trial_is_heard_when_nobody_is_called_and_a_call_cuts_it_short(tmp_path: Path):
    hall = Hall(tmp_path)
    hall.ear.may_end.clear()
    running = asyncio.create_task(hall.task.run())
    hall.task.try_out()
    await happens(lambda: hall.ear.speaking == 1)
    hall.call("A002", "2")
    await happens(lambda: len(hall.ear.said) == 2)
    hall.ear.may_end.set()
    await happens(lambda: hall.ear.speaking == 0)
    running.cancel()
    assert hall.ear.cut == ["Một, hai, ba."]
    assert hall.ear.said[0] == "Một, hai, ba."
    assert hall.ear.most == 1
