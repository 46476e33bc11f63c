"""The machine's voice, with small programs in place of espeak-ng and aplay that write down what they are given."""

import sys
from pathlib import Path

import pytest

from hardware.drivers.espeak import EspeakSpeaker
from hardware.errors import DeviceMissing
from tests.packs import all_clips, write_pack
from tests.waiting import until

pytestmark = pytest.mark.slow

MAKER = """#!{python}
import sys
sys.stdout.write(" ".join(sys.argv[1:]) + "|" + sys.stdin.read())
"""
PLAYER = """#!{python}
import os, sys, time
heard = sys.stdin.buffer.read()
heard = "a recording" if heard.startswith(b"RIFF") else heard.decode()
with open({log!r}, "a") as log:
    log.write(" ".join(sys.argv[1:]) + "|" + heard + "\\n")
if "hỏng" in heard:
    sys.exit("aplay: audio open error: No such device")
time.sleep(600 if "dài" in heard else 0)
"""


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    log = tmp_path / "played"
    for name, code in (("espeak-ng", MAKER), ("aplay", PLAYER)):
        program = tmp_path / name
        program.write_text(code.format(python=sys.executable, log=str(log)), "utf-8")
        program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    return log


def played(log: Path, count: int) -> list[str]:
    def lines() -> list[str]:
        return log.read_text("utf-8").splitlines() if log.exists() else []

    until(lambda: len(lines()) >= count)
    return lines()


def test_words_go_to_the_sound_device_in_the_voice_of_their_language(log: Path):
    speaker = EspeakSpeaker(sound="plughw:CARD=Headphones")
    try:
        speaker.say("services", "Mời ông/bà chọn lĩnh vực.", "vi")
        assert played(log, 1) == [
            "-q -D plughw:CARD=Headphones -|-v vi -s 130 --stdin --stdout|Mời ông/bà chọn lĩnh vực."
        ]
        speaker.say("services", "Please choose", "en")
        assert "-v en" in played(log, 2)[1]
        assert speaker.trouble() == ""
    finally:
        speaker.close()


def test_a_sentence_that_a_person_recorded_is_played_and_the_others_are_the_machines(
    log: Path, tmp_path: Path
):
    write_pack(tmp_path / "vi.zip", all_clips())
    speaker = EspeakSpeaker(packs=(tmp_path / "none", tmp_path))
    try:
        speaker.say("number", "Số của ông/bà: A, 0, 1, 2.", "vi")
        assert played(log, 1) == ["-q -D default -|a recording"]
        until(lambda: not speaker.speaking())
        speaker.say("number", "Tư pháp, Hộ tịch.", "vi")
        assert played(log, 2)[1].endswith("|Tư pháp, Hộ tịch.")
        (tmp_path / "vi.zip").write_bytes(b"no pack")
        speaker.say("number", "Mời ông/bà lấy phiếu.", "vi")
        assert played(log, 3)[2].endswith("|Mời ông/bà lấy phiếu."), "half a pack is none"
        assert "vi.zip" in speaker.trouble()
    finally:
        speaker.close()


def test_new_words_and_silence_end_the_old_ones_at_once(log: Path):
    speaker = EspeakSpeaker()
    try:
        speaker.say("a", "một câu dài", "vi")
        played(log, 1)
        speaker.say("b", "câu khác", "vi")
        played(log, 2)
        speaker.say("c", "câu dài nữa", "vi")
        played(log, 3)
        speaker.stop()
    finally:
        speaker.close()
        speaker.close()


def test_what_the_player_complains_about_is_known_until_it_works_again(log: Path):
    speaker = EspeakSpeaker()
    try:
        speaker.say("a", "hỏng", "vi")
        until(speaker.trouble)
        assert "No such device" in speaker.trouble()
        speaker.say("b", "tốt", "vi")
        played(log, 2)
        until(lambda: speaker.trouble() == "")
    finally:
        speaker.close()


def test_without_the_programs_there_is_no_voice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    with pytest.raises(DeviceMissing, match="espeak-ng is not installed"):
        EspeakSpeaker()
