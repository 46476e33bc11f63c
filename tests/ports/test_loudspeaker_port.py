"""What every loudspeaker promises; the real aplay plays into ALSA's file plug-in, so the very bytes are compared."""

import shutil
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from hardware.driver import Context
from hardware.drivers.aplay import AplayLoudspeaker, AplayOptions
from hardware.errors import DeviceError, DeviceMissing
from hardware.registry import driver_names
from hardware.voice import sound
from tests.bench_in_thread import BenchInThread
from tests.packs import tone
from tests.ports.drivers_by_name import a_device
from tests.waiting import until

pytestmark = pytest.mark.slow
SAMPLES = sound.to_bytes(tone(440, 0.5))
real_aplay = pytest.mark.skipif(shutil.which("aplay") is None, reason="no aplay (alsa-utils) on this machine")


def uncut(_seconds: float) -> bool:
    return threading.Event().wait(_seconds)


def cut(_seconds: float) -> bool:
    return True


def card(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    played = folder / "played.raw"
    (folder / "asound.conf").write_text(
        f'pcm.ear {{ type file slave.pcm {{ type null }} file "{played}" format raw }}\n'
    )
    monkeypatch.setenv("ALSA_CONFIG_PATH", str(folder / "asound.conf"))
    return played


def stand_in(folder: Path, name: str, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    program = folder / name
    program.write_text(f"#!{sys.executable}\nimport sys, time\n{code}\n", "utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))


def an_aplay(**options: object) -> AplayLoudspeaker:
    return AplayOptions.model_validate({"sound": "ear", **options}).build(Context("voice-hall"))


def test_the_settings_may_name_every_driver():
    assert driver_names("loudspeaker") == ("aplay", "none", "sim")


@real_aplay
def test_every_byte_is_played_and_announcements_follow_each_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    played = card(tmp_path, monkeypatch)
    speaker = an_aplay()
    for samples in (SAMPLES, SAMPLES[:4000]):
        speaker.play(samples, "Xin mời", uncut)
        heard = played.read_bytes()
        assert heard.startswith(samples)
        assert not any(heard[len(samples) :]), "ALSA fills its last period with silence"


@real_aplay
def test_a_card_that_is_not_there_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    card(tmp_path, monkeypatch)
    with pytest.raises(DeviceMissing, match="voice-hall: plughw:CARD=Gone: "):
        an_aplay(sound="plughw:CARD=Gone").play(SAMPLES, "Xin mời", uncut)


def test_an_announcement_is_cut_off_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    stand_in(tmp_path, "aplay", "time.sleep(600)", monkeypatch)
    an_aplay().play(SAMPLES, "Xin mời", cut)


def test_a_card_that_hangs_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    stand_in(tmp_path, "aplay", "time.sleep(600)", monkeypatch)
    with pytest.raises(DeviceMissing, match="aplay does not end"):
        an_aplay().play(SAMPLES, "Xin mời", lambda _seconds: False)


def test_without_aplay_there_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(DeviceMissing, match="aplay is not installed"):
        an_aplay()


class TestDucking:
    """Music is turned down for a call and up again, whatever happens."""

    @pytest.fixture
    def mixer(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[str]]:
        log = tmp_path / "mixer"
        for name, code in (("amixer", "sys.argv[-1]"), ("aplay", "'play'")):
            stand_in(tmp_path, name, f"open({str(log)!r}, 'a').write({code} + ' ')", monkeypatch)
        return lambda: log.read_text().split()

    def test_it_is_loud_at_first_and_down_while_somebody_is_called(self, mixer: Callable[[], list[str]]):
        speaker = an_aplay(duck="Music", duck_to=15, duck_from=70)
        speaker.play(SAMPLES, "Xin mời", uncut)
        assert mixer() == ["70%", "15%", "play", "70%"]

    def test_a_test_of_the_card_is_not_heard(self, mixer: Callable[[], list[str]]):
        an_aplay(duck="Music").play(SAMPLES, "", uncut)
        assert mixer() == ["80%", "play"]

    def test_a_control_that_is_not_there_is_told(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
        for name in ("aplay", "amixer"):
            stand_in(tmp_path, name, "sys.exit(1)", monkeypatch)
        with pytest.raises(DeviceError, match="duck"):
            an_aplay(duck="Music")


class TestOnTheBench:
    def test_the_bench_reads_and_hears_what_is_said(self, tmp_path: Path):
        bench = BenchInThread(tmp_path)
        speaker = a_device("loudspeaker", "sim", bench=bench.path, device="voice-hall", pace=0)
        until(lambda: bench.shown("hello"))
        speaker.play(b"", "", uncut)
        speaker.play(SAMPLES, "Xin mời số a, đến quầy số ba.", uncut)
        until(lambda: len(bench.shown("announcement")) == 2)
        told, ended = bench.shown("announcement")
        assert (told["turn"], told["words"], bool(told["wav"])) == (1, "Xin mời số a, đến quầy số ba.", True)
        assert (ended["words"], ended["wav"]) == ("", "")
        bench.order("voice-hall", fault="unplugged")
        until(lambda: speaker._unplugged)
        with pytest.raises(DeviceMissing, match="unplugged"):
            speaker.play(SAMPLES, "Xin mời", uncut)
        speaker.close()
        speaker.close()
        bench.end()

    def test_no_loudspeaker_says_nothing(self):
        speaker = a_device("loudspeaker", "none")
        speaker.play(SAMPLES, "Xin mời", uncut)
        speaker.close()
