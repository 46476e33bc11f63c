"""What every beeper promises, over every implementation that runs without a Pi and without a sound card."""

import array
import io
import itertools
import shutil
import sys
import threading
import wave
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

import pytest
from gpiozero import OutputDevice
from gpiozero.pins.mock import MockFactory

from hardware.drivers.gpio_beeper import PAUSE_S, SHORT_S, GpioBeeper
from hardware.drivers.none import NoBeeper
from hardware.drivers.player import HANGS
from hardware.drivers.tone_beeper import ATTACK_S, LOUDNESS, NOTES, RATE, ToneBeeper, wav
from hardware.errors import DeviceBusy, DeviceMissing, DeviceUnsupported
from hardware.ports import Beeper, Sound
from hardware.registry import driver_names
from tests.bench_in_thread import BenchInThread
from tests.ports.drivers_by_name import a_device
from tests.waiting import until

PIN = 18
FOREVER_S = 600
"""Longer than any test may take."""
SOUND_CARD = """#!{python}
import os, sys, time
with open({log!r} + ".pid", "w") as pid:
    pid.write(str(os.getpid()))
wav = sys.stdin.buffer.read()
if sys.argv[1:] != ["-q", "-D", "plughw:CARD=Headphones", "-"]:
    sys.exit("aplay: main:852: audio open error: No such device")
with open({log!r}, "a") as log:
    log.write(wav.hex() + "\\n")
time.sleep({seconds})
"""
"""A small program in place of aplay: it takes the one device that there is, and writes down what it is given."""


class Rig(Protocol):
    """A beeper and an ear."""

    beeper: Beeper

    def heard(self) -> list[str]: ...
    def silent(self) -> bool: ...
    def end(self) -> None: ...


class OnPin:
    """GpioBeeper on gpiozero's mock pins."""

    def __init__(self, _folder: Path, _path: pytest.MonkeyPatch) -> None:
        self.factory = MockFactory()
        self.pin: Any = self.factory.pin(PIN)
        self.beeper: Beeper = GpioBeeper(PIN, self.factory)

    def bursts(self) -> list[float]:
        """How long each short sound was, by the pin's own clock."""
        steps = self.pin.states
        return [step.timestamp for before, step in itertools.pairwise(steps) if before.state]

    def heard(self) -> list[str]:
        bursts = len(self.bursts())
        return ["good"] if bursts == 1 else ["bad"] * (bursts // 3) + ["good"] * (bursts % 3)

    def silent(self) -> bool:
        return not self.pin.state

    def end(self) -> None:
        self.beeper.close()
        self.factory.reset()


class OnSoundCard:
    """ToneBeeper with the small program."""

    def __init__(self, folder: Path, path: pytest.MonkeyPatch, seconds: int = 0) -> None:
        self.log = folder / "played"
        program = folder / "aplay"
        program.write_text(
            SOUND_CARD.format(python=sys.executable, log=str(self.log), seconds=seconds), "utf-8"
        )
        program.chmod(0o755)
        path.setenv("PATH", str(folder))
        self.beeper: Beeper = ToneBeeper(sound="plughw:CARD=Headphones")

    def heard(self) -> list[str]:
        names = {wav(notes).hex(): sound.value for sound, notes in NOTES.items()}
        lines = self.log.read_text("utf-8").splitlines() if self.log.exists() else []
        return [names.get(line, "rubbish") for line in lines]

    def silent(self) -> bool:
        """Whether the last player has ended."""
        pid = self.log.with_name("played.pid")
        return not pid.exists() or not Path(f"/proc/{pid.read_text() or 'nobody'}").exists()

    def end(self) -> None:
        self.beeper.close()


class OnBench:
    """SimBeeper on a real bench socket."""

    def __init__(self, folder: Path, _path: pytest.MonkeyPatch) -> None:
        self.bench = BenchInThread(folder)
        self.beeper: Beeper = a_device("beeper", "sim", bench=self.bench.path, device="beeper-kiosk-1")
        until(lambda: self.bench.shown("hello"))

    def heard(self) -> list[str]:
        return self.bench.shown("beep")

    def silent(self) -> bool:
        return True

    def end(self) -> None:
        self.beeper.close()
        self.bench.end()


class Nowhere:
    """NoBeeper: nothing to hear."""

    def __init__(self, _folder: Path, _path: pytest.MonkeyPatch) -> None:
        self.beeper: Beeper = a_device("beeper", "none")

    def heard(self) -> list[str]:
        return []

    def silent(self) -> bool:
        return True

    def end(self) -> None:
        self.beeper.close()


RIGS = [OnPin, OnSoundCard, OnBench, Nowhere]


@pytest.fixture(params=RIGS)
def rig(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Rig]:
    rig = request.param(tmp_path, monkeypatch)
    yield rig
    rig.end()


def hears(rig: Rig, *wanted: str) -> bool:
    told = [] if isinstance(rig.beeper, NoBeeper) else list(wanted)
    return until(lambda: rig.heard() == told)


class TestBeeper:
    def test_it_is_silent_at_first(self, rig: Rig):
        assert rig.silent()
        assert hears(rig)
        assert rig.beeper.trouble() == ""

    @pytest.mark.parametrize("sound", Sound)
    def test_each_sound_is_told_from_the_other(self, rig: Rig, sound: Sound):
        rig.beeper.beep(sound)
        assert hears(rig, sound.value)
        assert rig.beeper.trouble() == ""

    def test_one_sound_after_another_is_heard(self, rig: Rig):
        rig.beeper.beep(Sound.BAD)
        assert hears(rig, "bad")
        rig.beeper.beep(Sound.GOOD)
        assert hears(rig, "bad", "good")

    def test_many_sounds_at_once_end_when_it_is_closed(self, rig: Rig):
        for _ in range(200):
            rig.beeper.beep(Sound.BAD)
        rig.beeper.close()
        assert rig.silent()

    def test_a_closed_beeper_is_silent_and_closing_twice_is_once(self, rig: Rig):
        rig.beeper.beep(Sound.BAD)
        rig.beeper.close()
        assert rig.silent()
        rig.beeper.close()


def test_the_settings_may_name_every_driver():
    assert driver_names("beeper") == ("gpio", "none", "sim", "tone")


class TestOnAPin:
    @pytest.mark.parametrize(("sound", "count"), [(Sound.GOOD, 1), (Sound.BAD, 3)])
    def test_good_is_one_short_sound_and_bad_is_three(
        self, sound: Sound, count: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ):
        rig = OnPin(tmp_path, monkeypatch)
        rig.beeper.beep(sound)
        until(lambda: len(rig.bursts()) == count)
        threading.Event().wait(2 * (SHORT_S + PAUSE_S))  # one more would be heard by now
        assert len(rig.bursts()) == count
        assert all(SHORT_S * 0.9 < burst < SHORT_S * 3 for burst in rig.bursts())
        assert rig.silent()
        rig.end()

    def test_a_newer_sound_cuts_the_older_short(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
        rig = OnPin(tmp_path, monkeypatch)
        rig.beeper.beep(Sound.BAD)
        until(lambda: not rig.silent())
        rig.beeper.beep(Sound.GOOD)
        until(lambda: len(rig.bursts()) == 2)
        threading.Event().wait(3 * (SHORT_S + PAUSE_S))  # a third sound would be heard by now
        assert len(rig.bursts()) == 2
        rig.end()

    def test_a_pin_that_fails_is_a_trouble_until_it_works_again(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ):
        rig = OnPin(tmp_path, monkeypatch)
        rig.pin.function = "input"  # as another program that takes the pin away would leave it
        rig.beeper.beep(Sound.GOOD)
        until(lambda: rig.beeper.trouble() != "")
        rig.pin.function = "output"
        rig.beeper.beep(Sound.GOOD)
        until(lambda: rig.beeper.trouble() == "")
        rig.end()

    def test_the_pin_of_something_else_is_busy(self):
        factory = MockFactory()
        lamp = OutputDevice(PIN, pin_factory=factory)
        with pytest.raises(DeviceBusy, match=f"beeper on pin {PIN}"):
            GpioBeeper(PIN, factory)
        lamp.close()

    def test_a_pin_that_no_pi_has_is_unsupported(self):
        with pytest.raises(DeviceUnsupported, match="beeper on pin 99"):
            GpioBeeper(99, MockFactory())


class TestOnASoundCard:
    def test_beeping_waits_for_nothing(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
        rig = OnSoundCard(tmp_path, monkeypatch, seconds=FOREVER_S)
        for _ in range(200):
            rig.beeper.beep(Sound.BAD)
        rig.end()
        assert rig.silent()

    def test_a_newer_sound_ends_the_older_at_once(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
        rig = OnSoundCard(tmp_path, monkeypatch, seconds=FOREVER_S)
        rig.beeper.beep(Sound.GOOD)
        until(lambda: rig.heard() == ["good"])
        rig.beeper.beep(Sound.BAD)
        until(lambda: rig.heard() == ["good", "bad"])
        rig.end()
        assert rig.silent()

    def test_a_sound_card_that_hangs_is_a_trouble(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
        rig = OnSoundCard(tmp_path, monkeypatch, seconds=FOREVER_S)
        rig.beeper.beep(Sound.GOOD)
        until(lambda: rig.beeper.trouble() == HANGS)
        rig.end()

    def test_what_the_player_complains_about_is_known_until_it_works_again(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ):
        rig = OnSoundCard(tmp_path, monkeypatch)
        rig.beeper.close()
        rig.beeper = ToneBeeper(sound="hw:9")
        rig.beeper.beep(Sound.GOOD)
        until(lambda: "No such device" in rig.beeper.trouble())
        program = tmp_path / "aplay"
        program.write_text(program.read_text("utf-8").replace("plughw:CARD=Headphones", "hw:9"), "utf-8")
        rig.beeper.beep(Sound.GOOD)
        until(lambda: rig.beeper.trouble() == "" and rig.heard() == ["good"])
        program.unlink()
        rig.beeper.beep(Sound.GOOD)
        until(lambda: rig.beeper.trouble().startswith("aplay: [Errno 2]"))
        rig.end()

    def test_without_aplay_there_is_no_sound(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
        with pytest.raises(DeviceMissing, match="aplay is not installed"):
            ToneBeeper()

    @pytest.mark.skipif(shutil.which("aplay") is None, reason="no aplay (alsa-utils) on this machine")
    def test_the_real_aplay_plays_every_sample(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
        card, played = tmp_path / "asound.conf", tmp_path / "played.raw"
        card.write_text(f'pcm.ear {{ type file slave.pcm {{ type null }} file "{played}" format raw }}\n')
        monkeypatch.setenv("ALSA_CONFIG_PATH", str(card))
        beeper = ToneBeeper(sound="ear")
        beeper.beep(Sound.GOOD)
        whole = samples(Sound.GOOD).tobytes()
        until(lambda: played.exists() and played.read_bytes().startswith(whole))
        assert beeper.trouble() == ""
        beeper.close()


def samples(sound: Sound) -> "array.array[int]":
    with wave.open(io.BytesIO(wav(NOTES[sound]))) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, RATE)
        return array.array("h", file.readframes(file.getnframes()))


@pytest.mark.parametrize("sound", Sound)
def test_a_tone_is_loud_short_and_does_not_click(sound: Sound):
    waves = samples(sound)
    assert len(waves) / RATE < 0.5
    assert 0.3 < max(map(abs, waves)) / 32_767 <= LOUDNESS
    steepest = max(abs(b - a) for a, b in itertools.pairwise(waves))
    assert steepest < 32_767 * 0.2  # a click is a jump; these waves never climb so fast
    quiet = round(ATTACK_S * RATE / 20)
    assert max(map(abs, [*waves[:quiet], *waves[-quiet:]])) < 32_767 * 0.02


def test_good_rises_and_bad_is_lower_and_falls():
    (low, high), (first, last) = NOTES[Sound.GOOD], NOTES[Sound.BAD]
    assert low.hertz < high.hertz
    assert last.hertz < first.hertz < low.hertz
